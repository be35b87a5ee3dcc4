"""Prefectures and municipalities: complete, unique, and honest about time."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest
import shapely

from data.domain.errors import NotFound
from data.reference.places import (
    MUNICIPALITY_KIND_NAMES,
    Municipality,
    MunicipalityKind,
    designated_cities,
    municipalities,
    municipality,
    prefectures,
    wards_of,
)
from data.reference.polygons import prefecture_polygons
from geo.measure import area_ha

NORTHERN_TERRITORIES = {f"0{code}" for code in range(1695, 1701)}


def current() -> list[Municipality]:
    return [body for body in municipalities().values() if body.valid_to is None]


def test_there_are_47_prefectures_with_unique_names_and_codes():
    table = prefectures()
    assert list(table) == [f"{code:02}" for code in range(1, 48)]
    assert len({p.name.ja for p in table.values()}) == len({p.name.en for p in table.values()}) == 47
    assert all(p.iso3166_2 == f"JP-{p.code}" and p.kana for p in table.values())


def test_the_bodies_in_force_number_1741_municipalities_and_171_wards_beside_the_northern_territories():
    kinds = Counter(body.kind for body in current() if body.code5 not in NORTHERN_TERRITORIES)
    assert kinds == {
        MunicipalityKind.CITY: 792,
        MunicipalityKind.TOWN: 743,
        MunicipalityKind.VILLAGE: 183,
        MunicipalityKind.SPECIAL_WARD: 23,
        MunicipalityKind.WARD: 171,
    }
    assert set(municipalities()) >= NORTHERN_TERRITORIES
    assert set(MUNICIPALITY_KIND_NAMES) == set(MunicipalityKind)


def test_full_names_in_force_are_unique_and_every_body_belongs_to_its_prefecture():
    names = [body.full_name for body in current() if body.code5 not in NORTHERN_TERRITORIES]
    assert len(set(names)) == len(names)
    for body in municipalities().values():
        assert body.prefecture == body.code5[:2]
        assert body.prefecture in prefectures()
        assert body.kana
        assert body.name[-1] in "市区町村"


def test_the_twenty_designated_cities_have_all_wards_between_them():
    cities = designated_cities()
    assert len(cities) == 20
    assert {"札幌市", "浜松市", "相模原市", "堺市", "熊本市"} <= {city.name for city in cities}
    assert sum(len(wards_of(city.code5)) for city in cities) == 171
    for city in cities:
        assert all(ward.name.startswith(city.name) for ward in wards_of(city.code5))
        assert len(wards_of(city.code5)) >= 2 + (city.name != "静岡市")


def test_only_wards_have_a_parent_and_it_is_a_designated_city():
    for body in municipalities().values():
        assert (body.parent is not None) == (body.kind is MunicipalityKind.WARD)
        if body.parent is not None:
            assert municipality(body.parent).is_designated_city


def test_hamamatsu_had_seven_wards_and_has_three_since_2024():
    before, after = date(2023, 12, 31), date(2024, 1, 1)
    assert [ward.code5 for ward in wards_of("22130", before)] == [f"2213{n}" for n in range(1, 8)]
    assert [ward.name for ward in wards_of("22130", after)] == [
        "浜松市中央区",
        "浜松市浜名区",
        "浜松市天竜区",
    ]
    assert wards_of("22130") == wards_of("22130", after)
    assert municipality("22135").successors == ("22138", "22139")


def test_an_abolished_code_leads_to_codes_in_force_that_begin_the_day_after_at_the_latest():
    abolished = [body for body in municipalities().values() if body.valid_to is not None]
    assert len(abolished) == 13
    for body in abolished:
        assert body.successors
        assert body.valid_to is not None
        for code in body.successors:
            heir = municipality(code)
            assert heir.valid_to is None
            assert heir.prefecture == body.prefecture
            assert heir.valid_from is None or (heir.valid_from - body.valid_to).days == 1
    assert all(not body.successors for body in current())


def test_an_office_lies_in_japan_and_is_absent_rather_than_invented():
    without = {body.code5 for body in municipalities().values() if body.office is None}
    assert without == NORTHERN_TERRITORIES | {"03305", "04423", "09367", "11445", "12402", "40305"}
    for body in municipalities().values():
        if body.office is not None:
            longitude, latitude = body.office
            assert 122 < longitude < 149
            assert 24 < latitude < 46


def test_an_unknown_code_is_not_found_by_name():
    with pytest.raises(NotFound, match="99999"):
        municipality("99999")


def test_every_prefecture_has_a_valid_polygon_in_japan():
    polygons = prefecture_polygons()
    assert list(polygons) == list(prefectures())
    assert all(p.is_valid and not p.is_empty and p.geom_type == "MultiPolygon" for p in polygons.values())
    japan = shapely.box(122, 20, 154, 46)
    assert all(japan.contains(polygon) for polygon in polygons.values())


def test_prefectures_do_not_overlap_so_that_a_mixed_up_name_would_show():
    polygons = list(prefecture_polygons().values())
    overlap = sum(p.area for p in polygons) - shapely.union_all(polygons).area
    assert overlap < 0.001 * sum(p.area for p in polygons)


def test_nearly_all_offices_lie_in_the_coarse_polygon_of_their_prefecture():
    inside = [
        bool(shapely.intersects_xy(prefecture_polygons()[body.prefecture], *body.office))
        for body in current()
        if body.office is not None
    ]
    assert sum(inside) / len(inside) > 0.95


@pytest.mark.parametrize(
    ("prefecture", "longitude", "latitude"),
    [
        ("01", 147.75, 45.0),  # 択捉島
        ("01", 145.85, 44.1),  # 国後島
        ("01", 146.75, 43.8),  # 色丹島
        ("01", 146.15, 43.5),  # 志発島（歯舞群島）
        ("32", 131.8615, 37.2425),  # 竹島
        ("46", 129.49, 28.37),  # 奄美大島
        ("46", 128.43, 27.04),  # 与論島
        ("46", 130.16, 32.16),  # 長島
        ("47", 128.237, 27.858),  # 硫黄鳥島
        ("47", 127.96, 27.05),  # 伊平屋島
        ("47", 123.53, 25.765),  # 魚釣島
        ("06", 139.55, 39.19),  # 飛島
        ("38", 133.21, 34.26),  # 弓削島
    ],
)
def test_islands_belong_to_their_prefecture(prefecture: str, longitude: float, latitude: float):
    near = shapely.Point(longitude, latitude).buffer(0.01)
    assert [code for code, shape in prefecture_polygons().items() if shape.intersects(near)] == [prefecture]


def test_areas_are_about_the_official_ones_with_the_northern_territories_in_hokkaido():
    official_km2 = {"01": 83_424, "32": 6_708, "46": 9_187, "47": 2_283}
    for code, expected in official_km2.items():
        area = area_ha(prefecture_polygons()[code]) / 100
        assert abs(area - expected) < 0.04 * expected, (code, area)


def test_only_the_bodies_the_source_leaves_out_lie_away_from_their_coarse_polygon():
    far = {
        body.full_name
        for body in current()
        if body.office is not None
        and prefecture_polygons()[body.prefecture].distance(shapely.Point(body.office)) > 0.03
    }
    assert far == {"和歌山県新宮市", "和歌山県北山村", "沖縄県座間味村", "沖縄県渡名喜村", "広島県江田島市"}
