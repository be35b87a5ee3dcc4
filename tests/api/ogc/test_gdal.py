"""GDAL reads the service as any office does: to the end, by box, by filter, in plane coordinates."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from textwrap import dedent

import pyogrio
import pytest
from fastapi import FastAPI
from sqlalchemy import Engine

from api.services.reference import load_reference
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from tests.support.serving import served

pytestmark = pytest.mark.skipif("OAPIF" not in pyogrio.list_drivers(), reason="this GDAL has no OAPIF driver")
READ = """
import json, sys
import pyogrio
address = sys.argv[1]
read = lambda **wanted: pyogrio.read_dataframe(address, layer="prefectures", **wanted)
everything, plane = read(PAGE_SIZE=10), read(CRS="EPSG:6677")
print(json.dumps({
    "layers": [str(name) for name, _kind in pyogrio.list_layers(address)],
    "told": int(pyogrio.read_info(address, layer="prefectures")["features"]),
    "read": len(everything),
    "boxed": list(read(bbox=(127.6, 26.1, 127.8, 26.3))["name"]),
    "chosen": list(read(where="code >= '13' AND code < '15'")["name"]),
    "plane": plane.crs.to_epsg(),
    "apart_m": plane.geometry.iloc[12].hausdorff_distance(everything.to_crs(6677).geometry.iloc[12]),
}))
"""


@pytest.fixture
def address(app: FastAPI, own_engine: Engine) -> Iterator[str]:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        load_reference(session)
    with served(app) as served_at:
        yield f"OAPIF:{served_at}/ogc"


def test_gdal_reads_to_the_end_by_box_by_filter_and_in_plane_coordinates(address: str) -> None:
    # In a process of its own: within this one, GDAL would keep the server's thread from running.
    command = [sys.executable, "-c", dedent(READ), address]
    done = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    found = json.loads(done.stdout)
    assert {"prefectures", "plans", "power_plants"} <= set(found["layers"])
    assert found["told"] == found["read"] == 47
    assert found["boxed"] == ["沖縄県"]
    assert found["chosen"] == ["東京都", "神奈川県"]
    assert found["plane"] == 6677
    assert found["apart_m"] < 0.2
