"""The one way in for a footprint: read, check, locate; all problems at once or a sound MultiPolygon."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shapely.geometry import MultiPolygon
from shapely.geometry.base import BaseGeometry

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from geo.footprint.limits import FootprintLimits
from geo.footprint.location import InhabitedPlace, locate
from geo.footprint.reading import read_geojson, read_shape
from geo.footprint.soundness import assembled, coordinate_problem, shape_problem
from geo.measure import area_ha
from geo.site_facts import PrefectureShape, PrefectureShare


@dataclass(frozen=True, slots=True)
class ParsedFootprint:
    """A sound footprint in EPSG:4326 and what a reader should know about how it came to be."""

    geometry: MultiPolygon
    area_ha: float
    shares: tuple[PrefectureShare, ...]
    """Prefectures it lies in, as far as the polygons given tell; empty when none were given."""
    remarks: tuple[Text, ...]


def parse_footprint(
    source: object,
    *,
    field: str = "/footprint",
    prefectures: Sequence[PrefectureShape] = (),
    named_prefectures: Collection[str] = (),
    inhabited: Sequence[InhabitedPlace] = (),
    limits: FootprintLimits | None = None,
) -> ParsedFootprint:
    """Return the footprint of a plan from a GeoJSON object or a shapely geometry (lon, lat; EPSG:4326).

    ``field`` is the JSON pointer that problems are told under. ``prefectures`` are the known polygons;
    without them the place is not checked. ``named_prefectures`` are the 2-digit codes of the bodies that make
    the plan. ``inhabited`` are places known to be on land, such as municipal offices: they stand for islands
    and exclaves that coarse polygons leave out or give to a neighbour.

    Raises ``InvalidInput`` with every problem of the first stage that finds any: reading, then coordinates
    and soundness, then place. Heights are dropped and open rings closed with a remark; nothing else changes.
    """
    limits = limits or FootprintLimits()
    drawn = isinstance(source, BaseGeometry)
    reading = read_shape(source, field, limits) if drawn else read_geojson(source, field, limits)
    _refuse(reading.problems)
    rings = [ring for polygon in reading.polygons for ring in polygon]
    _refuse(coordinate_problem(rings, field))
    shape = assembled(reading.polygons)
    _refuse(shape_problem(shape, field))
    if not prefectures:
        return ParsedFootprint(shape, area_ha(shape), (), reading.remarks())
    place = locate(shape, field, prefectures, named_prefectures, inhabited, limits)
    _refuse(place.problems)
    return ParsedFootprint(shape, area_ha(shape), place.shares, (*reading.remarks(), *place.remarks))


def _refuse(problems: Sequence[Problem] | Problem | None) -> None:
    found = [problems] if isinstance(problems, Problem) else list(problems or ())
    if found:
        raise InvalidInput.of(found)
