"""Room on the grid keeps demand and generation apart; plants are read only by meanings somebody stated."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import geopandas
import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput
from data.domain.grid_room import RoomKind, RoomRange, room_range
from data.domain.parsing import Read, Unreadable
from data.orm.facility import PowerPlant, Substation
from data.queries.grid_room import room_at_substations, room_editions, room_near
from tests.data.importers.files import accounted_for, codes, load, real_file

HEAD = "事業者,区分,設備区分,設備名,電圧(kV),空き容量(MW),期間(月),最大距離(km),備考,出典,経度,緯度\n"
ROWS = (
    "東北,需要,変電所,八雲変電所,66,100〜200,36,5,,公表資料1,,\n"
    "東北,電源,変電所,八雲変電所,66,500以上,,,,公表資料2,,\n"
    "東北,需要,変電所,新川,154,0,60,,空きなし,公表資料1,137.3,36.7\n"
    "東北,不明,変電所,黒部,66,10,,,,公表資料1,,\n"
    "東北,需要,変電所,魚津,66,―,,,,公表資料1,,\n"
    "東北,需要,変電所,滑川,66,多い,,,,公表資料1,,\n"
)
SUBSTATIONS = (
    "name,operator,voltage,lon,lat\n八雲,東北,66000,140.27,42.26\n新川変電所,東北,154000,137.3,36.7\n"
)


@pytest.fixture
def loaded(session: Session, tmp_path: Path) -> Session:
    (tmp_path / "substations.csv").write_text(SUBSTATIONS, encoding="utf-8")
    (tmp_path / "room.csv").write_text(HEAD + ROWS, encoding="cp932")
    load(session, "substations", tmp_path / "substations.csv")
    report = load(session, "room", tmp_path / "room.csv")
    assert all(accounted_for(edition.counts) for edition in report.editions)
    assert [edition.counts.stored for edition in report.editions] == [3, 1]
    assert "room-unreadable" in {code for _severity, code in codes(report)}
    assert "rows-without-kind" in {code for _severity, code in codes(report)}
    return session


def test_room_for_generation_never_answers_for_demand(loaded: Session) -> None:
    (yakumo,) = loaded.scalars(select(Substation.id).where(Substation.name == "八雲")).all()
    (demand,) = room_at_substations(loaded, [yakumo], RoomKind.DEMAND)[yakumo]
    (generation,) = room_at_substations(loaded, [yakumo], RoomKind.GENERATION)[yakumo]
    assert (demand.from_mw, demand.to_mw, demand.lead_months) == (Decimal(100), Decimal(200), 36)
    assert (generation.from_mw, generation.to_mw) == (Decimal(500), None)
    assert {room.kind for room in (demand, generation)} == set(RoomKind)
    assert [edition.source for edition in room_editions(loaded, RoomKind.DEMAND)] == ["tohoku-demand"]


def test_room_not_stated_is_not_zero(loaded: Session) -> None:
    found = room_near(loaded, Point(137.3, 36.7), 1_000, RoomKind.DEMAND)
    assert [(item.room.name, item.room.from_mw, item.room.to_mw) for item in found] == [
        ("新川", Decimal(0), Decimal(0))
    ]
    assert room_near(loaded, Point(137.3, 36.7), 1_000, RoomKind.GENERATION) == ()


def test_links_follow_a_new_edition_of_substations(loaded: Session, tmp_path: Path) -> None:
    twice = SUBSTATIONS + "八雲変電所,東京,66000,139.7,35.7\n"
    (tmp_path / "later.csv").write_text(twice, encoding="utf-8")
    load(loaded, "substations", tmp_path / "later.csv")
    ids = loaded.scalars(select(Substation.id)).all()
    linked = room_at_substations(loaded, ids, RoomKind.DEMAND)
    assert {room.name for rooms in linked.values() for room in rooms} == {"新川"}


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_a_range_written_in_order_is_read_as_written(low: int, more: int) -> None:
    for sign in ("〜", "~", "～", "-", "－"):
        assert room_range(f"{low}{sign}{low + more}") == Read(RoomRange(Decimal(low), Decimal(low + more)))


@pytest.mark.parametrize("text", ["200〜100", "多い", "1e9", "99999999", "10/20"])
def test_a_range_that_cannot_be_is_not_read(text: str) -> None:
    assert isinstance(room_range(text), Unreadable)


def test_plants_of_any_table_are_read_by_their_headings(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "plants.csv"
    path.write_text(
        "発電所名,種別,出力(kW),緯度,経度,事業者,運転開始年\n"
        "甲,太陽光,12500,36.7,137.3,乙社,2015年4月\n丙,石炭,不明,36.6,137.2,丁社,\n",
        encoding="cp932",
    )
    load(session, "plants", path, source="csv")
    rows = session.scalars(select(PowerPlant).order_by(PowerPlant.name)).all()
    assert {(r.name, r.kind, r.capacity_mw, r.start_year) for r in rows} == {
        ("甲", "solar", Decimal("12.5"), 2015),
        ("丙", "coal", None, None),
    }


def coded(tmp_path: Path) -> Path:
    path = tmp_path / "P03.geojson"
    values = {"P03_0001": ["乙社"], "P03_0002": ["甲"], "P03_0008": [40_000]}
    geopandas.GeoDataFrame(values, geometry=[Point(137.3, 36.7)], crs=4612).to_file(path)
    return path


def test_coded_columns_of_p03_are_not_guessed(session: Session, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as caught:
        load(session, "plants", coded(tmp_path), source="p03")
    assert "differs by edition" in caught.value.problems[0].message.en


def test_coded_columns_of_p03_are_read_as_stated(session: Session, tmp_path: Path) -> None:
    columns = (("name", "P03_0002"), ("operator", "P03_0001"), ("capacity_kw", "P03_0008"))
    load(session, "plants", coded(tmp_path), source="p03", columns=columns, kinds=(("*", "hydro"),))
    (plant,) = session.scalars(select(PowerPlant)).all()
    assert (plant.name, plant.operator, plant.kind, plant.capacity_mw) == ("甲", "乙社", "hydro", Decimal(40))


@pytest.mark.parametrize(
    "wrong",
    [{"columns": (("nom", "P03_0002"),)}, {"columns": (("name", "P9"),)}, {"kinds": (("*", "steam"),)}],
)
def test_a_role_column_or_kind_that_does_not_exist_is_refused(
    session: Session, tmp_path: Path, wrong: dict[str, object]
) -> None:
    given = {"columns": (("name", "P03_0002"),), **wrong}
    with pytest.raises(InvalidInput):
        load(session, "plants", coded(tmp_path), source="p03", **given)


def test_ten_area_files_in_a_row_give_each_substation_once(session: Session) -> None:
    report = load(session, "substations", real_file("nasty/substations_by_area_with_duplicates.csv"))
    assert (report.counts.rows_in, report.counts.stored, report.counts.skipped) == (6962, 5897, 1065)
