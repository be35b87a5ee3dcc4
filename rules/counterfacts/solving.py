"""Values that meet one failing demand: other words of a vocabulary, or the nearest number or day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import islice

from data.domain.assessment import Status
from data.domain.evidence import Known, Missing
from data.domain.plan.vocabulary import Vocabulary
from rules.counterfacts.changes import MEASURED_CELLS
from rules.counterfacts.failing import Obstacle
from rules.engine.answer import answer
from rules.engine.condition import Compare, Empty, FactAt, Guide, Is, TotalOf
from rules.engine.facts import Facts
from rules.engine.operands import Side, side_of
from rules.engine.reading import Reading

Number = int | Decimal | date
Meets = Callable[[str, object], bool]
"""Tells whether the demand holds once the path has the value."""
NOT_TO_CHANGE = frozenset(
    {"baseline", "baseline_year", "baseline_date", "kind", "scope", "direction", "definition", "current_mw"}
)
"""What was observed, and what a row is about: changing these would bend the evidence, not mend the plan."""
MOST_PATHS = 8
"""Fields tried for one demand; a demand that rests on more is not a matter of one value."""
MOST_DOUBLINGS = 54
_DOUBLED = 2


def values(obstacle: Obstacle, facts: Facts, meets: Meets) -> Iterator[tuple[str, object]]:
    """Yield (path, value) pairs that meet the demand, each the nearest value of its path."""
    reading = Reading(facts, obstacle.row)
    paths = list(islice(_paths(obstacle, reading), MOST_PATHS))
    if isinstance(obstacle.demand, Is):
        for path in paths:
            yield from _words(path, obstacle.demand, facts, meets)
    for path in paths:
        found = facts.at(path)
        if isinstance(found, Known) and _is_number(found.value):
            yield from _nearest(path, found.value, _targets(obstacle, reading), meets)
        elif isinstance(found, Known) and isinstance(found.value, tuple):
            yield from _another_day(path, found.value, _targets(obstacle, reading), meets)


def step_of(*seen: object) -> Decimal:
    """Return the smallest step that the written digits of numbers allow: 1, 0.1, 0.01 …"""
    places = [-int(value.normalize().as_tuple().exponent) for value in seen if isinstance(value, Decimal)]
    return Decimal(1).scaleb(-max([0, *places]))


def moved(value: Number, steps: int, step: Decimal) -> Number:
    """Return the value so many steps further: days for a day, whole units for a whole number."""
    if isinstance(value, date):
        return value + timedelta(days=steps)
    return value + steps if isinstance(value, int) else value + steps * step


def meets_demand(obstacle: Obstacle, facts: Facts) -> bool:
    """Tell whether the demand holds for other facts; a row that is gone meets nothing."""
    if obstacle.row:
        rows = facts.rows(obstacle.row.rpartition("[")[0])
        if isinstance(rows, Missing) or obstacle.row not in rows:
            return False
    return answer(obstacle.demand, Reading(facts, obstacle.row)).status is Status.MET


def _paths(obstacle: Obstacle, reading: Reading) -> Iterator[str]:
    """Yield what the demand rests on and a person can change: fields of the document, measured land."""
    seen: dict[str, None] = {}
    for path in _read(obstacle, reading):
        reading.facts.at(path)
        table = path.partition("[")[0]
        for each in (path, *reading.facts.ingredients(path), *reading.facts.ingredients(table)):
            seen[each] = None
    for path in seen:
        place = reading.facts.spot(path).place
        is_stated = place.origin == "document" and not place.meaning.confidential
        is_open = is_stated and not path.endswith("]") and path.rpartition(".")[2] not in NOT_TO_CHANGE
        if is_open or MEASURED_CELLS.fullmatch(path):
            yield path


def _read(obstacle: Obstacle, reading: Reading) -> Iterator[str]:
    match obstacle.demand:
        case Compare(left, _, right) | Guide(left, _, right):
            for operand in (left, right):
                if isinstance(operand, FactAt):
                    yield reading.path(operand.path)
                elif isinstance(operand, TotalOf):
                    rows = reading.facts.rows(reading.path(operand.rows))
                    yield from () if isinstance(rows, Missing) else (f"{r}.{operand.column}" for r in rows)
        case Is(path) | Empty(path):
            yield reading.path(path)
        case _:
            return


def _words(path: str, demand: Is, facts: Facts, meets: Meets) -> Iterator[tuple[str, object]]:
    found = facts.at(path)
    if not isinstance(found, Known):
        return
    of_its_kind: tuple[object, ...] = ()
    if isinstance(found.value, Vocabulary):
        of_its_kind = tuple(type(found.value))
    elif isinstance(found.value, bool):
        of_its_kind = (not found.value,)
    for value in dict.fromkeys((*(v for v in demand.allowed if v in of_its_kind), *of_its_kind)):
        if value != found.value and meets(path, value):
            yield path, value


def _targets(obstacle: Obstacle, reading: Reading) -> tuple[Side, ...]:
    match obstacle.demand:
        case Compare(left, _, right) | Guide(left, _, right):
            sides = (side_of(reading, left), side_of(reading, right))
            return tuple(side for side in sides if isinstance(side, Side))
        case _:
            return ()


def _nearest(path: str, value: object, sides: tuple[Side, ...], meets: Meets) -> Iterator[tuple[str, object]]:
    start = value if isinstance(value, int | date) else Decimal(str(value))
    step = step_of(start, *(side.value for side in sides))
    guesses = [guess for guess in _guesses(start, sides, step) if meets(path, guess)]
    if guesses and _is_between(guesses[0], start, step, path, meets):
        yield path, guesses[0]
        return
    for direction in (1, -1):
        found = _searched(start, direction, step, lambda at: meets(path, at))
        if found is not None:
            yield path, found


def _is_between(guess: Number, start: Number, step: Decimal, path: str, meets: Meets) -> bool:
    """Tell whether no value one step nearer to what is stated would do as well."""
    nearer = moved(guess, 1 if _difference(guess, start) < 0 else -1, step)
    return guess != start and not meets(path, nearer)


def _guesses(start: Number, sides: tuple[Side, ...], step: Decimal) -> Iterator[Number]:
    """Yield the other side's value, one step beyond it, and what makes a sum or a product come out so."""
    for side, other in zip(sides, sides[::-1], strict=True):
        target = _like(other.value, start)
        if target is None:
            continue
        if side.value == start:
            yield target
            yield from (moved(target, 1, step), moved(target, -1, step))
        elif isinstance(side.value, int | Decimal) and isinstance(start, int | Decimal):
            difference = Decimal(other.value) - Decimal(side.value)  # type: ignore[arg-type]
            yield from _rounded(Decimal(start) + difference, start, step)
            if side.value:
                yield from _rounded(Decimal(start) * Decimal(target) / Decimal(side.value), start, step)  # type: ignore[arg-type]


