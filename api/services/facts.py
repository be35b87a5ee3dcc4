"""Gathers what layers and measurements say about a plan: known with a source, or missing with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from pydantic import BaseModel, ConfigDict
from shapely import MultiPolygon
from sqlalchemy.orm import Session

from api.services import benchmarks, operator_settings, technologies, zone_facts
from api.services.footprints import (
    Footprint,
    bodies_prefectures,
    municipalities_in,
    prefecture_shapes,
)
from api.services.ground import Ground
from data.domain.call import Filing
from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.plan.document import PlanDocument
from data.domain.plan.fields import Meaning, means
from data.domain.wording import Text
from data.orm.plan import FootprintOrigin, Plan
from data.queries import plans
from data.queries.places import Touched
from data.queries.power import KindPower
from data.queries.sources import EditionInfo
from data.reference.places import municipalities
from geo.measure import METHOD, area_ha
from geo.site_facts import prefecture_shares
from rules.gx_types.measured import ZONE_MEASURED
from rules.settings import PREFIX
from rules.vocabulary import MEASURED

RADIUS_M = 10_000.0
"""How far around a footprint facilities are looked for: a choice for display; no requirement rests on it."""
AREA_DECIMALS, SHARE_DECIMALS = 2, 4
WHOLLY_COVERED = 0.99
"""Share of a footprint that loaded boundaries must cover before they tell all of its municipalities."""
SLIVER = 0.01
"""Share of a footprint below which the coarse polygons say nothing: their borders are drawn too roughly."""

NAMES: dict[str, Meaning] = {
    **MEASURED,
    "land.overlap_areas": means("他の計画と重なる面積", "area shared with other plans"),
    "power.decarbonised_mw": means(
        "周辺10km以内の脱炭素電源（出力判明分の計）", "known decarbonised power within 10 km", unit="MW"
    ),
    "power.plants": means("周辺10km以内の発電所", "power plants within 10 km"),
    "power.nearest_substation": means("最も近い変電所", "nearest substation within 10 km"),
    "power.data_centres": means("周辺10km以内のデータセンター", "data centres within 10 km", unit="件"),
}
"""Every fact this service measures, what it is called and its unit."""

NO_DATABASE = Text(
    "データベースに接続していないため測定していません", "not measured, because there is no database"
)
_CONNECT = Text("データベースに接続して確認し直してください。", "Check again with the database connected.")
_GIVE_SHAPE = Text(
    "計画区域の形状を添付するか、行政区域データの取込みを管理者に依頼してください。",
    "Attach the shape of the footprint, or ask the administrator to load municipal boundaries.",
)
_LOAD_BOUNDARIES = Text(
    "行政区域データの取込みを管理者に依頼してください。",
    "Ask the administrator to load municipal boundaries.",
)
_COMPUTED = Text("計画区域から計算（GRS80楕円体上の測地線）", f"computed from the footprint ({METHOD})")
_COARSE = Text("都道府県の概略図形（1:1000万）", "coarse prefecture polygons (1:10,000,000)")
_BOUNDARIES = Text("行政区域データ", "administrative boundaries")
_NO_BOUNDARIES = Text(
    "市区町村の境界データが、計画区域の全体には読み込まれていません",
    "municipal boundaries are not loaded for the whole footprint",
)
_NO_CAPACITY = Text(
    "周辺10km以内に出力の分かる脱炭素電源がありません（出力不明のものは発電所の欄に示します）",
    "no decarbonised plant of known capacity within 10 km (those of unknown capacity are listed below)",
)
_STORED_PLANS = Text("登録済みの計画", "plans stored here")


class OverlapRow(BaseModel):
    """Another plan on the same ground."""

    model_config = ConfigDict(frozen=True)

    plan_id: UUID
    title: str
    area_ha: float


class PlantsRow(BaseModel):
    """The plants of one kind; ``known_mw`` adds up those of known capacity."""

    model_config = ConfigDict(frozen=True)

    kind: str
    plants: int
    known_mw: float | None
    without_capacity: int


class SubstationRow(BaseModel):
    """A substation and its distance from the footprint."""

    model_config = ConfigDict(frozen=True)

    name: str | None
    max_kv: float | None
    distance_km: float


_EVERYWHERE = tuple(path for path in NAMES if path not in ZONE_MEASURED and not path.startswith(PREFIX))
"""What is measured of every plan; the rest only of applications for a zone, or only where it is set."""


def without_database(document: PlanDocument, on: date) -> dict[str, Fact]:
    """Return every measured fact as missing, but for what the document itself lets compute."""
    beside = technologies.measured(document) | zone_facts.measured(document, on)
    return {path: Missing(path, NO_DATABASE, _CONNECT) for path in _EVERYWHERE} | beside


def measured(
    session: Session,
    document: PlanDocument,
    footprint: Footprint,
    plan: Plan | None,
    on: date,
    *,
    filing: Filing | None = None,
) -> dict[str, Fact]:
    """Return every measured fact on a plan, by path; ``plan`` is the stored one of ``document``.

    ``filing`` is the call an application stands in and when it was received.
    Raises ``InvalidInput`` for an unsound shape of a plot.
    """
    beside = (
        benchmarks.of_plan(session, document)
        | technologies.measured(document)
        | zone_facts.measured(document, on, session, filing=filing)
        | operator_settings.measured(session, document.plan_type, on)
    )
    if footprint.shape is None:
        return {path: Missing(path, footprint.source, _GIVE_SHAPE) for path in _EVERYWHERE} | beside
    ground = Ground(session, footprint.shape)
    found = (
        _area(footprint.shape, footprint),
        *_places(ground, footprint.shape, document, footprint),
        *_overlaps(session, footprint.shape, plan),
        *_power(ground),
        _substation(ground),
        _data_centres(ground),
    )
    return {fact.path: fact for fact in found} | beside


def _area(shape: MultiPolygon, footprint: Footprint) -> Fact:
    source = SourceRef("derived", _COMPUTED, footprint.reference)
    return Known("land.area_ha", round(area_ha(shape), AREA_DECIMALS), source)


def _touched(ground: Ground, document: PlanDocument, footprint: Footprint) -> list[Touched]:
    """A footprint joined from municipalities lies in those alone; grazing others is how borders are drawn."""
    touched = ground.municipalities()
    if footprint.origin is not FootprintOrigin.MUNICIPALITIES:
        return list(touched)
    named = {part for code in document.municipalities or () for part in municipalities_in(code)}
    return [
        each
        for each in touched
        if each.place.code and {each.place.code, _whole_city(each.place.code)} & named
    ]


def _places(
    ground: Ground, shape: MultiPolygon, document: PlanDocument, footprint: Footprint
) -> tuple[Fact, Fact, Fact]:
    """From boundaries where they cover the whole footprint, else from the coarse polygons."""
    touched = _touched(ground, document, footprint)
    whole = area_ha(shape)
    if sum(each.overlap_ha for each in touched) < whole * WHOLLY_COVERED:
        unknown = Missing("land.municipalities", _NO_BOUNDARIES, _LOAD_BOUNDARIES)
        return *_coarse_prefectures(shape, document), unknown
    ids = ", ".join(f"boundaries/{number}" for number in sorted({each.place.edition_id for each in touched}))
    source = SourceRef("layer", _BOUNDARIES, ids)
    by_prefecture: dict[str, float] = {}
    for each in touched:
        code = each.place.prefecture_code
        by_prefecture[code] = by_prefecture.get(code, 0.0) + each.overlap_ha
    codes = tuple(sorted({_whole_city(each.place.code) for each in touched if each.place.code}))
    return *_in_prefectures(by_prefecture, document, source), Known("land.municipalities", codes, source)


def _whole_city(code: str) -> str:
    """A designated city counts once, however many of its wards are touched."""
    body = municipalities().get(code)
    return body.parent if body is not None and body.parent is not None else code


def _coarse_prefectures(shape: MultiPolygon, document: PlanDocument) -> tuple[Fact, Fact]:
    shares = prefecture_shares(shape, prefecture_shapes())
    by_prefecture = {share.code: share.area_ha for share in shares if share.share >= SLIVER}
    if not by_prefecture:
        reason = Text(
            "概略図形では都道府県を特定できません", "the coarse polygons do not tell the prefecture"
        )
        paths = ("land.prefectures", "land.outside_bodies_share")
        return Missing(paths[0], reason, _LOAD_BOUNDARIES), Missing(paths[1], reason, _LOAD_BOUNDARIES)
    return _in_prefectures(
        by_prefecture, document, SourceRef("catalogue", _COARSE, "reference/prefecture_polygons")
    )


def _in_prefectures(
    by_prefecture: dict[str, float], document: PlanDocument, source: SourceRef
) -> tuple[Fact, Fact]:
    named = bodies_prefectures(document)
    outside = sum(hectares for code, hectares in by_prefecture.items() if code not in named)
    share = round(outside / sum(by_prefecture.values()), SHARE_DECIMALS)
    return (
        Known("land.prefectures", tuple(sorted(by_prefecture)), source),
        Known("land.outside_bodies_share", share, source),
    )


def _overlaps(session: Session, shape: MultiPolygon, plan: Plan | None) -> tuple[Fact, Fact]:
    found = plans.overlaps(
        session, shape, but_not=plan.id if plan else None, samples=plan.is_sample if plan else False
    )
    rows = tuple(
        OverlapRow(plan_id=each.plan_id, title=each.title, area_ha=round(each.area_ha, AREA_DECIMALS))
        for each in found
    )
    source = SourceRef("derived", _STORED_PLANS, "plan")
    titles = tuple(each.title for each in found)
    return Known("land.overlaps", titles, source), Known("land.overlap_areas", rows, source)


def _power(ground: Ground) -> tuple[Fact, Fact]:
    found = ground.power(RADIUS_M)
    if not found.editions:
        reason = Text("発電所の地理データが読み込まれていません", "no power plants are loaded")
        return Missing("power.decarbonised_mw", reason), Missing("power.plants", reason)
    source = _of_editions(found.editions)
    kinds = tuple(_kind_row(row) for row in found.by_kind)
    total: Fact = Missing("power.decarbonised_mw", _NO_CAPACITY)
    if found.decarbonised_mw is not None:
        total = Known("power.decarbonised_mw", float(found.decarbonised_mw), source)
    return total, Known("power.plants", kinds, source)


def _kind_row(row: KindPower) -> PlantsRow:
    return PlantsRow(
        kind=row.kind,
        plants=row.plants,
        known_mw=None if row.known_mw is None else float(row.known_mw),
        without_capacity=row.without_capacity,
    )


def _substation(ground: Ground) -> Fact:
    path = "power.nearest_substation"
    found = ground.substation(RADIUS_M)
    if not found.editions:
        return Missing(path, Text("変電所の地理データが読み込まれていません", "no substations are loaded"))
    if not found.items:
        return Missing(
            path, Text("周辺10km以内に変電所の記録がありません", "no substation is recorded within 10 km")
        )
    near = found.items[0]
    row = SubstationRow(
        name=near.item.name,
        max_kv=None if near.item.max_kv is None else float(near.item.max_kv),
        distance_km=round(near.distance_m / 1000, 1),
    )
    return Known(path, row, _of_editions(found.editions))


def _data_centres(ground: Ground) -> Fact:
    path = "power.data_centres"
    found = ground.data_centres(RADIUS_M)
    if not found.editions:
        return Missing(
            path, Text("データセンターの地理データが読み込まれていません", "no data centres are loaded")
        )
    return Known(path, len(found.items), _of_editions(found.editions))


def _of_editions(editions: Sequence[EditionInfo]) -> SourceRef:
    label = Text("、".join(e.title.ja for e in editions), ", ".join(e.title.en for e in editions))
    return SourceRef("layer", label, ", ".join(f"{e.dataset}/{e.source}/{e.id}" for e in editions))
