"""A layer read in blocks gives the same rows, references, log and coverage as one read at once."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely
from pyproj import Transformer
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.domain.issues import EditionReport, ImportOutcome
from data.importers import layers
from data.orm.layer import Layer, LayerFeature
from data.orm.source import DatasetEdition
from data.reference.places import municipalities
from tests.data.importers.files import context_layer, load

BLOCKS = (3, 100)
EACH_ITS_OWN: list[str | None] = [f"P{n}" for n in range(8)]
REPEATED: list[str | None] = [*EACH_ITS_OWN[:7], "P1"]
"""Found out only when the third block of three is read."""
BY_NUMBER = {f"row:{n}" for n in range(1, 9)}
LACKING: list[str | None] = [*EACH_ITS_OWN[:7], None]


def _file(folder: Path, ending: str, *, numbers: list[str | None] | None = None) -> Path:
    """Eight points, one a bowtie; the last row says what the second says, unless they are numbered."""
    places = 8
    shapes = [shapely.Point(137 + n / 10, 36 + n % 3 / 10) for n in range(places - 1)]
    shapes = [
        *shapes[:2],
        shapely.Polygon([(137, 36), (138, 37), (138, 36), (137, 37)]),
        *shapes[3:],
        shapes[1],
    ]
    counts = [*range(5), None, *range(6, places - 1), 1]
    table = {"count": pd.array(counts, dtype="Int64"), "said": ["あ"] * places}
    if numbers:
        table |= {"id": numbers}
    path = folder / f"places.{ending}"
    gpd.GeoDataFrame(table, geometry=shapes, crs=4326).to_file(path, engine="pyogrio")
    return path


def _kept(session: Session, report: EditionReport) -> dict[str, object]:
    rows = session.execute(
        select(LayerFeature.source_ref, LayerFeature.properties)
        .where(LayerFeature.edition_id == report.edition_id)
        .order_by(LayerFeature.id)
    ).all()
    edition = session.get_one(DatasetEdition, report.edition_id)
    return {
        "rows": [tuple(row) for row in rows],
        "counts": report.counts,
        "issues": [(i.code, i.row, i.feature, i.value) for i in report.issues],
        "coverage": edition.coverage and str(edition.coverage),
        "attributes": session.get_one(Layer, edition.source).attributes,
    }


@pytest.mark.parametrize("ending", ["gpkg", "geojson"])
@pytest.mark.parametrize("numbers", [EACH_ITS_OWN, REPEATED, LACKING, None])
def test_the_size_of_the_blocks_changes_nothing(
    session: Session,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
    numbers: list[str | None] | None,
) -> None:
    path = _file(tmp_path, ending, numbers=numbers)
    kept = []
    for key, rows in zip(("small", "large"), BLOCKS, strict=True):
        monkeypatch.setattr(layers, "BLOCK", rows)
        report = load(session, "layer", path, layer_definition=context_layer(key))
        session.expire_all()
        kept.append(_kept(session, report.editions[0]))
    assert kept[0] == kept[1]
    codes = [code for code, *_ in kept[0]["issues"]]  # type: ignore[attr-defined]
    assert {"geometry-invalid", "geometry-types-mixed", "extent"} <= set(codes)
    assert ("repeated-row" in codes) is (numbers in (None, REPEATED))
    references = {reference for reference, _ in kept[0]["rows"]}  # type: ignore[attr-defined]
    assert references <= set(EACH_ITS_OWN) if numbers == EACH_ITS_OWN else references <= BY_NUMBER
    assert len(codes) == len(set(codes))


def test_a_check_that_fails_in_a_later_block_leaves_nothing_behind(
    session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(layers, "BLOCK", 8)
    known = {code: item.office for code, item in list(municipalities().items())[:16] if item.office}
    lon, lat = map(list, zip(*known.values(), strict=True))
    lon[8:], lat[8:] = Transformer.from_crs(4326, 4301, always_xy=True).transform(lon[8:], lat[8:])
    path = tmp_path / "offices.gpkg"
    gpd.GeoDataFrame({"code": list(known)}, geometry=gpd.points_from_xy(lon, lat), crs=4326).to_file(path)
    report = load(session, "layer", path, layer_definition=context_layer("offices")).editions[0]
    assert report.outcome is ImportOutcome.STOPPED
    assert "tokyo-datum-suspected" in {issue.code for issue in report.issues}
    assert session.scalars(select(LayerFeature.id)).all() == []
    assert session.get(Layer, "offices") is None
    assert session.get_one(DatasetEdition, report.edition_id).status == "rejected"
