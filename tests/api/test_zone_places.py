"""Where a zone lies by loaded boundaries and what plants its names may mean: told, never decided."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import Point, box
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services import plant_names, zone_facts, zone_places
from api.services.plant_names import Origin
from api.services.plots import plots_of
from data.domain.evidence import Known, Missing, SourceRef
from data.domain.plan.kinds_zones import ElectricitySource
from data.domain.plan.sections_gx import ElectricityRow
from data.domain.wording import Text
from rules.engine.facts import Facts
from rules.vocabulary import vocabulary_of
from tests.data.importers.files import load
from tests.data.importers.test_facilities import plants_file
from tests.data.importers.test_n03 import feature, written
from tests.rules.samples import ON, sample

AKITA, SAGA, AOMORI = (
    sample("18-akita-data-centre"),
    sample("24-saga-regional-contribution-partial"),
    sample("23-aomori-regional-contribution"),
)
WEST, EAST = box(136.001, 35.501, 136.009, 35.509), box(136.011, 35.501, 136.019, 35.509)
BOTH = box(136.005, 35.501, 136.015, 35.509)
BEYOND = box(136.015, 35.501, 136.045, 35.509)
HERE = Text("試験の区画", "test plots")


@pytest.fixture
def fukui(session: Session, tmp_path: Path) -> Session:
    """Two neighbouring municipalities of one prefecture in two supply areas."""
    rows = (
        feature("18201", 136.0, 35.5, N03_001="福井県", N03_004="福井市"),
        feature("18204", 136.01, 35.5, N03_001="福井県", N03_004="小浜市"),
    )
    load(session, "n03", written(tmp_path / "n03.geojson", *rows))
    return session


def row(name: str, source: ElectricitySource = ElectricitySource.WIND) -> ElectricityRow:
    return ElectricityRow(source=source, plant=name)


def candidates(session: Session, folder: Path, name: str, *plants: str) -> str:
    load(session, "plants", plants_file(folder / "plants.csv", *plants), source="osm")
    fact = plant_names.candidates((row(name),), Origin(Point(139.0, 36.0), HERE), session)
    assert isinstance(fact, Known)
    assert isinstance(fact.value, tuple)
    return str(fact.value[0])


@pytest.mark.parametrize(
    ("place", "areas"),
    [(WEST, ("北陸エリア",)), (EAST, ("関西エリア",)), (BOTH, ("北陸エリア", "関西エリア"))],
    ids=["west", "east", "across the border"],
)
def test_supply_areas_follow_from_the_drawn_plots(
    fukui: Session, place: BaseGeometry, areas: tuple[str, ...]
) -> None:
    fact = zone_places.supply_areas(fukui, place)
    assert isinstance(fact, Known)
    assert isinstance(fact.value, tuple)
    assert set(fact.value) == set(areas)
    assert fact.source.reference.startswith("boundaries/")


def test_plots_that_boundaries_cover_in_part_tell_no_supply_area(fukui: Session) -> None:
    fact = zone_places.supply_areas(fukui, BEYOND)
    assert isinstance(fact, Missing)
    assert "全体には読み込まれていません" in fact.reason.ja


@pytest.mark.parametrize("place", [None, WEST])
def test_without_boundaries_or_place_no_supply_area_is_told(
    session: Session, place: BaseGeometry | None
) -> None:
    assert isinstance(zone_places.supply_areas(session, place), Missing)
    assert isinstance(zone_places.supply_areas(None, place), Missing)


@pytest.mark.parametrize(
    ("drawn", "told"),
    [
        (("東北エリア",), ()),
        (("東北エリア（要確認）",), ()),
        (("東北エリア", "東京エリア"), ("東京エリアは図形の位置だけにある",)),
        (("東京エリア",), ("東京エリアは図形の位置だけにある", "東北エリアは記載された市区町村だけにある")),
    ],
)
def test_codes_and_drawing_are_compared(drawn: tuple[str, ...], told: tuple[str, ...]) -> None:
    source = SourceRef("layer", HERE, "test/1")
    measured = {zone_places.PATH: Known(zone_places.PATH, drawn, source)}
    facts = Facts(AKITA, measured, vocabulary_of(type(AKITA)), ON)
    assert facts.known("zone.supply_differences") == (told,)


def test_distances_of_a_company_start_from_the_boundary_of_its_municipality(fukui: Session) -> None:
    origin = zone_places.origin_of_site(fukui, "18201")
    assert isinstance(origin, Origin)
    assert origin.name.ja == "立地市区町村の区域"
    assert origin.place.covers(WEST)


def test_without_a_boundary_they_start_from_the_office_and_say_so(session: Session) -> None:
    origin = zone_places.origin_of_site(session, "18201")
    assert isinstance(origin, Origin)
    assert origin.name.ja == "立地市区町村の役所"
    assert origin.place.geom_type == "Point"


@pytest.mark.parametrize(("code", "why"), [(None, "記載がない"), ("99999", "位置が分からない")])
def test_without_a_place_the_reason_is_told(session: Session, code: str | None, why: str) -> None:
    origin = zone_places.origin_of_site(session, code)
    assert isinstance(origin, Text)
    assert why in origin.ja
    fact = plant_names.candidates((row("見本発電所"),), origin, session)
    assert isinstance(fact, Missing)
    assert fact.reason == origin


def test_one_plant_of_the_name_and_kind_is_likely_and_its_distance_names_the_origin(
    session: Session, tmp_path: Path
) -> None:
    words = candidates(session, tmp_path, "見本山風力", "way,1,見本山風力発電所,,wind,wind,30,139.1,36.0")
    assert "確からしさ：高" in words
    assert "試験の区画から9km" in words


def test_two_plants_of_one_name_are_both_shown_and_neither_is_likely(
    session: Session, tmp_path: Path
) -> None:
    words = candidates(
        session,
        tmp_path,
        "見本山風力",
        "way,1,見本山風力発電所,,wind,wind,30,139.1,36.0",
        "way,2,見本山風力発電所,,wind,wind,20,139.4,36.0",
    )
    assert words.count("確からしさ：中") == 2
    assert "確からしさ：高" not in words


def test_a_plant_of_another_kind_is_unlikely(session: Session, tmp_path: Path) -> None:
    words = candidates(session, tmp_path, "見本山", "way,1,見本山発電所,,solar,solar,30,139.1,36.0")
    assert "種類が異なる" in words
    assert "確からしさ：低" in words


def test_no_plant_of_the_name_says_how_far_it_was_looked_for(session: Session, tmp_path: Path) -> None:
    words = candidates(session, tmp_path, "見本山", "way,1,別の川,,solar,solar,30,139.1,36.0")
    assert "150km以内に候補なし" in words


def test_without_plants_loaded_nothing_is_compared(session: Session) -> None:
    fact = plant_names.candidates((row("見本"),), Origin(Point(139.0, 36.0), HERE), session)
    assert isinstance(fact, Missing)
    assert "読み込まれていません" in fact.reason.ja


def test_a_company_without_a_named_plant_says_so(session: Session) -> None:
    (fact,) = zone_facts.measured(SAGA, ON, session).values()
    assert isinstance(fact, Missing)
    assert "発電所名の記載がありません" in fact.reason.ja


def test_a_companys_plants_are_looked_for_near_its_site(session: Session, tmp_path: Path) -> None:
    plant = "way,1,下北見本風力発電所,,wind,wind,30,141.2,41.3"
    load(session, "plants", plants_file(tmp_path / "plants.csv", plant), source="osm")
    (fact,) = zone_facts.measured(AOMORI, ON, session).values()
    assert isinstance(fact, Known)
    assert isinstance(fact.value, tuple)
    assert any("立地市区町村の役所から" in words for words in fact.value)


def test_every_fact_of_a_zone_is_measured_on_an_empty_database(session: Session) -> None:
    with_database, without = (zone_facts.measured(AKITA, ON, at) for at in (session, None))
    assert with_database.keys() == without.keys()
    assert {path for path, fact in with_database.items() if isinstance(fact, Known)} == {
        path for path, fact in without.items() if isinstance(fact, Known)
    }


def test_plots_that_are_not_drawn_are_gaps_and_not_left_out() -> None:
    plots = plots_of(AKITA)
    assert len(plots.placed) + len(plots.gaps) == len(plots.stated)
    bare = AKITA.model_copy(
        update={"plots": tuple(p.model_copy(update={"geometry": None}) for p in plots.stated)}
    )
    found = plots_of(bare)
    assert (len(found.placed), len(found.gaps)) == (0, len(plots.stated))
    assert plots_of(SAGA).stated == ()


def test_plants_loaded_later_are_compared_though_the_place_was_asked_for_before(
    session: Session, tmp_path: Path
) -> None:
    before = candidates(session, tmp_path, "見本山風力", "way,1,別の川,,wind,wind,30,139.1,36.0")
    after = candidates(session, tmp_path, "見本山風力", "way,1,見本山風力発電所,,wind,wind,30,139.1,36.0")
    assert "候補なし" in before
    assert "確からしさ：高" in after
