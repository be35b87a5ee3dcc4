"""One block of cells with everything the measures of a block share, made once and only when asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from geo.siting.grid import Block, Cells, Slots
from geo.siting.outlines import Outlines
from geo.siting.scanline import Spans, scan


class Frame:
    """The land cells of one block, their centres, and which layers cover them."""

    def __init__(self, cells: Cells, block: Block) -> None:
        self.cells, self.block = cells, block
        self._covered: dict[int, NDArray[np.bool_]] = {}

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """Earth-centred x, y, z in metres, shape ``(3, cells)``."""
        return self.cells.earth_centred

    @cached_property
    def slots(self) -> Slots:
        """The table that turns runs of columns into runs of cells."""
        return Slots(self.cells, self.block)

    def first_feature(self, shapes: Outlines) -> NDArray[np.int32]:
        """Return the lowest index of the shapes that hold each cell's centre, −1 where none does."""
        return self.slots.first_feature(self._scan(shapes))

    def inside(self, shapes: Outlines) -> NDArray[np.bool_]:
        """Return whether any of the shapes holds each cell's centre."""
        return self.slots.marked(self._scan(shapes))

    def covered(self, coverage: Outlines | None) -> NDArray[np.bool_]:
        """Return whether a layer covers each cell; ``None`` covers all. Worked out once for each coverage."""
        if coverage is None:
            return np.ones(len(self.cells), dtype=np.bool_)
        if id(coverage) not in self._covered:
            self._covered[id(coverage)] = self.inside(coverage)
        return self._covered[id(coverage)]

    def _scan(self, shapes: Outlines) -> Spans:
        return scan(shapes, self.cells.level, self.block.row_from, self.block.row_to)
