"""What stands near a shape: geodesic metres, nothing counted twice, nothing missing turned into zero."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import shapely
from pyproj import Geod
from sqlalchemy import text
from sqlalchemy.orm import Session

from data.queries.facilities import (
    data_centres_in,
    lines_in,
    near_data_centres,
    near_lines,
    near_plants,
    near_substations,
    plants_in,
    substations_in,
)
from data.queries.power import decarbonised_mw_within
from data.queries.sources import editions_in_use
from tests.data.importers.files import DATA_CENTRES, LINES, PLANTS_OSM, PLANTS_WRI, SUBSTATIONS, load
from tests.data.importers.test_facilities import plants_file

JAPAN = (122.0, 20.0, 155.0, 46.0)
HERE = shapely.Point(139.0, 36.0)
PLANTS = (
    "way,1,太陽光A,,solar,solar,10,139.01,36.0",
    "way,2,太陽光B,,solar,solar,,139.02,36.0",
    "way,3,石炭C,,coal,coal,500,139.03,36.0",
    "way,4,清掃D,,waste,waste,8,139.04,36.0",
    "way,5,風力E,,wind,wind,30,140.0,36.0",
)


@pytest.fixture
def plants(session: Session, tmp_path: Path) -> Session:
    load(session, "plants", plants_file(tmp_path / "plants.csv", *PLANTS), source="osm")
    return session


def test_plants_come_nearest_first_with_geodesic_distance(plants: Session) -> None:
    found = near_plants(plants, HERE, 5_000)
    assert [near.item.name for near in found.items] == ["太陽光A", "太陽光B", "石炭C", "清掃D"]
    _there, _back, metres = Geod(ellps="WGS84").inv(139.0, 36.0, 139.01, 36.0)
    assert found.items[0].distance_m == pytest.approx(metres, abs=0.01)


def test_the_radius_is_metres_and_not_degrees(plants: Session) -> None:
    assert len(near_plants(plants, HERE, 1_000).items) == 1
    assert len(near_plants(plants, HERE, 100_000).items) == 5


def test_distance_is_measured_from_the_shape_and_zero_inside(plants: Session) -> None:
    found = near_plants(plants, HERE.buffer(0.015), 1_000)
    assert found.items[0].distance_m == 0


def test_kinds_and_limit_narrow_the_answer_and_the_cut_is_told(plants: Session) -> None:
    assert [near.item.kind for near in near_plants(plants, HERE, 5_000, kinds=["coal"]).items] == ["coal"]
    limited = near_plants(plants, HERE, 5_000, limit=2)
    assert (len(limited.items), limited.cut) == (2, True)
    assert not near_plants(plants, HERE, 5_000, limit=4).cut


def test_a_missing_capacity_is_counted_and_never_added_as_zero(plants: Session) -> None:
    power = decarbonised_mw_within(plants, HERE, 5_000)
    assert power.decarbonised_mw == Decimal(10)
    assert power.decarbonised_without_capacity == 1
    assert power.undecided == 1
    solar = next(row for row in power.by_kind if row.kind == "solar")
    assert (solar.plants, solar.known_mw, solar.without_capacity) == (2, Decimal(10), 1)


def test_a_kind_without_any_capacity_has_no_sum(session: Session, tmp_path: Path) -> None:
    load(session, "plants", plants_file(tmp_path / "p.csv", "way,1,A,,solar,solar,,139.0,36.0"), source="osm")
    power = decarbonised_mw_within(session, HERE, 1_000)
    assert power.by_kind[0].known_mw is None
    assert power.decarbonised_mw is None


def test_without_any_edition_nothing_is_known(session: Session) -> None:
    power = decarbonised_mw_within(session, HERE, 1_000)
    assert (power.decarbonised_mw, power.editions) == (None, ())
    assert near_substations(session, HERE, 1_000).editions == ()


def test_a_plant_in_two_tables_counts_once_and_takes_the_capacity_it_lacks(
    session: Session, tmp_path: Path
) -> None:
    row = "way,1,玄海原子力発電所,,nuclear,nuclear,,129.837,33.515"
    load(session, "plants", plants_file(tmp_path / "plants.csv", row), source="osm")
    genkai = shapely.Point(129.837, 33.515)
    assert decarbonised_mw_within(session, genkai, 5_000).decarbonised_mw is None
    load(session, "plants", PLANTS_WRI, source="wri")
    power = decarbonised_mw_within(session, genkai, 5_000)
    (nuclear,) = power.by_kind
    assert (nuclear.plants, nuclear.without_capacity) == (1, 0)
    assert nuclear.known_mw is not None
    (near,) = near_plants(session, genkai, 5_000).items
    assert (near.item.name, near.item.capacity_mw) == ("玄海原子力発電所", nuclear.known_mw)


def test_at_least_kv_leaves_out_lower_and_unknown_voltages(session: Session) -> None:
    load(session, "substations", SUBSTATIONS)
    everything = near_substations(session, shapely.box(*JAPAN), 1)
    strong = near_substations(session, shapely.box(*JAPAN), 1, at_least_kv=Decimal(275))
    assert len(everything.items) == 12
    assert {near.item.max_kv for near in strong.items} == {Decimal(500)}


def test_a_stretch_of_two_layers_is_returned_once(session: Session) -> None:
    report = load(session, "lines", LINES)
    assert len(lines_in(session, JAPAN)) == report.counts.stored - 3
    assert len(near_lines(session, shapely.box(*JAPAN), 1).items) == report.counts.stored - 3


def test_boxes_return_what_lies_in_them_with_geometry(session: Session, plants: Session) -> None:
    load(session, "substations", SUBSTATIONS)
    load(session, "datacentres", DATA_CENTRES)
    assert {plant.name for plant in plants_in(session, (139.0, 35.9, 139.5, 36.1))} == {
        "太陽光A",
        "太陽光B",
        "石炭C",
        "清掃D",
    }
    assert len(substations_in(session, JAPAN)) == 12
    assert all(site.geometry.geom_type == "Point" for site in data_centres_in(session, JAPAN))
    assert lines_in(session, JAPAN) == ()


def test_data_centres_near_a_shape_can_be_chosen_by_kind(session: Session) -> None:
    load(session, "datacentres", DATA_CENTRES)
    found = near_data_centres(session, shapely.box(*JAPAN), 1, kinds=["cable_landing"])
    assert [near.item.name for near in found.items] == ["KDDI千倉海底線中継所"]


def test_every_edition_in_use_carries_its_credit(session: Session) -> None:
    load(session, "plants", PLANTS_OSM, source="osm")
    load(session, "plants", PLANTS_WRI, source="wri")
    shown = {edition.source: edition.attribution for edition in editions_in_use(session, ["plants"])}
    assert "OpenStreetMap" in shown["osm"]
    assert "World Resources Institute" in shown["wri"]


@pytest.mark.parametrize("table", ["power_plant", "substation", "transmission_line", "data_centre"])
def test_searching_near_a_place_can_use_the_index(session: Session, table: str) -> None:
    session.execute(text("SET LOCAL enable_seqscan = off"))
    here = "geography(ST_SetSRID(ST_MakePoint(139, 36), 4326))"
    plan = session.scalars(
        text(f"EXPLAIN SELECT id FROM {table} WHERE ST_DWithin({table}.geom::geography, {here}, 1000)")
    ).all()
    assert any(f"ix_{table}_geography" in line for line in plan)
