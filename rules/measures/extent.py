"""How many prefectures and municipalities a plan covers, by its footprint or else by the codes it states."""

from __future__ import annotations

from decimal import Decimal

from data.domain.evidence import Known, Missing
from data.domain.plan.fields import means
from data.domain.wording import Text
from rules.engine.measuring import Asked, Measure
from rules.measures.companies import WHOLE_PREFECTURE

_WHOLE = Text(
    "都道府県全域とされており、市区町村の数を申請書から数えられません",
    "a whole prefecture is named; its municipalities cannot be counted from the document",
)
_PERCENT = Decimal(100)
_CENT = Decimal("0.01")


def _prefectures(facts: Asked, row: str) -> object:
    measured = facts.at("land.prefectures")
    if isinstance(measured, Known):
        return len(set(_codes(measured)))
    stated = facts.at("prefectures" if facts.defines("prefectures") else "municipalities")
    return stated if isinstance(stated, Missing) else len({code[:2] for code in _codes(stated)})


def _municipalities(facts: Asked, row: str) -> object:
    measured = facts.at("land.municipalities")
    found = measured if isinstance(measured, Known) else facts.at("municipalities")
    if isinstance(found, Missing):
        return found
    codes = set(_codes(found))
    if any(code.endswith(WHOLE_PREFECTURE) for code in codes):
        return Missing("municipalities", _WHOLE)
    return len(codes)


def _codes(found: Known) -> tuple[str, ...]:
    return tuple(str(code) for code in found.value) if isinstance(found.value, tuple) else ()


def _outside_percent(facts: Asked, row: str) -> object:
    share = facts.known("land.outside_bodies_share")
    if isinstance(share, Missing):
        return share
    return (Decimal(str(share[0])) * _PERCENT).quantize(_CENT).normalize()


MEASURES = (
    Measure(
        "extent.prefectures",
        means("計画が及ぶ都道府県の数", "prefectures the plan covers", unit="都道府県"),
        _prefectures,
    ),
    Measure(
        "extent.municipalities",
        means("計画が及ぶ市区町村の数", "municipalities the plan covers", unit="市区町村"),
        _municipalities,
    ),
    Measure(
        "extent.outside_percent",
        means("計画区域のうち作成主体の区域外にある割合", "part outside the bodies' area", unit="%"),
        _outside_percent,
    ),
)
