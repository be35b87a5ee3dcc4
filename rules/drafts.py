"""A draft of changed numbers and dates of criteria, as a policy officer writes it, put over a rulebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, NoReturn, TypeVar

from pydantic import Field, ValidationError

from data.domain.errors import InvalidInput, Problem
from data.domain.plan.fields import Day, Number, Section, ShortText, means
from data.domain.plan.kinds import PlanType
from data.domain.plan.messages import problem_of
from data.domain.plan.notation import defects, from_yaml, to_json
from data.domain.wording import Text
from rules.books import Rulebook
from rules.engine.criterion import Criterion, RuleSet
from rules.engine.formatting import shown
from rules.engine.sources import documents
from rules.engine.values import DatedValue, Threshold

MARK = "+draft"
"""Ends the version of a rule set that a draft changed, so that nobody takes it for one in force."""
Form = TypeVar("Form", bound=Section)
_PARTS = ("title", "thresholds", "criteria")
_OUTLINE = Text(
    "title（題名）、thresholds（数値）、criteria（基準の日付）で書いてください。",
    "Write title, thresholds and criteria.",
)


class ValueRow(Section):
    """A new dated value; a draft need not name the document that will give it."""

    since: Annotated[Day, means("効力の始まる日", "in force from")]
    value: Annotated[Number, means("値", "value")]
    document: Annotated[ShortText | None, means("出典の文書", "document")] = None
    lines: Annotated[ShortText | None, means("出典の行", "lines")] = None


class ThresholdRows(Section):
    """The new dated values of one number, in the form of ``rules/thresholds``."""

    values: Annotated[tuple[ValueRow, ...], Field(min_length=1, max_length=20), means("値", "values")]


class CriterionDates(Section):
    """New dates of one criterion; without ``types`` in every plan type that has it."""

    since: Annotated[Day | None, means("効力の始まる日", "in force from")] = None
    until: Annotated[Day | None, means("効力を失う日", "no longer in force from")] = None
    types: Annotated[tuple[PlanType, ...] | None, means("計画の種別", "plan types")] = None


@dataclass(frozen=True, slots=True)
class NewValue:
    """One number takes a new value on a day."""

    threshold: Threshold
    dated: DatedValue

    @property
    def day(self) -> date:
        """Return the day it takes effect."""
        return self.dated.since

    @property
    def text(self) -> Text:
        """Say what changes, with the value before and after, and from which day."""
        unit, title = self.threshold.unit, self.threshold.title
        before = [value for value in self.threshold.values if value.since <= self.day]
        old = shown(max(before, key=lambda v: v.since).value, unit) if before else Text("なし", "none")
        new, day = shown(self.dated.value, unit), shown(self.day)
        return Text(
            f"{title.ja}：{old.ja} → {new.ja}（{day.ja}から）",
            f"{title.en}: {old.en} → {new.en} (from {day.en})",
        )

    def put_over(self, book: Rulebook) -> Rulebook:
        """Return the rulebook with this value; a value of the same day gives way."""
        held = book.values[self.threshold.key]
        kept = tuple(value for value in held.values if value.since != self.day)
        values = {**book.values, held.key: replace(held, values=(*kept, self.dated))}
        return replace(book, values=values)


@dataclass(frozen=True, slots=True)
class NewDates:
    """A criterion comes into force or leaves it on other days."""

    criterion: Criterion
    types: tuple[PlanType, ...]
    since: date | None
    until: date | None

    @property
    def day(self) -> date:
        """Return the later of the days given."""
        return max(day for day in (self.since, self.until) if day is not None)

    @property
    def text(self) -> Text:
        """Say which criterion is in force from when until when."""
        title = self.criterion.title
        days = [
            Text(f"{shown(day).ja}{ja}", f"{en} {shown(day).en}")
            for day, ja, en in ((self.since, "から適用", "from"), (self.until, "に失効", "until"))
            if day is not None
        ]
        return Text(
            f"基準「{title.ja}」：{'、'.join(day.ja for day in days)}",
            f"criterion “{title.en}”: in force {' '.join(day.en for day in days)}",
        )

    def put_over(self, book: Rulebook) -> Rulebook:
        """Return the rulebook with these dates."""
        sets = {
            plan_type: tuple(self._changed(rules) if plan_type in self.types else rules for rules in of_type)
            for plan_type, of_type in book.rule_sets.items()
        }
        return replace(book, rule_sets=sets)

    def _changed(self, rules: RuleSet) -> RuleSet:
        criteria = tuple(self._dated(c) if c.id == self.criterion.id else c for c in rules.criteria)
        return replace(rules, criteria=criteria)

    def _dated(self, criterion: Criterion) -> Criterion:
        since = criterion.since if self.since is None else self.since
        return replace(criterion, since=since, until=self.until or criterion.until)


Change = NewValue | NewDates


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal; its changes are put over a rulebook together or one by one."""

    title: str
    changes: tuple[Change, ...]

    @property
    def day(self) -> date:
        """Return the first day on which everything in the draft has taken effect."""
        return max(change.day for change in self.changes)

    def put_over(self, book: Rulebook, changes: Iterable[Change] | None = None) -> Rulebook:
        """Return the rulebook as the draft, or only some of its changes, would have it."""
        for change in self.changes if changes is None else changes:
            book = change.put_over(book)
        marked = {
            plan_type: tuple(replace(rules, version=f"{rules.version}{MARK}") for rules in of_type)
            for plan_type, of_type in book.rule_sets.items()
        }
        return replace(book, rule_sets=marked)


