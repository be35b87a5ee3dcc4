"""What is asked of both servers: the same places and keys, each address once and then again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray

from api.services.published_requests import write_cursor

POINTS, PAGE, DEEP = 385_000, 100, 380_000
ADDRESSES, FEW, TIMES = 300, 20, 5
"""Different addresses of each kind; few where tipg takes a second for one; how often few are repeated."""
TURN = 10
"""Requests after which it is the other server's turn."""
BOX_DEGREES = 0.3
SEED = 20261123
ITEMS, BOX, ONE = "items, 100 municipalities", "box of 0.3°", "one item"
TILES, DEEP_PAGE = "tiles z5-12", "385,000 rows, deep page"
FIRST, AGAIN = "first time", "repeated"
TARGETS: Mapping[tuple[str, str], float | None] = {
    (ITEMS, FIRST): 3.5,
    (ITEMS, AGAIN): None,
    (BOX, FIRST): 4.5,
    (BOX, AGAIN): None,
    (ONE, FIRST): 3.0,
    (ONE, AGAIN): None,
    (TILES, FIRST): 1.6,
    (TILES, AGAIN): 30.0,
    (DEEP_PAGE, FIRST): 100.0,
    (DEEP_PAGE, AGAIN): None,
}
"""How many times as many requests as tipg our own map endpoints ought to answer, where an aim is set."""
Paths = dict[str, Sequence[str]]
Ask = Callable[[Sequence[str]], float]
"""Asks for addresses one after the other and returns the seconds it took."""


class Asked(NamedTuple):
    """The places and keys asked for; both servers get the same ones."""

    offsets: NDArray[np.int64]
    corners: NDArray[np.float64]
    boundaries: NDArray[np.int64]
    tiles: Sequence[tuple[int, int, int]]
    deep: NDArray[np.int64]


def asked(first_boundary: int, land: NDArray[np.object_]) -> Asked:
    """Return places and keys drawn with a fixed seed, no two alike."""
    random = np.random.default_rng(SEED)
    count = min(ADDRESSES, len(land) - PAGE)
    middles = shapely.get_coordinates(shapely.centroid(land))
    return Asked(
        random.permutation(len(land) - PAGE)[:count],
        middles[random.permutation(len(land))[:count]] - BOX_DEGREES / 2,
        first_boundary + random.permutation(len(land))[:count],
        _tiles(),
        DEEP - random.permutation(PAGE)[:FEW],
    )


def our_paths(wanted: Asked, first_boundary: int, first_cell: int) -> Paths:
    """Return the addresses of our own map endpoints."""
    municipalities = "/v1/features/municipalities"

    def after(first: int, offsets: NDArray[np.int64]) -> list[str]:
        return [write_cursor(int(first + offset - 1)) for offset in offsets]

    pages, deep = after(first_boundary, wanted.offsets), after(first_cell, wanted.deep)
    return {
        ITEMS: [f"{municipalities}?limit={PAGE}&cursor={cursor}" for cursor in pages],
        BOX: [f"{municipalities}?limit={PAGE}&bbox={box}" for box in _boxes(wanted)],
        ONE: [f"{municipalities}/{key}" for key in wanted.boundaries],
        TILES: [f"/tiles/municipalities/{z}/{x}/{y}.mvt" for z, x, y in wanted.tiles],
        DEEP_PAGE: [f"/v1/features/layer_cells?limit={PAGE}&cursor={cursor}" for cursor in deep],
    }


def tipg_paths(wanted: Asked) -> Paths:
    """Return the addresses of tipg for the same."""
    municipalities = "/collections/published.municipalities"
    pages, cells = f"{municipalities}/items?limit={PAGE}&f=geojson", "/collections/published.layer_features"
    return {
        ITEMS: [f"{pages}&offset={offset}" for offset in wanted.offsets],
        BOX: [f"{pages}&bbox={box}" for box in _boxes(wanted)],
        ONE: [f"{municipalities}/items/{key}?f=geojson" for key in wanted.boundaries],
        TILES: [f"{municipalities}/tiles/WebMercatorQuad/{z}/{x}/{y}" for z, x, y in wanted.tiles],
        DEEP_PAGE: [f"{cells}/items?limit={PAGE}&offset={offset}&f=geojson" for offset in wanted.deep],
    }


def rates(paths: Sequence[Paths], asks: Sequence[Ask]) -> list[dict[tuple[str, str], float]]:
    """Return each server's requests per second by kind: each address for the first time, then a few again.

    The servers take turns every ``TURN`` requests, so that a busy moment of the machine meets all of them.
    The few are spread evenly over what was asked, so that every zoom is among the tiles; asked as often as
    a reader going to and fro on a map asks for them.
    """
    found: list[dict[tuple[str, str], float]] = [{} for _ in paths]
    for name in paths[0]:
        each = [given[name] for given in paths]
        few = [[*addresses[:: max(1, len(addresses) // FEW)]] * TIMES for addresses in each]
        for when, wanted in ((FIRST, each), (AGAIN, few)):
            for rate, seconds, asked in zip(found, _in_turn(wanted, asks), wanted, strict=True):
                rate[name, when] = len(asked) / seconds
    return found


def _in_turn(wanted: Sequence[Sequence[str]], asks: Sequence[Ask]) -> list[float]:
    seconds = [0.0] * len(asks)
    for start in range(0, max(map(len, wanted)), TURN):
        for place, (addresses, ask) in enumerate(zip(wanted, asks, strict=True)):
            seconds[place] += ask(addresses[start : start + TURN])
    return seconds


def _boxes(wanted: Asked) -> list[str]:
    return [f"{x:.4f},{y:.4f},{x + BOX_DEGREES:.4f},{y + BOX_DEGREES:.4f}" for x, y in wanted.corners]


def _tiles() -> list[tuple[int, int, int]]:
    """Every tile within two of the one over Tokyo, at each zoom from 5 to 12."""
    found = []
    for z in range(5, 13):
        x, y = int((139.7 + 180) / 360 * 2**z), int(0.3938 * 2**z)
        found += [(z, x + across, y + down) for across in range(-2, 3) for down in range(-2, 3)]
    return found
