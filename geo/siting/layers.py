"""What a study is made from: layers with their edition and with where they would show a thing if it were
there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

Floats = NDArray[np.float64]
Shapes = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Edition:
    """Which data set, in which state; carried into every explanation and export."""

    layer: str
    edition: str
    title: Text
    source: str
    licence: str
    as_of: date | None


@dataclass(frozen=True, slots=True, eq=False)
class Coverage:
    """Where a layer was surveyed. Outside, it says nothing: the answer is "not covered", never "no".

    ``polygons`` is None when the layer is stated to cover the whole study; ``basis`` says who states so.
    """

    basis: Text
    polygons: Shapes | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PointLayer:
    """Points in degrees (EPSG:4326 or 6668) with names and numbers; NaN in an attribute means unknown."""

    edition: Edition
    coverage: Coverage
    lon: Floats
    lat: Floats
    names: tuple[str, ...]
    attributes: Mapping[str, Floats] = field(default_factory=dict)
    kind: Literal["point"] = "point"

    def __post_init__(self) -> None:
        _check_lengths(self.edition, len(self.lon), {"lat": self.lat, "names": self.names, **self.attributes})
        wrong = ~(np.isfinite(self.lon) & np.isfinite(self.lat))
        wrong |= (np.abs(self.lon) > 180.0) | (np.abs(self.lat) > 90.0)
        if wrong.any():
            i = int(np.flatnonzero(wrong)[0])
            message = Text("経度・緯度として読めない座標です。", "Not a longitude and latitude.")
            remedy = Text(
                "座標を直すか、その行を除いてください。", "Mend the coordinates or leave the row out."
            )
            found = (float(self.lon[i]), float(self.lat[i]))
            raise InvalidInput.of([Problem(f"/layers/{self.edition.layer}/{i}", found, message, remedy)])


@dataclass(frozen=True, slots=True, eq=False)
class LineLayer:
    """LineStrings or MultiLineStrings in degrees with names and numbers; NaN in an attribute means
    unknown."""

    edition: Edition
    coverage: Coverage
    lines: Shapes
    names: tuple[str, ...]
    attributes: Mapping[str, Floats] = field(default_factory=dict)
    kind: Literal["line"] = "line"

    def __post_init__(self) -> None:
        _check_lengths(self.edition, len(self.lines), {"names": self.names, **self.attributes})


@dataclass(frozen=True, slots=True, eq=False)
class AreaLayer:
    """Polygons in degrees with names and numbers; NaN in an attribute means unknown."""

    edition: Edition
    coverage: Coverage
    polygons: Shapes
    names: tuple[str, ...]
    attributes: Mapping[str, Floats] = field(default_factory=dict)
    kind: Literal["area"] = "area"

    def __post_init__(self) -> None:
        _check_lengths(self.edition, len(self.polygons), {"names": self.names, **self.attributes})


Layer = PointLayer | LineLayer | AreaLayer


def shape_array(shapes: list[BaseGeometry]) -> Shapes:
    """Return geometries as a one-dimensional object array, whatever their number."""
    array = np.empty(len(shapes), dtype=object)
    array[:] = shapes
    return array


def _check_lengths(edition: Edition, count: int, columns: Mapping[str, Floats | tuple[str, ...]]) -> None:
    problems = [
        Problem(
            f"/layers/{edition.layer}/{name}",
            len(column),
            Text(
                f"地物は{count}件ですが、値は{len(column)}件です。",
                f"{count} features but {len(column)} values.",
            ),
            Text("地物ごとに一つの値を与えてください。", "Give one value for each feature."),
        )
        for name, column in columns.items()
        if len(column) != count
    ]
    if problems:
        raise InvalidInput.of(problems)
