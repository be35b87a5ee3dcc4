"""The table of docs/import-outcomes.md is true, and so are the answers that come with the derived files."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
import shapely
from pyproj import Geod
from sqlalchemy import select
from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput
from data.importers.reading import Reading, Swap
from data.orm.layer import LayerFeature
from data.queries.layers import features_in
from tests.data.importers.files import ROOT, accounted_for, context_layer, load, real_file

TABLE = ROOT / "docs" / "import-outcomes.md"
JAPAN = (120.0, 20.0, 155.0, 46.0)


def outcomes() -> list[list[str]]:
    """The lines of both tables; awkward files stand in a folder of their own and are never merged."""
    text = TABLE.read_text(encoding="utf-8")
    awkward, real = (part.split("\n\n") for part in text.split("## Real files"))
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in awkward[2].splitlines()[2:]]
    given = [[cell.strip() for cell in line.strip("|").split("|")] for line in real[2].splitlines()[2:]]
    return [*([f"nasty/{row[0]}", *row[1:6], "0", *row[6:]] for row in rows), *given]


def stated(options: str) -> dict[str, object]:
    said = dict(zip(options.split()[::2], options.split()[1::2], strict=True))
    reading = Reading(crs=said.get("--crs"), swap=Swap(said.get("--swap-rows", "none")))
    return {"reading": reading, "source": said.get("--source"), "layer": said.get("--layer")}


@pytest.mark.parametrize("line", outcomes(), ids=lambda line: " ".join(line[:3]).strip())
def test_the_file_ends_as_the_table_says(session: Session, line: list[str]) -> None:
    name, importer, options, outcome, *figures, codes = line
    path = real_file(name)
    asked = stated(options) | ({"layer_definition": context_layer("awkward")} if importer == "layer" else {})
    if outcome == "refused":
        with pytest.raises(InvalidInput) as caught:
            load(session, importer, path, **asked)
        assert codes in caught.value.problems[0].message.en
        return
    report = load(session, importer, path, **asked)
    counts = report.counts
    found = (
        counts.rows_in,
        counts.stored,
        counts.merged,
        counts.repaired,
        counts.skipped,
        counts.refused,
    )
    assert (report.editions[0].outcome, found) == (outcome, tuple(map(int, figures)))
    assert {code.strip() for code in codes.split(",")} <= {issue.code for issue in report.issues}
    assert report.stopped or accounted_for(counts)
    assert len(session.scalars(select(LayerFeature.id)).all()) == (
        counts.stored if importer == "layer" else 0
    )


def test_the_table_names_every_awkward_file() -> None:
    folder = real_file("nasty/airports_some_latlon_swapped.csv").parent
    awkward = {f"nasty/{path.name}" for path in folder.iterdir() if "answer" not in path.name}
    named = {line[0] for line in outcomes()}
    assert awkward == {name for name in named if name.startswith("nasty/")}
    vectors = {
        f"{path.parent.name}/{path.name}"
        for path in folder.parent.glob("*/*")
        if {".gpkg", ".geojson", ".topojson"} & set(path.suffixes) and path.parent != folder
    }
    assert vectors <= named


@pytest.mark.parametrize(
    ("name", "read", "key", "within_m"),
    [
        ("airports_some_latlon_swapped", Reading(swap=Swap.FLAGGED), "icao", 1),
        ("municipal_offices_tokyo_datum", Reading(crs="EPSG:4301"), "muni_code", 10),
    ],
)
def test_put_right_as_asked_every_place_is_where_the_answer_has_it(
    session: Session, name: str, read: Reading, key: str, within_m: float
) -> None:
    path = real_file(f"nasty/{name}.csv")
    load(session, "layer", path, layer_definition=context_layer("awkward"), reading=read)
    answer = answers(path.with_name(f"{name}_answer.csv"), key)
    features = features_in(session, "awkward", JAPAN, limit=1_000)
    places = shapely.get_coordinates([feature.geometry for feature in features])
    known = np.array([answer[feature.properties[key]] for feature in features])
    metres = Geod(ellps="GRS80").inv(places[:, 0], places[:, 1], known[:, 0], known[:, 1])[2]
    assert len(features) == len(answer)
    assert metres.max() < within_m


def test_japanese_attributes_of_a_shapefile_without_cpg_are_read(session: Session) -> None:
    path = real_file("nasty/japanese_names_cp932.zip")
    load(session, "layer", path, layer_definition=context_layer("awkward"))
    properties = features_in(session, "awkward", JAPAN)[0].properties
    assert properties["都道府県"] == "鳥取県"
    assert "世帯数" in properties


def answers(path: Path, key: str) -> dict[str, tuple[float, float]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return {row[key]: (float(row["lon"]), float(row["lat"])) for row in csv.DictReader(stream)}
