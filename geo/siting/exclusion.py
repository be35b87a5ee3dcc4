"""Where not: for each cell the exclusions that hold, those that cannot be told, and how a preset reads
both."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from data.domain.wording import Text
from geo.siting.columns import State
from geo.siting.ellipsoid import cell_area_ha
from geo.siting.profile import Exclusion, Preset
from geo.siting.study import StudyResult


class Standing(IntEnum):
    """What a preset makes of a cell before any score."""

    OPEN = 0
    EXCLUDED = 1
    SET_ASIDE = 2
    """An applying exclusion layer does not cover the cell and the preset does not let that pass."""


STANDING_NAMES = {
    Standing.OPEN: Text("対象", "open"),
    Standing.EXCLUDED: Text("除外", "excluded"),
    Standing.SET_ASIDE: Text(
        "判定保留（除外レイヤの範囲外）", "set aside: an exclusion layer does not cover it"
    ),
}


@dataclass(frozen=True, slots=True, eq=False)
class Exclusions:
    """Bit ``i`` of a cell speaks of ``table[i]``: it holds (``inside``) or cannot be told (``unknown``)."""

    table: tuple[Exclusion, ...]
    inside: NDArray[np.unsignedinteger]
    unknown: NDArray[np.unsignedinteger]
    standing: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the land: hectares (geodesic) and share of all cells' area, 0–1."""

    name: Text
    area_ha: float
    share: float


def exclusions(result: StudyResult, preset: Preset) -> Exclusions:
    """Return the exclusions that ``preset`` applies, kept per cell, and each cell's standing."""
    table = tuple(item for item in result.profile.exclusions if item.id in preset.exclusions)
    bits = np.min_scalar_type((1 << len(table)) - 1)
    inside = np.zeros(len(result.cells), dtype=bits)
    unknown = np.zeros(len(result.cells), dtype=bits)
    for bit, item in enumerate(table):
        state, flag = result.states[item.id], bits.type(1 << bit)
        inside[state == State.INSIDE] |= flag
        unknown[state == State.UNKNOWN] |= flag
    standing = np.zeros(len(inside), dtype=np.uint8)
    if preset.unsurveyed == "set_aside":
        standing[unknown > 0] = Standing.SET_ASIDE
    standing[inside > 0] = Standing.EXCLUDED
    return Exclusions(table, inside, unknown, standing)


def reasons(found: Exclusions, index: int) -> tuple[tuple[Exclusion, ...], tuple[Exclusion, ...]]:
    """Return the exclusions that hold for one cell and those that cannot be told."""
    inside, unknown = int(found.inside[index]), int(found.unknown[index])
    holding = tuple(item for bit, item in enumerate(found.table) if inside >> bit & 1)
    doubtful = tuple(item for bit, item in enumerate(found.table) if unknown >> bit & 1)
    return holding, doubtful


def areas_ha(result: StudyResult, index: NDArray[np.int64] | slice = slice(None)) -> NDArray[np.float64]:
    """Return the geodesic area of every cell (or of those at ``index``) in hectares. Cells count whole: the
    coast is not cut out of them."""
    if not len(result.cells):
        return np.empty(0)
    bottom = int(result.cells.row[0])
    rows = np.arange(bottom, int(result.cells.row[-1]) + 1)
    return cell_area_ha(rows, result.cells.level)[result.cells.row[index] - bottom]


def shares(result: StudyResult, found: Exclusions) -> tuple[Share, ...]:
    """Return open, excluded and set-aside land, which add up to all of it, then each exclusion on its own.

    Every share lies in 0–1; without any land all are 0.
    """
    area = areas_ha(result)
    groups = [(STANDING_NAMES[standing], found.standing == standing) for standing in Standing]
    groups += [
        (item.reason, found.inside & found.inside.dtype.type(1 << bit) > 0)
        for bit, item in enumerate(found.table)
    ]
    total = float(area.sum())
    parts = [(name, float(area[flag].sum())) for name, flag in groups]
    return tuple(Share(name, part, min(part / total, 1.0) if total else 0.0) for name, part in parts)
