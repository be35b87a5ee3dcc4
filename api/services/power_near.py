"""Tells what power there is around a site: decarbonised plants, substations with their room, lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import chain
from uuid import UUID

import shapely
from sqlalchemy.orm import Session

from api.services import plans
from data.domain.datasets import GRID_ROOM, LINES, SUBSTATIONS
from data.domain.errors import InvalidInput, NotFound, Problem
from data.domain.grid_room import RoomKind
from data.domain.wording import Text
from data.importers.extent import inside_japan
from data.orm.facility import Substation, TransmissionLine
from data.queries.grid_room import Room, RoomNear, of_kind, room_at_substations, room_near
from data.queries.plans import footprint_geojson
from data.queries.power import PowerWithin, decarbonised_mw_within
from data.queries.power_near import NearFacility, nearest_by_class
from data.queries.shapes import Shape
from data.queries.sources import EditionInfo, editions_in_use

EACH = 3
"""Facilities told of each voltage class."""
SMALLEST_KM, LARGEST_KM = 0.1, 100.0

NOTE = Text(
    "公表された空きは確保されたものではなく、足し合わせることもできません。電源側の空きは需要側の空きを意味しません。",
    "Published room is neither reserved nor additive; room for generation says nothing about demand.",
)


@dataclass(frozen=True, slots=True)
class RoomAround:
    """Published room of one kind: at the substations listed, and at places of its own."""

    kind: RoomKind
    at_substations: Mapping[int, tuple[Room, ...]]
    elsewhere: tuple[RoomNear, ...]
    editions: tuple[EditionInfo, ...]
    """Empty when nothing of this kind is loaded; then nothing is known about it."""


@dataclass(frozen=True, slots=True)
class PowerNear:
    """What was found within ``radius_km`` of a site; all distances in metres on the ellipsoid."""

    radius_km: float
    plants: PowerWithin
    substations: tuple[NearFacility, ...]
    lines: tuple[NearFacility, ...]
    rooms: tuple[RoomAround, ...]
    editions: tuple[EditionInfo, ...]
    """Editions of substations and lines; a dataset without one was not searched."""


def at_point(session: Session, lon: float, lat: float, radius_km: float) -> PowerNear:
    """Answer for a point in degrees (EPSG:4326); ``InvalidInput`` outside Japan or the radius allowed."""
    problems = []
    if not inside_japan([lon], [lat])[0]:
        swapped = bool(inside_japan([lat], [lon])[0])
        problems.append(Problem("lon,lat", f"{lon},{lat}", _ABROAD, _SWAPPED if swapped else _IN_JAPAN))
    problems += _radius_problems(radius_km)
    if problems:
        raise InvalidInput.of(problems)
    return _around(session, shapely.Point(lon, lat), radius_km)


def at_plan(session: Session, plan_id: UUID, radius_km: float) -> PowerNear:
    """Answer for the footprint of a plan; raises ``NotFound`` for a plan without one or not to be known."""
    if problems := _radius_problems(radius_km):
        raise InvalidInput.of(problems)
    plan = plans.get(session, plan_id)
    footprint = footprint_geojson(session, plan.id)
    if footprint is None:
        raise NotFound(Text("この計画には区域の図形がありません。", "This plan has no footprint."))
    return _around(session, shapely.from_geojson(footprint), radius_km)


def _around(session: Session, site: Shape, radius_km: float) -> PowerNear:
    metres = radius_km * 1_000
    editions = editions_in_use(session, [SUBSTATIONS, LINES, GRID_ROOM])
    substations = nearest_by_class(session, Substation, site, metres, EACH)
    return PowerNear(
        radius_km,
        decarbonised_mw_within(session, site, metres),
        substations,
        nearest_by_class(session, TransmissionLine, site, metres, EACH),
        tuple(_room(session, site, metres, substations, kind, of_kind(editions, kind)) for kind in RoomKind),
        tuple(edition for edition in editions if edition.dataset != GRID_ROOM),
    )


def _room(
    session: Session,
    site: Shape,
    metres: float,
    substations: tuple[NearFacility, ...],
    kind: RoomKind,
    editions: tuple[EditionInfo, ...],
) -> RoomAround:
    if not editions:
        return RoomAround(kind, {}, (), ())
    at_substations = room_at_substations(session, [item.id for item in substations], kind)
    listed = {room.id for room in chain.from_iterable(at_substations.values())}
    near = room_near(session, site, metres, kind)
    elsewhere = tuple(item for item in near if item.room.id not in listed)
    return RoomAround(kind, at_substations, elsewhere, editions)


def _radius_problems(radius_km: float) -> list[Problem]:
    if SMALLEST_KM <= radius_km <= LARGEST_KM:
        return []
    message = Text("半径が範囲外です。", "The radius is out of range.")
    remedy = Text(
        f"{SMALLEST_KM}から{LARGEST_KM:g}までのキロメートル数で指定してください。",
        f"Give {SMALLEST_KM} to {LARGEST_KM:g} km.",
    )
    return [Problem("radius_km", radius_km, message, remedy)]


_ABROAD = Text("地点が日本の範囲の外です。", "The point lies outside Japan.")
_IN_JAPAN = Text("経度、緯度の順に度で指定してください。", "Give longitude and latitude in degrees.")
_SWAPPED = Text(
    "緯度と経度が逆の可能性があります。lon に経度、lat に緯度を指定してください。",
    "Latitude and longitude may be exchanged: lon is the longitude, lat the latitude.",
)
