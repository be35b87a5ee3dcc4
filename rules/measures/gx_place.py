"""Where a zone lies by its codes: supply areas, METI bureaus, blocks; and what its plots add up to."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from data.domain.errors import NotFound
from data.domain.evidence import Known, Missing
from data.domain.plan.fields import means
from data.domain.plan.kinds_zones import SiteKind
from data.domain.wording import Text
from data.reference.power_areas import SupplyAreas, TsoArea, tso_areas
from data.reference.regions import meti_bureau, regional_block
from rules.engine.measuring import Asked, Measure

BROWNFIELD = (SiteKind.FORMER_COMPLEX, SiteKind.IDLE_PLANT)
_WHOLE = Decimal(100)
_CENT = Decimal("0.01")
_NO_CODE = Text(
    "区画にも申請書にも市区町村のコードがありません", "neither the plots nor the document name a municipality"
)


_TO_ASK = "（要確認）"


def supply_name(area: TsoArea, *, approximate: bool) -> str:
    """Name a supply area; one that a border runs through is marked for asking the operator."""
    return f"{area.name.ja}{_TO_ASK if approximate else ''}"


def _codes(facts: Asked) -> tuple[str, ...]:
    """Return the municipalities of the plots, or those of the document where no plot names one."""
    rows = facts.rows("plots")
    cells = () if isinstance(rows, Missing) else tuple(facts.at(f"{row}.municipality") for row in rows)
    of_plots = tuple(str(cell.value) for cell in cells if isinstance(cell, Known))
    stated = facts.known("municipalities") if not of_plots else (of_plots,)
    return () if isinstance(stated, Missing) else tuple(sorted(set(stated[0])))


def _supply(facts: Asked) -> Iterator[SupplyAreas]:
    for code in _codes(facts):
        try:
            yield tso_areas(code)
        except NotFound:
            continue


def _supply_areas(facts: Asked, row: str) -> object:
    """Return every supply area touched; one that a border runs through is marked for asking the operator."""
    found = {
        supply_name(area, approximate=supply.approximate): None
        for supply in _supply(facts)
        for area in supply.areas
    }
    return tuple(found) or Missing("municipalities", _NO_CODE)


def _supply_differences(facts: Asked, row: str) -> object:
    """Return in words what stated codes and drawn plots do not both say; empty where they agree."""
    found = facts.known("zone.supply_areas", "zone.supply_areas_drawn")
    if isinstance(found, Missing):
        return found
    by_code, drawn = ({name.removesuffix(_TO_ASK): None for name in names} for names in found)
    return (
        *(f"{name}は図形の位置だけにある" for name in drawn if name not in by_code),
        *(f"{name}は記載された市区町村だけにある" for name in by_code if name not in drawn),
    )


def _bureaus(facts: Asked, row: str) -> object:
    found = {meti_bureau(supply.code5).name.ja: None for supply in _supply(facts)}
    return tuple(found) or Missing("municipalities", _NO_CODE)


def _blocks(facts: Asked, row: str) -> object:
    found = {regional_block(supply.code5[:2]).name.ja: None for supply in _supply(facts)}
    return tuple(found) or Missing("municipalities", _NO_CODE)


def _total(facts: Asked, table: str, kinds: tuple[SiteKind, ...] | None = None) -> object:
    rows = facts.rows(table)
    if isinstance(rows, Missing):
        return rows
    total = Decimal(0)
    for row in rows:
        cells = facts.known(f"{row}.area_ha", f"{row}.kind") if kinds else facts.known(f"{row}.area_ha")
        if isinstance(cells, Missing):
            return cells
        total += cells[0] if kinds is None or cells[1] in kinds else 0
    return total


def _plots(facts: Asked, row: str) -> object:
    return _total(facts, "plots")


def _phases(facts: Asked, row: str) -> object:
    return _total(facts, "phases")


def _brownfield(facts: Asked, row: str) -> object:
    return _total(facts, "plots", BROWNFIELD)


def _brownfield_percent(facts: Asked, row: str) -> object:
    match facts.known("zone.brownfield_ha", "agreement.plots_ha"):
        case (brown, whole) if whole:
            return (brown / whole * _WHOLE).quantize(_CENT).normalize() + 0
        case (_, _):
            return Missing("plots", Text("区画の面積の合計が0haです", "the plots add up to 0 ha"))
        case gap:
            return gap


MEASURES = (
    Measure("zone.supply_areas", means("一般送配電事業者の供給区域", "supply areas"), _supply_areas),
    Measure(
        "zone.supply_differences",
        means("供給区域の記載と図形の位置との違い", "supply areas, stated against drawn"),
        _supply_differences,
    ),
    Measure("zone.bureaus", means("所管の経済産業局", "METI bureaus"), _bureaus),
    Measure("zone.blocks", means("地域ブロック", "regional blocks"), _blocks),
    Measure(
        "agreement.plots_ha", means("区画の記載面積の合計", "stated area of all plots", unit="ha"), _plots
    ),
    Measure("agreement.phases_ha", means("各段階の面積の合計", "area of all phases", unit="ha"), _phases),
    Measure(
        "zone.brownfield_ha",
        means("コンビナート跡地・工場遊休地の面積", "former complexes and idle plant land", unit="ha"),
        _brownfield,
    ),
    Measure(
        "zone.brownfield_percent",
        means("コンビナート跡地・工場遊休地の割合", "share of former complexes and idle plants", unit="%"),
        _brownfield_percent,
    ),
)
