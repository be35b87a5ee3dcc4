"""Reads power facilities and data centres of the editions in use: near a shape, or in a box for a map.

Distances are geodesic metres (PostGIS geography). A row that a preferred source also has
(``duplicate_of_id``) is never returned; a plant without a capacity of its own takes the largest one
its duplicates state.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from data.domain.datasets import DATA_CENTRES, LINES, PLANTS, SUBSTATIONS
from data.orm.facility import DataCentre, PowerPlant, Substation, TransmissionLine
from data.orm.source import DatasetEdition
from data.queries.shapes import Bounds, Shape, as_wkb, from_shape, geography_of, in_bounds, to_shapes
from data.queries.sources import EditionInfo, editions_in_use

DEFAULT_LIMIT = 1_000
"""Rows returned at most unless asked otherwise; ``Found.cut`` tells when there were more."""


@dataclass(frozen=True, slots=True)
class Plant:
    """A power plant; ``capacity_mw`` and ``decarbonised`` are ``None`` when not known: not zero, not no."""

    id: int
    name: str | None
    operator: str | None
    kind: str
    raw_kind: str | None
    capacity_mw: Decimal | None
    decarbonised: bool | None
    start_year: int | None
    source: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class SubstationSite:
    """A substation; ``max_kv`` is ``None`` when not known."""

    id: int
    name: str | None
    operator: str | None
    kind: str | None
    max_kv: Decimal | None
    voltages: str | None
    source: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of line or cable; ``max_kv`` and ``circuits`` are ``None`` when not known."""

    id: int
    name: str | None
    operator: str | None
    kind: str | None
    max_kv: Decimal | None
    voltages: str | None
    circuits: int | None
    source: str
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class DataCentreSite:
    """A data centre; ``mw`` is ``None`` when not known, and a placeholder name is no name."""

    id: int
    name: str | None
    is_placeholder_name: bool
    operator: str | None
    kind: str
    status: str
    mw: Decimal | None
    source: str
    geometry: BaseGeometry


Item = TypeVar("Item", bound=Plant | SubstationSite | Line | DataCentreSite)


@dataclass(frozen=True, slots=True)
class Near(Generic[Item]):
    """A facility and its distance in metres from the shape asked about (0 inside it)."""

    item: Item
    distance_m: float


@dataclass(frozen=True, slots=True)
class Found(Generic[Item]):
    """The facilities near a shape, nearest first, with the editions searched.

    Without any edition nothing was searched: an empty list then says nothing about the place.
    """

    items: tuple[Near[Item], ...]
    editions: tuple[EditionInfo, ...]
    cut: bool
    """Whether there were more than the limit."""


