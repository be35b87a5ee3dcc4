"""Adds up generating capacity near a shape; a missing one is counted beside the sum, never as zero."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.domain.datasets import PLANTS
from data.orm.facility import PowerPlant
from data.orm.source import DatasetEdition
from data.queries.facilities import capacity_mw
from data.queries.shapes import Shape, from_shape, geography_of
from data.queries.sources import EditionInfo, editions_in_use


@dataclass(frozen=True, slots=True)
class KindPower:
    """The plants of one kind (and one answer to whether they are decarbonised) within the radius."""

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
    here, place = func.geography(from_shape(geometry)), geography_of(PowerPlant.__tablename__)
    distance = func.ST_Distance(place, here)
    query = (
        select(PowerPlant.name, PowerPlant.kind, capacity_mw(), distance)
        .join(DatasetEdition, DatasetEdition.id == PowerPlant.edition_id)
        .where(DatasetEdition.status == "current", PowerPlant.duplicate_of_id.is_(None))
        .where(PowerPlant.name.is_not(None), func.ST_DWithin(place, here, radius_m))
        .order_by(distance, PowerPlant.id)
    )
    plants = tuple(NamedPlant(name or "", *rest) for name, *rest in session.execute(query))
    return NamedPlants(plants, editions_in_use(session, [PLANTS]))


def decarbonised_mw_within(session: Session, geometry: Shape, radius_m: float) -> PowerWithin:
    """Return the plants within ``radius_m`` geodesic metres of a shape (EPSG:4326), summed by kind in MW.

    Plants listed by two sources count once (see ``data.importers.duplicates``).
    """
    near = (
        select(PowerPlant.kind, PowerPlant.decarbonised, capacity_mw().label("mw"))
        .join(DatasetEdition, DatasetEdition.id == PowerPlant.edition_id)
        .where(
            DatasetEdition.status == "current",
            PowerPlant.duplicate_of_id.is_(None),
            func.ST_DWithin(
                geography_of(PowerPlant.__tablename__), func.geography(from_shape(geometry)), radius_m
            ),
        )
        .subquery()
    )
    count, known = func.count(), func.count(near.c.mw)
    rows = session.execute(
        select(near.c.kind, near.c.decarbonised, count, func.sum(near.c.mw), count - known)
        .group_by(near.c.kind, near.c.decarbonised)
        .order_by(func.sum(near.c.mw).desc().nulls_last(), near.c.kind)
    ).all()
    by_kind = tuple(KindPower(*row) for row in rows)
    return PowerWithin(radius_m, by_kind, editions_in_use(session, [PLANTS]))
