"""Lists every importer once, by the name it has on the command line."""

from __future__ import annotations

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
