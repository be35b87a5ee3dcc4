"""Reads the plots of an application into shapes: drawn, a point with an area, or not placed at all."""

from __future__ import annotations

from dataclasses import dataclass

from api.services import footprints
from data.domain.errors import InvalidInput
from data.domain.evidence import NOT_STATED, Missing
from data.domain.plan.document import PlanDocument
from data.domain.plan.sections_gx import Plot
from data.domain.wording import Text
from geo.footprint import read_point
from geo.gx.plots import PlotShape, drawn_plot, point_plot

NOT_DRAWN = Text("区画の図形も位置も示されていません", "neither shape nor point of the plot is given")


@dataclass(frozen=True, slots=True)
class Plots:
    """The plots of an application: those with a place, and what each of the others lacks."""

    stated: tuple[Plot, ...]
    placed: tuple[PlotShape, ...]
    gaps: tuple[Missing, ...]


def plots_of(document: PlanDocument) -> Plots:
    """Return the plots of an application; none for a document type without plots.

    Raises ``InvalidInput`` for an unsound shape, naming the plot. A position is checked as it comes in; an
    unsound one that was kept before is a gap.
    """
    stated: tuple[Plot, ...] = getattr(document, "plots", None) or ()
    found = [_placed(document, index, plot) for index, plot in enumerate(stated)]
    return Plots(
        stated,
        tuple(each for each in found if isinstance(each, PlotShape)),
        tuple(each for each in found if isinstance(each, Missing)),
    )


def _placed(document: PlanDocument, index: int, plot: Plot) -> PlotShape | Missing:
    path, field = f"plots[{index}].geometry", f"/plots/{index}/geometry"
    if plot.geometry is None:
        return Missing(path, NOT_DRAWN)
    if plot.geometry.get("type") != "Point":
        return drawn_plot(index, plot.name, footprints.drawn(document, plot.geometry, field).geometry)
    try:
        point = read_point(plot.geometry, field)
    except InvalidInput as unsound:
        return Missing(path, unsound.problems[0].message)
    if not plot.area_ha:
        return Missing(f"plots[{index}].area_ha", NOT_STATED)
    return point_plot(index, plot.name, point, float(plot.area_ha))
