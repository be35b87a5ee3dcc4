"""Turns the layers in use into the inputs of a study; a layer not loaded stays absent and is named."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.domain.datasets import BOUNDARIES, DATA_CENTRES, PLANTS, SUBSTATIONS
from data.domain.errors import NotReady
from data.domain.facility import DataCentreKind
from data.domain.wording import Text
from data.queries import facilities, places
from data.queries.places import Place
from data.queries.sources import EditionInfo, editions_in_use
from geo.mesh import Level
from geo.siting.layers import AreaLayer, Coverage, Edition, Layer, PointLayer, Shapes, shape_array
from geo.siting.profile import NearestPlace, Profile
from geo.siting.study import Study

JAPAN = (122.0, 20.0, 155.0, 46.0)
LAND = "land"
_LAND_BASIS = Text("読み込んだ行政区域そのもの", "the boundaries that are loaded")
_COVERAGE = Text(
    "調査範囲の記載がないため、地物が1件以上ある都道府県を調査済みとみなしています",
    "no coverage is stated: prefectures with at least one feature are taken as surveyed",
)
_NO_LAND = Text(
    "行政区域が読み込まれていません。shuseki import n03 で読み込むと、適地の評価ができます。",
    "No boundaries are loaded. Load them with `shuseki import n03`, and land can be screened.",
)
_NOT_DATA_CENTRES = frozenset({DataCentreKind.TELEPHONE_EXCHANGE, DataCentreKind.CABLE_LANDING})

Floats = NDArray[np.float64]


class Land:
    """The municipalities that are screened, with their prefectures."""

    def __init__(self, session: Session) -> None:
        found = places.boundaries_in(session, JAPAN)
        if not found:
            raise NotReady(_NO_LAND)
        self.polygons: Shapes = shape_array([shape for _, shape in found])
        self.prefecture = np.array([place.prefecture_code for place, _ in found])
        edition = _edition(LAND, editions_in_use(session, [BOUNDARIES]))
        names = tuple(_code(place) for place, _ in found)
        self.layer = AreaLayer(edition, Coverage(_LAND_BASIS), self.polygons, names)
        self._tree = shapely.STRtree(self.polygons)

    def coverage(self, lon: Floats, lat: Floats) -> Coverage:
        """Return the prefectures that hold at least one of the points."""
        _, place = self._tree.query(shapely.points(lon, lat), predicate="within")
        seen = np.isin(self.prefecture, np.unique(self.prefecture[place]))
        return Coverage(_COVERAGE, None if seen.all() else self.polygons[seen])


def study_of(session: Session, profile: Profile, level: Level) -> Study:
    """Return the study of ``profile`` over what is loaded now; raises ``NotReady`` without boundaries."""
    land = Land(session)
    layers = {
        name: layer
        for name in layer_names(profile)
        if name in READERS and (layer := READERS[name](session, land, name)) is not None
    }
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
    attributes = {"max_kv": _numbers([row.max_kv for row in rows])}
    return _points(session, land, name, SUBSTATIONS, rows, attributes)


def _plants(session: Session, land: Land, name: str) -> Layer | None:
    rows = facilities.plants_in(session, JAPAN)
    flags = [None if row.decarbonised is None else Decimal(int(row.decarbonised)) for row in rows]
    attributes = {"mw": _numbers([row.capacity_mw for row in rows]), "decarbonised": _numbers(flags)}
    return _points(session, land, name, PLANTS, rows, attributes)


def _data_centres(session: Session, land: Land, name: str) -> Layer | None:
    found = facilities.data_centres_in(session, JAPAN)
    rows = [row for row in found if DataCentreKind(row.kind) not in _NOT_DATA_CENTRES]
    return _points(session, land, name, DATA_CENTRES, rows, {"mw": _numbers([row.mw for row in rows])})


Reader = Callable[[Session, Land, str], Layer | None]
READERS: Mapping[str, Reader] = {
    "substations": _substations,
    "plants": _plants,
    "data-centres": _data_centres,
}
"""Which reader supplies which layer of the profiles."""


def _points(
    session: Session,
    land: Land,
    name: str,
    dataset: str,
    rows: Sequence[Any],
    attributes: Mapping[str, Floats],
) -> PointLayer | None:
    editions = editions_in_use(session, [dataset])
    if not editions:
        return None
    shapes = shape_array([row.geometry for row in rows])
    lon, lat = shapely.get_x(shapes), shapely.get_y(shapes)
    names = tuple(row.name or "" for row in rows)
    return PointLayer(_edition(name, editions), land.coverage(lon, lat), lon, lat, names, attributes)


def _edition(layer: str, editions: Sequence[EditionInfo]) -> Edition:
    """Several editions side by side are one layer; it is as old as the oldest of them."""
    days: list[date] = [edition.as_of for edition in editions if edition.as_of is not None]
    title = Text(
        "、".join(dict.fromkeys(edition.title.ja for edition in editions)),
        ", ".join(dict.fromkeys(edition.title.en for edition in editions)),
    )
    return Edition(
        layer=layer,
        edition="; ".join(f"{edition.source} {edition.file_name}" for edition in editions),
        title=title,
        source="、".join(dict.fromkeys(edition.attribution for edition in editions)),
        licence="、".join(dict.fromkeys(edition.licence for edition in editions)),
        as_of=min(days) if len(days) == len(editions) else None,
    )


def _numbers(values: Sequence[Decimal | None]) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _code(place: Place) -> str:
    return place.code or f"{place.prefecture_code}000"
