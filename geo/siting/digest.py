"""Names for inputs made from their content, so that equal inputs have equal names on every machine."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.siting.layers import Coverage, Layer, PointLayer, Shapes

ENGINE = "siting-1"
"""Changes whenever the same inputs would give other results; part of every name."""
LENGTH = 32


def text_digest(*parts: str) -> str:
    """Return a hexadecimal name for a sequence of texts; order and division count."""
    return hashlib.sha256(json.dumps([ENGINE, *parts]).encode()).hexdigest()[:LENGTH]


def layer_digest(layer: Layer) -> str:
    """Return a name for a layer: edition, coverage, shapes, names and attributes."""
    if isinstance(layer, PointLayer):
        shapes = _array_digest(layer.lon) + _array_digest(layer.lat)
    else:
        shapes = _shapes_digest(layer.lines if layer.kind == "line" else layer.polygons)
    edition = json.dumps(asdict(layer.edition), sort_keys=True, default=str)
    return text_digest(
        layer.kind,
        edition,
        coverage_digest(layer.coverage),
        shapes,
        *layer.names,
        _attributes(layer.attributes),
    )


def coverage_digest(coverage: Coverage) -> str:
    """Return a name for where a layer was surveyed."""
    return "everywhere" if coverage.polygons is None else _shapes_digest(coverage.polygons)


def _attributes(attributes: Mapping[str, NDArray[np.float64]]) -> str:
    return json.dumps({name: _array_digest(values) for name, values in sorted(attributes.items())})


def _array_digest(values: NDArray[np.float64]) -> str:
    return hashlib.sha256(np.ascontiguousarray(values, dtype="<f8").tobytes()).hexdigest()


def _shapes_digest(shapes: Shapes) -> str:
    sha = hashlib.sha256()
    for wkb in shapely.to_wkb(shapes, byte_order=1):
        sha.update(b"-" if wkb is None else len(wkb).to_bytes(8, "little") + wkb)
    return sha.hexdigest()
