"""What GDAL streams arrives as the file says it: every type of column, and shapes with arcs or measures."""

from __future__ import annotations

import json
import sqlite3
import struct
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio.raw
import shapely
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.domain.issues import ImportReport
from data.orm.layer import Layer, LayerFeature
from tests.data.importers.files import context_layer, load

BEYOND_FRACTIONS = 2**60 + 1
"""A whole number that no binary fraction of 64 bits holds."""
VALUES: dict[str, tuple[object, object]] = {
    "truth": (True, False),
    "large": (BEYOND_FRACTIONS, -1),
    "share": (1.5, 0.25),
    "said": ("あ", "\u2028"),
    "day": ("2020-01-02", "1900-12-31"),
    "clock": ("12:34:56", "00:00:00"),
    "at": ("2020-01-02T03:04:05.250+09:00", "1800-01-02T03:04:05+09:00"),
    "words": (["a", "b"], ["c", "d"]),
    "numbers": ([1, 2], []),
}
CHANGED = {
    "day": ("2020-01-02T00:00:00.000", "1900-12-31T00:00:00.000"),
    "at": ("2020-01-02T03:04:05.250", "1800-01-02T03:04:05.000"),
}
"""Days and times are written as times of the clock."""


def test_every_type_of_column_arrives_with_and_without_missing_values(
    session: Session, tmp_path: Path
) -> None:
    rows = [{name: pair[n] for name, pair in VALUES.items()} for n in (0, 1)]
    stored = [{name: pair[n] for name, pair in (VALUES | CHANGED).items()} for n in (0, 1)]
    nothing = dict.fromkeys(VALUES)
    for key, table, kept in (
        ("full", rows, stored),
        ("lacking", [rows[0], nothing, rows[1]], [stored[0], nothing, stored[1]]),
    ):
        path = tmp_path / f"{key}.geojson"
        features = [
            {
                "type": "Feature",
                "properties": row,
                "geometry": {"type": "Point", "coordinates": [137 + n, 36]},
            }
            for n, row in enumerate(table)
        ]
        path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
        report = load(session, "layer", path, layer_definition=context_layer(key))
        assert _properties(session, report) == kept
        types = {each["name"]: each["type"] for each in session.get_one(Layer, key).attributes}
        assert (types["truth"], types["large"], types["share"], types["said"]) == (
            "boolean",
            "number",
            "number",
            "string",
        )


def test_codes_of_a_domain_stay_codes(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "plots.gpkg"
    frame = gpd.GeoDataFrame(
        {"use": pd.array([1, None, 7], dtype="Int32")},
        geometry=gpd.points_from_xy([137, 138, 139], [36, 36, 36]),
        crs=4326,
    )
    frame.to_file(path, engine="pyogrio")
    _declare_domain(path, "plots", "use", {1: "one", 2: "two", 7: "seven"})
    report = load(session, "layer", path, layer_definition=context_layer("plots"))
    assert [row["use"] for row in _properties(session, report)] == [1, None, 7]


def test_arcs_are_drawn_as_lines_and_measures_are_dropped(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "shapes.gpkg"
    arc = struct.pack("<BII6d", 1, 8, 3, 137, 36, 137.5, 36.5, 138, 36)
    measured = struct.pack("<BI3d", 1, 2001, 137, 36, 5)
    shapes = np.array([measured, None, arc, shapely.to_wkb(shapely.Point(137, 35))], dtype=object)
    names = [np.array(["m", "none", "arc", "point"], dtype=object)]
    pyogrio.raw.write(path, shapes, names, ["name"], geometry_type="Unknown", crs="EPSG:4326", driver="GPKG")
    report = load(session, "layer", path, layer_definition=context_layer("shapes"))
    rows = session.execute(
        select(
            LayerFeature.properties["name"].astext,
            func.concat(func.ST_GeometryType(LayerFeature.geom), func.ST_NDims(LayerFeature.geom)),
        )
    ).all()
    assert {tuple(row) for row in rows} == {
        ("m", "ST_Point2"),
        ("arc", "ST_LineString2"),
        ("point", "ST_Point2"),
    }
    length = session.scalar(select(func.max(func.ST_Length(LayerFeature.geom))))
    assert abs(length - np.pi / 2) < 1e-3
    codes = {issue.code for issue in report.editions[0].issues}
    assert {"geometry-missing", "geometry-types-mixed"} <= codes


def _properties(session: Session, report: ImportReport) -> list[dict[str, object]]:
    chosen = LayerFeature.edition_id == report.editions[0].edition_id
    return list(session.scalars(select(LayerFeature.properties).where(chosen).order_by(LayerFeature.id)))


def _declare_domain(path: Path, table: str, column: str, codes: dict[int, str]) -> None:
    with sqlite3.connect(path) as file:
        file.executescript(
            "CREATE TABLE gpkg_data_columns (table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT,"
            " title TEXT, description TEXT, mime_type TEXT, constraint_name TEXT);"
            "CREATE TABLE gpkg_data_column_constraints (constraint_name TEXT NOT NULL, constraint_type TEXT,"
            " value TEXT, min NUMERIC, min_is_inclusive BOOLEAN, max NUMERIC, max_is_inclusive BOOLEAN,"
            " description TEXT);"
        )
        file.execute(
            "INSERT INTO gpkg_data_columns (table_name, column_name, constraint_name) VALUES (?, ?, 'd')",
            (table, column),
        )
        file.executemany(
            "INSERT INTO gpkg_data_column_constraints (constraint_name, constraint_type, value, description)"
            " VALUES ('d', 'enum', ?, ?)",
            list(codes.items()),
        )
