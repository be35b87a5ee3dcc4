"""How values are written for readers: money in 億円 beside exact yen, 和暦 beside 西暦, words for codes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from api.deps import JAPAN
from data.domain.assessment import Kind, Status, Verdict
from data.domain.facility import PLANT_KIND_NAMES
from data.domain.plan.kinds import (
    PLAN_TYPE_TITLES,
    BenchmarkScope,
    CompanyOrigin,
    Direction,
    LocalisationKind,
    Office,
    PlanType,
    SourcePlace,
    SpilloverKind,
    ValueAddedDefinition,
)
from data.domain.plan.kinds_zones import (
    ApplicantKind,
    AuthorKind,
    BarrierKind,
    ContributionKind,
    CounterpartKind,
    ElectricityContract,
    ElectricitySource,
    GridStage,
    PartnerKind,
    Side,
    SiteKind,
    Topic,
    ZoneStatus,
)
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Language, Text
from data.reference.places import place_name

OKU, MAN = 10**8, 10**4
LAST_YEAR = 2200
"""A larger number with the unit of a year is no year."""
ERAS = ((date(2019, 5, 1), "令和", "Reiwa"), (date(1989, 1, 8), "平成", "Heisei"))

STATUS_WORDS = {
    Status.MET: Text("適合", "Met"),
    Status.NOT_MET: Text("不適合", "Not met"),
    Status.INCOMPLETE: Text("記載不足", "Incomplete"),
    Status.NEEDS_REVIEW: Text("要審査", "For review"),
    Status.NOT_APPLICABLE: Text("対象外", "Not applicable"),
}
VERDICT_WORDS = {
    Verdict.ELIGIBLE: Text("要件をすべて満たしています", "All requirements are met"),
    Verdict.NOT_ELIGIBLE: Text("満たしていない要件があります", "A requirement is not met"),
    Verdict.NEEDS_EVIDENCE: Text("記載または資料が足りません", "Evidence is missing"),
    Verdict.NEEDS_REVIEW: Text("審査官の判断を待っています", "A reviewer's judgement is open"),
}
KIND_WORDS = {
    Kind.REQUIREMENT: Text("要件", "Requirement"),
    Kind.REMARK: Text("留意事項", "Remark"),
    Kind.INFORMATION: Text("参考情報", "Information"),
}
TIER_WORDS = {
    "primary": Text("一次資料", "primary source"),
    "secondary": Text("二次資料", "secondary source"),
}
DOCUMENT_STATUS_WORDS = {"draft": Text("案", "draft"), "final": Text("確定", "final")}
COLUMNS: dict[str, tuple[Text, str | None]] = {
    "kind": (Text("", ""), None),
    "plants": (Text("", ""), "か所"),
    "known_mw": (Text("出力計", "capacity"), "MW"),
    "without_capacity": (Text("うち出力不明", "of unknown capacity"), "か所"),
    "max_kv": (Text("電圧", "voltage"), "kV"),
    "distance_km": (Text("距離", "distance"), "km"),
    "area_ha": (Text("重なる面積", "shared ground"), "ha"),
}
"""Columns of measured rows: what they are called and counted in."""
WITHOUT_ZERO = frozenset({"without_capacity"})
"""Columns in which nothing to tell is not told."""
VOCABULARIES: tuple[type[Vocabulary], ...] = (
    AuthorKind,
    BarrierKind,
    CounterpartKind,
    ApplicantKind,
    SiteKind,
    GridStage,
    ElectricitySource,
    ElectricityContract,
    PartnerKind,
    Topic,
    Side,
    ZoneStatus,
    ContributionKind,
    CompanyOrigin,
    SourcePlace,
    LocalisationKind,
    SpilloverKind,
    Direction,
    Office,
    BenchmarkScope,
    ValueAddedDefinition,
)
"""Vocabularies whose keys stand in findings; of two with one key, the later one is read."""
_WORDS: dict[str, Text] = {
    **{str(member): member.text for vocabulary in VOCABULARIES for member in vocabulary},
    **{str(kind): wording for kind, wording in PLANT_KIND_NAMES.items()},
}


def number(value: float | int) -> str:
    """Write a number with thousands separators and no trailing zeros; up to four decimals."""
    text = f"{value:,.4f}".rstrip("0").rstrip(".") if isinstance(value, float) else f"{value:,}"
    return text.replace("-", "−")


def cited_place(lines: str, language: Language = "ja") -> str:
    """Say where in a document something is written: numbered lines, or a passage of what has none."""
    if lines[:1].isdecimal():
        return Text(f"抽出本文 {lines}行目", f"extracted text, line {lines}").in_language(language)
    return Text(f"「{lines}」の箇所", f"passage “{lines}”").in_language(language)


def yen(amount: int, language: Language = "ja") -> str:
    """Write an amount readably and exactly: 12億3,400万円（1,234,000,000円）."""
    exact = f"{amount:,}円" if language == "ja" else f"JPY {amount:,}"
    if amount < MAN:
        return exact
    if language == "en":
        return f"{exact} (JPY {_scaled(amount)})"
    oku, rest = divmod(amount, OKU)
    man, single = divmod(rest, MAN)
    parts = (f"{oku:,}億" if oku else "", f"{man:,}万" if man else "", f"{single:,}" if single else "")
    return f"{''.join(parts)}円（{exact}）"


def _scaled(amount: int) -> str:
    for size, name in ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand")):
        if amount >= size:
            return f"{amount / size:,.2f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{amount:,}"


def day(value: date | str, language: Language = "ja") -> str:
    """Write a date in both calendars: 令和8年2月13日（2026年2月13日）."""
    found = date.fromisoformat(value) if isinstance(value, str) else value
    if language == "en":
        return f"{found.day} {found:%B %Y} ({_era(found, 'en')})"
    return f"{_era(found, 'ja')}{found.month}月{found.day}日（{found.year}年{found.month}月{found.day}日）"


def year(value: int, unit: str, language: Language = "ja") -> str:
    """Write a year (``年``) or fiscal year (``年度``, from April) in both calendars: 令和13年度（2031年度）.

    A number that is no year of our time stays as it is; a year is a name and gets no separators.
    """
    if language == "en" or not ERAS[-1][0].year < value <= LAST_YEAR:
        return f"{value}{unit}"
    begun = date(value, 4, 1) if unit == "年度" else date(value, 12, 31)
    return f"{_era(begun, 'ja')}{unit.removeprefix('年')}（{value}{unit}）"


def moment(value: datetime, language: Language = "ja") -> str:
    """Write a moment in Japan's time to the minute."""
    local = value.astimezone(JAPAN)
    return f"{day(local.date(), language)} {local:%H:%M}" + (" JST" if language == "en" else "")


