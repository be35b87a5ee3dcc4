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

_NONE = Text("適用なし", "not in force")
_WORDS = Text(
    "同じ求め（文言、出典、問い又は扱いの変更）", "asks the same; wording, source or question changed"
)


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
        if _without_dates(was) == _without_dates(becomes):
            continue
        asked = _asked(plan_type, was, before.day, values), _asked(plan_type, becomes, after.day, values)
        told = asked if asked[0] != asked[1] else (asked[0], _WORDS)
        shown_by = becomes or was
        assert shown_by is not None  # noqa: S101 - the key comes from one of the two
        yield Amendment(key, shown_by.title, *told)


def _without_dates(criterion: Criterion | None) -> Criterion | None:
    return replace(criterion, since=date.min, until=None) if criterion else None


def _asked(
    plan_type: PlanType, criterion: Criterion | None, day: date, values: Mapping[str, Threshold]
) -> Text:
    if criterion is None:
        return _NONE
    document = next(kind for kind, found in PLAN_TYPES.items() if found is plan_type)
    lines = Outliner(vocabulary_of(document).meanings, values, day).lines(criterion.demand)
    return Text("。".join(line.text.ja for line in lines), "; ".join(line.text.en for line in lines))