def _rounded(value: Decimal, like: Number, step: Decimal) -> Iterator[Number]:
    for rounding in (ROUND_CEILING, ROUND_FLOOR):
        exact = (value / step).to_integral_value(rounding) * step
        yield int(exact) if isinstance(like, int) else exact


def _like(value: object, start: Number) -> Number | None:
    if isinstance(start, date):
        return value if isinstance(value, date) else None
    if not isinstance(value, int | Decimal):
        return None
    if isinstance(start, int):
        return int(value) if value == int(value) else None
    return Decimal(value)


def _searched(start: Number, direction: int, step: Decimal, meets: Callable[[Number], bool]) -> Number | None:
    """Return the nearest value in one direction, found by doubling and halving; sound where monotone."""
    far = 1
    for _ in range(MOST_DOUBLINGS):
        try:
            if meets(moved(start, direction * far, step)):
                break
        except OverflowError:
            return None
        far *= _DOUBLED
    else:
        return None
    near = far // _DOUBLED
    while far - near > 1:
        middle = (near + far) // _DOUBLED
        near, far = (near, middle) if meets(moved(start, direction * middle, step)) else (middle, far)
    return moved(start, direction * far, step)


def _another_day(
    path: str, days: tuple[object, ...], sides: tuple[Side, ...], meets: Meets
) -> Iterator[tuple[str, object]]:
    if not all(isinstance(day, date) for day in days):
        return
    added = f"{path}[{len(days)}]"
    for side in sides[::-1]:
        if isinstance(side.value, date) and meets(added, side.value):
            yield added, side.value
            return


def _difference(one: Number, other: Number) -> int | Decimal:
    if isinstance(one, date) and isinstance(other, date):
        return (one - other).days
    return Decimal(one) - Decimal(other)  # type: ignore[arg-type]


def _is_number(value: object) -> bool:
    return isinstance(value, int | Decimal | date | float) and not isinstance(value, bool)
