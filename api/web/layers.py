"""The page of map layers: editions, sources, licences, dates, and what the imports noticed."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from api.deps import DatabaseSession
from api.services import layers
from api.web import view
from api.web.option_words import LAYER_FORM
from data.domain.issues import SEVERITY_NAMES
from data.domain.wording import Text

router = APIRouter(include_in_schema=False)
ISSUES_SHOWN = 500
EDITION_STATUS = {
    "current": Text("使用中", "in use"),
    "superseded": Text("旧版", "superseded"),
    "rejected": Text("不採用", "rejected"),
    "staged": Text("取込み中", "being loaded"),
}


@router.get("/layers")
def list_layers(request: Request, session: DatabaseSession) -> Response:
    """Show the layers in use and how they came in."""
    return view.render(request, "layers", layers=layers.overview(session), edition_status=EDITION_STATUS)


@router.get("/layers/{edition_id}")
def show_issues(edition_id: int, request: Request, session: DatabaseSession) -> Response:
    """Show the issue log of one edition."""
    found = layers.issues(session, edition_id)
    return view.render(
        request,
        "issues",
        edition_id=edition_id,
        total=len(found),
        issues=[LAYER_FORM.issue(each) for each in found[:ISSUES_SHOWN]],
        severities=SEVERITY_NAMES,
    )
