"""Says what a condition asks, from the condition itself: no plan is looked at and nothing is answered.

A path below a table's rows is named by its field alone, as the rows have been named one line above.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from data.domain.plan.fields import Meaning
from data.domain.wording import Text
from rules.engine.condition import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Doubt,
    Empty,
    Every,
    Guide,
    Is,
    Listed,
    Offer,
    Offers,
    OnlyIf,
    Operand,
    Relation,
    Show,
    Some,
    Stated,
    TotalOf,
    ValueOf,
    WhenStated,
)
from rules.engine.formatting import shown
from rules.engine.values import Threshold
from rules.engine.wording import standing, total_of

MOST_NAMED = 8
_RELATIONS: Mapping[Relation, tuple[Text, Text]] = {
    ">=": (Text("{a}が{b}以上", "{a} is at least {b}"), Text("{a}が{b}以後", "{a} is not before {b}")),
    ">": (Text("{a}が{b}を上回る", "{a} is above {b}"), Text("{a}が{b}より後", "{a} is after {b}")),
    "<=": (Text("{a}が{b}以下", "{a} is at most {b}"), Text("{a}が{b}以前", "{a} is not after {b}")),
    "<": (Text("{a}が{b}を下回る", "{a} is below {b}"), Text("{a}が{b}より前", "{a} is before {b}")),
    "==": (Text("{a}と{b}が一致", "{a} and {b} agree"), Text("{a}と{b}が同じ", "{a} and {b} are the same")),
}
_IN_TIME = re.compile(r"(日|年度|日時|時刻)(（[^）]*）)?$")
"""Names of days and years, which lie before or after each other."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing asked; ``depth`` says how far it stands below what it belongs to, from 0."""

    depth: int
    text: Text


@dataclass(frozen=True, slots=True)
class Outliner:
    """Words for the conditions of one plan type on one day."""

    meanings: Mapping[str, Meaning]
    """Meaning of every path pattern (``kpis[].target``) of the plan type."""
    values: Mapping[str, Threshold]
    on: date

    def lines(self, condition: Condition) -> tuple[Line, ...]:
        """Return what ``condition`` asks, one line a demand; ``KeyError`` for a path nobody defines."""
        return tuple(self._lines(condition, "", 0))

    def _lines(self, asked: Condition, rows: str, depth: int) -> Iterator[Line]:
        match asked:
            case AllOf():
                yield from self._all(asked, rows, depth)
            case Every() | Some() | Listed():
                yield from self._of_rows(asked, rows, depth)
            case Offers(offers=offers):
                yield Line(depth, _FITTING)
                for offer in offers:
                    yield Line(depth + 1, offer.title)
            case AnyOf() | OnlyIf() | WhenStated() | Doubt() | Offer():
                yield from self._framed(asked, rows, depth)
            case _:
                yield Line(depth, self._leaf(asked, rows))

    def _all(self, asked: AllOf, rows: str, depth: int) -> Iterator[Line]:
        named = [self._name(part.path, rows) for part in asked.parts if isinstance(part, Stated)]
        if named:
            yield Line(depth, _filled(_STATED, what=_joined(named)))
        for part in asked.parts:
            if not isinstance(part, Stated):
                yield from self._lines(part, rows, depth)

    def _of_rows(self, asked: Every | Some | Listed, rows: str, depth: int) -> Iterator[Line]:
        table = _below(rows, asked.rows)
        inner = f"{table}[]"
        if isinstance(asked, Every):
            name = self._name(asked.rows, rows)
            words = _EVERY if asked.where is None else _EVERY_WHERE
            where = self._inline(asked.where, inner) if asked.where else Text("", "")
            yield Line(depth, _filled(words, table=name, where=where))
            yield from self._lines(asked.part, inner, depth + 1)
            return
        yield Line(depth, _filled(_SOME, what=asked.what))
        yield from self._lines(asked.where if isinstance(asked, Listed) else asked.part, inner, depth + 1)

    def _framed(
        self, asked: AnyOf | OnlyIf | WhenStated | Doubt | Offer, rows: str, depth: int
    ) -> Iterator[Line]:
        match asked:
            case AnyOf(choice=choice, parts=parts):
                yield Line(depth, _filled(_ANY, choice=choice))
                for part in parts:
                    yield from self._lines(part, rows, depth + 1)
                return
            case OnlyIf(when=when):
                yield Line(depth, _filled(_ONLY_IF, when=self._inline(when, rows)))
            case WhenStated(paths=paths):
                named = _joined([self._name(path, rows) for path in paths])
                yield Line(depth, _filled(_WHEN_STATED, what=named))
            case Doubt():
                yield Line(depth, _DOUBT)
            case Offer(title=title):
                yield Line(depth, title)
        yield from self._lines(asked.part, rows, depth + 1)

    def _leaf(self, asked: Condition, rows: str) -> Text:
        match asked:
            case Stated(path=path):
                return _filled(_STATED, what=self._name(path, rows))
            case Is():
                return self._is(asked, rows)
            case Empty(path=path):
                return _filled(_EMPTY, what=self._name(path, rows))
            case Show(paths=paths):
                return _filled(_SHOW, what=_joined([self._name(path, rows) for path in paths]))
            case Compare() | Guide():
                return self._compared(asked, rows)
            case _:
                raise TypeError(f"{type(asked).__name__} is no single demand")

    def _is(self, asked: Is, rows: str) -> Text:
        if asked.holds is not None:
            return Text(asked.holds.ja.rstrip("。"), asked.holds.en.rstrip("."))
        allowed = [shown(value) for value in asked.allowed]
        name = self._name(asked.path, rows)
        if asked.allowed in ((True,), (False,)):
            return _filled(_YES if asked.allowed[0] else _NO, what=name)
        return _filled(_IS if len(allowed) > 1 else _IS_ONE, what=name, allowed=_joined(allowed))

    def _compared(self, asked: Compare | Guide, rows: str) -> Text:
        left, right = self._side(asked.left, rows), self._side(asked.right, rows)
        words = _filled(_RELATIONS[asked.relation][_IN_TIME.search(left.ja) is not None], a=left, b=right)
        if isinstance(asked, Compare):
            return words
        return _filled(_NEAR, what=words, tolerance=self._side(asked.tolerance, rows))

    def _side(self, side: Operand, rows: str) -> Text:
        if isinstance(side, ValueOf):
            number = self.values[side.key]
            label = standing(number.title, number.standing)
            words = shown(number.on(self.on).value, number.unit)
            return Text(f"{label.ja}（{words.ja}）", f"{label.en} ({words.en})")
        if isinstance(side, TotalOf):
            return total_of(self.meanings[f"{side.rows}[].{side.column}"].title)
        return self._name(side.path, rows)

    def _inline(self, asked: Condition, rows: str) -> Text:
        lines = [line.text for line in self._lines(asked, rows, 0)]
        return Text("、".join(line.ja for line in lines), "; ".join(line.en for line in lines))

    def _name(self, path: str, rows: str) -> Text:
        return self.meanings[_below(rows, path)].title


