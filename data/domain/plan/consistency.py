"""Refuse plans that contradict themselves or name what does not exist; merit is for the rulebook."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from data.domain.codes import code_problem
from data.domain.corporate_number import number_problem
from data.domain.errors import Problem
from data.domain.parsing import half_width
from data.domain.plan.document import PlanDocument
from data.domain.plan.fields import Section
from data.domain.plan.kinds import Direction
from data.domain.plan.naming import HIDDEN, is_confidential, label, pattern_of, pointer, shown
from data.domain.plan.sections import Kpi, SpilloverTarget
from data.domain.plan.shape import ValueKind, shapes
from data.domain.wording import Text

Location = tuple[str | int, ...]


def problems_in(
    plan: PlanDocument, places: Mapping[str, str], unread: frozenset[str] = frozenset()
) -> list[Problem]:
    """Return every contradiction in a plan of the right types; an empty list lets it in.

    ``places`` maps known 5-digit codes, prefectures as ``15000``, to names. ``unread`` names top-level fields
    whose content could not be read: nothing is concluded from them. A target equal to its baseline passes
    (the rulebook judges it).
    """
    view = _View(plan, places, unread)
    return [problem for check in _CHECKS for problem in check(view)]


@dataclass(frozen=True, slots=True)
class _View:
    plan: PlanDocument
    places: Mapping[str, str]
    unread: frozenset[str]

    def sections(self) -> Iterator[tuple[Location, Section]]:
        """Every section and row that could be read, with its place."""
        for name in type(self.plan).model_fields:
            if name not in self.unread:
                yield from _sections(getattr(self.plan, name), (name,))

    def values(self, kind: ValueKind) -> Iterator[tuple[Location, Any]]:
        """Every stated value of one kind of field, with its place."""
        known = shapes(type(self.plan))
        for name in type(self.plan).model_fields:
            if name in self.unread:
                continue
            for location, value in _values(getattr(self.plan, name), (name,)):
                if known[pattern_of(location)].kind is kind:
                    yield location, value

    def problem(self, location: Location, value: object, message: Text, remedy: Text) -> Problem:
        """Make a problem whose message begins with the field's titles."""
        model = type(self.plan)
        name = label(model, location)
        found = HIDDEN if is_confidential(model, location) else shown(value)
        return Problem(
            pointer(location), found, Text(name.ja + message.ja, f"{name.en}: {message.en}"), remedy
        )


