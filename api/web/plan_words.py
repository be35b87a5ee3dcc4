"""The map of one plan told in sentences: where, how large, what power is near, what is not known."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from data.domain.wording import Text
from data.reference.places import place_name

MOST_NAMED = 5
_AREA = Text("計画区域の面積は約{ha:,.0f} haです。", "The footprint covers about {ha:,.0f} ha.")
_PLACES = Text("含まれる市区町村は{names}です。", "It lies in {names}.")
_STATION = Text(
    "最も近い変電所は{name}（最高電圧{kv}）で、区域から{km:,.1f} kmです。",
    "The nearest substation is {name} (highest voltage {kv}), {km:,.1f} km from the footprint.",
)
_CLEAN = Text(
    "周辺10km以内の脱炭素電源は、出力の分かるものだけで{mw:,.0f} MWです。",
    "Decarbonised power of known capacity within 10 km adds up to {mw:,.0f} MW.",
)
_UNKNOWN = Text("次のことは分かっていません：{names}。", "Not known: {names}.")
_NAMELESS, _NO_VOLTAGE = Text("名称不明のもの", "one without a name"), Text("不明", "not known")


def plan_in_words(measured: Sequence[Mapping[str, Any]], titles: Mapping[str, Text]) -> tuple[Text, ...]:
    """Return sentences made from measured facts as they are stored; ``titles`` names each fact."""
    known = {fact["path"]: fact["value"] for fact in measured if fact.get("value") is not None}
    told = [_TELL[path](value) for path, value in known.items() if path in _TELL]
    missing = [
        titles[fact["path"]] for fact in measured if fact.get("value") is None and fact["path"] in _TELL
    ]
    if missing:
        ja, en = "、".join(item.ja for item in missing), ", ".join(item.en for item in missing)
        told.append(Text(_UNKNOWN.ja.format(names=ja), _UNKNOWN.en.format(names=en)))
    return tuple(told)


def _area(value: float) -> Text:
    return _AREA.filled(ha=value)


def _places(codes: Sequence[str]) -> Text:
    names = [place_name(code) for code in codes[:MOST_NAMED]]
    rest = len(codes) - len(names)
    ja = "、".join(names) + (f"ほか{rest}" if rest else "")
    en = ", ".join(names) + (f" and {rest} more" if rest else "")
    return Text(_PLACES.ja.format(names=ja), _PLACES.en.format(names=en))


def _station(value: Mapping[str, Any]) -> Text:
    kv = _NO_VOLTAGE if value["max_kv"] is None else Text(*[f"{value['max_kv']:g} kV"] * 2)
    name = _NAMELESS if value["name"] is None else Text(value["name"], value["name"])
    km = value["distance_km"]
    return Text(
        _STATION.ja.format(name=name.ja, kv=kv.ja, km=km), _STATION.en.format(name=name.en, kv=kv.en, km=km)
    )


def _clean(value: float) -> Text:
    return _CLEAN.filled(mw=value)


_TELL: Mapping[str, Callable[[Any], Text]] = {
    "land.area_ha": _area,
    "land.municipalities": _places,
    "power.nearest_substation": _station,
    "power.decarbonised_mw": _clean,
}
"""What is told of each fact, in this order of the facts."""
