"""The national maps with their tables and words, and the packed layers they load."""

from __future__ import annotations

import gzip
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from api.deps import DatabaseSession, language_of
from api.services import overviews
from api.services.field_maps import MapFiles
from api.web import view

router = APIRouter(prefix="/maps", include_in_schema=False)
Which = Literal["plans", "power"]
JSON = "application/json"


def get_files(request: Request) -> MapFiles:
    """Return the packed layers of this process."""
    files: MapFiles = request.app.state.map_files
    return files


Files = Annotated[MapFiles, Depends(get_files)]


@router.get("/data/{name}.json")
def layer(name: str, request: Request, session: DatabaseSession, files: Files) -> Response:
    """Give a packed layer; plans are those that the reader may know and are checked at every use."""
    language = language_of(request)
    if name == "plans":
        found, fresh = overviews.plans_file(session, language), "private, no-cache"
    else:
        found, fresh = files.layer(session, name, language), "private, max-age=86400"
    headers = {"ETag": found.packed.etag, "Cache-Control": fresh, "Vary": "Accept-Encoding"}
    if request.headers.get("if-none-match") == found.packed.etag:
        return Response(status_code=304, headers=headers)
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(found.packed.content, media_type=JSON, headers=headers)
    return Response(gzip.decompress(found.packed.content), media_type=JSON, headers=headers)


@router.get("/plans")
def plans_page(request: Request, session: DatabaseSession) -> Response:
    """Show the map of plans and zones with the same content as a table and in words."""
    found = overviews.plans_overview(session, language_of(request))
    return view.render(request, "map_plans", title=overviews.PAGES["plans"], found=found)


@router.get("/power")
def power_page(request: Request, session: DatabaseSession) -> Response:
    """Show the map of power with its figures as tables and in words."""
    found = overviews.power_overview(session)
    return view.render(request, "map_power", title=overviews.PAGES["power"], found=found)


@router.get("/{which}/map")
def national_map(which: Which, request: Request, session: DatabaseSession, files: Files) -> HTMLResponse:
    """Show a national map alone."""
    nonce, language = request.state.nonce, language_of(request)
    return HTMLResponse(overviews.draw(session, files, which, nonce=nonce, language=language))
