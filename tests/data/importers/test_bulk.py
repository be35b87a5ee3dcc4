"""What is copied into a table comes back as it was, whatever the type of its column."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.orm import Session

from data.importers import bulk
from data.importers.bulk import Copying
from data.importers.coverage import as_coverage, hull_of
from data.orm.layer import LayerFeature
from tests.data.importers.files import context_layer, load

ROWS = {
    "n2": pd.Series([1, None, -5], dtype="Int64"),
    "n4": pd.Series([2_000_000_000.0, float("nan"), -1.0]),
    "n8": pd.Series([2**40, 0, None], dtype="Int64"),
    "words": pd.Series(["富山\u2028\u0085", "", None], dtype="object"),
    "truth": pd.Series([True, None, False], dtype="object"),
    "amount": pd.Series([0.001, 12345678.9, float("nan")]),
    "facts": pd.Series(['{"a":null}', "{}", None], dtype="object"),
    "shape": pd.Series([shapely.Point(137, 36), None, shapely.box(137, 36, 138, 37)], dtype="object"),
}
WANTED = [
    (1, 2_000_000_000, 2**40, "富山\u2028\u0085", True, Decimal("0.001"), {"a": None}),
    (None, None, 0, "", None, Decimal("12345678.9"), {}),
    (-5, -1, None, None, False, None, None),
]


def no_progress(done: int, total: int | None) -> None:
    """Nothing to show."""


@pytest.mark.parametrize("block", [1, 2, 5_000])
def test_every_type_of_column_comes_back(
    session: Session, monkeypatch: pytest.MonkeyPatch, block: int
) -> None:
    monkeypatch.setattr(bulk, "BLOCK", block)
    session.execute(
        text(
            "CREATE TABLE copied (n2 smallint, n4 integer, n8 bigint, words varchar, truth boolean, "
            "amount numeric(12, 3), facts jsonb, shape geometry(GEOMETRY, 4326))"
        )
    )
    names = [name for name in ROWS if name != "shape"]
    with Copying(session, "copied", names, ["shape"], no_progress) as copying:
        copying.send(pd.DataFrame(ROWS))
    rows = session.execute(text(f"SELECT {', '.join(names)} FROM copied")).all()
    assert [tuple(row) for row in rows] == WANTED
    shapes = session.scalars(text("SELECT ST_AsBinary(shape) FROM copied")).all()
    assert [shape and shapely.from_wkb(bytes(shape)) for shape in shapes] == list(ROWS["shape"])


def test_every_column_an_importer_writes_has_a_writer(session: Session) -> None:
    types = session.scalars(
        text(
            "SELECT DISTINCT format_type(a.atttypid, NULL) FROM pg_attribute a JOIN pg_class c "
            "ON c.oid = a.attrelid WHERE c.relnamespace = 'public'::regnamespace AND c.relname = ANY(:tables)"
            " AND a.attnum > 0 AND NOT a.attisdropped"
        ),
        {
            "tables": [
                "boundary",
                "power_plant",
                "substation",
                "transmission_line",
                "data_centre",
                "layer_feature",
                "grid_room",
                "statistic_value",
            ]
        },
    ).all()
    assert set(types) <= set(bulk.WRITERS)


@pytest.mark.parametrize("separator", ["\u2028", "\u2029", "\u0085", "\x1e", "\n", "\r\n"])
def test_words_with_separators_of_lines_stay_in_their_row(
    session: Session, tmp_path: Path, separator: str
) -> None:
    features = [
        {
            "type": "Feature",
            "properties": {"note": f"a{separator}b{n}"},
            "geometry": {"type": "Point", "coordinates": [137 + n / 10, 36]},
        }
        for n in range(2)
    ]
    path = tmp_path / "notes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    load(session, "layer", path, layer_definition=context_layer("notes"))
    found = session.query(LayerFeature).order_by(LayerFeature.id).all()
    assert [row.properties["note"] for row in found] == [f"a{separator}b0", f"a{separator}b1"]


def test_the_hull_of_one_point_or_of_points_in_a_line_is_an_area() -> None:
    for places in ([(137, 36)], [(137, 36), (138, 36)], [(137, 36), (138, 36), (137.5, 37)]):
        points = np.array([shapely.Point(place) for place in places], dtype=object)
        area = as_coverage(hull_of(points))
        assert area.area > 0
        assert all(area.covers(point) for point in points)


@given(st.integers(3, 400), st.integers(0, 2**32 - 1))
def test_the_hull_is_that_of_every_vertex_though_few_shapes_are_asked(number: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    middles = random.normal(size=(number, 2)) * [0.5, 0.3] + [137, 36]
    shapes = shapely.linestrings(np.stack([middles, middles + random.normal(size=(number, 2)) * 0.1], axis=1))
    whole = shapely.convex_hull(shapely.multipoints(shapely.get_coordinates(shapes)))
    assert shapely.equals(hull_of(shapes), whole)
    half = number // 2 or 1
    assert shapely.equals(hull_of(shapes[half:], hull_of(shapes[:half])), whole)
