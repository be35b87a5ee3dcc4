"""The borders of the Tokyo and Osaka areas: from boundaries where all prefectures are loaded, else coarse."""

from __future__ import annotations

from pathlib import Path

import pytest
from shapely.geometry import mapping
from sqlalchemy.orm import Session

from api.services import zone_facts
from data.domain.evidence import Known
from data.reference.polygons import prefecture_polygons
from tests.data.importers.files import load
from tests.data.importers.test_n03 import feature, written
from tests.rules.samples import ON, sample

AKITA, CHIBA = sample("18-akita-data-centre"), sample("19-chiba-data-centre-late")
BODIES = {
    "11201": ("埼玉県", "川越市"), "12203": ("千葉県", "市川市"), "13201": ("東京都", "八王子市"),
    "14201": ("神奈川県", "横須賀市"), "26201": ("京都府", "福知山市"), "27202": ("大阪府", "岸和田市"),
    "28201": ("兵庫県", "姫路市"), "29202": ("奈良県", "大和高田市"),
}  # fmt: skip
PATHS = ("zone.tokyo_km", "zone.osaka_km", "zone.border_accuracy_km")


def take(session: Session, folder: Path, *without: str) -> None:
    """Load boundaries that fill the prefectures of both areas, but for those of some codes."""
    rows = []
    for code, (prefecture, name) in BODIES.items():
        if code not in without:
            row = feature(code, 139.0, 36.0, N03_001=prefecture, N03_004=name)
            rows.append({**row, "geometry": mapping(prefecture_polygons()[code[:2]])})
    assert not load(session, "n03", written(folder / "n03.geojson", *rows)).stopped


def known(session: Session | None, document=AKITA) -> list[Known]:
    facts = zone_facts.measured(document, ON, session)
    found = [facts[path] for path in PATHS]
    assert all(isinstance(fact, Known) for fact in found)
    return [fact for fact in found if isinstance(fact, Known)]


def test_loaded_boundaries_tell_the_distance_with_their_own_accuracy(
    session: Session, tmp_path: Path
) -> None:
    coarse = known(session)
    assert [fact.source.origin for fact in coarse] == ["catalogue"] * 3
    take(session, tmp_path)
    loaded = known(session)
    assert [fact.source.origin for fact in loaded] == ["layer"] * 3
    assert all(fact.source.reference.startswith("boundaries/") for fact in loaded)
    for before, after in zip(coarse[:2], loaded[:2], strict=True):
        assert float(str(after.value)) == pytest.approx(float(str(before.value)), abs=1.0)
    assert loaded[2].value != coarse[2].value


def test_a_place_inside_the_area_stays_inside(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path)
    assert float(str(known(session, CHIBA)[0].value)) < 0


def test_with_one_prefecture_left_out_the_coarse_borders_count(session: Session, tmp_path: Path) -> None:
    take(session, tmp_path, "13201")
    assert [fact.value for fact in known(session)] == [fact.value for fact in known(None)]
