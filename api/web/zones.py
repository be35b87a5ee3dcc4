"""Public pages of zones and of published plans: lists, the timeline, one published plan with its map."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response
from fastapi.responses import HTMLResponse
from geoalchemy2.shape import to_shape

from api.deps import DatabaseSession, Today, language_of
from api.services import maps, published_plans, zones
from api.web import timeline, view
from api.web.plan_page import by_side, inputs
from api.web.review.case_page import document_rows
from data.domain.errors import NotFound
from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import ZoneStatus
from data.domain.wording import Text
from data.domain.workflow import State
from rules.access import Action

_NO_FOOTPRINT = Text("この計画の区域は公表されていません。", "No footprint of this plan is published.")
router = APIRouter(include_in_schema=False)


@router.get("/zones")
def list_zones(
    request: Request,
    session: DatabaseSession,
    today: Today,
    plan_type: Annotated[PlanType | None, Query()] = None,
) -> Response:
    """Show the zones everybody may know, and when each reached which status."""
    found = [zone for zone in zones.zones(session) if plan_type in (None, zone.plan_type)]
    return view.render(
        request,
        "zones",
        zones=found,
        wanted=plan_type,
        types=zones.ZONE_TYPES,
        statuses=list(ZoneStatus),
        letters=timeline.LETTERS,
        picture=timeline.drawn(found, today),
        today=today,
    )


@router.get("/published/{publication_id}")
def show_published(publication_id: UUID, request: Request, session: DatabaseSession) -> Response:
    """Show what is published of a plan: the decided version and, where published, its findings."""
    row = published_plans.get(session, publication_id)
    plan_type = PlanType(row.plan_type)
    return view.render(
        request,
        "published",
        plan=row,
        state=State.of(row.state),
        rows=list(document_rows(plan_type, row.document, language_of(request))),
        act=Action,
        actions=frozenset(),
        sides=by_side(row.record["findings"]) if row.record else [],
        inputs_of=inputs,
    )


@router.get("/published/{publication_id}/map")
def show_published_map(publication_id: UUID, request: Request, session: DatabaseSession) -> HTMLResponse:
    """Show the map of a published plan; its page embeds it, and it stands alone too."""
    row = published_plans.get(session, publication_id)
    if row.footprint is None:
        raise NotFound(_NO_FOOTPRINT)
    language = language_of(request)
    shape, kind = to_shape(row.footprint), PlanType(row.plan_type)
    page = maps.draw(shape, row.title, kind, session, nonce=request.state.nonce, language=language)
    return HTMLResponse(page)