def _below(rows: str, path: str) -> str:
    return f"{rows}{path}" if path.startswith(".") else path


def _joined(named: list[Text]) -> Text:
    first, more = named[:MOST_NAMED], len(named) - MOST_NAMED
    ja, en = "、".join(each.ja for each in first), ", ".join(each.en for each in first)
    return Text(f"{ja}ほか{more}件", f"{en} and {more} more") if more > 0 else Text(ja, en)


def _filled(words: Text, **values: Text) -> Text:
    return Text(
        words.ja.format(**{name: value.ja for name, value in values.items()}),
        words.en.format(**{name: value.en for name, value in values.items()}),
    )


_STATED = Text("記載がある：{what}", "stated: {what}")
_EVERY = Text("「{table}」のすべての行で", "in every row of “{table}”")
_EVERY_WHERE = Text(
    "「{table}」のうち次に当たる行のすべてで（{where}）", "in every row of “{table}” where {where}"
)
_SOME = Text("{what}が一つ以上ある", "there is at least one {what}")
_ANY = Text("次のいずれか（{choice}）", "one of these ({choice})")
_ONLY_IF = Text("次の場合に限り（{when}）", "only where {when}")
_WHEN_STATED = Text("次がともに記載されている場合（{what}）", "where all of these are stated: {what}")
_DOUBT = Text("次に当たらなければ審査官に問う", "else asked of a reviewer")
_EMPTY = Text("{what}に該当がない", "nothing found: {what}")
_SHOW = Text("参考として示す：{what}", "shown, decides nothing: {what}")
_YES = Text("{what}に当たる", "{what}: yes")
_NO = Text("{what}に当たらない", "{what}: no")
_IS = Text("{what}が次のいずれか：{allowed}", "{what} is one of {allowed}")
_IS_ONE = Text("{what}が「{allowed}」", "{what} is “{allowed}”")
_NEAR = Text(
    "{what}。{tolerance}の内側にある値は審査官に問う",
    "{what}; a value within {tolerance} is asked of a reviewer",
)
_FITTING = Text("計画に合う支援策の候補を、次の中から示す", "shows which of these may fit the plan")
