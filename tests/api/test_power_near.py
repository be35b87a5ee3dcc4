"""Power near a site: by kind and class, on the ellipsoid, from the indexes, unknown kept apart from zero."""

from __future__ import annotations

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from pyproj import Geod
from shapely.geometry import Point
from sqlalchemy import Engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from data.orm.facility import Substation, TransmissionLine
from data.queries.power_near import nearest_by_class, nearest_query
from data.queries.shapes import around
from tests.data.importers.files import LINES, PLANTS_OSM, SUBSTATIONS, load

TOYAMA = Point(137.2, 36.7)
ROOM = (
    "tso,kind,facility,name,kv,mw,lead_months,source,lon,lat\n"
    "hokuriku,demand,substation,新港,154,100〜200,36,公表資料,137.2,36.71\n"
    "hokuriku,generation,substation,新港,154,900以上,12,公表資料,137.2,36.71\n"
)


@pytest.fixture
def loaded(own_engine: Engine, tmp_path: Path) -> Engine:
    (tmp_path / "room.csv").write_text(ROOM, encoding="utf-8")
    with Session(own_engine) as session, session.begin():
        load(session, "plants", PLANTS_OSM, source="osm")
        load(session, "substations", SUBSTATIONS)
        load(session, "lines", LINES)
        load(session, "room", tmp_path / "room.csv")
    return own_engine


def test_everything_near_a_point_is_told_with_distance_and_credit(loaded: Engine, client: TestClient) -> None:
    with Session(loaded) as session:
        place = session.execute(text("SELECT ST_X(geom), ST_Y(geom) FROM substation LIMIT 1")).one()
    answer = client.get("/v1/power-near", params={"lon": place[0], "lat": place[1], "radius_km": 50})
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["substations"][0]["distance_m"] >= 0
    assert {"plants", "substations"} <= {source["dataset"] for source in body["sources"]}
    assert all(source["attribution"] for source in body["sources"])
    assert body["note"]["en"].startswith("Published room is neither reserved")


def test_room_of_the_two_kinds_comes_in_two_places(loaded: Engine, client: TestClient) -> None:
    body = client.get("/v1/power-near", params={"lon": 137.2, "lat": 36.7, "radius_km": 5}).json()
    (demand,), (generation,) = body["room_for_demand"]["room"], body["room_for_generation"]["room"]
    assert (demand["from_mw"], demand["to_mw"], demand["lead_months"]) == ("100.000", "200.000", 36)
    assert (generation["from_mw"], generation["to_mw"]) == ("900.000", None)
    expected = Geod(ellps="GRS80").inv(137.2, 36.7, 137.2, 36.71)[2]
    assert demand["distance_m"] == pytest.approx(expected, rel=1e-6)


def test_without_layers_nothing_is_known_rather_than_zero(client: TestClient) -> None:
    body = client.get("/v1/power-near", params={"lon": 137.2, "lat": 36.7}).json()
    assert body["decarbonised_mw"] is None
    assert not body["room_for_demand"]["known"]
    assert body["sources"] == []


@pytest.mark.parametrize(
    ("params", "field", "said"),
    [
        ({"lon": 36.7, "lat": 137.2}, "lon,lat", "exchanged"),
        ({"lon": 2.35, "lat": 48.86}, "lon,lat", "degrees"),
        ({"lon": 137.2, "lat": 36.7, "radius_km": 5_000}, "radius_km", "km"),
        ({"lon": "nan", "lat": 36.7}, "lon,lat", "degrees"),
        ({"lon": 137.2}, "plan", "both lon and lat"),
        ({}, "plan", "both lon and lat"),
    ],
)
def test_a_place_that_is_none_is_refused_with_the_remedy(
    client: TestClient, params: dict[str, float], field: str, said: str
) -> None:
    answer = client.get("/v1/power-near", params={**params, "lang": "en"})
    assert answer.status_code == 422
    assert field in answer.text
    assert said in answer.text


@pytest.mark.parametrize("facility", [Substation, TransmissionLine])
def test_the_search_is_answered_from_the_index_on_geography(
    session: Session, facility: type[Substation] | type[TransmissionLine]
) -> None:
    fill(session, facility.__tablename__)
    compiled = nearest_query(facility, 3).compile(session.connection(), dialect=postgresql.psycopg.dialect())
    values = {**compiled.params, **around(TOYAMA, 10_000)}
    explained = session.connection().exec_driver_sql(f"EXPLAIN {compiled.string}", values)
    plan = "\n".join(line for (line,) in explained)
    assert f"ix_{facility.__tablename__}_geography" in plan


def test_at_most_so_many_of_each_class_the_nearest_first(loaded: Engine) -> None:
    with Session(loaded) as session:
        place = session.execute(text("SELECT ST_X(geom), ST_Y(geom) FROM substation LIMIT 1")).one()
        found = nearest_by_class(session, Substation, Point(*place), 100_000, 2)
    by_class: dict[object, list[float]] = {}
    for item in found:
        by_class.setdefault(item.class_kv, []).append(item.distance_m)
        assert item.distance_m <= 100_000
    assert by_class
    for distances in by_class.values():
        assert len(distances) <= 2
        assert distances == sorted(distances)


def fill(session: Session, table: str) -> None:
    """Five thousand facilities all over Japan, in use."""
    load(session, "substations", SUBSTATIONS)
    here = "ST_SetSRID(ST_MakePoint(130 + i * 0.0029, 33 + (i % 997) * 0.009), 4326)"
    shape = here if table == "substation" else f"ST_Multi(ST_MakeLine({here}, ST_Translate({here}, 0.01, 0)))"
    session.execute(
        text(
            f"INSERT INTO {table} (edition_id, source_ref, geom) "
            f"SELECT (SELECT id FROM dataset_edition LIMIT 1), 'made/' || i, {shape} "
            "FROM generate_series(1, 5000) AS i"
        )
    )
    session.execute(text(f"ANALYZE {table}"))
