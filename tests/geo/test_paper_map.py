"""A printed map measures right, prints its sources and date, and keeps its classes apart without colour."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod

from data.domain.errors import InvalidInput
from data.domain.facility import PlantKind
from data.domain.wording import Language, Text
from geo.maps import style
from geo.maps.layers import Attribution, PlantMark
from geo.maps.paper_map import paper_map
from geo.maps.sheet import SCALES, Orientation, Paper, Sheet, bar_length_km, fitting_scale, frame_size
from geo.maps.sheet_layers import GLYPHS, PaperMap, land, plan_areas, plant_signs
from tests.geo.test_field_files import plan_row

HERE = (138.9, 37.4)
SOURCE = Attribution(Text("発電所", "plants"), "© 出典の例", "ODbL")


def sheet(scale: int = 200_000, paper: Paper = "a4", orientation: Orientation = "portrait") -> Sheet:
    return Sheet(paper, orientation, scale, *HERE)


def page(given: Sheet, language: Language = "ja") -> str:
    plants = [PlantMark(138.9, 37.4, "発電所", PlantKind.HYDRO, 800.0, True)]
    layers = [
        land(given, [], []),
        plan_areas(given, [plan_row()], language),
        plant_signs(given, plants, language, [SOURCE]),
    ]
    content = PaperMap("地図<1>", "", layers, "令和8年11月23日（2026年11月23日）")
    return paper_map(content, given, "/static", "nonce", language)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("azimuth", [0, 45, 90, 200])
def test_ten_kilometres_from_the_middle_measure_right_on_paper(scale: int, azimuth: int) -> None:
    lon, lat, _ = Geod(ellps="GRS80").fwd(*HERE, azimuth, 10_000)
    ends = np.array([shapely.Point(HERE), shapely.Point(lon, lat)], dtype=object)
    one, other = shapely.get_coordinates(sheet(scale).placed(ends))
    assert np.hypot(*(other - one)) == pytest.approx(10_000_000 / scale, rel=0.001)


@pytest.mark.parametrize("place", [(0.02, 0.02), (0.98, 0.5), (0.5, 0.98)])
def test_a_line_near_the_edge_of_the_sheet_measures_right_within_one_percent(place) -> None:
    given = sheet(5_000_000)
    width, height = given.frame
    x, y = np.array([place[0] * width, place[0] * width + 1]), np.array([place[1] * height] * 2)
    lon, lat = given.degrees(x, y)
    _, _, metres = Geod(ellps="GRS80").inv(lon[0], lat[0], lon[1], lat[1])
    assert metres == pytest.approx(5_000, rel=0.01)


def test_the_scale_bar_is_as_long_as_it_says() -> None:
    for scale in SCALES:
        drawn = re.search(r'M8 [\d.]+V[\d.]+H([\d.]+)V[\d.]+"[^>]*id="scale-bar"', page(sheet(scale)))
        assert drawn is not None
        assert float(drawn[1]) - 8 == pytest.approx(bar_length_km(scale) * 1_000_000 / scale, rel=0.001)


def test_north_is_up_in_the_middle() -> None:
    ends = np.array([shapely.Point(HERE), shapely.Point(HERE[0], HERE[1] + 0.05)], dtype=object)
    one, other = shapely.get_coordinates(sheet().placed(ends))
    assert other[0] == pytest.approx(one[0], abs=0.01)
    assert other[1] < one[1]


def test_a_box_fits_at_the_scale_chosen_and_not_at_the_next_larger() -> None:
    bounds = (138.5, 37.0, 139.5, 37.8)
    chosen = fitting_scale(bounds, "a4", "landscape")
    width, height = frame_size("a4", "landscape")
    for scale, fits in ((chosen, True), (SCALES[SCALES.index(chosen) - 1], False)):
        given = Sheet("a4", "landscape", scale, 139.0, 37.4)
        corners = shapely.get_coordinates(given.placed(np.array([shapely.box(*bounds)], dtype=object)))
        inside = (corners >= -0.5).all() and (corners <= np.array([width, height]) + 0.5).all()
        assert bool(inside) is fits


def test_the_page_names_date_scale_north_and_the_sources_of_what_is_drawn() -> None:
    html = page(sheet())
    for part in ("1:200,000", "令和8年11月23日", ">北<", "© 出典の例", "地図&lt;1&gt;", 'nonce="nonce"'):
        assert part in html
    assert "://" not in html.replace("http://www.w3.org/2000/svg", "")


def test_kinds_and_types_are_told_apart_without_colour() -> None:
    assert len(set(GLYPHS.values())) == len(GLYPHS) == len(PlantKind)
    assert len(set(style.PLAN_PATTERNS.values())) == len(style.PLAN_PATTERNS)
    html = page(sheet())
    assert ">水<" in html
    assert 'fill="url(#fill-B)"' in html


def test_a_scale_that_is_not_offered_is_refused() -> None:
    with pytest.raises(InvalidInput):
        sheet(123)


@pytest.mark.parametrize(
    ("paper", "orientation", "size"), [("a4", "portrait", (210, 297)), ("a3", "landscape", (420, 297))]
)
def test_it_prints_on_one_sheet_and_ten_kilometres_are_fifty_millimetres(
    browser, tmp_path: Path, paper, orientation, size
):
    static = Path(__file__).parents[2] / "api" / "web" / "static"
    html = page(sheet(200_000, paper, orientation)).replace("/static", static.as_uri())
    (tmp_path / "map.html").write_text(html, encoding="utf-8")
    tab = browser.new_page()
    tab.goto((tmp_path / "map.html").as_uri())
    tab.emulate_media(media="print")
    bar = tab.evaluate("document.getElementById('scale-bar').getBoundingClientRect().width") * 25.4 / 96
    content = tab.pdf(prefer_css_page_size=True)
    tab.close()
    assert bar == pytest.approx(50, rel=0.01)
    boxes = re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content)
    assert [tuple(round(float(side) / 72 * 25.4) for side in box) for box in boxes] == [size]
