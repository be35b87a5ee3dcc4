"""The page of data to take away: every collection and layer with its rows, sources, terms and files."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import DatabaseSession, published_of
from api.services import exports
from api.web import view
from data.domain.published import PLANE_ZONES

router = APIRouter(include_in_schema=False)


@router.get("/exports")
def list_exports(request: Request, session: DatabaseSession) -> Response:
    """Show what can be taken away, and in which forms."""
    found = exports.offered(published_of(request), session)
    return view.render(request, "exports", offered=found, zones=list(enumerate(PLANE_ZONES, start=1)))
