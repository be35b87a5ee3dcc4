"""Layers that users load (hazards, parks, ports, telecom nodes …) as inputs, by the name a profile uses.

The profile's ``deep-flood`` is the loaded layer ``deep_flood``. Where its coverage is neither stated nor
derived it covers nothing: its silence then says nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import shapely
from sqlalchemy.orm import Session

from api.services.siting.land import JAPAN, Floats, joint_edition
from data.domain.wording import Text
from data.queries import layers
from data.queries.layers import Feature
from data.queries.sources import editions_by_id
from geo.siting.layers import AreaLayer, Coverage, Layer, LineLayer, PointLayer, shape_array

POLYGONAL, LINEAR = (3, 6), (1, 5)
"""Shapely type numbers of Polygon and MultiPolygon, of LineString and MultiLineString."""
_MOST = 10_000_000
COVERAGE_BASIS = {
    "stated": Text("提供者が示した調査範囲", "the coverage its provider states"),
    "derived": Text("データの広がりから求めた範囲", "derived from the extent of the data"),
}
_NOWHERE = Text("調査範囲が分からないため、どこも対象外とします", "coverage not known: it covers nothing")


def loaded_layer(session: Session, name: str, *, as_areas: bool) -> Layer | None:
    """Return the loaded layer of a profile's name, ``None`` when there is none in use.

    Areas come from polygons alone. Otherwise lines stay lines, and an area or several points stand by an
    inner point.
    """
    key = name.replace("-", "_")
    found = next((item for item in layers.register(session) if item.key == key), None)
    if found is None or found.edition_id is None:
        return None
    edition = joint_edition(name, editions_by_id(session, [found.edition_id]))
    features = layers.features_in(session, key, JAPAN, limit=_MOST)
    shapes = shape_array([feature.geometry for feature in features])
    kinds = shapely.get_type_id(shapes)
    coverage = _coverage(session, key)
    if as_areas:
        chosen = np.flatnonzero(np.isin(kinds, POLYGONAL))
        return AreaLayer(edition, coverage, shapes[chosen], *_about(features, chosen))
    if len(shapes) and np.isin(kinds, LINEAR).all():
        every = np.arange(len(shapes))
        return LineLayer(edition, coverage, shapes, *_about(features, every))
    inner = shapely.point_on_surface(shapes)
    every = np.arange(len(shapes))
    return PointLayer(edition, coverage, shapely.get_x(inner), shapely.get_y(inner), *_about(features, every))


def _coverage(session: Session, key: str) -> Coverage:
    shape, basis = layers.extent_of(session, key)
    if shape is None or basis is None:
        return Coverage(_NOWHERE, shape_array([]))
    return Coverage(COVERAGE_BASIS[basis], shape_array([shape]))


def _about(features: Sequence[Feature], chosen: Any) -> tuple[tuple[str, ...], dict[str, Floats]]:
    rows = [features[int(place)].properties for place in chosen]
    names = tuple(str(row.get("name") or "") for row in rows)
    numeric = {key for row in rows for key, value in row.items() if _is_number(value)}
    return names, {
        key: np.array(
            [float(row[key]) if _is_number(row.get(key)) else np.nan for row in rows], dtype=np.float64
        )
        for key in sorted(numeric)
    }


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
