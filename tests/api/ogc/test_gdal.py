"""GDAL reads the service as any office does: to the end, by box, by filter, in plane coordinates."""

from __future__ import annotations

from collections.abc import Iterator

import pyogrio
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.services.reference import load_reference
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.support.serving import served

pytestmark = pytest.mark.skipif("OAPIF" not in pyogrio.list_drivers(), reason="this GDAL has no OAPIF driver")


@pytest.fixture
def address(app: FastAPI, own_engine: Engine) -> Iterator[str]:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        load_reference(session)
    with served(app) as served_at:
        yield f"OAPIF:{served_at}/ogc"


def test_gdal_reads_every_collection_to_the_end_by_box_filter_and_plane_coordinates(address: str) -> None:
    assert "prefectures" in {name for name, _kind in pyogrio.list_layers(address)}
    everything = pyogrio.read_dataframe(address, layer="prefectures", PAGE_SIZE=10)
    assert len(everything) == pyogrio.read_info(address, layer="prefectures")["features"] == 47
    boxed = pyogrio.read_dataframe(address, layer="prefectures", bbox=(127.6, 26.1, 127.8, 26.3))
    assert list(boxed["name"]) == ["沖縄県"]
    chosen = pyogrio.read_dataframe(address, layer="prefectures", where="code >= '13' AND code < '15'")
    assert list(chosen["name"]) == ["東京都", "神奈川県"]
    plane = pyogrio.read_dataframe(address, layer="prefectures", CRS="EPSG:6677")
    assert plane.crs.to_epsg() == 6677
    here, there = plane.geometry.iloc[12], everything.to_crs(6677).geometry.iloc[12]
    assert here.hausdorff_distance(there) < 0.1
