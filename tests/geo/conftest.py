"""Embedded prefectures and, where it is at hand, the shared real data."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from shapely.geometry import shape

from data.domain.wording import Text
from geo.site_facts import PrefectureShape

_REPOSITORY = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def prefectures() -> list[PrefectureShape]:
    path = _REPOSITORY / "data" / "reference" / "prefecture_polygons.geojson"
    features = json.loads(path.read_text(encoding="utf-8"))["features"]
    return [
        PrefectureShape(
            feature["properties"]["code"],
            Text(feature["properties"]["name_ja"], feature["properties"]["name_en"]),
            shape(feature["geometry"]),
        )
        for feature in features
    ]


@pytest.fixture(scope="session")
def shared_data() -> Path:
    path = Path(os.environ.get("SHUSEKI_SHARED_DATA", _REPOSITORY.parent / "shared" / "data"))
    if not path.is_dir():
        pytest.skip("the shared real data is not beside this repository")
    return path
