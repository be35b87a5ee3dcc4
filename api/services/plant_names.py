"""Looks for the plants an application names among those loaded, and words the candidates; decides nothing."""

from __future__ import annotations

from dataclasses import dataclass

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services.ground import Ground
from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.facility import PLANT_KIND_NAMES, PlantKind
from data.domain.plan.kinds_zones import ElectricitySource
from data.domain.plan.sections_gx import ElectricityRow
from data.domain.wording import Text
from geo.gx.named_plants import Candidate, Certainty, KnownPlant, certainty
from geo.gx.named_plants import candidates as alike

PATH = "zone.plants"
RADIUS_M = 150_000.0
"""How far around the plots plants are looked for: a choice for display; no requirement rests on it."""
_THERMAL = frozenset({PlantKind.COAL, PlantKind.GAS, PlantKind.OIL, PlantKind.WASTE})
_NO_NAME = Text("発電所名の記載がありません", "no plant is named")
_NO_DATABASE = Text(
    "データベースに接続していないため照合していません", "not compared, because there is no database"
)
CERTAINTY_WORDS = {
    Certainty.HIGH: Text("確からしさ：高", "likely"),
    Certainty.MIDDLE: Text("確からしさ：中", "possible"),
    Certainty.LOW: Text("確からしさ：低", "unlikely"),
}
_NO_PLANTS = Text("発電所の地理データが読み込まれていません", "no power plants are loaded")


@dataclass(frozen=True, slots=True)
class Origin:
    """Where distances are measured from (EPSG:4326), and how that place is called."""

    place: BaseGeometry
    name: Text


def candidates(
    rows: tuple[ElectricityRow, ...] | None, origin: Origin | Text, session: Session | None
) -> Fact:
    """Return for each plant named in ``rows`` the plants it may be, in words with kind, distance, certainty.

    ``origin`` is a text where there is none: the reason. Nothing is ever identified.
    """
    named = [row for row in rows or () if row.plant is not None]
    if not named:
        return Missing(PATH, _NO_NAME)
    if session is None:
        return Missing(PATH, _NO_DATABASE)
    if isinstance(origin, Text):
        return Missing(PATH, origin)
    found = Ground(session, origin.place).plants(RADIUS_M)
    if not found.editions:
        return Missing(PATH, _NO_PLANTS)
    plants = [KnownPlant(p.name, p.kind, _number(p.capacity_mw), p.distance_m) for p in found.plants]
    label = Text("、".join(e.title.ja for e in found.editions), ", ".join(e.title.en for e in found.editions))
    source = SourceRef("layer", label, ", ".join(f"{e.dataset}/{e.source}/{e.id}" for e in found.editions))
    return Known(PATH, tuple(_told(row, plants, origin.name) for row in named), source)


def _told(row: ElectricityRow, plants: list[KnownPlant], origin: Text) -> str:
    found = alike(row.plant or "", _kinds(row.source), plants)
    none = f"{origin.ja}から{RADIUS_M / 1000:g}km以内に候補なし"
    words = "、".join(_words(each, found, origin) for each in found) or none
    return f"{row.plant}（{row.source.text.ja}）→ {words}"


def _kinds(source: ElectricitySource) -> frozenset[str]:
    if source is ElectricitySource.THERMAL:
        return frozenset(_THERMAL)
    return frozenset() if source is ElectricitySource.UNSPECIFIED else frozenset({source.value})


def _words(candidate: Candidate, among: tuple[Candidate, ...], origin: Text) -> str:
    plant = candidate.plant
    size = f"{plant.capacity_mw:g}MW" if plant.capacity_mw is not None else "出力不明"
    kind = PLANT_KIND_NAMES[PlantKind(plant.kind)].ja
    other = "" if candidate.kind_agrees else "・種類が異なる"
    far = f"{origin.ja}から{plant.distance_m / 1000:.0f}km"
    sure = CERTAINTY_WORDS[certainty(candidate, among)].ja
    return f"{plant.name}（{kind}{other}、{size}、{far}、名称の一致度{candidate.similarity}、{sure}）"


def _number(value: object) -> float | None:
    return None if value is None else float(str(value))
