"""Adds up facilities near a shape or in a box; a missing capacity is counted beside the sum, never as 0."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from data.domain.datasets import PLANTS
from data.orm.facility import DataCentre, PowerPlant, Substation, TransmissionLine
from data.orm.source import DatasetEdition
from data.queries.facilities import capacity_mw
from data.queries.shapes import Bounds, Shape, around, in_bounds, metres_from_here, within_radius
from data.queries.sources import EditionInfo, editions_in_use


@dataclass(frozen=True, slots=True)
class KindPower:
    """The plants of one kind (and one answer to whether they are decarbonised) in the place asked about."""

    kind: str
    decarbonised: bool | None
    plants: int
    known_mw: Decimal | None
    """Sum of the capacities known; ``None`` when not one is."""
    without_capacity: int


@dataclass(frozen=True, slots=True)
class PowerWithin:
    """Generation within ``radius_m`` metres of a shape; sums are lower bounds where any is missing."""

    radius_m: float
    by_kind: tuple[KindPower, ...]
    editions: tuple[EditionInfo, ...]
    """Empty when no plants are loaded; then nothing is known."""

    @property
    def decarbonised_mw(self) -> Decimal | None:
        """Sum over the decarbonised kinds; ``None`` when not one capacity is known."""
        known = [row.known_mw for row in self.by_kind if row.decarbonised and row.known_mw is not None]
        return sum(known, Decimal(0)) if known else None

    @property
    def decarbonised_without_capacity(self) -> int:
        """How many decarbonised plants the sum leaves out because their capacity is not known."""
        return sum(row.without_capacity for row in self.by_kind if row.decarbonised)

    @property
    def undecided(self) -> int:
        """How many plants may or may not be decarbonised: waste, storage, those of unknown kind."""
        return sum(row.plants for row in self.by_kind if row.decarbonised is None)


@dataclass(frozen=True, slots=True)
class NamedPlant:
    """A plant that bears a name, and its distance in metres; ``capacity_mw`` is ``None`` when not known."""

    name: str
    kind: str
    capacity_mw: Decimal | None
    distance_m: float


@dataclass(frozen=True, slots=True)
class NamedPlants:
    """The plants with a name near a shape, nearest first; without any edition nothing was searched."""

    plants: tuple[NamedPlant, ...]
    editions: tuple[EditionInfo, ...]


def named_plants_within(session: Session, geometry: Shape, radius_m: float) -> NamedPlants:
    """Return the plants with a name within ``radius_m`` geodesic metres of a shape (EPSG:4326)."""
    distance = metres_from_here(PowerPlant.__tablename__)
    query = (
        select(PowerPlant.name, PowerPlant.kind, capacity_mw(), distance)
        .join(DatasetEdition, DatasetEdition.id == PowerPlant.edition_id)
        .where(DatasetEdition.status == "current", PowerPlant.duplicate_of_id.is_(None))
        .where(PowerPlant.name.is_not(None), within_radius(PowerPlant.__tablename__))
        .order_by(distance, PowerPlant.id)
    )
    plants = tuple(
        NamedPlant(name or "", *rest) for name, *rest in session.execute(query, around(geometry, radius_m))
    )
    return NamedPlants(plants, editions_in_use(session, [PLANTS]))


def decarbonised_mw_within(session: Session, geometry: Shape, radius_m: float) -> PowerWithin:
    """Return the plants within ``radius_m`` geodesic metres of a shape (EPSG:4326), summed by kind in MW.

    Plants listed by two sources count once (see ``data.importers.duplicates``).
    """
    rows = session.execute(_by_kind_within(), around(geometry, radius_m))
    return PowerWithin(radius_m, tuple(KindPower(*row) for row in rows), editions_in_use(session, [PLANTS]))


def power_in(session: Session, bounds: Bounds) -> tuple[KindPower, ...]:
    """Return the plants of the editions in use whose point lies in ``bounds``, summed by kind in MW."""
    rows = session.execute(_by_kind(in_bounds(PowerPlant.geom, bounds)))
    return tuple(KindPower(*row) for row in rows)


def voltages_in(
    session: Session, facility: type[Substation] | type[TransmissionLine], bounds: Bounds
) -> Mapping[Decimal | None, int]:
    """Return how many substations or pieces of line meet ``bounds``, by highest voltage in kV.

    ``None`` stands for an unknown voltage. Lines listed by two sources count once.
    """
    query = (
        select(facility.max_kv, func.count())
        .join(DatasetEdition, DatasetEdition.id == facility.edition_id)
        .where(DatasetEdition.status == "current", in_bounds(facility.geom, bounds))
        .group_by(facility.max_kv)
    )
    if facility is TransmissionLine:
        query = query.where(TransmissionLine.duplicate_of_id.is_(None))
    return {row[0]: row[1] for row in session.execute(query)}


def data_centres_in(session: Session, bounds: Bounds) -> int:
    """Return how many data centres of the editions in use lie in ``bounds``."""
    query = (
        select(func.count(DataCentre.id))
        .join(DatasetEdition, DatasetEdition.id == DataCentre.edition_id)
        .where(DatasetEdition.status == "current", in_bounds(DataCentre.geom, bounds))
    )
    return session.scalars(query).one()


@cache
def _by_kind_within() -> Select[*tuple[Any, ...]]:
    return _by_kind(within_radius(PowerPlant.__tablename__))


def _by_kind(condition: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    chosen = (
        select(PowerPlant.kind, PowerPlant.decarbonised, capacity_mw().label("mw"))
        .join(DatasetEdition, DatasetEdition.id == PowerPlant.edition_id)
        .where(DatasetEdition.status == "current", PowerPlant.duplicate_of_id.is_(None), condition)
        .subquery()
    )
    count, known = func.count(), func.count(chosen.c.mw)
    return (
        select(chosen.c.kind, chosen.c.decarbonised, count, func.sum(chosen.c.mw), count - known)
        .group_by(chosen.c.kind, chosen.c.decarbonised)
        .order_by(func.sum(chosen.c.mw).desc().nulls_last(), chosen.c.kind)
    )
