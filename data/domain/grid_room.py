"""Room on the grid as operators publish it: for demand or for generation, in ranges, never added up.

Room for generation (空き容量 of the supply side) says nothing about room for demand, so the two are
different kinds everywhere and no value of one ever answers for the other.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from data.domain.parsing import Read, Unreadable, nothing_stated
from data.domain.wording import Text

LARGEST_MW = Decimal(20_000)
LONGEST_LEAD_MONTHS = 600


class RoomKind(StrEnum):
    """Whose connection the room is for."""

    DEMAND = "demand"
    GENERATION = "generation"


ROOM_KIND_NAMES = {
    RoomKind.DEMAND: Text("需要側の空き", "room for demand"),
    RoomKind.GENERATION: Text("電源側の空き", "room for generation"),
}
_KIND_WORDS = {
    RoomKind.DEMAND: ("demand", "需要", "需要側", "需要家", "負荷"),
    RoomKind.GENERATION: ("generation", "電源", "電源側", "発電", "発電側", "供給"),
}


class RoomFacility(StrEnum):
    """What the room is at."""

    SUBSTATION = "substation"
    LINE = "line"


_FACILITY_WORDS = {
    RoomFacility.SUBSTATION: ("substation", "変電所", "配電用変電所", "開閉所"),
    RoomFacility.LINE: ("line", "送電線", "線路"),
}


@dataclass(frozen=True, slots=True)
class RoomRange:
    """Megawatts from–to; ``to`` is ``None`` for an open end (``100以上``)."""

    from_mw: Decimal
    to_mw: Decimal | None


_NUMBER = r"(\d+(?:\.\d+)?)"
_BETWEEN = re.compile(rf"{_NUMBER}(?:mw)?(?:~|-|から|to){_NUMBER}(?:mw)?(?:以下|未満|まで)?")
_AT_LEAST = re.compile(rf"(?:>=?)?{_NUMBER}(?:mw)?(?:以上|超|~|\+)?")
_AT_MOST = re.compile(rf"(?:<=?|~)?{_NUMBER}(?:mw)?(?:以下|未満|まで)?")


def room_kind(word: str) -> RoomKind | None:
    """Return the kind that a word of a publication names; ``None`` for any other word."""
    return next((kind for kind, words in _KIND_WORDS.items() if _plain(word) in words), None)


def room_facility(word: str) -> RoomFacility | None:
    """Return the facility that a word names; ``None`` for any other word."""
    return next((kind for kind, words in _FACILITY_WORDS.items() if _plain(word) in words), None)


def room_range(text: str) -> Read[RoomRange | None] | Unreadable:
    """Read ``100～200``, ``50以上``, ``30以下`` or ``0`` in MW; ``―`` is "not stated", which is not zero.

    >>> room_range("100〜200")
    Read(value=RoomRange(from_mw=Decimal('100'), to_mw=Decimal('200')), note=None)
    >>> room_range("50MW以上").value.to_mw is None
    True
    """
    silent = nothing_stated(text)
    if silent is not None:
        return silent
    plain = _plain(text).replace(",", "").replace("〜", "~").replace("–", "-")
    found = _range(plain)
    if found is None or found.from_mw > LARGEST_MW or (found.to_mw or found.from_mw) < found.from_mw:
        return Unreadable(_NO_RANGE.filled(value=text.strip()), _WRITE_RANGE)
    return Read(found)


def _range(plain: str) -> RoomRange | None:
    between = _BETWEEN.fullmatch(plain)
    if between:
        return RoomRange(Decimal(between[1]), Decimal(between[2]))
    at_least = _AT_LEAST.fullmatch(plain)
    if at_least:
        value = Decimal(at_least[1])
        exact = plain.removesuffix("mw") == at_least[1]
        return RoomRange(value, value if exact else None)
    at_most = _AT_MOST.fullmatch(plain)
    return RoomRange(Decimal(0), Decimal(at_most[1])) if at_most else None


def _plain(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).lower()


_NO_RANGE = Text("空き容量「{value}」を読み取れません。", "The room “{value}” cannot be read.")
_WRITE_RANGE = Text(
    "「100〜200」「50以上」「0」のようにMWで記入してください。",
    "Write it in MW, such as 100〜200, 50以上 or 0.",
)
