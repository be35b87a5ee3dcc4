"""Pages that print on one sheet: national maps, one plan, a siting scenario; at a stated scale."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from api.deps import DatabaseSession, SitingDesk, Today, language_of
from api.services import overviews, printing
from api.services.siting import mapping, scenarios, words
from api.web import filters
from data.domain.errors import NotFound
from data.domain.wording import Text
from geo.maps.paper_map import paper_map
from geo.maps.sheet import NATION, Bounds, Orientation, Paper, Sheet
from geo.maps.sheet_layers import PaperMap

router = APIRouter(include_in_schema=False)


class Wanted:
    """The sheet asked for: paper, orientation and, if the reader chose one, the scale."""

    def __init__(
        self,
        paper: Paper = "a4",
        orientation: Orientation = "portrait",
        scale: Annotated[int | None, Query(gt=0)] = None,
    ) -> None:
        self.paper, self.orientation, self.scale = paper, orientation, scale

    def sheet(self, bounds: Bounds) -> Sheet:
        """Return the sheet for a box in degrees."""
        return printing.sheet_for(bounds, self.paper, self.orientation, self.scale)


Asked = Annotated[Wanted, Depends()]


@router.get("/maps/{which}/print")
def print_national(
    which: Literal["plans", "power"], request: Request, session: DatabaseSession, today: Today, asked: Asked
) -> HTMLResponse:
    """Show a national map on a sheet."""
    language, sheet = language_of(request), asked.sheet(NATION)
    content = printing.national(session, which, sheet, filters.day(today, language), language)
    return _page(request, content, sheet)


@router.get("/plans/{plan_id}/print")
def print_plan(
    plan_id: UUID, request: Request, session: DatabaseSession, today: Today, asked: Asked
) -> HTMLResponse:
    """Show the map of one plan on a sheet."""
    language = language_of(request)
    row = next((row for row in overviews.plan_rows(session, language) if row.id == str(plan_id)), None)
    if row is None:
        raise NotFound(Text("この計画の地図はありません。", "There is no map of this plan."))
    sheet = asked.sheet(printing.bounds_of_plan(row))
    content = printing.one_plan(session, row, sheet, filters.day(today, language), language)
    return _page(request, content, sheet)


@router.get("/siting/scenarios/{scenario_id}/print")
def print_scenario(
    scenario_id: str,
    request: Request,
    session: DatabaseSession,
    desk: SitingDesk,
    today: Today,
    asked: Asked,
) -> HTMLResponse:
    """Show the map of a siting scenario on a sheet."""
    language = language_of(request)
    row, study = scenarios.get(session, scenario_id)
    reading = scenarios.reading_of(desk.results, row)
    told = words.in_words(reading, scenarios.view(reading, 1), scenarios.area_rows(reading))
    title, day = words.title_of(study, row), filters.day(today, language)
    sheet = asked.sheet(_within_japan(mapping.land_bounds(reading)))
    return _page(request, printing.scenario(reading, title, told[0], sheet, day, language), sheet)


def _page(request: Request, content: PaperMap, sheet: Sheet) -> HTMLResponse:
    nonce, language = request.state.nonce, language_of(request)
    return HTMLResponse(paper_map(content, sheet, "/static", nonce, language))


def _within_japan(bounds: Bounds) -> Bounds:
    """Islands farther out would shrink everything else; the map's page shows them."""
    west, south, east, north = (
        pick(one, other) for pick, one, other in zip((max, max, min, min), bounds, NATION, strict=True)
    )
    return (west, south, east, north) if west < east and south < north else bounds
