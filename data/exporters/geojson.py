"""Writes a table as a GeoJSON FeatureCollection (RFC 7946, degrees) whose head names its sources."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from data.domain.exported import Drawing, Exported

WGS84 = 4326


def write(table: Exported, path: Path) -> None:
    """Write ``path``, feature by feature; ``sources`` and ``attribution`` are members of the collection."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        out.write(_head(table))
        _write_features(table, out)
        out.write("\n]}\n")


def _write_features(table: Exported, out: IO[str]) -> None:
    names, before = [column.name for column in table.columns], "\n"
    for block in table.rows(Drawing.GEOJSON, WGS84):
        for values, shape in zip(block.values, block.shapes, strict=True):
            properties = _json(dict(zip(names, values, strict=True)))
            geometry = shape or "null"
            out.write(f'{before}{{"type":"Feature","geometry":{geometry},"properties":{properties}}}')
            before = ",\n"


def _head(table: Exported) -> str:
    sources = [
        {
            "source": credit.source,
            "attribution": credit.attribution,
            "licence": credit.licence,
            "as_of": credit.as_of,
        }
        for credit in table.credits
    ]
    said = {
        "type": "FeatureCollection",
        "name": table.name,
        "title": table.title.ja,
        "attribution": "、".join(dict.fromkeys(credit.attribution for credit in table.credits)),
        "sources": sources,
    }
    return f'{_json(said)[:-1]},"features":['


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=_written)


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, date | datetime) else str(value)
