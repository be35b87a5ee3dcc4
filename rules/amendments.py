"""What changed in the rules of a plan type between two assessments: numbers in force, and criteria."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.formatting import shown
from rules.engine.outline import Outliner
from rules.engine.values import DatedValue, Threshold
from rules.rulebooks import PLAN_TYPES
from rules.vocabulary import vocabulary_of

_IN_FORCE, _NONE = Text("適用", "in force"), Text("適用なし", "not in force")
_NOTHING = Text("（もう一方にない求めはなし）", "(asks nothing that the other does not)")
_SAME = Text("求める内容は同じ", "asks the same")
_WORDS = Text("文言、出典、問い又は扱いを変更", "other wording, source, question or effect")


@dataclass(frozen=True, slots=True)
class RulesOfDay:
    """A rule set as it was applied on a day."""

    rules: RuleSet
    day: date


@dataclass(frozen=True, slots=True)
class Amendment:
    """One number or criterion of the rulebook that is another one; ``key`` names it."""

    key: str
    title: Text
    before: Text
    after: Text


def amendments(
    plan_type: PlanType, before: RulesOfDay, after: RulesOfDay, values: Mapping[str, Threshold]
) -> tuple[Amendment, ...]:
    """Return what the rules of ``after`` have otherwise: numbers first, then criteria in their order.

    A number concerns a plan type by the first part of its key: ``b.…``, ``gx2.…``, ``gx.…``, ``shared.…``.
    """
    subjects = {str(plan_type).lower(), str(plan_type).lower().rstrip("1234"), "shared"}
    concerned = (each for key, each in values.items() if key.partition(".")[0] in subjects)
    numbers = (_number(each, before.day, after.day) for each in concerned)
    return (*filter(None, numbers), *_criteria(plan_type, before, after, values))


def _number(threshold: Threshold, old: date, new: date) -> Amendment | None:
    was, becomes = (_in_force(threshold, day) for day in (old, new))
    if was == becomes:
        return None
    return Amendment(threshold.key, threshold.title, _value(threshold, was), _value(threshold, becomes))


def _in_force(threshold: Threshold, day: date) -> DatedValue | None:
    return threshold.on(day) if any(value.since <= day for value in threshold.values) else None


def _value(threshold: Threshold, dated: DatedValue | None) -> Text:
    if dated is None:
        return _NONE
    words, where = shown(dated.value, threshold.unit), dated.where
    return Text(f"{words.ja}（{where.ja}）", f"{words.en} ({where.en})")


def _criteria(
    plan_type: PlanType, before: RulesOfDay, after: RulesOfDay, values: Mapping[str, Threshold]
) -> Iterator[Amendment]:
    old, new = (
        {each.id: each for each in one.rules.criteria if each.in_force(one.day)} for one in (before, after)
    )
    for key in dict.fromkeys((*old, *new)):
        was, becomes = old.get(key), new.get(key)
        if was is None or becomes is None:
            words = (_IN_FORCE, _NONE) if becomes is None else (_NONE, _IN_FORCE)
            yield Amendment(key, (becomes or old[key]).title, *words)
        elif _without_dates(was) != _without_dates(becomes):
            asked = (
                _asked(plan_type, was, before.day, values),
                _asked(plan_type, becomes, after.day, values),
            )
            yield Amendment(key, becomes.title, *_told_apart(*asked))


def _without_dates(criterion: Criterion) -> Criterion:
    return replace(criterion, since=date.min, until=None)


def _asked(
    plan_type: PlanType, criterion: Criterion, day: date, values: Mapping[str, Threshold]
) -> tuple[Text, ...]:
    document = next(kind for kind, found in PLAN_TYPES.items() if found is plan_type)
    lines = Outliner(vocabulary_of(document).meanings, values, day).lines(criterion.demand)
    return tuple(line.text for line in lines)


def _told_apart(was: tuple[Text, ...], becomes: tuple[Text, ...]) -> tuple[Text, Text]:
    """Return what only one of the two asks, on both sides."""
    if set(was) == set(becomes):
        return _SAME, _WORDS
    return _joined(was, becomes), _joined(becomes, was)


def _joined(lines: tuple[Text, ...], others: tuple[Text, ...]) -> Text:
    own = [line for line in lines if line not in others] or [_NOTHING]
    return Text("\n".join(line.ja for line in own), "\n".join(line.en for line in own))
