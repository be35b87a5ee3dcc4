"""Tells about a footprint before any plan is made: size, places, supply areas, bureaus, shared ground."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import shapely
from shapely import MultiPolygon
from sqlalchemy.orm import Session

from api.services.footprints import municipalities_in, prefecture_shapes
from data.domain.codes import code_problem
from data.domain.datasets import BOUNDARIES
from data.domain.errors import InvalidInput, Problem
from data.domain.evidence import Known
from data.domain.issues import ImportIssue
from data.domain.layer import Coverage
from data.domain.wording import Text
from data.importers.footprint_file import read_footprint
from data.importers.reading import AS_THE_FILE_SAYS, Reading
from data.queries import footprints, places, statistics
from data.queries.footprints import SharedGround
from data.queries.places import Touched
from data.queries.sources import editions_in_use
from data.reference.places import municipalities, prefectures
from data.reference.power_areas import tso_areas
from data.reference.regions import meti_bureaus, regional_block
from geo.measure import area_ha
from geo.site_facts import prefecture_shares

MOST_CODES = 300
WHOLLY_COVERED = 0.99
"""Share of a footprint that boundaries have to cover before places are told from them."""
SLIVER = 0.001
"""Share of a footprint below which a coarse prefecture is the noise of its border."""
AGREES_WITHIN = 0.005
"""How near a full-detail boundary comes to the published area."""
PUBLISHED = "ssdse_a"
FROM_BOUNDARIES = Text("読み込んだ行政区域データ", "the boundaries loaded")
FROM_COARSE = Text("組込みの都道府県の概略図形", "the embedded coarse prefectures")


@dataclass(frozen=True, slots=True)
class PlaceShare:
    """A prefecture or municipality and how much of the footprint lies in it."""

    code: str
    area_ha: float
    share: float


@dataclass(frozen=True, slots=True)
class Division:
    """A supply area, bureau or block the footprint lies in; ``approximate`` where a border is not sure."""

    key: str
    name: Text
    approximate: bool = False


@dataclass(frozen=True, slots=True)
class AreaAgreement:
    """The area of a boundary beside the published one, hectares; ``None`` where none is loaded."""

    code: str
    boundary_ha: float
    published_ha: float | None
    agrees: bool | None


@dataclass(frozen=True, slots=True)
class Inspection:
    """What is known of a footprint; nothing of it is stored."""

    shape: MultiPolygon
    area_ha: float
    parts: int
    issues: tuple[ImportIssue, ...]
    basis: Text
    prefectures: tuple[PlaceShare, ...]
    municipalities: tuple[PlaceShare, ...]
    boundaries: Coverage
    """How far the boundaries loaded cover the footprint; ``NOT_KNOWN`` where none are loaded at all."""
    supply_areas: tuple[Division, ...] | None
    """``None`` unless boundaries cover the footprint: nothing is known of them then."""
    bureaus: tuple[Division, ...]
    blocks: tuple[Division, ...]
    shared: tuple[SharedGround, ...]
    agreement: tuple[AreaAgreement, ...]


def inspect_file(
    session: Session, content: bytes, layer: str | None = None, reading: Reading = AS_THE_FILE_SAYS
) -> Inspection:
    """Return what there is to say about the polygons of a file of any vector format, told by its content.

    Raises ``InvalidInput`` with every feature that cannot be used; repairs are told in ``issues``.
    """
    with tempfile.TemporaryDirectory(prefix="shuseki-footprint-") as folder:
        path = Path(folder) / "footprint"
        path.write_bytes(content)
        read = read_footprint(path, layer, reading)
    return _inspection(session, read.shape, read.issues, ())


def inspect_codes(session: Session, codes: Sequence[str]) -> Inspection:
    """Return the same about the joined ground of municipalities, with the check of their areas.

    A prefecture (``15000``) stands for its municipalities. Raises ``InvalidInput`` for codes that are none
    or have no boundary.
    """
    _check_codes(codes)
    wanted = list(dict.fromkeys(part for code in codes for part in municipalities_in(code[:5])))
    found = places.footprint_of(session, wanted)
    if found.geometry is None:
        raise InvalidInput.of(
            [Problem("municipalities", code, _NO_BOUNDARY, _LOAD) for code in found.missing]
        )
    parts = [part for part in shapely.get_parts(found.geometry) if part.geom_type == "Polygon"]
    return _inspection(session, MultiPolygon(parts), (), tuple(wanted))


def inspect_body(session: Session, body: bytes, layer: str | None, reading: Reading) -> Inspection:
    """Return the same for what a program sent: ``{"municipalities": […]}``, or a vector file."""
    codes = _codes_of(body)
    return inspect_file(session, body, layer, reading) if codes is None else inspect_codes(session, codes)


def _codes_of(body: bytes) -> list[str] | None:
    if len(body) > MOST_CODES * 20 or b'"municipalities"' not in body:
        return None
    try:
        document = json.loads(body)
    except ValueError:
        return None
    codes = document.get("municipalities") if isinstance(document, dict) else None
    return [str(code) for code in codes] if isinstance(codes, list) else None


def _check_codes(codes: Sequence[str]) -> None:
    if not codes or len(codes) > MOST_CODES:
        raise InvalidInput.of([Problem("municipalities", len(codes), _HOW_MANY, _GIVE_CODES)])
    bad = [problem for code in codes if (problem := code_problem(code, "municipalities")) is not None]
    if bad:
        raise InvalidInput.of(bad)


def _inspection(
    session: Session, shape: MultiPolygon, issues: tuple[ImportIssue, ...], codes: tuple[str, ...]
) -> Inspection:
    whole = area_ha(shape)
    touched = [each for each in places.municipalities_touching(session, shape) if _is_meant(each, codes)]
    boundaries = _coverage(session, sum(each.overlap_ha for each in touched) / whole)
    covered = boundaries is Coverage.COVERED
    by_prefecture = _from_boundaries(touched, whole) if covered else _from_coarse(shape)
    named = [share.code for share in by_prefecture]
    return Inspection(
        shape=shape,
        area_ha=whole,
        parts=len(shape.geoms),
        issues=issues,
        basis=FROM_BOUNDARIES if covered else FROM_COARSE,
        prefectures=by_prefecture,
        municipalities=_municipalities(touched, whole) if covered else (),
        boundaries=boundaries,
        supply_areas=_supply_areas(touched) if covered else None,
        bureaus=_bureaus(named),
        blocks=_blocks(named),
        shared=footprints.shared_ground(session, shape),
        agreement=_agreement(session, codes),
    )


def _coverage(session: Session, share: float) -> Coverage:
    if share >= WHOLLY_COVERED:
        return Coverage.COVERED
    if share > 0:
        return Coverage.PARTLY
    return Coverage.NOT_COVERED if editions_in_use(session, [BOUNDARIES]) else Coverage.NOT_KNOWN


def _is_meant(touched: Touched, codes: tuple[str, ...]) -> bool:
    """Chosen municipalities are the footprint; what they touch of neighbours is the noise of two borders."""
    code = touched.place.code or ""
    parent = municipalities()[code].parent if code in municipalities() else None
    return not codes or code in codes or parent in codes


def _from_boundaries(touched: Sequence[Touched], whole: float) -> tuple[PlaceShare, ...]:
    hectares: dict[str, float] = {}
    for each in touched:
        code = each.place.prefecture_code
        hectares[code] = hectares.get(code, 0.0) + each.overlap_ha
    shares = (PlaceShare(code, area, area / whole) for code, area in hectares.items())
    return tuple(sorted(shares, key=lambda share: -share.area_ha))


def _from_coarse(shape: MultiPolygon) -> tuple[PlaceShare, ...]:
    found = prefecture_shares(shape, prefecture_shapes())
    return tuple(PlaceShare(each.code, each.area_ha, each.share) for each in found if each.share >= SLIVER)


def _municipalities(touched: Sequence[Touched], whole: float) -> tuple[PlaceShare, ...]:
    return tuple(
        PlaceShare(each.place.code, each.overlap_ha, each.overlap_ha / whole)
        for each in touched
        if each.place.code is not None
    )


def _supply_areas(touched: Sequence[Touched]) -> tuple[Division, ...]:
    found: dict[str, Division] = {}
    for each in touched:
        if each.place.code is None:
            continue
        supply = tso_areas(each.place.code)
        for area in supply.areas:
            sure = area.key in found and not found[area.key].approximate
            found[area.key] = Division(area.key, area.operator, supply.approximate and not sure)
    return tuple(found.values())


def _bureaus(named: Sequence[str]) -> tuple[Division, ...]:
    bureau_of = _bureau_of_prefecture()
    return tuple(dict.fromkeys(bureau_of[code] for code in named))


def _blocks(named: Sequence[str]) -> tuple[Division, ...]:
    blocks = (regional_block(code) for code in named)
    return tuple(dict.fromkeys(Division(block.key, block.name) for block in blocks))


@cache
def _bureau_of_prefecture() -> dict[str, Division]:
    return {
        code: Division(bureau.key, bureau.name)
        for bureau in meti_bureaus().values()
        for code in bureau.prefectures
        if code in prefectures()
    }


def _agreement(session: Session, codes: tuple[str, ...]) -> tuple[AreaAgreement, ...]:
    facts = {code: statistics.official_area_ha(session, code, PUBLISHED) for code in codes}
    published = {code: float(str(fact.value)) for code, fact in facts.items() if isinstance(fact, Known)}
    return tuple(
        AreaAgreement(
            check.code, check.boundary_ha, check.published_ha, abs(check.ratio - 1.0) <= AGREES_WITHIN
        )
        for check in places.area_check(session, published)
    )


_NO_BOUNDARY = Text(
    "この市区町村の境界データが読み込まれていません。", "No boundary of this municipality is loaded."
)
_LOAD = Text(
    "管理者に境界の読込み（「地理データ」又は shuseki import n03）を依頼するか、"
    "区域のファイルを送ってください。",
    "Ask the administrator to load one (Layers, or `shuseki import n03`), or send the footprint as a file.",
)
_HOW_MANY = Text(
    f"市区町村は1件から{MOST_CODES}件までです。",
    f"Name at least one and at most {MOST_CODES} municipalities.",
)
_GIVE_CODES = Text(
    "5桁の市区町村コードを指定してください（例 16201）。",
    "Give five-digit codes of municipalities, such as 16201.",
)
