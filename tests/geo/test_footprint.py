"""A footprint that cannot stand is told clearly; a sound one comes through as it was drawn."""

from __future__ import annotations

import math
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import mapping

from data.domain.errors import InvalidInput, Problem
from data.domain.position import LATITUDES, LONGITUDES
from geo.footprint import FootprintLimits, InhabitedPlace, parse_footprint, read_point

NAGAOKA = shapely.box(138.80, 37.40, 138.90, 37.48)


def square(lon: float, lat: float, size: float = 0.02) -> dict[str, Any]:
    return dict(mapping(shapely.box(lon, lat, lon + size, lat + size)))


def problems(source: object, **options: Any) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as caught:
        parse_footprint(source, **options)
    return caught.value.problems


def message(source: object, **options: Any) -> str:
    (problem,) = problems(source, **options)
    assert problem.field.startswith("/footprint")
    assert problem.message.en
    assert problem.remedy.ja
    return problem.message.ja


def polygon(*rings: list[Any]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(ring) for ring in rings]}


def test_a_sound_polygon_comes_through_as_multipolygon_with_its_area(prefectures):
    parsed = parse_footprint(mapping(NAGAOKA), prefectures=prefectures, named_prefectures={"15"})
    assert parsed.geometry.geom_type == "MultiPolygon"
    assert parsed.geometry.equals(NAGAOKA)
    assert parsed.area_ha == pytest.approx(7_850, rel=0.01)
    assert [share.code for share in parsed.shares] == ["15"]
    assert parsed.remarks == ()


def test_a_feature_and_a_shapely_geometry_mean_the_same():
    feature = {"type": "Feature", "properties": {}, "geometry": mapping(NAGAOKA)}
    collection = {"type": "FeatureCollection", "features": [feature]}
    expected = parse_footprint(NAGAOKA).geometry
    assert parse_footprint(feature).geometry == expected
    assert parse_footprint(collection).geometry == expected


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("POLYGON((0 0))", "GeoJSONのオブジェクトではありません"),
        (None, "GeoJSONのオブジェクトではありません"),
        ({"type": "Circle", "coordinates": [1, 2]}, "種類（type）を判別できません"),
        ({"type": "Point", "coordinates": [138.8, 37.4]}, "面である必要"),
        ({"type": "GeometryCollection", "geometries": [square(138.8, 37.4)]}, "面である必要"),
        ({"type": "Polygon", "coordinates": []}, "座標がありません"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "座標がありません"),
        ({"type": "FeatureCollection", "features": []}, "1件の地物が必要"),
        ({**square(138.8, 37.4), "crs": {"properties": {"name": "EPSG:6676"}}}, "座標参照系"),
        (polygon([["138.8", "37.4"]] * 4), "数値の組になっていません"),
        (polygon([[138.8, 37.4], [138.9]]), "数値の組になっていません"),
        (polygon([[138.8, 37.4], [138.9, math.nan], [138.9, 37.5], [138.8, 37.4]]), "数として扱えない"),
        (polygon([[138.8, 37.4], [138.9, 37.5], [138.8, 37.4]]), "異なる点が2点しかなく"),
        (polygon([[138.8, 37.4], [138.9, 37.4], [139.0, 37.4], [138.8, 37.4]]), "交差又は重複"),
        (polygon([[1e308, 37.4], [138.9, 37.4], [138.9, 37.5], [1e308, 37.4]]), "範囲に収まらない"),
        (square(45_000.0, -110_000.0, 10.0), "範囲に収まらない"),
        (square(2.35, 48.85), "日本の範囲の外"),
        ({"type": "MultiPolygon", "coordinates": [5]}, "座標がありません"),
        (polygon(), "座標がありません"),
    ],
)
def test_each_defect_is_told_in_its_own_words(source, said):
    assert said in message(source)


def test_all_unreadable_rings_are_told_at_once_and_by_their_place():
    bad = polygon([["x", "y"]] * 4, [[138.8, 37.4], [138.8, 37.4]])
    assert [problem.field for problem in problems(bad)] == [
        "/footprint/coordinates/0",
        "/footprint/coordinates/1",
    ]


@given(st.floats(*LONGITUDES).filter(lambda v: v < 154), st.floats(*LATITUDES).filter(lambda v: v < 45))
def test_swapped_axes_are_told_and_offered_wherever_in_japan_and_never_applied(lon, lat):
    turned = shapely.transform(shapely.box(lon, lat, lon + 0.5, lat + 0.5), lambda xy: xy[:, ::-1])
    (problem,) = problems(mapping(turned))
    assert "順序が逆" in problem.message.ja
    assert "自動では入れ替えません" in problem.remedy.ja


