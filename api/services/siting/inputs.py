"""Turns the layers in use into the inputs of a study; a layer not loaded stays absent and is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import shapely
from sqlalchemy.orm import Session

from api.services.siting.land import JAPAN, Floats, Land, joint_edition, numbers
from api.services.siting.loaded_layers import COVERAGE_BASIS, loaded_layer
from data.domain.datasets import DATA_CENTRES, GRID_ROOM, PLANTS, SUBSTATIONS
from data.domain.facility import DataCentreKind
from data.domain.grid_room import RoomKind
from data.queries import facilities, grid_room
from data.queries.sources import EditionInfo, editions_in_use, stated_coverage
from geo.mesh import Level
from geo.siting.layers import Coverage, Edition, Layer, PointLayer, Shapes, shape_array
from geo.siting.profile import AreaValue, NearestPlace, Profile
from geo.siting.study import Study

_NOT_DATA_CENTRES = frozenset({DataCentreKind.TELEPHONE_EXCHANGE, DataCentreKind.CABLE_LANDING})


def study_of(session: Session, profile: Profile, level: Level) -> Study:
    """Return the study of ``profile`` over what is loaded now; raises ``NotReady`` without boundaries."""
    land = Land(session)
    areas = _asked_for_as_areas(profile)
    layers: dict[str, Layer] = {}
    for name in layer_names(profile):
        if name in READERS:
            layer = READERS[name](session, land, name)
        else:
            layer = loaded_layer(session, name, as_areas=name in areas)
        if layer is not None:
            layers[name] = layer
    return Study(level, land.layer, layers, profile)


def layer_names(profile: Profile) -> tuple[str, ...]:
    """Return the layers that a profile asks for, each once, in its order."""
    measures = (item.measure for item in profile.indicators)
    wanted = [measure.layer for measure in measures if not isinstance(measure, NearestPlace)]
    return tuple(dict.fromkeys([*wanted, *(item.layer for item in profile.exclusions)]))


def layers_told(study: Study) -> list[dict[str, Any]]:
    """Return what went into a study, layer by layer, missing ones included, as plain values."""
    told = [_told(study.land.edition)]
    for name in layer_names(study.profile):
        layer = study.layers.get(name)
        told.append({"layer": name, "loaded": False} if layer is None else _told(layer.edition))
    return told


def _asked_for_as_areas(profile: Profile) -> set[str]:
    valued = {item.measure.layer for item in profile.indicators if isinstance(item.measure, AreaValue)}
    return valued | {item.layer for item in profile.exclusions}


def _told(edition: Edition) -> dict[str, Any]:
    return {
        "layer": edition.layer,
        "loaded": True,
        "edition": edition.edition,
        "title": {"ja": edition.title.ja, "en": edition.title.en},
        "source": edition.source,
        "licence": edition.licence,
        "as_of": edition.as_of.isoformat() if edition.as_of else None,
    }


def _substations(session: Session, land: Land, name: str) -> Layer | None:
    rows = facilities.substations_in(session, JAPAN)
    attributes = {"max_kv": numbers([row.max_kv for row in rows])}
    return _facilities(session, land, name, SUBSTATIONS, rows, attributes)


def _plants(session: Session, land: Land, name: str) -> Layer | None:
    rows = facilities.plants_in(session, JAPAN)
    attributes = {
        "mw": numbers([row.capacity_mw for row in rows]),
        "decarbonised": numbers([row.decarbonised for row in rows]),
    }
    return _facilities(session, land, name, PLANTS, rows, attributes)


def _data_centres(session: Session, land: Land, name: str) -> Layer | None:
    found = facilities.data_centres_in(session, JAPAN)
    rows = [row for row in found if DataCentreKind(row.kind) not in _NOT_DATA_CENTRES]
    return _facilities(session, land, name, DATA_CENTRES, rows, {"mw": numbers([row.mw for row in rows])})


def _demand_room(session: Session, land: Land, name: str) -> Layer | None:
    """What operators publish for demand; room without a place on the map cannot be used."""
    editions = [e for e in editions_in_use(session, [GRID_ROOM]) if e.source.endswith(f"-{RoomKind.DEMAND}")]
    found = grid_room.placed_room(session, RoomKind.DEMAND)
    months = numbers([room.lead_months for room, _ in found])
    attributes = {
        "lead_months": months,
        "lead_months_to": months,
        "room_mw": numbers([room.from_mw for room, _ in found]),
        "room_mw_to": numbers([room.to_mw for room, _ in found]),
    }
    names = tuple(room.name for room, _ in found)
    return _points(
        session, land, name, editions, shape_array([shape for _, shape in found]), names, attributes
    )


Reader = Callable[[Session, Land, str], Layer | None]
READERS: Mapping[str, Reader] = {
    "substations": _substations,
    "plants": _plants,
    "data-centres": _data_centres,
    "grid-room-demand": _demand_room,
}
"""Which reader supplies which layer; any other name is looked up among the layers that users load."""


def _facilities(
    session: Session,
    land: Land,
    name: str,
    dataset: str,
    rows: Sequence[Any],
    attributes: Mapping[str, Floats],
) -> PointLayer | None:
    shapes = shape_array([row.geometry for row in rows])
    names = tuple(row.name or "" for row in rows)
    return _points(session, land, name, editions_in_use(session, [dataset]), shapes, names, attributes)


def _points(
    session: Session,
    land: Land,
    name: str,
    editions: Sequence[EditionInfo],
    shapes: Shapes,
    names: tuple[str, ...],
    attributes: Mapping[str, Floats],
) -> PointLayer | None:
    if not editions:
        return None
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    stated = stated_coverage(session, [edition.id for edition in editions])
    coverage = (
        land.coverage(lon, lat)
        if stated is None
        else Coverage(COVERAGE_BASIS["stated"], shape_array([stated]))
    )
    return PointLayer(joint_edition(name, editions), coverage, lon, lat, names, attributes)
