"""Hostile and broken files end in a clear report, in bounded size, with nothing stored."""

from __future__ import annotations

import gzip
import json
import struct
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from pyproj import CRS
from shapely.geometry import mapping
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput
from data.importers import formats, vector
from data.orm.layer import LayerFeature
from data.queries.layers import features_in
from data.queries.sources import editions, editions_in_use
from tests.data.importers.files import context_layer, load

GML = "http://www.opengis.net/gml"


def geojson(path: Path, *geometries: Any) -> Path:
    features = [{"type": "Feature", "properties": {"n": n}, "geometry": g} for n, g in enumerate(geometries)]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    return path


def polygon(*ring: tuple[float, float]) -> dict[str, Any]:
    return {"type": "Polygon", "coordinates": [list(map(list, ring))]}


def refused(session: Session, path: Path) -> str:
    with pytest.raises(InvalidInput) as caught:
        load(session, "layer", path, layer_definition=context_layer("bad"))
    assert editions(session) == ()
    return caught.value.problems[0].message.en


def stopped(session: Session, path: Path) -> set[str]:
    report = load(session, "layer", path, layer_definition=context_layer("bad"))
    assert report.stopped
    assert editions_in_use(session) == ()
    assert session.scalars(select(LayerFeature.id)).all() == []
    return {issue.code for issue in report.issues}


def test_a_polygon_of_millions_of_vertices_is_refused_before_it_is_built(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vector, "MOST_VERTICES", 50_000)
    angle = np.linspace(0, 2 * np.pi, 60_000)
    ring = np.column_stack([137 + np.cos(angle) / 10, 36 + np.sin(angle) / 10])
    path = geojson(tmp_path / "huge.geojson", mapping(shapely.Polygon(ring)))
    assert "too many vertices (60,000; the limit is 50,000" in refused(session, path)


def test_five_million_vertices_are_refused_within_the_limits(session: Session, tmp_path: Path) -> None:
    angle = np.linspace(0, 2 * np.pi, 5_000_000)
    ring = np.column_stack([137 + np.cos(angle) / 10, 36 + np.sin(angle) / 10])
    ring[-1] = ring[0]
    write_shapefile(tmp_path / "huge.shp", ring)
    assert "5,000,000" in refused(session, tmp_path / "huge.shp")


@pytest.mark.parametrize(
    "shape",
    [
        polygon((137, 36), (137.1, 36), (137, 36)),
        polygon((137, 36), (137, 36), (137, 36), (137, 36)),
        {"type": "Polygon", "coordinates": []},
        None,
    ],
    ids=["two points", "one point", "no ring", "null"],
)
def test_a_ring_without_area_leaves_nothing_to_load(
    session: Session, tmp_path: Path, shape: dict[str, Any] | None
) -> None:
    assert "nothing-to-load" in stopped(session, geojson(tmp_path / "thin.geojson", shape))


def test_a_bowtie_is_repaired_and_said_to_be(session: Session, tmp_path: Path) -> None:
    bowtie = polygon((137, 36), (137.1, 36.1), (137.1, 36), (137, 36.1), (137, 36))
    path = geojson(tmp_path / "bowtie.geojson", bowtie)
    report = load(session, "layer", path, layer_definition=context_layer("bad"))
    assert report.counts.repaired == 1
    assert "Self-intersection" in next(i.message.en for i in report.issues if i.code == "geometry-invalid")


def test_a_hole_as_large_as_its_shell_and_parts_on_top_of_each_other(
    session: Session, tmp_path: Path
) -> None:
    square = [[137, 36], [137.1, 36], [137.1, 36.1], [137, 36.1], [137, 36]]
    hollow = {"type": "Polygon", "coordinates": [square, square]}
    twice = {"type": "MultiPolygon", "coordinates": [[square], [square]]}
    path = geojson(tmp_path / "nested.geojson", hollow, twice)
    report = load(session, "layer", path, layer_definition=context_layer("bad"))
    assert (report.counts.stored, report.counts.refused) == (1, 1)


@pytest.mark.parametrize("value", [1e308, -1e308, 1e20])
def test_coordinates_beyond_the_earth_leave_nothing_to_load(
    session: Session, tmp_path: Path, value: float
) -> None:
    path = geojson(tmp_path / "far.geojson", {"type": "Point", "coordinates": [value, 36]})
    assert stopped(session, path) & {"coordinates-outside-japan", "crs-contradicted"}


def test_coordinates_that_are_no_numbers_are_refused(session: Session, tmp_path: Path) -> None:
    nan = float("nan")
    ring = np.array([[137, 36], [137.1, nan], [137.1, 36.1], [137, 36]])
    write_shapefile(tmp_path / "nan.shp", ring)
    assert stopped(session, tmp_path / "nan.shp") & {"coordinates-not-finite", "crs-missing"}


def test_a_polygon_across_the_antimeridian_is_not_japan(session: Session, tmp_path: Path) -> None:
    path = geojson(tmp_path / "pacific.geojson", polygon((179, 30), (181, 30), (181, 31), (179, 30)))
    assert "coordinates-outside-japan" in stopped(session, path)


def test_heights_are_dropped_and_said_to_be(session: Session, tmp_path: Path) -> None:
    path = geojson(tmp_path / "z.geojson", {"type": "Point", "coordinates": [137, 36, 12.5]})
    report = load(session, "layer", path, layer_definition=context_layer("bad"))
    assert "heights-dropped" in {issue.code for issue in report.issues}