def _sections(value: Any, location: Location) -> Iterator[tuple[Location, Section]]:
    if isinstance(value, Section):
        yield location, value
        for name in type(value).model_fields:
            yield from _sections(getattr(value, name), (*location, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _sections(item, (*location, index))


def _values(value: Any, location: Location) -> Iterator[tuple[Location, Any]]:
    if isinstance(value, Section):
        for name in type(value).model_fields:
            yield from _values(getattr(value, name), (*location, name))
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _values(item, (*location, index))
    elif value is not None:
        yield location, value


def _ends_before_starts(view: _View) -> Iterator[Problem]:
    for location, section in view.sections():
        start, end = getattr(section, "start", None), getattr(section, "end", None)
        if isinstance(start, date) and isinstance(end, date) and end < start:
            yield view.problem(
                (*location, "end"),
                end.isoformat(),
                Text(
                    f"（{end.isoformat()}）が開始の日（{start.isoformat()}）より前です。",
                    f"{end.isoformat()} is before the start {start.isoformat()}.",
                ),
                Text("開始と終了の日を確認してください。", "Check both days."),
            )


def _targets_on_wrong_side(view: _View) -> Iterator[Problem]:
    for location, row in view.sections():
        if not isinstance(row, Kpi | SpilloverTarget) or row.baseline is None or row.target is None:
            continue
        direction = row.direction if isinstance(row, Kpi) else Direction.INCREASE
        if direction is Direction.INCREASE and row.target < row.baseline:
            yield _wrong_side(view, location, row, Text("下回って", "below"), Text("以上", "at least"))
        elif direction is Direction.DECREASE and row.target > row.baseline:
            yield _wrong_side(view, location, row, Text("上回って", "above"), Text("以下", "at most"))


def _wrong_side(
    view: _View, location: Location, row: Kpi | SpilloverTarget, side: Text, bound: Text
) -> Problem:
    return view.problem(
        (*location, "target"),
        f"{row.target:f}",
        Text(
            f"（{row.target:f}）が基準値（{row.baseline:f}）を{side.ja}います。",
            f"{row.target:f} is {side.en} the baseline {row.baseline:f}.",
        ),
        Text(
            f"目標値を{row.baseline:f}{bound.ja}にするか、基準値と増減の向きを確認してください。",
            f"State a target of {bound.en} {row.baseline:f}, or check the baseline and the direction.",
        ),
    )


def _targets_before_baselines(view: _View) -> Iterator[Problem]:
    for location, row in view.sections():
        for target, baseline in (("target_year", "baseline_year"), ("target_date", "baseline_date")):
            aimed, started = getattr(row, target, None), getattr(row, baseline, None)
            if aimed is not None and started is not None and aimed < started:
                yield view.problem(
                    (*location, target),
                    str(aimed),
                    Text(
                        f"（{aimed}）が基準の時点（{started}）より前です。",
                        f"{aimed} is before the baseline, {started}.",
                    ),
                    Text(
                        "基準と目標の時点を確認してください。",
                        "Check when the baseline and the target apply.",
                    ),
                )


def _wrong_corporate_numbers(view: _View) -> Iterator[Problem]:
    for location, number in view.values(ValueKind.CORPORATE_NUMBER):
        problem = number_problem(number, pointer(location))
        if problem is not None and is_confidential(type(view.plan), location):
            yield view.problem(
                location,
                number,
                Text("の検査用数字が正しくありません。", "the check digit is wrong."),
                problem.remedy,
            )
        elif problem is not None:
            yield problem


def _unknown_places(view: _View) -> Iterator[Problem]:
    for location, code in view.values(ValueKind.MUNICIPALITY):
        if code not in view.places:
            yield view.problem(
                location,
                code,
                Text(
                    f"のコード「{code}」に当たる地方公共団体がありません。",
                    f"no local government has the code “{code}”.",
                ),
                _nearest(code, view.places),
            )


def _nearest(code: str, places: Mapping[str, str]) -> Text:
    plain = half_width(code)
    if plain in places:
        return _offer([plain], places)
    problem = code_problem(plain)
    near = difflib.get_close_matches(plain, _one_digit_away(plain, places), n=3, cutoff=0.75)
    if problem is None and near:
        return _offer(near, places)
    return problem.remedy if problem else Text("コードを確認してください。", "Check the code.")


def _one_digit_away(code: str, places: Mapping[str, str]) -> set[str]:
    """Known codes that share all digits but one, in order: comparing with every known code takes too long."""
    shorter = {code[:at] + code[at + 1 :] for at in range(len(code))}
    written = (s[:at] + digit + s[at:] for s in shorter for at in range(len(s) + 1) for digit in "0123456789")
    return {code for code in written if code in places}


def _offer(codes: list[str], places: Mapping[str, str]) -> Text:
    named = [f"{code} {places[code]}" for code in codes]
    return Text(
        f"次のいずれかではないか確認してください: {'、'.join(named)}",
        f"Check whether one of these is meant: {', '.join(named)}",
    )


def _places_outside(view: _View) -> Iterator[Problem]:
    if view.unread & {"body", "joint_bodies", "municipalities"}:
        return
    own = {code[:2] for code in (view.plan.body, *(view.plan.joint_bodies or ()))}
    for index, code in enumerate(view.plan.municipalities or ()):
        if code in view.places and code[:2] not in own:
            yield view.problem(
                ("municipalities", index),
                code,
                Text(
                    f"の「{view.places[code]}」は、作成主体にも共同作成団体にも属さない都道府県にあります。",
                    f"{view.places[code]} lies in a prefecture of neither the body nor a joint body.",
                ),
                Text(
                    "対象市区町村を確認するか、その都道府県の団体を共同作成団体に加えてください。",
                    "Check the municipality, or add a body of that prefecture to the joint bodies.",
                ),
            )


def _repeated_rows(view: _View) -> Iterator[Problem]:
    for location, table in _tables(view):
        first: dict[str, int] = {}
        for index, row in enumerate(table):
            key = row.model_dump_json() if isinstance(row, Section) else str(row)
            if key in first:
                yield _repeated(view, (*location, index), first[key] + 1, row)
            first.setdefault(key, index)


def _tables(view: _View) -> Iterator[tuple[Location, tuple[Any, ...]]]:
    top = (
        ((name,), getattr(view.plan, name))
        for name in type(view.plan).model_fields
        if name not in view.unread
    )
    nested = (
        ((*location, name), getattr(section, name))
        for location, section in view.sections()
        for name in type(section).model_fields
    )
    for location, value in (*top, *nested):
        if isinstance(value, tuple):
            yield location, value


def _repeated(view: _View, location: Location, earlier: int, row: object) -> Problem:
    return view.problem(
        location,
        None if isinstance(row, Section) else row,
        Text(f"に{earlier}行目と全く同じ行があります。", f"a row repeats row {earlier} exactly."),
        Text(
            "重複した行を削除してください。別のものであれば、違いが分かるように記載してください。",
            "Remove the repetition, or state what tells the rows apart.",
        ),
    )


def _repeated_companies(view: _View) -> Iterator[Problem]:
    companies = getattr(view.plan, "companies", None)
    if companies is None or "companies" in view.unread:
        return
    first: dict[str, int] = {}
    for index, company in enumerate(companies):
        number = company.corporate_number
        if number is None:
            continue
        if number in first and company != companies[first[number]]:
            yield view.problem(
                ("companies", index, "corporate_number"),
                number,
                Text(
                    f"が{first[number] + 1}行目の企業と同じです。",
                    f"the same as that of the company in row {first[number] + 1}.",
                ),
                Text(
                    "法人番号を確認するか、一つの行にまとめてください。",
                    "Check the number or merge the rows.",
                ),
            )
        first.setdefault(number, index)


_CHECKS: tuple[Callable[[_View], Iterator[Problem]], ...] = (
    _ends_before_starts,
    _targets_on_wrong_side,
    _targets_before_baselines,
    _wrong_corporate_numbers,
    _unknown_places,
    _places_outside,
    _repeated_rows,
    _repeated_companies,
)
