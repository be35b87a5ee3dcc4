"""Amounts as offices write them (千円, 億円, ▲, full width, %), read as exact decimals with their unit."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

from data.domain.parsing import Read, Unreadable, half_width, nothing_stated
from data.domain.wording import Text


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in its base unit: ``円`` (never 千円), ``%``, another unit as written, or ``None``."""

    value: Decimal
    unit: str | None

    def written(self) -> str:
        """Write the number with thousands separators and its unit, such as ``120,000,000円``."""
        exact = f"{self.value:,f}"
        trimmed = exact.rstrip("0").rstrip(".") if "." in exact else exact
        return f"{trimmed}{self.unit or ''}"


_SCALES = {"兆": 10**12, "億": 10**8, "千万": 10**7, "百万": 10**6, "万": 10**4, "千": 10**3, "": 1}
_DIGITS = r"(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_PART = re.compile(rf"({_DIGITS})(兆|億|千万|百万|万|千|)")
_SCALED = rf"(?:(?:{_DIGITS})(?:兆|億|千万|百万|万|千))"
_BODY = rf"{_SCALED}+(?:{_DIGITS})?|{_DIGITS}"
_UNIT = r"(?:[^\d().,+\-][^().,+\-]*)?"
_WHOLE = re.compile(rf"([+\-△▲▼]|マイナス)?(\()?({_BODY})({_UNIT})(\))?")
_ABOUT = re.compile(r"^(?:約|およそ|概ね|~|〜)|(?:程度|前後|以上|以下|超|未満|弱|強)$")
_KANJI = re.compile(r"[一二三四五六七八九十]")
_MINUS = frozenset("-△▲▼") | {"マイナス"}
_YEN = frozenset({"円", "yen", "JPY", "¥"})

_REMEDY = Text(
    "「123,456千円」「1.2億円」「▲12百万円」「12%」のように、算用数字と単位で入力してください。"
    "記載しない場合は空欄にしてください。",
    "Write digits and a unit, such as 123,456千円, 1.2億円, ▲12百万円 or 12%. "
    "Leave it blank if nothing is stated.",
)


def parse_amount(text: str) -> Read[Quantity] | Read[None] | Unreadable:
    """Read one written number with its scale and unit, exactly; yen come out as whole yen counts (``円``).

    Blank and signs for "none" are ``None``, never zero. Rounded wording (約, 程度), kanji numerals, misplaced
    separators and parts in rising order are refused.
    """
    nothing = nothing_stated(text)
    if nothing is not None:
        return nothing
    plain = half_width(text).replace("−", "-").removeprefix("¥")
    found = _WHOLE.fullmatch(plain)
    if found is None:
        return Unreadable(_why(plain, text), _REMEDY)
    sign, opened, body, unit, closed = found.groups()
    total = _sum(_PART.findall(body))
    if total is None or not _is_unit(unit) or (opened is None) != (closed is None) or (sign and opened):
        return Unreadable(_why(plain, text), _REMEDY)
    negative = sign in _MINUS or opened is not None
    return Read(Quantity(-total if negative else total, _base_unit(unit)))


def _sum(parts: list[tuple[str, str]]) -> Decimal | None:
    """Add parts such as 3億5,000万; ``None`` unless each is smaller than one of the scale before it.

    1億2000 is none either: many write it for 1億2,000万.
    """
    total, previous = Decimal(0), None
    for digits, scale in parts:
        factor = _SCALES[scale]
        part = Decimal(digits.replace(",", "")) * factor
        if previous is not None and (part >= previous or (factor == 1 and previous > _SCALES["万"])):
            return None
        total, previous = total + part, factor
    return total


def _is_unit(unit: str) -> bool:
    """Tell 12 followed by a unit from 12 followed by a raised or circled digit."""
    return not unit or unicodedata.category(unit[0]) != "No"


def _base_unit(unit: str) -> str | None:
    if unit in _YEN:
        return "円"
    return unit or None


def _why(plain: str, text: str) -> Text:
    written = text.strip()[:80]
    if _ABOUT.search(plain):
        return Text(
            f"「{written}」は概数や範囲の書き方で、一つの数値に定まりません。",
            f"“{written}” is approximate, not one number.",
        )
    if _KANJI.search(plain):
        return Text(
            f"「{written}」の漢数字は読み取りません。", f"The kanji numerals in “{written}” are not read."
        )
    return Text(f"「{written}」を数値として読めません。", f"“{written}” is not a number.")
