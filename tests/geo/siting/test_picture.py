"""Pictures of scores agree with the cells below each pixel; what is not known never looks like a score."""

from __future__ import annotations

import struct
import zlib
from itertools import pairwise

import numpy as np
import pytest

from geo.maps.png import SIGNATURE, png
from geo.maps.score_style import RAMP, class_labels, score_png
from geo.mesh import Level, decode, encode
from geo.siting.exclusion import exclusions
from geo.siting.executors import Serial
from geo.siting.picture import BREAKS, TILE, Shade, picture, tile
from geo.siting.scoring import indicator_scores, weigh
from geo.siting.study import run
from tests.geo.siting.shapes import study

ZOOM = 12


@pytest.fixture(scope="module")
def shown():
    result = run(study(), Serial())
    preset = result.profile.preset("reference")
    scores = weigh(indicator_scores(result), result.profile.weights)
    return picture(result.cells, scores, exclusions(result, preset), preset)


def place_of(zoom: int, lon: float, lat: float) -> tuple[int, int, int, int]:
    """Tile and pixel of a point."""
    east = (lon + 180.0) / 360.0 * 2**zoom
    south = (1.0 - np.arcsinh(np.tan(np.radians(lat))) / np.pi) / 2.0 * 2**zoom
    return int(east), int(south), int(east % 1 * TILE), int(south % 1 * TILE)


def test_a_pixel_shows_the_cell_it_lies_in(shown):
    width = shown.level.shape[1]
    for lon, lat in [(139.3, 35.5), (139.55, 35.95), (139.8, 35.5), (139.05, 35.05)]:
        x, y, across, down = place_of(ZOOM, lon, lat)
        row, column = decode(encode([lon], [lat], Level.THIRD), Level.THIRD)
        cell = np.searchsorted(shown.key, row[0] * width + column[0])
        assert tile(shown, ZOOM, x, y)[down, across] == shown.shade[cell]


def test_the_sea_is_left_empty(shown):
    x, y, across, down = place_of(ZOOM, 138.0, 34.0)
    assert tile(shown, ZOOM, x, y)[down, across] == Shade.NOTHING


def test_a_far_view_shows_the_same_land(shown):
    x, y, across, down = place_of(6, 139.3, 35.5)
    far = tile(shown, 6, x, y)
    assert far[down, across] != Shade.NOTHING
    assert (far == Shade.NOTHING).any()


def test_a_tile_is_a_picture_of_256_pixels_that_unpacks_to_what_went_in():
    pixels = np.arange(TILE * TILE, dtype=np.uint32).reshape(TILE, TILE) % 4
    content = png(pixels.astype(np.uint8), [(0, 0, 0, 0), (1, 2, 3, 255), (4, 5, 6, 255), (7, 8, 9, 9)])
    assert content.startswith(SIGNATURE)
    assert struct.unpack(">II", content[16:24]) == (TILE, TILE)
    body = content[content.index(b"IDAT") + 4 : content.index(b"IEND") - 8]
    lines = np.frombuffer(zlib.decompress(body), dtype=np.uint8).reshape(TILE, TILE + 1)
    assert (lines[:, 1:] == pixels).all()


def test_classes_darken_with_the_score_so_that_a_grey_copy_keeps_their_order():
    def luminance(code: str) -> float:
        red, green, blue = (int(code[i : i + 2], 16) for i in (1, 3, 5))
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    greys = [luminance(code) for code in RAMP]
    assert greys == sorted(greys, reverse=True)
    assert min(a - b for a, b in pairwise(greys)) > 10
    assert len(RAMP) == len(BREAKS) + 1 == len(class_labels())


def test_unknown_excluded_and_set_aside_are_patterns_of_their_own():
    drawn = {
        shade: score_png(np.full((TILE, TILE), shade, dtype=np.uint8))
        for shade in (Shade.UNKNOWN, Shade.EXCLUDED, Shade.SET_ASIDE, Shade.SCORE)
    }
    assert len(set(drawn.values())) == len(drawn)
