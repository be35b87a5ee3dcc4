"""How far a place stands from an area drawn with limited accuracy, and whether that decides."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from shapely.geometry.base import BaseGeometry

from geo.measure import distance_m


class Standing(StrEnum):
    """Where a place stands, as far as the accuracy of the border lets it be told."""

    INSIDE = "inside"
    BORDERLINE = "borderline"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class FromArea:
    """Distance in metres between a place and the border of an area, negative inside, with the verdict."""

    signed_m: float
    accuracy_m: float

    @property
    def standing(self) -> Standing:
        """Within the accuracy on either side nothing is decided."""
        if abs(self.signed_m) <= self.accuracy_m:
            return Standing.BORDERLINE
        return Standing.OUTSIDE if self.signed_m > 0 else Standing.INSIDE


def from_area(place: BaseGeometry, area: BaseGeometry, accuracy_m: float) -> FromArea:
    """Return how far ``place`` stands from ``area`` (both EPSG:4326), geodesic metres.

    Outside: the shortest distance. Touching the area: minus how deep the place's nearest point to the outer
    border lies within, 0 when the place crosses the border. Distances err as in ``geo.measure.distance_m``.
    """
    if not area.intersects(place):
        return FromArea(distance_m(place, area), accuracy_m)
    if not area.covers(place):
        return FromArea(0.0, accuracy_m)
    return FromArea(-distance_m(place, area.boundary), accuracy_m)