def test_a_bowtie_is_refused_with_the_place_of_the_crossing_and_an_offer():
    bowtie = polygon([[138.8, 37.4], [138.9, 37.5], [138.9, 37.4], [138.8, 37.5], [138.8, 37.4]])
    (problem,) = problems(bowtie)
    assert problem.value == pytest.approx([138.85, 37.45])
    assert "東経138.85" in problem.message.ja
    assert "2個の面" in problem.remedy.ja


def test_nested_duplicates_are_refused():
    twice = {"type": "MultiPolygon", "coordinates": [square(138.8, 37.4)["coordinates"]] * 2}
    assert "交差又は重複" in message(twice)


def test_heights_are_dropped_and_open_rings_closed_with_a_remark():
    ring = [[138.8, 37.4, 12.0], [138.9, 37.4, 12.0], [138.9, 37.5, 12.0]]
    parsed = parse_footprint(polygon(ring))
    assert not parsed.geometry.has_z
    assert [remark.ja[:4] for remark in parsed.remarks] == ["座標3点", "始点と終"]


def test_too_many_vertices_are_refused_before_anything_is_built():
    ring = [[138.8, 37.4]] * 1001
    assert "上限の1,000点" in message(polygon(ring), limits=FootprintLimits(max_vertices=1000))


def test_a_footprint_at_sea_is_refused_with_its_place(prefectures):
    assert "海上にあります" in message(square(136.0, 39.5), prefectures=prefectures)


def test_one_part_at_sea_is_remarked_on_since_the_coast_leaves_out_islets(prefectures):
    both = shapely.MultiPolygon([NAGAOKA, shapely.box(136.0, 39.5, 136.1, 39.6)])
    (remark,) = parse_footprint(both, prefectures=prefectures).remarks
    assert "2個の面のうち1個" in remark.ja
    assert "東経136.05" in remark.ja


def test_reclaimed_land_off_the_coarse_coast_is_not_refused(prefectures):
    outer_breakwater = square(139.80, 35.60, 0.01)
    assert parse_footprint(outer_breakwater, prefectures=prefectures).area_ha > 0


def test_an_island_the_coast_leaves_out_counts_as_land_by_its_municipal_office(prefectures):
    tonaki = square(127.14, 26.37, 0.01)
    assert "海上にあります" in message(tonaki, prefectures=prefectures)
    office = [InhabitedPlace("47", 127.141, 26.372)]
    assert parse_footprint(tonaki, prefectures=prefectures, inhabited=office).area_ha > 0


def test_a_footprint_in_another_prefecture_names_both(prefectures):
    said = message(square(139.0, 36.4), prefectures=prefectures, named_prefectures={"15"})
    assert "群馬県" in said
    assert "新潟県" in said


def test_a_footprint_across_the_border_is_only_remarked_on(prefectures):
    across = shapely.box(138.6, 36.6, 138.9, 37.2)
    parsed = parse_footprint(across, prefectures=prefectures, named_prefectures={"15"})
    assert any("群馬県" in remark.ja for remark in parsed.remarks)


def test_an_exclave_the_polygons_give_to_a_neighbour_is_remarked_on_and_not_refused(prefectures):
    kitayama = square(135.96, 33.92)
    options = {"prefectures": prefectures, "named_prefectures": {"30"}}
    assert "和歌山県" in message(kitayama, **options)
    office = [InhabitedPlace("30", 135.968, 33.932)]
    assert parse_footprint(kitayama, inhabited=office, **options).remarks


def test_every_real_municipality_of_the_shared_data_is_accepted_where_it_is(prefectures, shared_data):
    geopandas = pytest.importorskip("geopandas")
    frame = pytest.importorskip("pandas")
    towns = geopandas.read_file(shared_data / "admin" / "municipalities_n03_2021.gpkg")
    sample = towns[towns["N03_007"].str.match(r"15|13|46|47|30", na=False)].sample(60, random_state=1)
    codes = frame.read_csv(shared_data / "admin" / "municipality_codes.csv", dtype={"muni_code": str})
    rows = codes[["muni_code", "lon", "lat"]].dropna().itertuples(index=False)
    offices = [InhabitedPlace(code[:2], lon, lat) for code, lon, lat in rows]
    for code, shape in zip(sample["N03_007"], sample.geometry, strict=True):
        parsed = parse_footprint(
            shape, prefectures=prefectures, named_prefectures={code[:2]}, inhabited=offices
        )
        assert parsed.area_ha > 0


def test_a_whole_number_too_long_for_a_coordinate_is_refused_at_its_place():
    with pytest.raises(InvalidInput) as refused:
        read_point({"type": "Point", "coordinates": [10**400, 35]}, "/plots/0/geometry")
    assert [problem.field for problem in refused.value.problems] == ["/plots/0/geometry/coordinates"]
