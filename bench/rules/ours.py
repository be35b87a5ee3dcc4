"""Contenders of this product and of its own language: explained, by column, plain Python, NumPy."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.rules.demands import DEMANDS, INCOMPLETE, MET, NOT_MET
from bench.rules.plans import ON, Plans, flat, plans_of
from bench.rules.timing import timed, told
from data.domain.plan.kinds import Office
from data.domain.wording import Text
from rules.books import in_force
from rules.engine.assess import assess_facts
from rules.engine.columns.blocks import blocks
from rules.engine.columns.frames import Batch
from rules.engine.columns.verdicts import Verdicts, verdicts
from rules.engine.condition import Compare, Condition, Is, Stated, ValueOf, fact
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.sources import cite
from rules.plan_types.shared import IN_FORCE
from rules.rulebooks import PLAN_TYPES, assess, facts_on

Answers = dict[str, Any]
_NOTHING = Text("計測用", "for measuring")
_NUMBERS = {100: "shared.whole_percent"}
_WORDS: dict[object, object] = {"governor": Office.GOVERNOR}
_UFUNCS: dict[object, Callable[..., NDArray[np.bool_]]] = {"<=": np.less_equal, "<": np.less, "==": np.equal}
_PLAIN: dict[object, Callable[[Any, Any], bool]] = {
    "<=": lambda a, b: a <= b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
}


def rule_set(plan_type: str) -> RuleSet:
    """Return the demands on a plan type as criteria of this product."""
    citations = (cite("S2", "1"),)
    criteria = tuple(
        Criterion(name, _NOTHING, _NOTHING, citations, _condition(demand), IN_FORCE)
        for name, demand in DEMANDS[plan_type].items()
    )
    return RuleSet(f"bench-{plan_type}", IN_FORCE, criteria)


def _condition(demand: tuple[Any, ...]) -> Condition:
    match demand:
        case ("stated", path):
            return Stated(path)
        case ("is", path, value):
            return Is(path, (_WORDS.get(value, value),))
        case (_, left, relation, right):
            other = fact(right) if isinstance(right, str) else ValueOf(_NUMBERS[right])
            return Compare(fact(left), relation, other)
    raise ValueError(demand)


def _by_type(plans: Plans) -> dict[str, Plans]:
    of: dict[str, Plans] = {plan_type: [] for plan_type in DEMANDS}
    for plan in plans:
        of[str(plan[0].plan_type)].append(plan)
    return of


def _batches(plans: dict[str, Plans]) -> list[tuple[str, Batch]]:
    return [(plan_type, _batch(of_type)) for plan_type, of_type in plans.items()]


def _batch(plans: Plans) -> Batch:
    return Batch([document for document, _ in plans], lambda place: facts_on(*plans[place], ON))


RULES = {plan_type: rule_set(plan_type) for plan_type in DEMANDS}


def _by_column(batches: list[tuple[str, Batch]], trace: bool) -> dict[str, Verdicts]:
    return {plan_type: verdicts(RULES[plan_type], batch, trace=trace) for plan_type, batch in batches}


def columns_kept(plans: Plans, trace: bool = False) -> tuple[float, Answers]:
    """Answer by column from columns that were read before, as a second rule set finds them."""
    batches = _batches(_by_type(plans))
    seconds, found = timed(lambda: _by_column(batches, trace))
    return seconds, {plan_type: each.codes for plan_type, each in found.items()}


def columns_read(plans: Plans, trace: bool = False) -> tuple[float, Answers]:
    """Answer by column from the documents, ready by type as peers have them: reading is part of the time."""
    ready = _by_type(plans)
    seconds, found = timed(lambda: _by_column(_batches(ready), trace))
    return seconds, {plan_type: each.codes for plan_type, each in found.items()}


def explained(plans: Plans) -> tuple[float, Answers]:
    """Answer with a sentence, the inputs and their sources for every demand."""

    def work() -> dict[str, list[list[str]]]:
        rows: dict[str, list[list[str]]] = {plan_type: [] for plan_type in DEMANDS}
        for document, measured in plans:
            plan_type = str(document.plan_type)
            facts = facts_on(document, measured, ON)
            found = assess_facts(facts, PLAN_TYPES[type(document)], RULES[plan_type])
            rows[plan_type].append([finding.status for finding in found.findings])
        return rows

    seconds, rows = timed(work)
    codes = {"not_met": NOT_MET, "incomplete": INCOMPLETE, "met": MET}
    return seconds, {t: np.array([[codes[s] for s in row] for row in of]).T for t, of in rows.items()}


def plain_python(plans: Plans) -> tuple[float, Answers]:
    """Answer with one function for each demand over the documents, no reasons."""
    checks = {t: [_check(demand) for demand in demands.values()] for t, demands in DEMANDS.items()}

    def work() -> dict[str, list[list[int]]]:
        rows: dict[str, list[list[int]]] = {plan_type: [] for plan_type in DEMANDS}
        for document, _ in plans:
            plan_type = str(document.plan_type)
            rows[plan_type].append([check(document) for check in checks[plan_type]])
        return rows

    seconds, rows = timed(work)
    return seconds, {plan_type: np.array(of).T for plan_type, of in rows.items()}


def _check(demand: tuple[Any, ...]) -> Callable[[Any], int]:
    left = _getter(demand[1])
    if demand[0] == "stated":
        return lambda document: INCOMPLETE if left(document) is None else MET
    if demand[0] == "is":
        return lambda document: _one(left(document), demand[2])
    holds = _PLAIN[demand[2]]
    right = _getter(demand[3]) if isinstance(demand[3], str) else lambda document: demand[3]
    return lambda document: _two(left(document), holds, right(document))


def _getter(path: str) -> Callable[[Any], Any]:
    section, name = path.split(".")

    def read(document: Any) -> Any:
        holder = getattr(document, section)
        return None if holder is None else getattr(holder, name)

    return read


def _one(value: Any, asked: object) -> int:
    return INCOMPLETE if value is None else MET if value == asked else NOT_MET


def _two(left: Any, holds: Callable[[Any, Any], bool], right: Any) -> int:
    return INCOMPLETE if left is None or right is None else MET if holds(left, right) else NOT_MET


def numpy_limit(plans: Plans) -> tuple[float, Answers]:
    """Answer by bare NumPy over binary fractions laid ready with their masks: the floor."""
    ready = {t: {p: _laid(values) for p, values in of.items()} for t, of in flat(plans).items()}

    def work() -> Answers:
        return {t: [_limit(demand, ready[t]) for demand in of.values()] for t, of in DEMANDS.items()}

    return timed(work)


def _laid(values: list[Any]) -> tuple[NDArray[np.bool_], NDArray[Any]]:
    known = np.array([value is not None for value in values])
    words = any(isinstance(value, str) for value in values)
    return known, np.array([("" if words else 0) if v is None else v for v in values])


def _limit(demand: tuple[Any, ...], ready: dict[str, Any]) -> NDArray[np.int64]:
    known, values = ready[demand[1]]
    if demand[0] == "stated":
        return np.where(known, MET, INCOMPLETE)
    if demand[0] == "is":
        return np.where(known, np.where(values == demand[2], MET, NOT_MET), INCOMPLETE)
    there, others = ready[demand[3]] if isinstance(demand[3], str) else (True, demand[3])
    met = _UFUNCS[demand[2]](values, others)
    return np.where(known & there, np.where(met, MET, NOT_MET), INCOMPLETE)


def _whole(plans: Plans) -> Iterator[Verdicts]:
    book = in_force()
    for block in blocks(plans, lambda plan: PLAN_TYPES[type(plan[0])]):
        yield book.columns(PLAN_TYPES[type(block[0][0])], block, ON)


def whole_by_column(plans: Plans) -> tuple[float, Answers]:
    """Answer every criterion of the whole rulebook by column, measures and rows included."""
    return timed(lambda: sum(found.codes.shape[1] for found in _whole(plans)))[0], {}


def whole_again(plans: Plans) -> tuple[float, Answers]:
    """Answer the whole rulebook once more over what was read, as a rehearsal of a second rule set does."""
    kept = list(_whole(plans))
    return timed(lambda: [verdicts(found.rules, found.batch) for found in kept])[0], {}


def whole_explained(plans: Plans) -> tuple[float, Answers]:
    """Explain every criterion of the whole rulebook, plan by plan."""

    def work() -> None:
        for document, measured in plans:
            assess(document, measured, ON)

    return timed(work)[0], {}


CONTENDERS: dict[str, Callable[[Plans], tuple[float, Answers]]] = {
    "ours, columns kept": columns_kept,
    "ours, columns kept + trace": lambda plans: columns_kept(plans, trace=True),
    "ours, by column": columns_read,
    "ours, by column + trace": lambda plans: columns_read(plans, trace=True),
    "ours, explained": explained,
    "plain Python over pydantic": plain_python,
    "NumPy (limit)": numpy_limit,
}
WHOLE = {
    "by column": whole_by_column,
    "by column, once more": whole_again,
    "explained": whole_explained,
}


def main(contender: str, count: str, folder: str) -> None:
    """Measure one contender on ``count`` plans and print a line of JSON."""
    if contender in WHOLE:
        seconds, answers = WHOLE[contender](plans_of(int(count)))
    else:
        seconds, answers = CONTENDERS[contender](plans_of(int(count), tuple(DEMANDS)))
    told(seconds, answers, Path(folder), contender)


if __name__ == "__main__":
    main(*sys.argv[1:])
