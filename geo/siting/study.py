"""A study: land, layers and a profile on one level of the grid, and the steps from there to columns, in
order.

Blocks of rows are worked on by an executor and may be kept in a store; whatever the executor and however
often a run was broken off, the result is the same. Scores are not made here: they follow from the columns at
once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from geo.mesh import Level
from geo.siting.binding import bind, bind_exclusion
from geo.siting.columns import Arrays, Column
from geo.siting.digest import layer_digest, text_digest
from geo.siting.frame import Frame
from geo.siting.grid import Block, Cells, blocks_of, cells_of
from geo.siting.layers import AreaLayer, Edition, Layer
from geo.siting.measures import BoundExclusion, BoundMeasure
from geo.siting.outlines import Outlines, outlines
from geo.siting.profile import Exclusion, Indicator, NearestPlace, Profile

CELLS = "cells"


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: blocks done (of them taken from the store), blocks in all, cells so far."""

    done: int
    resumed: int
    total: int
    cells: int


@dataclass(frozen=True, slots=True)
class Job:
    """One block and the names of the columns still wanted for it."""

    index: int
    block: Block
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Work:
    """Everything a worker needs to fill columns; made once, sent once."""

    level: Level
    land: Outlines
    measures: Mapping[str, BoundMeasure | BoundExclusion]


BlockColumns = dict[str, Arrays]


class Executor(Protocol):
    """Runs ``fill`` for every job, anywhere and in any order, and hands results over as they come."""

    def run(self, work: Work, jobs: Sequence[Job]) -> Iterator[tuple[Job, BlockColumns]]:
        """Yield each job with its columns."""


class Store(Protocol):
    """Keeps the columns of blocks between runs."""

    def read(self, key: str, index: int) -> Arrays | None:
        """Return what was kept, or ``None`` when there is nothing whole."""

    def write(self, key: str, index: int, arrays: Arrays) -> None:
        """Keep arrays so that a broken write is never read."""


@dataclass(frozen=True, eq=False)
class Study:
    """What is asked: which land, seen through which layers, for which profile, on which level.

    ``land`` holds the polygons whose cells are screened (municipalities); its names are their codes.
    """

    level: Level
    land: AreaLayer
    layers: Mapping[str, Layer]
    profile: Profile

    @cached_property
    def grid_key(self) -> str:
        """Name of the cells alone."""
        return text_digest("grid", str(self.level.value), layer_digest(self.land))

    @cached_property
    def _layer_keys(self) -> dict[str, str]:
        return {name: layer_digest(layer) for name, layer in self.layers.items()}

    def column_key(self, item: Indicator | Exclusion) -> str:
        """Name of one column: changes with the grid, the measure and its layer, not with curves or
        weights."""
        if isinstance(item, Exclusion):
            return text_digest("exclusion", self.grid_key, self._layer_keys.get(item.layer, "absent"))
        measure = item.measure
        layer = "" if isinstance(measure, NearestPlace) else self._layer_keys.get(measure.layer, "absent")
        return text_digest("indicator", self.grid_key, measure.model_dump_json(), layer)

    @cached_property
    def keys(self) -> dict[str, str]:
        """Key of every column by its name: ``cells``, ``indicator/<id>``, ``exclusion/<id>``."""
        indicators = {f"indicator/{item.id}": self.column_key(item) for item in self.profile.indicators}
        exclusions = {f"exclusion/{item.id}": self.column_key(item) for item in self.profile.exclusions}
        return {CELLS: self.grid_key, **indicators, **exclusions}

    @cached_property
    def id(self) -> str:
        """Name of the study: the same inputs and profile give the same on every machine."""
        return text_digest("study", self.profile.model_dump_json(), *self.keys.values())

    def work(self) -> Work:
        """Return land and layers prepared for searching; raises ``InvalidInput`` when they do not fit."""
        measures: dict[str, BoundMeasure | BoundExclusion] = {}
        for indicator in self.profile.indicators:
            measures[f"indicator/{indicator.id}"] = bind(indicator.measure, self.layers)
        for exclusion in self.profile.exclusions:
            measures[f"exclusion/{exclusion.id}"] = bind_exclusion(exclusion, self.layers)
        return Work(self.level, outlines(self.land.polygons), measures)


