"""The one way in for the position of a plot that nobody has drawn: a GeoJSON point in Japan."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from shapely import Point

from data.domain.errors import InvalidInput
from geo.footprint import wording
from geo.footprint.soundness import coordinate_problem


def read_point(geometry: Mapping[str, object], field: str) -> Point:
    """Return the position (EPSG:4326) of a GeoJSON Point of longitude and latitude in degrees.

    Raises ``InvalidInput`` at ``field`` for coordinates that are no two finite numbers, exchanged or not in
    Japan.
    """
    place, coordinates = f"{field}/coordinates", geometry.get("coordinates")
    match coordinates:
        case [int() | float(), int() | float()] if not any(isinstance(each, bool) for each in coordinates):
            pair = coordinates
        case _:
            raise InvalidInput.of([wording.no_position(place, coordinates)])
    try:
        position = np.array([[float(each) for each in pair]])
    except OverflowError as error:  # a whole number of more than 308 digits
        raise InvalidInput.of([wording.no_position(place, coordinates)]) from error
    if not np.isfinite(position).all():
        raise InvalidInput.of([wording.not_finite(place, position[0])])
    problem = coordinate_problem([position], place)
    if problem is not None:
        raise InvalidInput.of([problem])
    return Point(*position[0])
