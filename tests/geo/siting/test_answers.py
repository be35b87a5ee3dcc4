"""What people are shown: areas, explanations, comparisons, files."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import pytest
import shapely

from geo.measure import area_ha
from geo.mesh import neighbours
from geo.siting.areas import merged_areas
from geo.siting.compare import compare
from geo.siting.exclusion import areas_ha, exclusions
from geo.siting.executors import Serial
from geo.siting.explain import explain
from geo.siting.export import areas_frame, cells_frame, sources_frame, write
from geo.siting.layers import shape_array
from geo.siting.ranking import good, judged_by
from geo.siting.scoring import indicator_scores, weigh
from geo.siting.study import run
from tests.geo.siting.shapes import profile, study


@pytest.fixture(scope="module")
def screened():
    result = run(study(), Serial())
    parts = indicator_scores(result)
    scores = weigh(parts, profile().weights)
    return result, parts, scores, exclusions(result, profile().preset("open"))


def test_merged_areas_hold_every_good_cell_once_and_touch_no_other_area(screened):
    result, _, scores, found = screened
    preset = profile().preset("reference")
    flags = good(scores, found, preset)
    areas = merged_areas(result, flags, judged_by(scores, preset), profile().density, 10_000)
    members = [cell for area in areas for cell in area.cells]
    assert sorted(members) == np.flatnonzero(flags).tolist()
    owner = {
        (int(result.cells.row[cell]), int(result.cells.column[cell])): number
        for number, area in enumerate(areas)
        for cell in area.cells
    }
    for (row, column), number in owner.items():
        for beside in zip(*neighbours(row, column, diagonal=False), strict=True):
            assert owner.get((int(beside[0]), int(beside[1])), number) == number
    for area in areas:
        assert area.polygon.is_valid
        assert area.polygon.geom_type == "Polygon"


def test_an_areas_hectares_are_those_of_its_polygon_and_the_load_follows_the_density(screened):
    result, _, scores, found = screened
    preset = profile().preset("open")
    areas = merged_areas(result, good(scores, found, preset), judged_by(scores, preset), profile().density, 3)
    for area in areas:
        assert area.area_ha == pytest.approx(area_ha(shapely.segmentize(area.polygon, 0.002)), rel=1e-5)
        assert area.area_ha == pytest.approx(areas_ha(result)[list(area.cells)].sum())
        assert area.fits_mw_low == pytest.approx(11 * area.area_ha)
        assert area.fits_mw_high == pytest.approx(37 * area.area_ha)
    assert [area.area_ha for area in areas] == sorted((area.area_ha for area in areas), reverse=True)


def test_no_good_cells_make_no_areas(screened):
    result, _, scores, _ = screened
    assert merged_areas(result, np.zeros(len(result.cells), bool), scores.low, profile().density, 5) == ()


def test_the_parts_of_an_explanation_add_up_to_the_score_range(screened):
    result, parts, scores, found = screened
    for index in np.random.default_rng(1).choice(len(result.cells), 40):
        told = explain(result, parts, scores, found, int(index))
        assert sum(line.part_low for line in told.indicators) == pytest.approx(told.low, abs=1e-5)
        assert sum(line.part_high for line in told.indicators) == pytest.approx(told.high, abs=1e-5)
        assert sum(line.share for line in told.indicators) == pytest.approx(1.0)
        certain = sum(line.share for line in told.indicators if line.score_low == line.score_high)
        assert certain == pytest.approx(told.completeness, abs=1e-5)
        for line in told.indicators:
            assert line.sentence.ja
            assert line.sentence.en
            assert (line.unknown is None) == (
                line.value_low is not None and line.value_low == line.value_high
            )


def test_an_unknown_is_told_as_unknown_with_its_reason_and_its_layer(screened):
    result, parts, scores, found = screened
    east = int(np.flatnonzero(result.cells.lon > 139.7)[0])
    told = explain(result, parts, scores, found, east)
    depth = next(line for line in told.indicators if line.id == "depth")
    assert depth.value_low is None
    assert (depth.part_low, depth.part_high) == (0.0, depth.share)
    assert depth.edition is not None
    assert depth.edition.edition == "2026"
    assert "調査範囲外" in depth.sentence.ja
    assert [line.holds for line in told.exclusions] == [None]


def test_a_layer_that_is_not_there_is_named_as_the_reason():
    result = run(study(stations=None), Serial())
    parts = indicator_scores(result)
    scores = weigh(parts, profile().weights)
    told = explain(result, parts, scores, exclusions(result, profile().preset("open")), 0)
    stations = told.indicators[0]
    assert "読み込まれていません" in stations.sentence.ja
    assert stations.edition is None


def test_zones_are_compared_by_the_cells_inside_and_tiny_ones_by_the_cell_around(screened):
    result, _, scores, found = screened
    judged = scores.low
    best = int(np.argmax(judged))
    here = shapely.Point(result.cells.lon[best], result.cells.lat[best])
    zones = shape_array(
        [shapely.box(139.1, 35.1, 139.3, 35.3), here.buffer(1e-5), shapely.box(150, 40, 151, 41)]
    )
    zones[1] = shapely.affinity.translate(zones[1], 0.001, 0.001)
    wide, tiny, away = compare(result, judged, found, zones, ("wide", "tiny", "away"))
    inside = shapely.contains_xy(zones[0], result.cells.lon, result.cells.lat)
    assert wide.cells == inside.sum()
    assert wide.mean_judged == pytest.approx(judged[inside].mean())
    assert tiny.by_point
    assert tiny.mean_judged == pytest.approx(float(judged[best]))
    assert tiny.percentile is not None
    assert 99.0 < tiny.percentile <= 100.0
    assert (away.cells, away.mean_judged, away.percentile) == (0, None, None)


@pytest.mark.parametrize("file_format", ["gpkg", "geojson", "csv"])
def test_files_read_back_with_their_sources(screened, tmp_path, file_format):
    result, _, scores, found = screened
    frame = cells_frame(result, scores, found, np.arange(50))
    files = write(frame, sources_frame(result), tmp_path / f"cells.{file_format}", file_format)
    if file_format == "gpkg":
        assert set(pyogrio.list_layers(files[0])[:, 0]) == {"result", "sources"}
        sources = pyogrio.read_dataframe(files[0], layer="sources", read_geometry=False)
    else:
        sources = pd.read_csv(files[1], dtype=str)
    assert set(sources["layer"]) == {"land", "stations", "plants", "flood", "wetland"}
    assert (sources["study_id"] == result.study_id).all()
    if file_format == "csv":
        assert files[0].read_bytes().startswith(b"\xef\xbb\xbf")
        table = pd.read_csv(files[0])
        assert table["lon"].to_numpy() == pytest.approx(result.cells.lon[:50])
    else:
        back = pyogrio.read_dataframe(files[0], layer="result")
        assert back["mesh_code"].tolist() == [str(code) for code in result.cells.code[:50]]
        assert shapely.equals_exact(back.geometry.values, frame.geometry.values, 1e-7, normalize=True).all()


def test_an_unknown_value_is_empty_in_a_file_not_zero(screened):
    result, _, scores, found = screened
    east = np.flatnonzero(result.cells.lon > 139.7)[:5]
    frame = cells_frame(result, scores, found, east)
    assert frame["depth"].isna().all()
    assert (frame["exclusions_unknown"] == "wet").all()


def test_areas_become_rows_in_order_of_size(screened):
    result, _, scores, found = screened
    preset = profile().preset("open")
    areas = merged_areas(result, good(scores, found, preset), judged_by(scores, preset), profile().density, 4)
    frame = areas_frame(areas)
    assert isinstance(frame, gpd.GeoDataFrame)
    assert frame["rank"].tolist() == list(range(1, len(areas) + 1))
    assert frame.crs.to_epsg() == 4326
