"""Coarse polygons of the 47 prefectures, so that the product has a map before any boundary file is loaded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from shapely import MultiPolygon
from shapely.geometry import shape

from data.reference.tables import read_text


@cache
def prefecture_polygons() -> Mapping[str, MultiPolygon]:
    """Return the polygon of each prefecture by two-digit code; longitude and latitude in degrees, SRID 4326.

    Natural Earth 1:10 000 000: fit for an overview, not for deciding on which side of a border a site lies.
    """
    features = json.loads(read_text("prefecture_polygons.geojson"))["features"]
    return MappingProxyType(
        {feature["properties"]["code"]: MultiPolygon(shape(feature["geometry"])) for feature in features}
    )
