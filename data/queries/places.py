"""Reads municipal boundaries: footprints from codes, the municipality at a point, areas; EPSG:4326, hectares.

Of the editions in use, each prefecture is read from one only, the latest by date: editions side by
side never mix within a prefecture, whose municipalities may have merged between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, func, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from data.orm.place import Boundary
from data.orm.source import DatasetEdition
from data.queries.shapes import Bounds, Shape, as_wkb, from_shape, in_bounds, to_shapes
from data.queries.sources import EditionInfo, editions_by_id
from data.reference.places import municipalities, wards_of

SQUARE_METRES_PER_HECTARE = 10_000
SMALLEST_OVERLAP_HA = 0.01
"""100 square metres; less is the noise of two boundaries drawn along the same line."""


@dataclass(frozen=True, slots=True)
class Place:
    """A municipality or ward; ``code`` and ``name`` are missing for land that belongs to none."""

    code: str | None
    name: str | None
    county_name: str | None
    prefecture_code: str
    prefecture_name: str
    edition_id: int


@dataclass(frozen=True, slots=True)
class Footprint:
    """The joined area of municipalities, its editions, and the codes that have no boundary."""

    geometry: BaseGeometry | None
    editions: tuple[EditionInfo, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Touched:
    """A municipality that a shape overlaps, with the area of the overlap."""

    place: Place
    overlap_ha: float


@dataclass(frozen=True, slots=True)
class AreaCheck:
    """The geodesic area of a boundary beside the published one."""

    code: str
    boundary_ha: float
    published_ha: float

    @property
    def ratio(self) -> float:
        """Boundary area by published area; 1 when they agree."""
        return self.boundary_ha / self.published_ha


def footprint_of(session: Session, codes: Iterable[str]) -> Footprint:
    """Return the union of the boundaries of five-digit ``codes``; a designated city is its wards.

    ``geometry`` is ``None`` as soon as any code lacks a boundary: a partial footprint would be
    taken for the whole.
    """
    expanded = _expanded(session, codes)
    missing = tuple(code for code, parts in expanded.items() if not parts)
    wanted = sorted({part for parts in expanded.values() for part in parts})
    if missing or not wanted:
        return Footprint(None, (), missing)
    chosen = _in_use().where(Boundary.municipality_code.in_(wanted)).subquery()
    joined, ids = session.execute(
        select(as_wkb(func.ST_Union(Boundary.geom)), func.array_agg(Boundary.edition_id.distinct())).where(
            Boundary.id.in_(select(chosen.c.id))
        )
    ).one()
    return Footprint(to_shapes([joined])[0], editions_by_id(session, ids), ())


def missing_boundaries(session: Session, codes: Iterable[str]) -> tuple[str, ...]:
    """Return those of five-digit ``codes`` for which no boundary is loaded, in the order given."""
    return tuple(code for code, parts in _expanded(session, codes).items() if not parts)


def municipality_at(session: Session, lon: float, lat: float) -> Place | None:
    """Return the municipality or ward at a point (degrees); ``None`` at sea or where nothing is loaded.

    On a shared border the one with the lower code.
    """
    point = func.ST_SetSRID(func.ST_MakePoint(lon, lat), 4326)
    query = _in_use().where(func.ST_Intersects(Boundary.geom, point))
    found = session.scalars(query.order_by(Boundary.municipality_code.nulls_last()).limit(1)).first()
    return None if found is None else _place(found)


def municipalities_touching(session: Session, geometry: Shape) -> tuple[Touched, ...]:
    """Return the municipalities a polygonal shape overlaps by over 0.01 ha, the largest overlap first."""
    shape = from_shape(geometry)
    overlap = (
        func.ST_Area(func.geography(func.ST_Intersection(Boundary.geom, shape))) / SQUARE_METRES_PER_HECTARE
    )
    query = _in_use().add_columns(overlap).where(func.ST_Intersects(Boundary.geom, shape))
    rows = session.execute(query.order_by(overlap.desc(), Boundary.id)).all()
    return tuple(Touched(_place(row), float(area)) for row, area in rows if area > SMALLEST_OVERLAP_HA)


@dataclass(frozen=True, slots=True)
class Outlines:
    """The joined municipalities of prefectures by 2-digit code, and the ids of their editions."""

    shapes: Mapping[str, BaseGeometry]
    editions: tuple[int, ...]


def outlines_of(session: Session, prefectures: Sequence[str]) -> Outlines:
    """Return what is loaded of these prefectures, joined; those of which nothing is are left out."""
    chosen = _in_use().where(Boundary.prefecture_code.in_(prefectures)).subquery()
    query = (
        select(
            Boundary.prefecture_code,
            as_wkb(func.ST_Union(Boundary.geom)),
            func.array_agg(Boundary.edition_id.distinct()),
        )
        .where(Boundary.id.in_(select(chosen.c.id)))
        .group_by(Boundary.prefecture_code)
    )
    rows = session.execute(query).all()
    shapes = dict(zip([row[0] for row in rows], to_shapes([row[1] for row in rows]), strict=True))
    return Outlines(shapes, tuple(sorted({number for row in rows for number in row[2]})))


def area_check(session: Session, published_ha: Mapping[str, float]) -> tuple[AreaCheck, ...]:
    """Return boundary and published area (ha) of every code that has both, by code.

    The published figures come from the caller. Wards are added up for a designated city.
    """
    expanded = _expanded(session, published_ha)
    wanted = [part for parts in expanded.values() for part in parts]
    area = func.ST_Area(func.geography(Boundary.geom)) / SQUARE_METRES_PER_HECTARE
    query = _in_use().with_only_columns(Boundary.municipality_code, area)
    rows = session.execute(query.where(Boundary.municipality_code.in_(wanted))).all()
    areas = {code: float(value) for code, value in rows}
    return tuple(
        AreaCheck(code, sum(areas[part] for part in expanded[code]), published_ha[code])
        for code in sorted(expanded)
        if expanded[code] and published_ha[code] > 0
    )


def boundaries_in(
    session: Session, bounds: Bounds, *, tolerance_deg: float = 0.0
) -> tuple[tuple[Place, BaseGeometry], ...]:
    """Return the boundaries whose box meets ``bounds``, simplified to ``tolerance_deg`` degrees."""
    shown = func.ST_SimplifyPreserveTopology(Boundary.geom, tolerance_deg) if tolerance_deg else Boundary.geom
    query = _in_use().add_columns(as_wkb(shown)).where(in_bounds(Boundary.geom, bounds))
    rows = session.execute(query.order_by(Boundary.id)).all()
    shapes = to_shapes([wkb for _row, wkb in rows])
    return tuple((_place(row), shape) for (row, _wkb), shape in zip(rows, shapes, strict=True))


def _expanded(session: Session, codes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    wanted = list(dict.fromkeys(codes))
    wards = {code: _all_wards(code) for code in wanted}
    candidates = [*wanted, *(ward for parts in wards.values() for ward in parts)]
    loaded = _dates_of(session, candidates)
    return {code: _parts(code, wards[code], loaded) for code in wanted}


def _all_wards(city: str) -> tuple[str, ...]:
    return tuple(code for code, item in municipalities().items() if item.parent == city)


def _dates_of(session: Session, codes: Sequence[str]) -> dict[str, date | None]:
    query = (
        _in_use()
        .join(DatasetEdition, DatasetEdition.id == Boundary.edition_id)
        .where(Boundary.municipality_code.in_(codes))
        .with_only_columns(Boundary.municipality_code, DatasetEdition.as_of)
    )
    return {str(code): as_of for code, as_of in session.execute(query)}


def _parts(code: str, wards: Sequence[str], loaded: Mapping[str, date | None]) -> tuple[str, ...]:
    if code in loaded:
        return (code,)
    found = tuple(ward for ward in wards if ward in loaded)
    if not found:
        return ()
    expected = {ward.code5 for ward in wards_of(code, on=loaded[found[0]])}
    return found if expected <= set(found) else ()


def _in_use() -> Select[Boundary]:
    latest = (
        select(Boundary.prefecture_code, Boundary.edition_id)
        .join(DatasetEdition, DatasetEdition.id == Boundary.edition_id)
        .where(DatasetEdition.status == "current")
        .ext(distinct_on(Boundary.prefecture_code))
        .order_by(
            Boundary.prefecture_code, DatasetEdition.as_of.desc().nulls_last(), DatasetEdition.id.desc()
        )
        .subquery()
    )
    return select(Boundary).join(
        latest,
        (latest.c.prefecture_code == Boundary.prefecture_code) & (latest.c.edition_id == Boundary.edition_id),
    )


def _place(row: Boundary) -> Place:
    return Place(
        row.municipality_code,
        row.name,
        row.county_name,
        row.prefecture_code,
        row.prefecture_name,
        row.edition_id,
    )
