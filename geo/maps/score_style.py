"""Colours and patterns of the siting score: one ramp that darkens with the score, patterns for what is none.

The ramp (after ColorBrewer's YlGnBu) keeps its order for colour-blind eyes and on a grey copy. What is not
known is hatched and what is excluded is dotted, so that neither can be taken for a low score.
"""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from data.domain.wording import Text
from geo.maps.png import Colour, png
from geo.siting.picture import BREAKS, Shade

RAMP = ("#f2ecb4", "#c7e9b4", "#7fcdbb", "#41b6c4", "#2c7fb8", "#253494")
HATCH, DOT, PALE = "#8b8f94", "#5a5f66", "#e9e7e1"
_OPAQUE, _LIGHT = 225, 190
_HATCH_PERIOD, _DOT_PERIOD, _SET_ASIDE_PERIOD = 7, 4, 8
LABELS = {
    Shade.UNKNOWN: Text("判断に足る情報がない", "too little is known"),
    Shade.EXCLUDED: Text("除外区域", "excluded"),
    Shade.SET_ASIDE: Text("判定保留（除外レイヤの範囲外）", "set aside"),
}


def class_labels() -> tuple[Text, ...]:
    """Return the wording of each class of scores, lowest first."""
    edges = (0.0, *BREAKS, 1.0)
    spans = [f"{low:.1f}～{high:.1f}" for low, high in pairwise(edges)]
    return tuple(Text(span, span.replace("～", " to ")) for span in spans)


def score_png(shades: NDArray[np.uint8]) -> bytes:
    """Return a tile of shades (see ``geo.siting.picture``) as a PNG; nothing is transparent."""
    pixels = shades.copy()
    y, x = np.indices(shades.shape)
    line, second = len(_PALETTE) - 2, len(_PALETTE) - 1
    pixels[(shades == Shade.UNKNOWN) & ((x + y) % _HATCH_PERIOD == 0)] = line
    dots = (x % _DOT_PERIOD == 0) & (y % _DOT_PERIOD == 0)
    pixels[(shades == Shade.EXCLUDED) & dots] = second
    pixels[(shades == Shade.SET_ASIDE) & ((x - y) % _SET_ASIDE_PERIOD == 0)] = second
    return png(pixels, _PALETTE)


def _colour(code: str, opacity: int) -> Colour:
    return int(code[1:3], 16), int(code[3:5], 16), int(code[5:7], 16), opacity


_PALETTE: tuple[Colour, ...] = (
    (0, 0, 0, 0),
    _colour(PALE, _LIGHT),
    _colour(PALE, _LIGHT),
    _colour(PALE, _LIGHT),
    *(_colour(code, _OPAQUE) for code in RAMP),
    _colour(HATCH, _OPAQUE),
    _colour(DOT, _OPAQUE),
)
