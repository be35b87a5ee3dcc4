"""Which rows of a value chain are decisive: essential, or in the smallest set carrying most of value added.

Shares that are not stated, and what the listed rows leave open of the whole, may lie in any row; a row counts
as inside or outside only when every distribution of them and every choice among equal shares agrees.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from data.domain.evidence import Known, Missing
from data.domain.plan.fields import means
from data.domain.plan.kinds import SourcePlace
from data.domain.wording import Text
from rules.engine.measuring import Asked, Measure

TABLE = "value_chain"
WHOLE = Decimal(100)
MAJORITY = "b.dependence.majority_percent"
_NO_SURE_ROW = Text("過半を担うことが確実な行がありません", "no row surely belongs to the majority")
_NO_SURE_OUT = Text("過半の外にあることが確実な行がありません", "no row surely lies outside the majority")
_TIED = Text(
    "同じ割合の行があり、どの行が過半に入るかが割合だけでは決まりません",
    "rows of equal share; which of them belongs to the majority cannot be told by share",
)
_UNSETTLED = Text(
    "記載されていない割合の配分によって、過半に入るかどうかが変わります",
    "whether it belongs to the majority depends on shares not stated",
)


@dataclass(frozen=True, slots=True)
class _Shares:
    """Stated shares, largest first, each with how many rows bear it and how many of those stay at home."""

    counted: tuple[tuple[Decimal, int, int], ...]
    rest: Decimal
    half: Decimal

    def sure(self) -> Decimal | None:
        """Return the least share that is in every smallest set, if any is."""
        least, above = None, Decimal(0)
        for share, rows, at_home in self.counted:
            if not self._surely_in(share, rows, at_home, above):
                break
            least, above = share, above + share * rows
        return least

    def out(self) -> Decimal | None:
        """Return the largest share, stated or possible for the rest, that is in no smallest set."""
        above = Decimal(0)
        for share, rows, _ in self.counted:
            if above > self.half:
                return max(share, self.rest) if self._above(self.rest) > self.half else share
            above += share * rows
        return self.rest if above > self.half and self._above(self.rest) > self.half else None

    def _surely_in(self, share: Decimal, rows: int, at_home: int, above: Decimal) -> bool:
        open_part = self.rest if self.rest >= share else Decimal(0)
        if above + open_part + share * (rows - 1) <= self.half:
            return True
        if open_part or above > self.half or not share:
            return False
        needed = (self.half - above) // share + 1
        return at_home < needed

    def _above(self, share: Decimal) -> Decimal:
        return sum((s * rows for s, rows, _ in self.counted if s > share), Decimal(0))


def _shares(facts: Asked) -> _Shares | Missing:
    rows = facts.rows(TABLE)
    if isinstance(rows, Missing):
        return rows
    rows_by_share: Counter[Decimal] = Counter()
    home_by_share: Counter[Decimal] = Counter()
    for row in rows:
        share, target = facts.at(f"{row}.value_added_share"), facts.at(f"{row}.target_source")
        if isinstance(share, Known):
            rows_by_share[_decimal(share.value)] += 1
            home_by_share[_decimal(share.value)] += not _is(target, SourcePlace.OVERSEAS)
    counted = tuple((s, rows_by_share[s], home_by_share[s]) for s in sorted(rows_by_share, reverse=True))
    listed = sum((s * count for s, count, _ in counted), Decimal(0))
    if listed > WHOLE:
        return Missing(TABLE, _more_than_whole(listed))
    return _Shares(counted, WHOLE - listed, facts.values[MAJORITY].on(facts.on).value)


def _sure_share(facts: Asked, row: str) -> object:
    shares = facts.once(_shares)
    if isinstance(shares, Missing):
        return shares
    sure = shares.sure()
    return Missing("dependence.sure_share", _NO_SURE_ROW) if sure is None else sure


def _out_share(facts: Asked, row: str) -> object:
    shares = facts.once(_shares)
    if isinstance(shares, Missing):
        return shares
    out = shares.out()
    return Missing("dependence.out_share", _NO_SURE_OUT) if out is None else out


def _rest_share(facts: Asked, row: str) -> object:
    shares = facts.once(_shares)
    return shares if isinstance(shares, Missing) else shares.rest


def _is_listed(facts: Asked, row: str) -> object:
    rest, out = facts.at("dependence.rest_share"), facts.at("dependence.out_share")
    if isinstance(rest, Missing):
        return rest
    if rest.value == 0 or (isinstance(out, Known) and _decimal(rest.value) <= _decimal(out.value)):
        return True
    return Missing(TABLE, _rest_is_open(_decimal(rest.value)))


def _decisive(facts: Asked, row: str) -> object:
    essential = facts.at(f"{row}.essential")
    if _is(essential, True):
        return True
    carries = _carries(facts, row)
    if carries is True:
        return True
    if isinstance(essential, Missing):
        return essential
    return carries


def _carries(facts: Asked, row: str) -> bool | Missing:
    share, sure = facts.at(f"{row}.value_added_share"), facts.at("dependence.sure_share")
    out, rest = facts.at("dependence.out_share"), facts.at("dependence.rest_share")
    if isinstance(rest, Missing):
        return rest
    largest = _decimal(share.value if isinstance(share, Known) else rest.value)
    if isinstance(out, Known) and largest <= _decimal(out.value):
        return False
    if isinstance(share, Missing):
        return share
    if isinstance(sure, Known) and largest >= _decimal(sure.value):
        return True
    return Missing(share.path, _TIED if rest.value == 0 else _UNSETTLED)


def _is(found: Known | Missing, value: object) -> bool:
    return isinstance(found, Known) and found.value == value


def _decimal(value: Any) -> Decimal:
    return Decimal(str(value))


def _more_than_whole(listed: Decimal) -> Text:
    return Text(
        f"付加価値に占める割合の合計が{listed.normalize():f}%で、100%を超えています",
        f"the shares add up to {listed.normalize():f} %, more than the whole",
    )


def _rest_is_open(rest: Decimal) -> Text:
    return Text(
        f"付加価値の残り{rest.normalize():f}%を担う部品・技術・工程と割合が分かりません",
        f"what carries the remaining {rest.normalize():f} % of value added is not stated",
    )


MEASURES = (
    Measure(
        "dependence.sure_share",
        means("付加価値の過半を担う行の割合の下限", "least share surely in the majority", unit="%"),
        _sure_share,
    ),
    Measure(
        "dependence.out_share",
        means("付加価値の過半から外れる行の割合の上限", "largest share surely outside it", unit="%"),
        _out_share,
    ),
    Measure(
        "dependence.rest_share",
        means("割合が記載されていない付加価値", "value added without a stated share", unit="%"),
        _rest_share,
    ),
    Measure(
        "dependence.majority_is_listed",
        means("付加価値の過半を担う行がすべて記載されていること", "all rows of the majority are listed"),
        _is_listed,
    ),
    Measure(
        "value_chain[].decisive",
        means("必須又は付加価値の過半を担う行か", "essential or in the majority"),
        _decisive,
    ),
)
