"""Maps on paper: what falls into the frame of a sheet is read and drawn, with its sources."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.services import overviews
from api.services.footprints import prefecture_shapes
from api.services.maps import centre_mark, credit, line_mark, plant_mark, substation_mark
from api.services.siting import mapping
from api.services.siting.results import Reading
from api.services.siting.scenarios import area_rows
from data.domain.datasets import DATA_CENTRES, LINES, PLANTS, SUBSTATIONS
from data.domain.wording import Language, Text
from data.queries import facilities
from data.queries.sources import editions_in_use
from data.reference.sources import sources
from geo.maps import sheet_layers
from geo.maps.fields import PlanRow
from geo.maps.layers import Attribution
from geo.maps.sheet import Bounds, Orientation, Paper, Sheet, fitting_scale
from geo.maps.sheet_layers import PaperMap, SheetLayer

AROUND = 0.25
"""Part of a footprint's extent shown around it."""
_AREA = Text("面積約{ha:,.0f} ha、{body}", "about {ha:,.0f} ha, {body}")


def sheet_for(bounds: Bounds, paper: Paper, orientation: Orientation, scale: int | None) -> Sheet:
    """Return a sheet centred on a box in degrees, at ``scale`` or the largest scale at which it fits."""
    west, south, east, north = bounds
    chosen = scale or fitting_scale(bounds, paper, orientation)
    return Sheet(paper, orientation, chosen, (west + east) / 2, (south + north) / 2)


def national(session: Session, which: str, sheet: Sheet, printed_on: str, language: Language) -> PaperMap:
    """Return a national map: of plans and zones, or of power."""
    rows = overviews.plan_rows(session, language)
    drawn = [_land(sheet)]
    if which == "power":
        drawn += [draw(session, sheet, language) for draw in (_lines, _substations, _plants, _centres)]
    else:
        drawn.append(sheet_layers.plan_areas(sheet, rows, language))
    title = overviews.PAGES[which].in_language(language)
    return PaperMap(title, "", drawn, printed_on)


def one_plan(session: Session, row: PlanRow, sheet: Sheet, printed_on: str, language: Language) -> PaperMap:
    """Return the map of one plan with the power around it."""
    around = [draw(session, sheet, language) for draw in (_lines, _substations, _plants, _centres)]
    drawn = [_land(sheet), sheet_layers.plan_areas(sheet, [row], language), *around]
    summary = _AREA.filled(ha=row.area_ha, body=row.body).in_language(language)
    return PaperMap(row.title, summary, drawn, printed_on)


def scenario(
    reading: Reading, title: Text, summary: Text, sheet: Sheet, printed_on: str, language: Language
) -> PaperMap:
    """Return the map of a siting scenario with its largest areas."""
    shapes = [area.polygon for area in area_rows(reading)]
    score = sheet_layers.score_picture(sheet, reading.picture, language, mapping.credits_of(reading))
    drawn = [_land(sheet), score, sheet_layers.area_outlines(sheet, shapes, language)]
    return PaperMap(title.in_language(language), summary.in_language(language), drawn, printed_on)


def bounds_of_plan(row: PlanRow) -> Bounds:
    """Return the extent of a plan in degrees with some ground around it."""
    west, south, east, north = row.shape.bounds
    wide, high = (east - west) * AROUND, (north - south) * AROUND
    return west - wide, south - high, east + wide, north + high


def _land(sheet: Sheet) -> SheetLayer:
    base = sources()["prefecture_polygons"]
    return sheet_layers.land(
        sheet, prefecture_shapes(), [Attribution(base.title, base.publisher, base.licence)]
    )


def _lines(session: Session, sheet: Sheet, language: Language) -> SheetLayer:
    found = [line_mark(row) for row in facilities.lines_in(session, sheet.bounds)]
    return sheet_layers.line_paths(sheet, found, language, _credits(session, LINES, found))


def _substations(session: Session, sheet: Sheet, language: Language) -> SheetLayer:
    found = [substation_mark(row) for row in facilities.substations_in(session, sheet.bounds)]
    return sheet_layers.substation_signs(sheet, found, language, _credits(session, SUBSTATIONS, found))


def _plants(session: Session, sheet: Sheet, language: Language) -> SheetLayer:
    found = [plant_mark(row) for row in facilities.plants_in(session, sheet.bounds)]
    return sheet_layers.plant_signs(sheet, found, language, _credits(session, PLANTS, found))


def _centres(session: Session, sheet: Sheet, language: Language) -> SheetLayer:
    found = [centre_mark(row) for row in facilities.data_centres_in(session, sheet.bounds)]
    return sheet_layers.centre_signs(sheet, found, language, _credits(session, DATA_CENTRES, found))


def _credits(session: Session, dataset: str, drawn: Sequence[object]) -> list[Attribution]:
    """Only what is drawn is credited."""
    return [credit(edition) for edition in editions_in_use(session, [dataset])] if drawn else []