def test_measures_are_dropped_and_said_to_be(session: Session, tmp_path: Path) -> None:
    path, line = tmp_path / "measured.shp", struct.pack("<4d", 137, 36, 137.1, 36.1)
    record = (
        struct.pack("<i", 23) + line + struct.pack("<3i", 1, 2, 0) + line + struct.pack("<4d", 0, 9, 0, 9)
    )
    limits = struct.pack("<2i", 1000, 23) + line + struct.pack("<4d", 0, 0, 0, 9)
    words = len(record) // 2
    for ending, rest in (
        (".shp", struct.pack(">2i", 1, words) + record),
        (".shx", struct.pack(">2i", 50, words)),
    ):
        head = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, (100 + len(rest)) // 2)
        path.with_suffix(ending).write_bytes(head + limits + rest)
    path.with_suffix(".prj").write_text(CRS.from_epsg(4326).to_wkt("WKT1_ESRI"), encoding="ascii")
    report = load(session, "layer", path, layer_definition=context_layer("bad"))
    assert "heights-dropped" in {issue.code for issue in report.issues}
    stored = features_in(session, "bad", (130.0, 30.0, 140.0, 40.0))
    assert not any(shapely.has_z(each.geometry) or shapely.has_m(each.geometry) for each in stored)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.geojson", b"", "empty"),
        ("empty.zip", b"", "empty"),
        ("cut.geojson.gz", gzip.compress(bytes(range(256)), mtime=0)[:40], "cannot be read"),
        ("cut.zip", b"PK\x03\x04" + bytes(60), "cannot be read"),
        ("picture.gpkg", b"\x89PNG\r\n\x1a\n\x00\x00", "none of the formats"),
        ("page.geojson", b"<html><body>404</body></html>", "none of the formats"),
        ("bomb.gml", f'<!DOCTYPE a [<!ENTITY b "c">]><a xmlns="{GML}">&b;</a>'.encode(), "DOCTYPE"),
        ("broken.geojson", b'{"type": "FeatureCollection", "features": [', "cannot be read"),
        ("table.csv", "名称,住所\n港,富山市\n".encode(), "headings needed"),
    ],
)
def test_what_is_no_layer_is_refused_by_its_content(
    session: Session, tmp_path: Path, name: str, content: bytes, said: str
) -> None:
    (tmp_path / name).write_bytes(content)
    assert said in refused(session, tmp_path / name)


def test_a_wrong_ending_does_not_matter_and_is_told(session: Session, tmp_path: Path) -> None:
    path = geojson(tmp_path / "really.gpkg", {"type": "Point", "coordinates": [137, 36]})
    report = load(session, "layer", path, layer_definition=context_layer("bad"))
    assert report.counts.stored == 1
    assert "format-by-content" in {issue.code for issue in report.issues}


def test_an_archive_that_explodes_is_not_unpacked(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("layer.geojson", b"0" * (150 * 1024**2))
    assert path.stat().st_size < 1024**2
    assert "abnormal size" in refused(session, path)


def test_a_gzip_that_explodes_is_stopped_at_the_limit(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "LARGEST_UNPACKED", 3 * 1024**2)
    path = tmp_path / "bomb.geojson.gz"
    path.write_bytes(gzip.compress(b"0" * (10 * 1024**2)))
    assert "too large" in refused(session, path)


def test_an_archive_of_many_members_is_not_unpacked(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formats, "MOST_MEMBERS", 10)
    with zipfile.ZipFile(tmp_path / "many.zip", "w") as archive:
        for number in range(11):
            archive.writestr(f"{number}.txt", b"")
    assert "11 members" in refused(session, tmp_path / "many.zip")


@pytest.mark.parametrize(
    "member", ["../out.geojson", "/out.geojson", "a/../../out.geojson", "C:/out.geojson"]
)
def test_a_member_that_climbs_out_refuses_the_archive(session: Session, tmp_path: Path, member: str) -> None:
    with zipfile.ZipFile(tmp_path / "slip.zip", "w") as archive:
        archive.writestr(member, b"{}")
    assert "leaves its folder" in refused(session, tmp_path / "slip.zip")


def test_a_file_beyond_the_limit_is_refused_without_reading_it(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "large.geojson"
    with path.open("wb") as stream:
        stream.truncate(formats.LARGEST_FILE + 1)
    assert "too large" in refused(session, path)


def write_shapefile(path: Path, ring: Any) -> None:
    """One polygon as .shp and .shx without attributes, written by hand: no writer takes such rings."""
    points = np.asarray(ring, dtype="<f8")
    body = struct.pack("<i4d2ii", 5, *box_of(points), 1, len(points), 0) + points.tobytes()
    header = struct.pack("<ii4d4d", 1000, 5, *box_of(points), 0, 0, 0, 0)
    for ending, content in (
        (".shp", struct.pack(">ii", 1, len(body) // 2) + body),
        (".shx", struct.pack(">ii", 50, len(body) // 2)),
    ):
        words = (100 + len(content)) // 2
        path.with_suffix(ending).write_bytes(
            struct.pack(">7i", 9994, 0, 0, 0, 0, 0, words) + header + content
        )


def box_of(points: Any) -> list[float]:
    return [float(value) for value in (*np.nanmin(points, axis=0), *np.nanmax(points, axis=0))]
