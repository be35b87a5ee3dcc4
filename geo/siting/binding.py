"""Puts the measures of a profile together with the layers at hand; says what does not fit before any work
starts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import assert_never

import numpy as np
from numpy.typing import NDArray

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from geo.siting.layers import AreaLayer, Coverage, Layer, LineLayer, PointLayer
from geo.siting.lines import LineTree
from geo.siting.measures import (
    METRES_PER_KM,
    BoundExclusion,
    BoundMeasure,
    DistanceToLines,
    DistanceToPoints,
    NotLoaded,
    TotalWithin,
    ValueOfArea,
    ValueOfNearest,
)
from geo.siting.nearest import PointTree
from geo.siting.outlines import Outlines, outlines
from geo.siting.profile import (
    AreaValue,
    Condition,
    CountWithin,
    Exclusion,
    Measure,
    NearestFeature,
    NearestPlace,
    NearestValue,
    SumWithin,
)

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Layers = Mapping[str, Layer]


def bind(measure: Measure, layers: Layers) -> BoundMeasure:
    """Return ``measure`` bound to its layer; one whose layer is absent leaves everything unknown.

    Raises ``InvalidInput`` for a layer of the wrong kind, an attribute it lacks, or a negative amount to add
    up.
    """
    if isinstance(measure, NearestPlace):
        lon, lat = zip(*((place.lon, place.lat) for place in measure.places), strict=True)
        return DistanceToPoints(PointTree(lon, lat), PointTree([], []), None)
    layer = layers.get(measure.layer)
    if layer is None:
        return NotLoaded()
    match measure:
        case NearestFeature():
            return _nearest(measure, layer)
        case NearestValue():
            return _nearest_value(measure, _points(layer))
        case SumWithin() | CountWithin():
            return _total(measure, _points(layer))
        case AreaValue():
            return _area_value(measure, _areas(layer))
        case _:
            assert_never(measure)


def bind_exclusion(exclusion: Exclusion, layers: Layers) -> BoundExclusion:
    """Return ``exclusion`` bound to its layer; raises ``InvalidInput`` when that holds no areas."""
    layer = layers.get(exclusion.layer)
    if layer is None:
        return BoundExclusion(None, None)
    return BoundExclusion(outlines(_areas(layer).polygons), coverage_outlines(layer.coverage))


def coverage_outlines(coverage: Coverage) -> Outlines | None:
    """Return where a layer was surveyed as edges; ``None`` stands for everywhere."""
    return None if coverage.polygons is None else outlines(coverage.polygons)


def _nearest(measure: NearestFeature, layer: Layer) -> BoundMeasure:
    coverage = coverage_outlines(layer.coverage)
    if isinstance(layer, LineLayer):
        certain, possible = _matching(layer, len(layer.lines), measure.where)
        doubtful = LineTree(layer.lines[possible]) if possible.any() else None
        return DistanceToLines(LineTree(layer.lines[certain]), doubtful, coverage)
    points = _points(layer)
    certain, possible = _matching(points, len(points.lon), measure.where)
    return DistanceToPoints(
        PointTree(points.lon[certain], points.lat[certain]),
        PointTree(points.lon[possible], points.lat[possible]),
        coverage,
    )


def _nearest_value(measure: NearestValue, layer: PointLayer) -> ValueOfNearest:
    low = _attribute(layer, measure.attribute)
    high = low if measure.up_to is None else _attribute(layer, measure.up_to)
    open_end = np.where(np.isnan(high) & ~np.isnan(low), np.inf, high)
    tree = PointTree(layer.lon, layer.lat)
    return ValueOfNearest(
        tree, low, open_end, measure.within_km * METRES_PER_KM, coverage_outlines(layer.coverage)
    )


def _total(measure: SumWithin | CountWithin, layer: PointLayer) -> TotalWithin:
    certain, possible = _matching(layer, len(layer.lon), measure.where)
    counts = certain | possible
    amount = _attribute(layer, measure.attribute)[counts] if isinstance(measure, SumWithin) else None
    if amount is not None and (amount < 0.0).any():
        message = Text("合計する値に負の数があります。", "An amount to be added up is negative.")
        remedy = Text("元データの値を確認してください。", "Check the value in the source.")
        field = f"/layers/{layer.edition.layer}/{measure.kind}"
        raise InvalidInput.of([Problem(field, float(np.nanmin(amount)), message, remedy)])
    return TotalWithin(
        layer.lon[counts],
        layer.lat[counts],
        amount,
        possible[counts],
        measure.radius_km * METRES_PER_KM,
        coverage_outlines(layer.coverage),
    )


def _area_value(measure: AreaValue, layer: AreaLayer) -> ValueOfArea:
    shapes, coverage = outlines(layer.polygons), coverage_outlines(layer.coverage)
    if measure.attribute is None:
        return ValueOfArea(shapes, np.ones(len(layer.polygons)), 0.0, coverage)
    outside = np.nan if measure.outside is None else measure.outside
    return ValueOfArea(shapes, _attribute(layer, measure.attribute), outside, coverage)


def _matching(layer: Layer, count: int, where: Condition | None) -> tuple[Flags, Flags]:
    if where is None:
        return np.ones(count, dtype=np.bool_), np.zeros(count, dtype=np.bool_)
    value = _attribute(layer, where.attribute)
    return (value >= where.at_least) & (value <= where.at_most), np.isnan(value)


def _attribute(layer: Layer, name: str) -> Floats:
    if name not in layer.attributes:
        message = Text(
            "指標が使う属性がレイヤにありません。", "The layer lacks an attribute that an indicator uses."
        )
        remedy = Text(
            f"レイヤにある属性: {'、'.join(layer.attributes) or 'なし'}",
            f"The layer has: {', '.join(layer.attributes) or 'none'}",
        )
        raise InvalidInput.of([Problem(f"/layers/{layer.edition.layer}", name, message, remedy)])
    return np.asarray(layer.attributes[name], dtype=np.float64)


def _points(layer: Layer) -> PointLayer:
    if not isinstance(layer, PointLayer):
        raise _wrong_kind(layer, Text("点", "points"))
    return layer


def _areas(layer: Layer) -> AreaLayer:
    if not isinstance(layer, AreaLayer):
        raise _wrong_kind(layer, Text("面", "areas"))
    return layer


def _wrong_kind(layer: Layer, wanted: Text) -> InvalidInput:
    message = Text(f"{wanted.ja}のレイヤが必要です。", f"A layer of {wanted.en} is needed.")
    remedy = Text("プロファイルのレイヤ名を確認してください。", "Check the layer's name in the profile.")
    return InvalidInput.of([Problem(f"/layers/{layer.edition.layer}", layer.kind, message, remedy)])
