"""Finds the nearest substations and lines of each voltage class around a shape, without their geometry.

Distances are geodesic metres. Every condition on distance is on ``table.geom::geography``, which is indexed.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from data.domain.voltage import CLASSES_KV
from data.orm.facility import Substation, TransmissionLine
from data.orm.source import DatasetEdition
from data.queries.shapes import Shape, around, metres_from_here, within_radius

Facility = type[Substation] | type[TransmissionLine]


@dataclass(frozen=True, slots=True)
class NearFacility:
    """A substation or stretch of line; ``class_kv`` is its class, ``None`` below 66 kV or unknown."""

    id: int
    name: str | None
    operator: str | None
    kind: str | None
    max_kv: Decimal | None
    class_kv: Decimal | None
    distance_m: float
    in_class: int
    """How many of this class there are within the radius, this one included."""


def nearest_by_class(
    session: Session, facility: Facility, geometry: Shape, radius_m: float, each: int
) -> tuple[NearFacility, ...]:
    """Return up to ``each`` facilities of every class within ``radius_m``, highest class first, by distance.

    Facilities of unknown voltage form a class of their own, the last. Lines that another source also has
    count once.
    """
    rows = session.execute(nearest_query(facility, each), around(geometry, radius_m)).all()
    return tuple(NearFacility(*tuple(row)) for row in rows)


@cache
def nearest_query(facility: Facility, each: int) -> Select[*tuple[Any, ...]]:
    """Return the statement behind ``nearest_by_class``, which takes the values of ``shapes.around``."""
    found = _within(facility).subquery()
    ranked = select(
        found,
        func.count().over(partition_by=found.c.class_kv).label("in_class"),
        func.row_number()
        .over(partition_by=found.c.class_kv, order_by=(found.c.distance_m, found.c.id))
        .label("place"),
    ).subquery()
    columns = [column for column in ranked.c if column.name != "place"]
    return (
        select(*columns)
        .where(ranked.c.place <= each)
        .order_by(ranked.c.class_kv.desc().nulls_last(), ranked.c.place)
    )


def _within(facility: Facility) -> Select[*tuple[Any, ...]]:
    f, table = facility, facility.__tablename__
    query = (
        select(
            f.id,
            f.name,
            f.operator,
            f.kind,
            f.max_kv,
            _class_of(f).label("class_kv"),
            metres_from_here(table).label("distance_m"),
        )
        .join(DatasetEdition, DatasetEdition.id == f.edition_id)
        .where(DatasetEdition.status == "current", within_radius(table))
    )
    return query.where(TransmissionLine.duplicate_of_id.is_(None)) if f is TransmissionLine else query


def _class_of(facility: Facility) -> ColumnElement[Decimal | None]:
    return case(*((facility.max_kv >= level, level) for level in CLASSES_KV), else_=None)