@dataclass(frozen=True, slots=True, eq=False)
class StudyResult:
    """Cells with all columns; ``places`` are the codes that ``cells.place`` points into."""

    study_id: str
    profile: Profile
    cells: Cells
    places: tuple[str, ...]
    columns: Mapping[str, Column]
    states: Mapping[str, NDArray[np.uint8]]
    editions: Mapping[str, Edition]


def fill(work: Work, job: Job) -> BlockColumns:
    """Return the wanted columns of one block; the one piece of work every executor runs."""
    frame = Frame(cells_of(work.land, work.level, job.block), job.block)
    filled: BlockColumns = {}
    for name in job.columns:
        if name == CELLS:
            cells = frame.cells
            filled[name] = {"row": cells.row, "column": cells.column, "place": cells.place}
            continue
        measure = work.measures[name]
        if isinstance(measure, BoundExclusion):
            filled[name] = {"state": measure.compute(frame)}
        else:
            filled[name] = measure.compute(frame).arrays()
    return filled


def stream(
    study: Study,
    executor: Executor,
    store: Store | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Iterator[tuple[Block, BlockColumns]]:
    """Yield every block with all its columns, in no fixed order; no more than a few are in memory at a time.

    Columns found in ``store`` are taken from there, new ones are kept before the block is handed on, so that
    a run broken off at any moment goes on where it was.
    """
    work = study.work()
    blocks = blocks_of(work.land, study.level)
    missing = [_missing(study, store, index, block) for index, block in enumerate(blocks)]
    done = cells = 0
    resumed = sum(not job.columns for job in missing)
    for job, fresh in _results(executor, work, missing):
        columns = _completed(study, store, job, fresh)
        done, cells = done + 1, cells + len(columns[CELLS]["row"])
        if progress is not None:
            progress(Progress(done, resumed, len(blocks), cells))
        yield job.block, columns


def run(
    study: Study,
    executor: Executor,
    store: Store | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> StudyResult:
    """Return the whole study in memory (about 21 bytes a cell and 9 an indicator); see ``stream``."""
    parts = sorted(stream(study, executor, store, progress), key=lambda part: part[0].row_from)
    blocks = [dict(columns) for _, columns in parts]
    del parts
    cells = _joined(blocks, CELLS, ("row", "column", "place"))
    columns = {
        name: Column.from_arrays(_joined(blocks, name, ("low", "reason")))
        for name in study.keys
        if _is(name, "indicator")
    }
    states = {
        name.partition("/")[2]: _joined(blocks, name, ("state",))["state"].astype(np.uint8, copy=False)
        for name in study.keys
        if _is(name, "exclusion")
    }
    editions = {layer.edition.layer: layer.edition for layer in (study.land, *study.layers.values())}
    return StudyResult(
        study.id,
        study.profile,
        Cells(
            study.level, *(cells[part].astype(np.int32, copy=False) for part in ("row", "column", "place"))
        ),
        study.land.names,
        {name.partition("/")[2]: column for name, column in columns.items()},
        states,
        editions,
    )


def _is(name: str, kind: str) -> bool:
    return name.startswith(f"{kind}/")


def _missing(study: Study, store: Store | None, index: int, block: Block) -> Job:
    wanted = tuple(
        name for name, key in study.keys.items() if store is None or store.read(key, index) is None
    )
    return Job(index, block, wanted)


def _results(executor: Executor, work: Work, jobs: Sequence[Job]) -> Iterator[tuple[Job, BlockColumns]]:
    for job in jobs:
        if not job.columns:
            yield job, {}
    yield from executor.run(work, [job for job in jobs if job.columns])


def _completed(study: Study, store: Store | None, job: Job, fresh: BlockColumns) -> BlockColumns:
    if store is None:
        return fresh
    for name, arrays in fresh.items():
        store.write(study.keys[name], job.index, arrays)
    kept = {name: store.read(key, job.index) for name, key in study.keys.items() if name not in fresh}
    return {**fresh, **{name: arrays for name, arrays in kept.items() if arrays is not None}}


def _joined(blocks: Sequence[BlockColumns], name: str, parts: Sequence[str]) -> Arrays:
    """Take one column out of the blocks, so that it is never in memory twice once it is joined."""
    if not blocks:
        return {part: np.empty(0, dtype=np.int32) for part in parts}
    taken = [block.pop(name) for block in blocks]
    if "low" in parts and any("high" in arrays for arrays in taken):
        taken = [{"high": arrays["low"], **arrays} for arrays in taken]
        parts = (*parts, "high")
    return {part: np.concatenate([arrays[part] for arrays in taken]) for part in parts}
