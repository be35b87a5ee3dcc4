"""``/v1/power-near``: the power around a point or a plan."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel

from api.deps import DatabaseSession
from api.services import power_near
from api.services.power_near import PowerNear, RoomAround
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from data.queries.grid_room import Room
from data.queries.power_near import NearFacility
from data.queries.sources import EditionInfo

router = APIRouter(prefix="/v1", tags=["power"])
DEFAULT_KM = 30.0


class KindAnswer(BaseModel):
    """Plants of one kind; the sum is a lower bound when any has no known capacity."""

    kind: str
    decarbonised: bool | None
    plants: int
    known_mw: Decimal | None
    without_capacity: int


class FacilityAnswer(BaseModel):
    """A substation or line with its distance."""

    id: int
    name: str | None
    operator: str | None
    kind: str | None
    max_kv: Decimal | None
    class_kv: Decimal | None
    distance_m: float
    in_class: int


class RoomAnswer(BaseModel):
    """One statement of an operator; ``to_mw`` null beside ``from_mw``: open end, both null: not stated."""

    tso: str
    facility: str
    name: str
    kv: Decimal | None
    from_mw: Decimal | None
    to_mw: Decimal | None
    lead_months: int | None
    greatest_distance_km: Decimal | None
    note: str | None
    citation: str
    as_of: date | None
    substation_id: int | None = None
    distance_m: float | None = None


class RoomsAnswer(BaseModel):
    """Room of one kind; ``known`` is false when no edition of this kind is loaded."""

    known: bool
    room: list[RoomAnswer]


class SourceAnswer(BaseModel):
    """An edition that was searched, with the credit to show."""

    dataset: str
    source: str
    title: dict[str, str]
    as_of: date | None
    licence: str
    attribution: str


class PowerNearAnswer(BaseModel):
    """What was found within the radius; distances in metres on the ellipsoid."""

    radius_km: float
    decarbonised_mw: Decimal | None
    decarbonised_without_capacity: int
    by_kind: list[KindAnswer]
    substations: list[FacilityAnswer]
    lines: list[FacilityAnswer]
    room_for_demand: RoomsAnswer
    room_for_generation: RoomsAnswer
    note: dict[str, str]
    sources: list[SourceAnswer]


@router.get("/power-near", summary="周辺の電力 / Power near a site")
def read(
    session: DatabaseSession,
    lon: Annotated[float | None, Query(description="経度(度) / longitude")] = None,
    lat: Annotated[float | None, Query(description="緯度(度) / latitude")] = None,
    plan: Annotated[UUID | None, Query(description="計画の番号 / plan")] = None,
    radius_km: Annotated[float, Query(description="半径(km) / radius")] = DEFAULT_KM,
) -> PowerNearAnswer:
    """Return decarbonised MW by kind, and by voltage class the nearest substations with room, and lines."""
    if plan is not None and lon is None and lat is None:
        return _answer(power_near.at_plan(session, plan, radius_km))
    if plan is None and lon is not None and lat is not None:
        return _answer(power_near.at_point(session, lon, lat, radius_km))
    raise InvalidInput.of([Problem("plan", None if plan is None else str(plan), _WHERE, _EITHER)])


def _answer(found: PowerNear) -> PowerNearAnswer:
    demand, generation = (_rooms(rooms) for rooms in found.rooms)
    room_sources = [edition for rooms in found.rooms for edition in rooms.editions]
    return PowerNearAnswer(
        radius_km=found.radius_km,
        decarbonised_mw=found.plants.decarbonised_mw,
        decarbonised_without_capacity=found.plants.decarbonised_without_capacity,
        by_kind=[KindAnswer.model_validate(row, from_attributes=True) for row in found.plants.by_kind],
        substations=_facilities(found.substations),
        lines=_facilities(found.lines),
        room_for_demand=demand,
        room_for_generation=generation,
        note={"ja": power_near.NOTE.ja, "en": power_near.NOTE.en},
        sources=[_source(item) for item in (*found.plants.editions, *found.editions, *room_sources)],
    )


def _facilities(found: tuple[NearFacility, ...]) -> list[FacilityAnswer]:
    return [FacilityAnswer.model_validate(item, from_attributes=True) for item in found]


def _rooms(rooms: RoomAround) -> RoomsAnswer:
    linked = [
        _room(room).model_copy(update={"substation_id": substation})
        for substation, stated in rooms.at_substations.items()
        for room in stated
    ]
    placed = [_room(item.room).model_copy(update={"distance_m": item.distance_m}) for item in rooms.elsewhere]
    return RoomsAnswer(known=bool(rooms.editions), room=[*linked, *placed])


def _room(room: Room) -> RoomAnswer:
    return RoomAnswer.model_validate(room, from_attributes=True)


def _source(edition: EditionInfo) -> SourceAnswer:
    return SourceAnswer(
        dataset=edition.dataset,
        source=edition.source,
        title={"ja": edition.title.ja, "en": edition.title.en},
        as_of=edition.as_of,
        licence=edition.licence,
        attribution=edition.attribution,
    )


_WHERE = Text("地点を決められません。", "It is not clear which place is meant.")
_EITHER = Text("lon と lat の両方か、plan のいずれかを指定してください。", "Give both lon and lat, or plan.")
