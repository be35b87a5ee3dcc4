"""Reads published room on the grid; every question names demand or generation and gets only that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from data.domain.datasets import GRID_ROOM
from data.domain.grid_room import RoomFacility, RoomKind
from data.orm.facility import Substation
from data.orm.grid_room import GridRoom
from data.orm.source import DatasetEdition
from data.queries.shapes import Shape, around, as_wkb, metres_from_here, to_shapes, within_radius
from data.queries.sources import EditionInfo, editions_in_use


@dataclass(frozen=True, slots=True)
class Room:
    """One statement of an operator; neither reserved for anybody nor to be added to another.

    ``from_mw`` without ``to_mw`` has an open end; both ``None``: the operator states none (not zero).
    """

    id: int
    tso: str
    kind: RoomKind
    facility: RoomFacility
    name: str
    kv: Decimal | None
    from_mw: Decimal | None
    to_mw: Decimal | None
    lead_months: int | None
    greatest_distance_km: Decimal | None
    note: str | None
    citation: str
    as_of: date | None


@dataclass(frozen=True, slots=True)
class RoomNear:
    """A statement with a place of its own and its distance in metres."""

    room: Room
    distance_m: float


def room_at_substations(
    session: Session, substation_ids: Iterable[int], kind: RoomKind
) -> dict[int, tuple[Room, ...]]:
    """Return the room of one kind at each of these substations; a substation without any has no entry."""
    query = _rooms(kind).add_columns(GridRoom.substation_id)
    rows = session.execute(query.where(GridRoom.substation_id.in_(sorted(set(substation_ids))))).all()
    found: dict[int, tuple[Room, ...]] = {}
    for *values, substation in rows:
        found[substation] = (*found.get(substation, ()), _room(values))
    return found


def room_near(session: Session, geometry: Shape, radius_m: float, kind: RoomKind) -> tuple[RoomNear, ...]:
    """Return the room of one kind whose own place lies within ``radius_m`` metres, nearest first."""
    rows = session.execute(_near_query(kind), around(geometry, radius_m)).all()
    return tuple(RoomNear(_room(values), float(metres)) for *values, metres in rows)


def rooms_of_kind(session: Session, kind: RoomKind) -> tuple[Room, ...]:
    """Return all room of one kind at substations, wherever it is."""
    query = _rooms(kind).where(GridRoom.facility == str(RoomFacility.SUBSTATION))
    return tuple(_room(list(row)) for row in session.execute(query))


def room_editions(session: Session, kind: RoomKind) -> tuple[EditionInfo, ...]:
    """Return the editions of one kind in use; without any, nothing is known about room of that kind."""
    return of_kind(editions_in_use(session, [GRID_ROOM]), kind)


def of_kind(editions: Iterable[EditionInfo], kind: RoomKind) -> tuple[EditionInfo, ...]:
    """Return the editions of room of one kind among ``editions``."""
    return tuple(
        edition
        for edition in editions
        if edition.dataset == GRID_ROOM and edition.source.endswith(f"-{kind}")
    )


@cache
def _near_query(kind: RoomKind) -> Select[*tuple[Any, ...]]:
    distance = metres_from_here(GridRoom.__tablename__)
    query = _rooms(kind).add_columns(distance).where(within_radius(GridRoom.__tablename__))
    return query.order_by(None).order_by(distance, GridRoom.id)


def _rooms(kind: RoomKind) -> Select[*tuple[Any, ...]]:
    g = GridRoom
    ranges = (g.kv, g.from_mw, g.to_mw, g.lead_months, g.greatest_distance_km)
    columns = (g.id, g.tso, g.kind, g.facility, g.name, *ranges, g.note, g.citation, DatasetEdition.as_of)
    return (
        select(*columns)
        .join(DatasetEdition, DatasetEdition.id == g.edition_id)
        .where(DatasetEdition.status == "current", g.kind == kind)
        .order_by(g.id)
    )


def _room(values: list[Any]) -> Room:
    number, tso, kind, facility, *rest = values
    return Room(number, tso, RoomKind(kind), RoomFacility(facility), *rest)


def placed_room(session: Session, kind: RoomKind) -> tuple[tuple[Room, BaseGeometry], ...]:
    """Return the room of one kind that has a place: its own, else that of the substation it is linked to."""
    place = func.coalesce(GridRoom.geom, Substation.geom)
    query = _rooms(kind).outerjoin(Substation, Substation.id == GridRoom.substation_id)
    rows = session.execute(query.add_columns(as_wkb(place)).where(place.is_not(None))).all()
    shapes = to_shapes([row[-1] for row in rows])
    return tuple((_room(list(row)[:-1]), shape) for row, shape in zip(rows, shapes, strict=True))
