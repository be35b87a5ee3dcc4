"""What loaded layers say at a site: edition, date, coverage, borderline told, and never "no" from a gap."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import geopandas
import pytest
from shapely.affinity import translate
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services import layer_facts
from data.domain.evidence import Known, Missing
from data.domain.layer import LAYER_TOPIC_NAMES, LayerTopic
from data.domain.plan.kinds_zones import Topic
from data.queries.layers import layer_of
from rules.gx_types.measured import layer_path, near_path
from tests.data.importers.files import context_layer, load

SITE = box(137.20, 36.70, 137.21, 36.71)
TEN_METRES = 0.000112
"""Degrees of longitude at the site."""
WIDTH = 0.01
AROUND = box(137.0, 36.5, 137.5, 37.0)
ELSEWHERE = box(139.0, 35.0, 139.5, 35.5)


def take(session: Session, folder: Path, shape: BaseGeometry, **stated: Any) -> None:
    """Import a layer on hazards of one feature."""
    geopandas.GeoDataFrame({"name": ["a"]}, geometry=[shape], crs="EPSG:4326").to_file(folder / "zone.gpkg")
    definition = context_layer("zone", **{"topic": LayerTopic.HAZARD, **stated})
    load(session, "layer", folder / "zone.gpkg", layer_definition=definition, as_of=date(2024, 3, 31))


def area(folder: Path, shape: BaseGeometry) -> Path:
    """Write a file that states where a layer is complete."""
    geopandas.GeoDataFrame(geometry=[shape], crs="EPSG:4326").to_file(folder / "area.geojson")
    return folder / "area.geojson"


def told(session: Session) -> str:
    fact = layer_facts.measured(session, SITE)[layer_path(LayerTopic.HAZARD)]
    assert isinstance(fact, Known)
    assert isinstance(fact.value, tuple)
    return str(fact.value[0])


def test_topics_of_layers_are_topics_of_applications() -> None:
    for topic, name in LAYER_TOPIC_NAMES.items():
        assert Topic.of(topic.value).text == name


@pytest.mark.parametrize("topic", LayerTopic)
def test_a_topic_without_a_layer_says_not_loaded(session: Session, topic: LayerTopic) -> None:
    facts = layer_facts.measured(session, SITE)
    for path in (layer_path(topic), near_path(topic)):
        fact = facts[path]
        assert isinstance(fact, Missing)
        assert "読み込まれていません" in fact.reason.ja
        assert fact.ask is not None


def test_a_layer_without_a_topic_is_shown_for_none(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path, SITE, topic=None)
    assert layer_of(session, "zone").topic is None
    facts = layer_facts.measured(session, SITE)
    assert all(isinstance(fact, Missing) for fact in facts.values())


def test_the_topic_of_a_file_already_loaded_can_be_stated_later(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path, SITE, topic=None)
    take(session, tmp_path, SITE)
    assert layer_of(session, "zone").topic is LayerTopic.HAZARD
    assert "用地に重なる地物1件" in told(session)


def test_what_lies_on_the_site_is_told_with_edition_and_date(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path, SITE, coverage=area(tmp_path, AROUND))
    words = told(session)
    assert "zone（2024年3月31日時点、版" in words
    assert "用地に重なる地物1件（収録範囲の中）" in words


def test_nothing_on_the_site_is_told_with_the_nearest_feature(session: Session, tmp_path: Path) -> None:
    far = translate(SITE, xoff=WIDTH + 100 * TEN_METRES)
    take(session, tmp_path, far, coverage=area(tmp_path, AROUND))
    assert "重なる地物の記録なし、最も近い地物まで1.00km（収録範囲の中）" in told(session)


def test_beyond_the_distance_looked_at_nothing_is_recorded(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path, translate(SITE, xoff=0.2), coverage=area(tmp_path, AROUND))
    assert "周辺10km以内の地物も記録なし" in told(session)


def test_a_layer_that_does_not_cover_the_site_says_where_it_does(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path, ELSEWHERE, coverage=area(tmp_path, ELSEWHERE))
    words = told(session)
    assert "確認できない（範囲外" in words
    assert "東経139.00〜139.50度、北緯35.00〜35.50度" in words
    assert "記録なし" not in words


def test_a_site_covered_in_part_says_so(session: Session, tmp_path: Path) -> None:
    half = box(137.0, 36.5, 137.205, 37.0)
    take(session, tmp_path, translate(SITE, xoff=-0.05), coverage=area(tmp_path, half))
    assert "一部のみ範囲内" in told(session)


def test_a_coverage_taken_from_the_data_is_told_as_such(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path, AROUND)
    assert "地物の広がりからの推定" in told(session)


@pytest.mark.parametrize(
    ("moved_by", "is_borderline"),
    [
        (WIDTH + 2 * TEN_METRES, True),
        (WIDTH + 3 * TEN_METRES, False),
        (WIDTH - 2 * TEN_METRES, True),
        (WIDTH - 6 * TEN_METRES, False),
    ],
    ids=["20 m outside", "30 m outside", "20 m inside", "60 m inside"],
)
def test_a_feature_within_the_accuracy_of_the_edge_is_borderline(
    session: Session, tmp_path: Path, moved_by: float, is_borderline: bool
) -> None:
    shape = translate(SITE, xoff=moved_by)
    take(session, tmp_path, shape, coverage=area(tmp_path, AROUND), accuracy_m=25.0)
    fact = layer_facts.measured(session, SITE)[near_path(LayerTopic.HAZARD)]
    assert isinstance(fact, Known)
    assert isinstance(fact.value, tuple)
    assert bool(fact.value) == is_borderline
    assert all("位置精度25m" in words for words in fact.value)


def test_without_a_stated_accuracy_nothing_is_called_clear_of_the_edge(
    session: Session, tmp_path: Path
) -> None:
    take(session, tmp_path, translate(SITE, xoff=0.05), coverage=area(tmp_path, AROUND))
    fact = layer_facts.measured(session, SITE)[near_path(LayerTopic.HAZARD)]
    assert isinstance(fact, Missing)
    assert "位置精度" in fact.reason.ja


@pytest.mark.parametrize("place", [None, SITE])
def test_without_place_or_database_everything_is_missing(
    session: Session, place: BaseGeometry | None
) -> None:
    facts = layer_facts.measured(session if place is None else None, place)
    assert len(facts) == 2 * len(LayerTopic)
    assert all(isinstance(fact, Missing) for fact in facts.values())