def read_draft(contents: Iterable[str | bytes], book: Rulebook) -> Draft:
    """Return the draft that one or several YAML texts state, to be put over ``book``.

    Raises ``InvalidInput`` with one ``Problem`` per defect, each at its JSON pointer.
    """
    titles: list[str] = []
    changes: list[Change] = []
    problems: list[Problem] = []
    for content in contents:
        stated = _outline(from_yaml(content))
        title = str(stated.get("title") or "")
        titles.append(title)
        source = Text(f"案「{title}」", f"draft “{title}”")
        for key, entry in (stated.get("thresholds") or {}).items():
            _take(changes, problems, _new_values(key, entry, book, source))
        for key, entry in (stated.get("criteria") or {}).items():
            _take(changes, problems, _new_dates(key, entry, book))
    if not changes and not problems:
        problems.append(
            _problem("", None, Text("変更が書かれていません。", "No change is stated."), _OUTLINE)
        )
    if problems:
        raise InvalidInput.of(problems)
    return Draft("、".join(title for title in titles if title), tuple(changes))


def _take(changes: list[Change], problems: list[Problem], found: Iterator[Change | Problem]) -> None:
    for each in found:
        if isinstance(each, Problem):
            problems.append(each)
        else:
            changes.append(each)


def _outline(stated: Any) -> Mapping[str, Any]:
    if not isinstance(stated, Mapping):
        _refuse("", stated, Text("案の形になっていません。", "This is not a draft."), _OUTLINE)
    found = list(defects(stated))
    if found:
        raise InvalidInput.of(found)
    for part, value in stated.items():
        if part not in _PARTS:
            _refuse(f"/{part}", None, Text("案にない項目です。", "A draft has no such part."), _OUTLINE)
        if part != "title" and not isinstance(value, Mapping | None):
            _refuse(f"/{part}", value, Text("項目名と内容の組ではありません。", "Not a mapping."), _OUTLINE)
    return stated


def _new_values(key: str, entry: Any, book: Rulebook, source: Text) -> Iterator[Change | Problem]:
    field = f"/thresholds/{key}"
    threshold = book.values.get(key)
    if threshold is None:
        yield _unknown(field, key, book.values)
        return
    rows = _read(ThresholdRows, field, entry)
    if isinstance(rows, list):
        yield from rows
        return
    for number, row in enumerate(rows.values):
        if row.document is not None and (row.document not in documents() or row.lines is None):
            yield _problem(
                f"{field}/values/{number}/document",
                row.document,
                Text("登録された文書と行の組ではありません。", "Not a registered document with its lines."),
                Text(
                    f"document は {'、'.join(documents())} のいずれかとし、lines を添えてください。",
                    f"Give one of {', '.join(documents())} with lines.",
                ),
            )
            continue
        yield NewValue(threshold, _dated(row, source))


def _dated(row: ValueRow, source: Text) -> DatedValue:
    if row.document is None:
        return DatedValue(row.since, Decimal(row.value), "", "", source)
    return DatedValue(row.since, Decimal(row.value), row.document, str(row.lines))


def _new_dates(key: str, entry: Any, book: Rulebook) -> Iterator[Change | Problem]:
    field = f"/criteria/{key}"
    held = {
        t: c for t, sets in book.rule_sets.items() for rules in sets for c in rules.criteria if c.id == key
    }
    if not held:
        known = {c.id for sets in book.rule_sets.values() for rules in sets for c in rules.criteria}
        yield _unknown(field, key, known)
        return
    dates = _read(CriterionDates, field, entry)
    if isinstance(dates, list):
        yield from dates
        return
    types = tuple(held) if dates.types is None else dates.types
    lacking = [plan_type for plan_type in types if plan_type not in held]
    if lacking:
        yield _unknown(f"{field}/types", str(lacking[0]), held)
    elif dates.since is None and dates.until is None:
        said = Text("日付が書かれていません。", "No date is stated.")
        yield _problem(field, None, said, Text("since か until を書いてください。", "State since or until."))
    else:
        yield NewDates(held[types[0]], types, dates.since, dates.until)


def _read(model: type[Form], field: str, entry: Any) -> Form | list[Problem]:
    if not isinstance(entry, Mapping):
        return [_problem(field, entry, Text("項目名と内容の組ではありません。", "Not a mapping."), _OUTLINE)]
    try:
        return model.model_validate_json(to_json(entry))
    except ValidationError as error:
        found = [problem_of(each, model) for each in error.errors(include_url=False)]
        return [replace(problem, field=f"{field}{problem.field}") for problem in found]


def _unknown(field: str, value: str, known: Iterable[str]) -> Problem:
    choices = sorted(str(each) for each in known)
    return _problem(
        field,
        value,
        Text(f"「{value}」という項目はありません。", f"Nothing is called “{value}”."),
        Text(f"次のいずれかです: {'、'.join(choices)}", f"One of: {', '.join(choices)}"),
    )


def _problem(field: str, value: object, message: Text, remedy: Text) -> Problem:
    return Problem(field, value, message, remedy)


def _refuse(field: str, value: object, message: Text, remedy: Text) -> NoReturn:
    raise InvalidInput.of([_problem(field, value, message, remedy)])
