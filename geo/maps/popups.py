"""What a click on the map shows, built by the escaping functions of ``markup`` and nothing else."""

from __future__ import annotations

from markupsafe import Markup

from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.wording import Language, Text
from geo.maps.markup import local_address, tag

_NAMELESS = Text("（名称不明）", "(no name recorded)")
_NOT_KNOWN = Text("不明", "not known")
_KIND = Text("種別", "Kind")
_CAPACITY = Text("設備容量", "Capacity")
_VOLTAGE = Text("最高電圧", "Highest voltage")
_STATUS = Text("状況", "Status")
_DECARBONISED = Text("脱炭素電源", "Decarbonised")
_YES, _NO = Text("該当", "yes"), Text("非該当", "no")
_OPEN = Text("種別からは定まらない", "not settled by its kind")
_SUBSTATION, _LINE = Text("変電所", "Substation"), Text("送電線", "Transmission line")
_DATA_CENTRE = Text("データセンター", "Data centre")
_DETAILS = Text("詳細を見る", "Details")


def plan_popup(title: str, plan_type: PlanType, url: str | None, language: Language) -> Markup:
    """A plan: title, type, link to its page."""
    return _card(title, [(_KIND, PLAN_TYPE_TITLES[plan_type].in_language(language))], url, language)


def plant_popup(
    name: str,
    kind: str,
    capacity_mw: float | None,
    decarbonised: bool | None,
    url: str | None,
    language: Language,
) -> Markup:
    """A power plant: kind, capacity in MW or that it is not known, decarbonised or not."""
    clean = _OPEN if decarbonised is None else _YES if decarbonised else _NO
    rows = [
        (_KIND, kind),
        (_CAPACITY, _amount(capacity_mw, "MW", language)),
        (_DECARBONISED, clean.in_language(language)),
    ]
    return _card(name, rows, url, language)


def substation_popup(name: str, max_kv: float | None, url: str | None, language: Language) -> Markup:
    """A substation and its highest voltage in kV."""
    rows = [(_KIND, _SUBSTATION.in_language(language)), (_VOLTAGE, _amount(max_kv, "kV", language))]
    return _card(name, rows, url, language)


def line_popup(name: str, max_kv: float | None, language: Language) -> Markup:
    """A transmission line and its highest voltage in kV."""
    rows = [(_KIND, _LINE.in_language(language)), (_VOLTAGE, _amount(max_kv, "kV", language))]
    return _card(name, rows, None, language)


def data_centre_popup(
    name: str, capacity_mw: float | None, status: Text | None, url: str | None, language: Language
) -> Markup:
    """A data centre with its capacity in MW and status as far as they are known."""
    stated = (status or _NOT_KNOWN).in_language(language)
    rows = [
        (_KIND, _DATA_CENTRE.in_language(language)),
        (_CAPACITY, _amount(capacity_mw, "MW", language)),
        (_STATUS, stated),
    ]
    return _card(name, rows, url, language)


def _amount(value: float | None, unit: str, language: Language) -> str:
    return _NOT_KNOWN.in_language(language) if value is None else f"{value:,.10g} {unit}"


def _card(name: str, rows: list[tuple[Text, str]], url: str | None, language: Language) -> Markup:
    title = tag("h2", name or _NAMELESS.in_language(language))
    lines = [
        cell for label, value in rows for cell in (tag("dt", label.in_language(language)), tag("dd", value))
    ]
    parts = [title, tag("dl", *lines)]
    if url is not None:
        parts.append(tag("a", _DETAILS.in_language(language), href=local_address(url), target="_top"))
    return Markup("").join(parts)