def _era(found: date, language: Language) -> str:
    for start, ja, en in ERAS:
        if found >= start:
            year = found.year - start.year + 1
            return f"{ja}{'元' if year == 1 else year}年" if language == "ja" else f"{en} {year}"
    return f"{found.year}年" if language == "ja" else str(found.year)


def place(code: str, language: Language = "ja") -> str:
    """Name a prefecture (2 digits, or 5 ending in 000) or municipality; an unknown code stays a code."""
    return place_name(code, language)


def plan_type(code: str, language: Language = "ja") -> str:
    """Name a plan type."""
    return PLAN_TYPE_TITLES[PlanType(code)].in_language(language)


def value_shown(value: Any, unit: str | None = None, language: Language = "ja") -> str:
    """Write any value of a finding or fact with its unit, so that a reader need not know codes."""
    if isinstance(value, bool):
        words = Text("はい", "yes") if value else Text("いいえ", "no")
        return words.in_language(language)
    if unit == "円" and isinstance(value, int):
        return yen(value, language)
    if unit in ("年", "年度") and isinstance(value, int):
        return year(value, unit, language)
    if isinstance(value, int | float):
        return f"{number(value)}{_spaced(unit)}"
    if isinstance(value, list | tuple):
        separator = "\n" if any(isinstance(part, dict) for part in value) else _comma(language)
        none = Text("なし", "none").in_language(language)
        return separator.join(value_shown(part, unit, language) for part in value) or none
    if isinstance(value, dict):
        cells = _cells_in(value, language)
        shown = (_column_shown(name, part, language) for name, part in cells.items())
        return _comma(language).join(part for part in shown if part)
    return _text_shown(value, language)


def _cells_in(row: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """Take the name of a row in the language of the page: ``name_en`` holds it beside ``name``."""
    names = {name: value for name, value in row.items() if not name.endswith("_en")}
    if language == "en":
        names |= {
            name.removesuffix("_en"): value for name, value in row.items() if name.endswith("_en") and value
        }
    return names


def _column_shown(name: str, value: Any, language: Language) -> str:
    if name == "name" and value is None:
        return Text("名称不明", "name not known").in_language(language)
    if value is None or (value == 0 and name in WITHOUT_ZERO) or name == "plan_id":
        return ""
    if name not in COLUMNS:
        return value_shown(value, None, language)
    words, unit = COLUMNS[name]
    return f"{words.in_language(language)} {value_shown(value, unit, language)}".strip()


def _text_shown(value: Any, language: Language) -> str:
    text = str(value)
    if not isinstance(value, StrEnum) and text[4:5] == "-":
        try:
            return _in_calendar(text, language)
        except ValueError:
            return text
    words = _WORDS.get(text)
    return words.in_language(language) if words else text


def _in_calendar(text: str, language: Language) -> str:
    """A date, or a moment with its time zone to the second. Raises ``ValueError`` for other texts."""
    if len(text) == 10:
        return day(text, language)
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError(text)
    local = found.astimezone(JAPAN)
    return f"{day(local.date(), language)} {local:%H:%M:%S}" + (" JST" if language == "en" else "")


def _comma(language: Language) -> str:
    return "、" if language == "ja" else ", "


def _spaced(unit: str | None) -> str:
    if unit is None:
        return ""
    return f" {unit}" if unit.isascii() and unit != "%" else unit