def near_plants(
    session: Session,
    geometry: Shape,
    radius_m: float,
    *,
    kinds: Iterable[str] | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Found[Plant]:
    """Return the plants within ``radius_m`` metres of a shape (EPSG:4326), of all kinds or of ``kinds``."""
    query = _plants()
    if kinds is not None:
        query = query.where(PowerPlant.kind.in_(list(kinds)))
    return _near(session, query, Plant, PLANTS, PowerPlant.__tablename__, geometry, radius_m, limit)


def near_substations(
    session: Session,
    geometry: Shape,
    radius_m: float,
    *,
    at_least_kv: Decimal | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Found[SubstationSite]:
    """Return the substations within ``radius_m``; ``at_least_kv`` leaves out lower and unknown voltages."""
    query = _substations()
    if at_least_kv is not None:
        query = query.where(Substation.max_kv >= at_least_kv)
    return _near(
        session, query, SubstationSite, SUBSTATIONS, Substation.__tablename__, geometry, radius_m, limit
    )


def near_lines(
    session: Session,
    geometry: Shape,
    radius_m: float,
    *,
    at_least_kv: Decimal | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Found[Line]:
    """Return the lines within ``radius_m`` metres; ``at_least_kv`` leaves out lower and unknown voltages."""
    query = _lines()
    if at_least_kv is not None:
        query = query.where(TransmissionLine.max_kv >= at_least_kv)
    return _near(session, query, Line, LINES, TransmissionLine.__tablename__, geometry, radius_m, limit)


def near_data_centres(
    session: Session,
    geometry: Shape,
    radius_m: float,
    *,
    kinds: Iterable[str] | None = None,
    limit: int = DEFAULT_LIMIT,
) -> Found[DataCentreSite]:
    """Return the data centres within ``radius_m`` metres, of all kinds or of ``kinds``."""
    query = _data_centres()
    if kinds is not None:
        query = query.where(DataCentre.kind.in_(list(kinds)))
    return _near(
        session, query, DataCentreSite, DATA_CENTRES, DataCentre.__tablename__, geometry, radius_m, limit
    )


def plants_in(session: Session, bounds: Bounds) -> tuple[Plant, ...]:
    """Return the plants whose point lies in ``bounds``."""
    return _in_box(session, _plants(), Plant, PowerPlant.geom, bounds)


def substations_in(session: Session, bounds: Bounds) -> tuple[SubstationSite, ...]:
    """Return the substations whose point lies in ``bounds``."""
    return _in_box(session, _substations(), SubstationSite, Substation.geom, bounds)


def lines_in(session: Session, bounds: Bounds, *, at_least_kv: Decimal | None = None) -> tuple[Line, ...]:
    """Return the lines whose box meets ``bounds``; ``at_least_kv`` leaves out lower and unknown voltages."""
    query = _lines()
    if at_least_kv is not None:
        query = query.where(TransmissionLine.max_kv >= at_least_kv)
    return _in_box(session, query, Line, TransmissionLine.geom, bounds)


def data_centres_in(session: Session, bounds: Bounds) -> tuple[DataCentreSite, ...]:
    """Return the data centres whose point lies in ``bounds``."""
    return _in_box(session, _data_centres(), DataCentreSite, DataCentre.geom, bounds)


def capacity_mw() -> ColumnElement[Decimal]:
    """Return the SQL expression of a plant's capacity: its own, else the largest its duplicates state."""
    other = aliased(PowerPlant)
    of_duplicates = select(func.max(other.capacity_mw)).where(other.duplicate_of_id == PowerPlant.id)
    return func.coalesce(PowerPlant.capacity_mw, of_duplicates.correlate(PowerPlant).scalar_subquery())


def _plants() -> Select[*tuple[Any, ...]]:
    p = PowerPlant
    columns = (p.id, p.name, p.operator, p.kind, p.raw_kind, capacity_mw(), p.decarbonised, p.start_year)
    return _used(select(*columns, DatasetEdition.source, as_wkb(p.geom)), p.edition_id).where(
        p.duplicate_of_id.is_(None)
    )


def _substations() -> Select[*tuple[Any, ...]]:
    s = Substation
    columns = (s.id, s.name, s.operator, s.kind, s.max_kv, s.voltages)
    return _used(select(*columns, DatasetEdition.source, as_wkb(s.geom)), s.edition_id)


def _lines() -> Select[*tuple[Any, ...]]:
    t = TransmissionLine
    columns = (t.id, t.name, t.operator, t.kind, t.max_kv, t.voltages, t.circuits)
    return _used(select(*columns, DatasetEdition.source, as_wkb(t.geom)), t.edition_id).where(
        t.duplicate_of_id.is_(None)
    )


def _data_centres() -> Select[*tuple[Any, ...]]:
    d = DataCentre
    columns = (d.id, d.name, d.is_placeholder_name, d.operator, d.kind, d.status, d.mw)
    return _used(select(*columns, DatasetEdition.source, as_wkb(d.geom)), d.edition_id)


def _used(
    query: Select[*tuple[Any, ...]], edition_id: InstrumentedAttribute[int]
) -> Select[*tuple[Any, ...]]:
    return query.join(DatasetEdition, DatasetEdition.id == edition_id).where(
        DatasetEdition.status == "current"
    )


def _near(
    session: Session,
    query: Select[*tuple[Any, ...]],
    kind: type[Item],
    dataset: str,
    table: str,
    geometry: Shape,
    radius_m: float,
    limit: int,
) -> Found[Item]:
    here = func.geography(from_shape(geometry))
    place = geography_of(table)
    distance = func.ST_Distance(place, here)
    within = query.add_columns(distance).where(func.ST_DWithin(place, here, radius_m))
    rows = session.execute(within.order_by(distance, *_first_column(query)).limit(limit + 1)).all()
    items = _items(kind, [tuple(row)[:-1] for row in rows[:limit]])
    near = tuple(Near(item, float(row[-1])) for item, row in zip(items, rows, strict=False))
    return Found(near, editions_in_use(session, [dataset]), cut=len(rows) > limit)


def _in_box(
    session: Session,
    query: Select[*tuple[Any, ...]],
    kind: type[Item],
    geom: InstrumentedAttribute[Any],
    bounds: Bounds,
) -> tuple[Item, ...]:
    rows = session.execute(query.where(in_bounds(geom, bounds)).order_by(*_first_column(query))).all()
    return tuple(_items(kind, [tuple(row) for row in rows]))


def _first_column(query: Select[*tuple[Any, ...]]) -> tuple[ColumnElement[Any]]:
    return (next(iter(query.selected_columns)),)


def _items(kind: type[Item], rows: Sequence[tuple[Any, ...]]) -> list[Item]:
    shapes = to_shapes([row[-1] for row in rows])
    values: list[tuple[Any, ...]] = [
        (*tuple(row)[:-1], shape) for row, shape in zip(rows, shapes, strict=True)
    ]
    return [kind(*value) for value in values]
