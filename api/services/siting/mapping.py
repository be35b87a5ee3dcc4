"""The map of a scenario and its score tiles, drawn by ``geo`` from what the services hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from sqlalchemy.orm import Session

from api.services.field_maps import MapFiles, file_address
from api.services.footprints import prefecture_shapes
from api.services.maps import credit
from api.services.siting.results import Reading
from api.services.siting.scenarios import WEIGHT_PREFIX
from data.domain.wording import Language, Text
from data.queries.siting import AreaRow
from data.reference.places import place_name
from data.reference.sources import sources
from geo.maps.layers import Attribution
from geo.maps.score_style import score_png
from geo.maps.siting_map import FACILITIES, AreaMark, SitingScene, siting_map
from geo.siting.layers import Edition
from geo.siting.picture import tile

FINEST_TILE = 12
_AREA_TITLE = Text("適地 {position}：{place}", "Area {position}: {place}")
_AREA_LINE = Text(
    "約{ha:,.0f} ha（総面積）、密度の目安で最大 {low:,.0f}～{high:,.0f} MW、評価点の平均 {mean:.2f}",
    "about {ha:,.0f} ha gross, at most {low:,.0f} to {high:,.0f} MW by density, mean score {mean:.2f}",
)


def tile_address(study_id: str, preset: str, weights: Mapping[str, float]) -> str:
    """Return the address of the score tiles of a reading, with places for z, x and y."""
    query = urlencode({"preset": preset, **{WEIGHT_PREFIX + name: value for name, value in weights.items()}})
    return f"/siting/studies/{study_id}/tiles/{{z}}/{{x}}/{{y}}.png?{query}"


def score_tile(reading: Reading, zoom: int, x: int, y: int) -> bytes:
    """Return one tile of the score as a PNG (web Mercator, 256 pixels)."""
    return score_png(tile(reading.picture, zoom, x, y))


def draw(
    session: Session,
    files: MapFiles,
    reading: Reading,
    areas: Sequence[AreaRow],
    title: Text,
    summary: Text,
    *,
    nonce: str | None = None,
    language: Language = "ja",
) -> str:
    """Return the page of the map of a reading; facilities load when they are ticked."""
    scenario = reading.id
    layers = {name: files.layer(session, name, language) for name in FACILITIES}
    scene = SitingScene(
        title=title.in_language(language),
        summary=summary.in_language(language),
        tiles=tile_address(reading.result.study_id, reading.preset.id, reading.scores.weights),
        at=f"/v1/siting/scenarios/{scenario}/at",
        cell_page=f"/siting/scenarios/{scenario}/cells/",
        bounds=_around(areas) or land_bounds(reading),
        areas=[_mark(area, language) for area in areas],
        prefectures=prefecture_shapes(),
        files={name: file_address(name, layer, language) for name, layer in layers.items()},
        counts={name: sum(layer.counts.values()) for name, layer in layers.items()},
        sources={name: [credit(edition) for edition in layer.editions] for name, layer in layers.items()},
    )
    return siting_map(scene, credits_of(reading), "/static", nonce, language)


JAPAN = (128.0, 30.0, 146.0, 46.0)


def credits_of(reading: Reading) -> list[Attribution]:
    """Return the sources of the base map and of every layer that went into a study."""
    base = sources()["prefecture_polygons"]
    named = [Attribution(base.title, base.publisher, base.licence)]
    return named + [_credit(edition) for edition in reading.result.editions.values()]


def _credit(edition: Edition) -> Attribution:
    return Attribution(edition.title, edition.source, edition.licence, edition.as_of)


def _around(areas: Sequence[AreaRow]) -> tuple[float, float, float, float] | None:
    if not areas:
        return None
    west, south, east, north = zip(*(area.polygon.bounds for area in areas), strict=True)
    return min(west), min(south), max(east), max(north)


def land_bounds(reading: Reading) -> tuple[float, float, float, float]:
    """Return the extent of the land screened, in degrees."""
    cells = reading.result.cells
    if not len(cells):
        return JAPAN
    lon, lat = cells.lon, cells.lat
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _mark(area: AreaRow, language: Language) -> AreaMark:
    places = [place_name(code) for code in area.places[:3]]
    words = "、".join(places) + ("" if len(area.places) <= len(places) else " …")
    title = _AREA_TITLE.filled(position=area.position, place=words)
    line = _AREA_LINE.filled(
        ha=area.area_ha, low=area.fits_mw_low, high=area.fits_mw_high, mean=area.mean_judged
    )
    return AreaMark(area.polygon, title.in_language(language), [line.in_language(language)])
