"""The names of the layers that are imported, as editions, queries and reports use them."""

from __future__ import annotations

BOUNDARIES = "boundaries"
PLANTS = "plants"
SUBSTATIONS = "substations"
LINES = "lines"
DATA_CENTRES = "data_centres"
LAYERS = "layer"
GRID_ROOM = "grid_room"
STATISTICS = "statistics"
