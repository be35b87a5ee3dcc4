"""Pages of the siting screen: the form, a scenario's result, a cell's reasons, the map and its tiles."""

from __future__ import annotations

import hashlib
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse

from api.deps import DatabaseSession, SitingDesk, language_of
from api.services.siting import mapping, scenarios, studies, words
from api.web import siting_page, view
from api.web.maps import Files
from data.domain.errors import NotFound
from data.domain.wording import Text
from data.orm.siting import StudyStatus
from geo.siting.profile import PROFILES, profile
from geo.siting.scoring import weights_of

router = APIRouter(prefix="/siting", include_in_schema=False)
Fields = list[tuple[str, str]]
CACHED = {"Cache-Control": "private, max-age=3600"}


async def read_fields(request: Request) -> Fields:
    """Read the fields of a form, in order."""
    async with request.form(max_files=0, max_fields=60) as form:
        return [(name, value) for name, value in form.multi_items() if isinstance(value, str)]


Form = Annotated[Fields, Depends(read_fields)]


@router.get("")
def start(request: Request, session: DatabaseSession, chosen: str = "data-centre") -> Response:
    """Show the form and the scenarios saved."""
    return view.render(
        request,
        "siting",
        profiles=[profile(name) for name in PROFILES],
        chosen=profile(chosen),
        levels=studies.LEVELS,
        saved=studies.scenarios_listed(session),
        profile_titles={name: profile(name).title for name in PROFILES},
        states=words.STATES,
        missing=None,
    )


@router.post("")
def order(
    request: Request, session: DatabaseSession, desk: SitingDesk, form: Form, background: BackgroundTasks
) -> Response:
    """Queue a study and save the scenario asked for; then its page shows how far it is."""
    given = dict(form)
    level = given.get("level", "3")
    wanted = int(level) if level.isdigit() else 0
    study = studies.order(session, given.get("profile", "data-centre"), wanted)
    return _saved(request, session, desk, study.id, form, background)


@router.post("/studies/{study_id}/scenarios")
def save(
    study_id: str,
    request: Request,
    session: DatabaseSession,
    desk: SitingDesk,
    form: Form,
    background: BackgroundTasks,
) -> Response:
    """Save other weights or another preset for a study that is there."""
    return _saved(request, session, desk, study_id, form, background)


@router.get("/scenarios/{scenario_id}")
def show(scenario_id: str, request: Request, session: DatabaseSession, desk: SitingDesk) -> Response:
    """Show what a scenario came to, or how far its study is."""
    row, study = scenarios.get(session, scenario_id)
    if study.status != StudyStatus.DONE:
        title = profile(study.profile_id).title
        return view.render(request, "siting_progress", study=study, title=title)
    reading = scenarios.reading_of(desk.results, row)
    return view.render(request, "siting_result", **siting_page.context(session, row, study, reading))


@router.get("/scenarios/{scenario_id}/cells/{code}")
def show_cell(
    scenario_id: str, code: int, request: Request, session: DatabaseSession, desk: SitingDesk
) -> Response:
    """Show why a cell stands where it stands."""
    row, study = scenarios.get(session, scenario_id)
    found = scenarios.why(scenarios.reading_of(desk.results, row), code)
    title = profile(study.profile_id).title
    return view.render(request, "siting_cell", scenario=row, cell=found, title=title)


@router.get("/scenarios/{scenario_id}/map")
def show_map(
    scenario_id: str, request: Request, session: DatabaseSession, desk: SitingDesk, files: Files
) -> HTMLResponse:
    """Show the map of a scenario; its page embeds it, and it stands alone too."""
    row, study = scenarios.get(session, scenario_id)
    reading = scenarios.reading_of(desk.results, row)
    areas = scenarios.area_rows(reading)
    told = words.in_words(reading, scenarios.view(reading, 1), areas)
    title = words.title_of(study, row)
    nonce, language = request.state.nonce, language_of(request)
    return HTMLResponse(
        mapping.draw(session, files, reading, areas, title, told[0], nonce=nonce, language=language)
    )


@router.get("/studies/{study_id}/tiles/{z}/{x}/{y}.png")
def score_tile(
    study_id: str,
    z: Annotated[int, Path(ge=0, le=mapping.FINEST_TILE)],
    x: int,
    y: int,
    request: Request,
    session: DatabaseSession,
    desk: SitingDesk,
    preset: str = "reference",
) -> Response:
    """Give one tile of the score as a picture."""
    if not (0 <= x < 2**z and 0 <= y < 2**z):
        raise NotFound(Text(f"タイル {z}/{x}/{y} はありません。", f"There is no tile {z}/{x}/{y}."))
    study = studies.get(session, study_id)
    weights = weights_of(profile(study.profile_id), scenarios.changes(request.query_params.multi_items()))
    reading = desk.results.read(study.id, preset, weights)
    etag = f'"{hashlib.sha256(f"{reading.id}/{z}/{x}/{y}".encode()).hexdigest()[:24]}"'
    if request.headers.get("if-none-match") == etag:
        return Response(status_code=304, headers={"ETag": etag, **CACHED})
    content = mapping.score_tile(reading, z, x, y)
    return Response(content, media_type="image/png", headers={"ETag": etag, **CACHED})


def _saved(
    request: Request,
    session: DatabaseSession,
    desk: SitingDesk,
    study_id: str,
    form: Fields,
    background: BackgroundTasks,
) -> Response:
    preset = dict(form).get("preset", "reference")
    row = scenarios.save(session, study_id, preset, scenarios.changes(form))
    background.add_task(desk.wake)
    target = view.address(request, f"/siting/scenarios/{row.id}")
    return RedirectResponse(target, status_code=303, background=background)
