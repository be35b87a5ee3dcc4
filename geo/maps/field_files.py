"""Packs thousands of points, lines or areas into one small file that a map paints on a single canvas.

Columns instead of objects, whole numbers instead of decimals, each coordinate as a step from the last one.
What a column means for readers travels with it (``about``).
"""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import shapely
from numpy.typing import NDArray

from data.domain.wording import Language, Text

STEPS_PER_DEGREE = {"points": 10**5, "lines": 10**4, "areas": 10**4}
"""Resolution: about 1 m for points, 10 m for simplified shapes."""
Kind = Literal["points", "lines", "areas"]
Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class FieldClass:
    """How the members of a class are drawn; see ``geo.maps.style`` for what the signs mean."""

    key: str
    label: Text
    colour: str
    shape: str = "circle"
    width: float = 1.0
    dash: str | None = None
    fill: float = 0.0
    """Opacity of the inside of an area."""
    pattern: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """A column that the popup shows: its name for readers, its unit, what an absent value means."""

    column: str
    label: Text
    unit: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """One layer. ``of_class`` points into ``classes``; every column has one value for each member."""

    kind: Kind
    classes: Sequence[FieldClass]
    of_class: Sequence[int]
    names: Sequence[str]
    shapes: Shapes
    columns: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    told: Sequence[Told] = ()
    labels: Sequence[tuple[float, float, str]] = ()


@dataclass(frozen=True, slots=True)
class Packed:
    """A file ready to be sent: compressed JSON with its entity tag."""

    content: bytes
    etag: str


def pack(layer: Field, language: Language) -> Packed:
    """Return the file of a layer (EPSG:4326 in, whole steps of ``STEPS_PER_DEGREE`` out)."""
    steps = STEPS_PER_DEGREE[layer.kind]
    body: dict[str, Any] = {
        "kind": layer.kind,
        "steps": steps,
        "classes": [_class(item, language) for item in layer.classes],
        "c": list(layer.of_class),
        "name": list(layer.names),
        "about": [[item.column, item.label.in_language(language), item.unit] for item in layer.told],
        "labels": [[round(lon, 3), round(lat, 3), name] for lon, lat, name in layer.labels],
        "columns": {name: list(values) for name, values in layer.columns.items()},
    }
    body |= _points(layer.shapes, steps) if layer.kind == "points" else _paths(layer.shapes, steps)
    text = json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    content = gzip.compress(text.encode(), compresslevel=6, mtime=0)
    return Packed(content, f'"{hashlib.sha256(content).hexdigest()[:24]}"')


def _class(item: FieldClass, language: Language) -> dict[str, Any]:
    drawn = {"key": item.key, "label": item.label.in_language(language), "colour": item.colour}
    more = {"shape": item.shape, "width": item.width, "dash": item.dash, "fill": item.fill}
    return {**drawn, **more, "pattern": item.pattern}


def _points(shapes: Shapes, steps: int) -> dict[str, Any]:
    x, y = (np.rint(get(shapes) * steps).astype(np.int64) for get in (shapely.get_x, shapely.get_y))
    return {"x": _steps(x), "y": _steps(y)}


def _steps(values: NDArray[np.int64]) -> list[int]:
    result: list[int] = np.diff(values, prepend=np.int64(0)).tolist()
    return result


def _paths(shapes: Shapes, steps: int) -> dict[str, Any]:
    parts, owner = shapely.get_parts(shapes, return_index=True)
    areal = len(parts) > 0 and shapely.get_type_id(parts[0]) == shapely.GeometryType.POLYGON
    if areal:
        parts, part = shapely.get_rings(parts, return_index=True)
        owner = owner[part]
    points, path = shapely.get_coordinates(parts, return_index=True)
    whole = np.rint(points * steps).astype(np.int64)
    ends = np.searchsorted(path, np.arange(len(parts) + 1))
    paths = [_path(whole[ends[i] : ends[i + 1]]) for i in range(len(parts))]
    kept = [i for i, found in enumerate(paths) if len(found) >= (6 if areal else 4)]
    return {"owner": owner[kept].tolist(), "paths": [paths[i] for i in kept]}


def _path(points: NDArray[np.int64]) -> list[int]:
    """First point, then steps; points that fall on the one before are left out."""
    moved = np.diff(points, axis=0)
    steps = moved[(moved != 0).any(axis=1)]
    result: list[int] = np.concatenate([points[:1], steps]).ravel().tolist()
    return result
