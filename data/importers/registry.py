"""Lists every importer once, by the name it has on the command line."""

from __future__ import annotations

from data.domain.datasets import (
    BOUNDARIES,
    DATA_CENTRES,
    GRID_ROOM,
    LAYERS,
    LINES,
    PLANTS,
    STATISTICS,
    SUBSTATIONS,
)
from data.importers import datacentres, grid_room, layers, lines, n03, plants, substations
from data.importers.statistics import importer as statistics
from data.importers.steps import Importer

IMPORTERS: dict[str, Importer] = {
    importer.name: importer
    for importer in (
        n03.IMPORTER,
        plants.IMPORTER,
        substations.IMPORTER,
        lines.IMPORTER,
        datacentres.IMPORTER,
        layers.IMPORTER,
        grid_room.IMPORTER,
        statistics.IMPORTER,
    )
}
IMPORTER_OF: dict[str, Importer] = {
    BOUNDARIES: n03.IMPORTER,
    PLANTS: plants.IMPORTER,
    SUBSTATIONS: substations.IMPORTER,
    LINES: lines.IMPORTER,
    DATA_CENTRES: datacentres.IMPORTER,
    LAYERS: layers.IMPORTER,
    GRID_ROOM: grid_room.IMPORTER,
    STATISTICS: statistics.IMPORTER,
}
"""Which importer loads a dataset; its last step runs again when another edition is put into use."""
