"""The footprint and the plots of an application in the making: taken from files, or taken away again."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import shapely
from sqlalchemy.orm import Session

from api.services.applications import editing
from api.services.applications.editing import Change
from api.services.plans import StaleVersion
from data.domain.canonical import tag_of
from data.domain.issues import ImportIssue
from data.domain.wording import Text
from data.importers.footprint_file import read_footprint
from data.importers.reading import Reading
from geo.measure import area_ha

SECTION, PLOTS = "footprint", "plots"
DECIMALS = 7
"""Of a degree, about a centimetre: more digits than any boundary is known to."""


def draw(
    session: Session, application_id: UUID, content: bytes, reading: Reading, from_tag: str
) -> tuple[ImportIssue, ...]:
    """Put the polygons of a vector file in the place of the drawn footprint; return what was noticed.

    Raises ``InvalidInput`` with every feature that cannot be used, else as ``editing.save_section``.
    """
    editing.working_copy(session, application_id)
    drawn, issues = _drawn(content, reading)
    editing.save_sections(session, application_id, {SECTION: Change(drawn, from_tag)})
    return issues


def take_away(session: Session, application_id: UUID, from_tag: str) -> None:
    """Remove the drawn footprint, so that the municipalities count; raises as ``editing.save_section``."""
    editing.save_sections(session, application_id, {SECTION: Change(None, from_tag)})


@dataclass(frozen=True, slots=True)
class PlotShape:
    """A plot as its shape is edited: its place and name, how it is drawn, and a mark of both."""

    index: int
    name: str
    area_ha: float | None
    """Hectares on the ellipsoid; none for a plot that is not drawn as an area."""
    point: tuple[float, float] | None
    """Longitude and latitude of a plot that is only placed."""
    mark: str


def plot_shapes(plots: Sequence[Mapping[str, Any]]) -> tuple[PlotShape, ...]:
    """Return how each stored plot is drawn."""
    return tuple(_plot_shape(index, plot) for index, plot in enumerate(plots))


def draw_plot(
    session: Session, application_id: UUID, index: int, mark: str, content: bytes, reading: Reading
) -> tuple[ImportIssue, ...]:
    """Put the polygons of a vector file in the place of a plot's shape; return what was noticed.

    Raises ``StaleVersion`` when the plot was renamed, moved or drawn since ``mark``; else as ``draw``.
    """
    drawn, issues = _drawn(content, reading)
    _set_shape(session, application_id, index, mark, drawn)
    return issues


def place_plot(
    session: Session, application_id: UUID, index: int, mark: str, position: tuple[float, float]
) -> None:
    """Put a point (longitude, latitude) in the place of a plot's shape. Raises as ``draw_plot``."""
    _set_shape(session, application_id, index, mark, {"type": "Point", "coordinates": list(position)})


def take_plot_away(session: Session, application_id: UUID, index: int, mark: str) -> None:
    """Remove a plot's shape; the plot stays. Raises as ``draw_plot``."""
    _set_shape(session, application_id, index, mark, None)


def _set_shape(session: Session, application_id: UUID, index: int, mark: str, shape: Any) -> None:
    state = editing.section(session, application_id, PLOTS)
    rows = list(state.value or ())
    if index >= len(rows) or _plot_shape(index, rows[index]).mark != mark:
        raise StaleVersion(_OTHER_PLOT)
    rows[index] = {name: value for name, value in rows[index].items() if name != "geometry"}
    if shape is not None:
        rows[index]["geometry"] = shape
    editing.save_sections(session, application_id, {PLOTS: Change(rows, state.tag)})


def _plot_shape(index: int, plot: Mapping[str, Any]) -> PlotShape:
    name, shape = str(plot.get("name") or ""), plot.get("geometry")
    is_area = shape is not None and shape.get("type") != "Point"
    area = area_ha(shapely.from_geojson(json.dumps(shape))) if is_area else None
    return PlotShape(index, name, area, _point(shape), tag_of([name, shape]))


def _point(shape: Any) -> tuple[float, float] | None:
    """Return a point's position; none for what is no point, or one kept before points were checked."""
    match shape:
        case {"type": "Point", "coordinates": [int() | float() as lon, int() | float() as lat]}:
            return lon, lat
    return None


def _drawn(content: bytes, reading: Reading) -> tuple[Any, tuple[ImportIssue, ...]]:
    with tempfile.TemporaryDirectory(prefix="shuseki-footprint-") as folder:
        path = Path(folder) / "footprint"
        path.write_bytes(content)
        read = read_footprint(path, None, reading)
    return json.loads(shapely.to_geojson(shapely.set_precision(read.shape, 10**-DECIMALS))), read.issues


_OTHER_PLOT = Text(
    "この区画は、画面を開いた後に変更されました。今の内容を確かめて、もう一度ファイルを選んでください。",
    "The plot was changed since the page was opened. Look at it and choose the file again.",
)
