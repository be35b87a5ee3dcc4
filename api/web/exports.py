"""The page of data to take away: every collection and layer with its rows, sources, terms and files."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from api.deps import DatabaseSession, published_of
from api.services import exports
from api.services.published_requests import read_srid
from api.web import view
from data.domain.published import PLANE_ZONES

router = APIRouter(include_in_schema=False)


@router.get("/exports")
def list_exports(
    request: Request,
    session: DatabaseSession,
    crs: Annotated[str | None, Query(max_length=80)] = None,
) -> Response:
    """Show what can be taken away, and in which forms; GeoPackages in the reference system chosen."""
    found, srid = exports.offered(published_of(request), session), read_srid(crs)
    zones = list(enumerate(PLANE_ZONES, start=1))
    return view.render(request, "exports", offered=found, zones=zones, srid=srid)
