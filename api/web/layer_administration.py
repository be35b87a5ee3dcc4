"""The administrator's pages of layers: editions and their logs, upload, trial, load, the edition in use."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, BackgroundTasks, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api.deps import MAX_FIELDS, DatabaseSession, LoadingRoom, Now, SignedIn
from api.errors import Answer, answer_of
from api.security.forms import FORM_FIELD
from api.security.intake import MAX_BODY_BYTES
from api.services import layers
from api.services.imports import pack_maps
from api.services.loading import procedures
from api.services.loading.loads import RUNNING, Load, LoadState
from api.services.loading.shelf import Sent
from api.web import layer_forms, layer_reports, view
from api.web.layers import EDITION_STATUS
from api.web.option_words import LAYER_FORM
from data.domain.errors import Conflict, InvalidInput, Problem
from data.domain.identity import Caller
from data.domain.issues import OUTCOME_NAMES, SEVERITY_NAMES
from data.domain.layer import LAYER_ROLE_NAMES, LAYER_TOPIC_NAMES
from data.domain.wording import Text
from rules.access import GeneralAction, require_generally

ADDRESS = "/admin/layers"
FILE_FIELDS = {"file": "main", "coverage": "coverage", "items": "items"}
MOST_FILES = 30
LISTED = 20
_NO_FILE = Text("ファイルが選ばれていません。", "No file was chosen.")
_CHOOSE = Text("取り込むファイルを選んでください。", "Choose the file to be loaded.")


def require_layer_keeper(caller: SignedIn) -> None:
    """Refuse who manages no layers before anything they sent is looked at; the services ask again."""
    require_generally(caller.actor, GeneralAction.MANAGE_LAYERS)


router = APIRouter(prefix=ADDRESS, include_in_schema=False, dependencies=[Depends(require_layer_keeper)])


@dataclass(frozen=True, slots=True)
class Uploaded:
    """The form as sent: fields as typed, and files by what they are for."""

    typed: dict[str, str]
    files: dict[str, Sent]


async def read_upload(request: Request, caller: SignedIn) -> AsyncIterator[Uploaded]:
    """Read the form of an upload; large files wait on disk, not in memory."""
    form = await request.form(max_files=MOST_FILES, max_fields=MAX_FIELDS, max_part_size=MAX_BODY_BYTES)
    items = form.multi_items()
    typed = {name: value for name, value in items if isinstance(value, str) and name != FORM_FIELD}
    files = {
        role: [
            (value.filename, value.file)
            for name, value in items
            if name == field and isinstance(value, UploadFile) and value.filename
        ]
        for field, role in FILE_FIELDS.items()
    }
    try:
        yield Uploaded(typed, {role: sent for role, sent in files.items() if sent})
    finally:
        await form.close()


Upload = Annotated[Uploaded, Depends(read_upload)]


@router.get("")
def show_layers(request: Request, session: DatabaseSession, room: LoadingRoom) -> Response:
    """List editions and loads, with the form for another file."""
    return _list(request, session, room)


@router.post("")
def upload(
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    room: LoadingRoom,
    now: Now,
    sent: Upload,
) -> Response:
    """Keep a file and check it without storing anything; its page tells how far that is."""
    try:
        stated = layer_forms.statement(sent.typed)
        if not sent.files.get("main"):
            raise InvalidInput.of([Problem("file", None, _NO_FILE, _CHOOSE)])
        load = procedures.upload(session, room.shelf, sent.files, stated, caller.name, now)
    except InvalidInput as error:
        return _list(request, session, room, answer_of(request, error), sent.typed)
    room.wake(load.id)
    return _led_to(request, f"{ADDRESS}/loads/{load.id}")


@router.post("/editions/{edition_id}")
def choose_edition(
    edition_id: int,
    request: Request,
    session: DatabaseSession,
    room: LoadingRoom,
    background: BackgroundTasks,
    in_use: Annotated[bool, Form()],
) -> Response:
    """Put an edition into use, or take it out of use."""
    try:
        procedures.choose(session, edition_id, in_use=in_use)
    except Conflict as error:
        return _list(request, session, room, answer_of(request, error))
    background.add_task(pack_maps, room.sessions, room.files)
    return RedirectResponse(view.address(request, ADDRESS), status_code=303, background=background)


@router.get("/loads/{load_id}")
def show_load(load_id: str, request: Request, session: DatabaseSession, room: LoadingRoom) -> Response:
    """Show how far a load is, or its report with what can be done next."""
    procedures.require_keeper(session)
    return _one(request, session, room.shelf.read(load_id))


@router.post("/loads/{load_id}")
def check_again(
    load_id: str, request: Request, session: DatabaseSession, room: LoadingRoom, sent: Upload
) -> Response:
    """Check a load again with other statements about it."""
    try:
        procedures.check_again(session, room.shelf, load_id, layer_forms.statement(sent.typed))
    except (InvalidInput, Conflict) as error:
        load = room.shelf.read(load_id)
        return _one(request, session, load, LAYER_FORM.answer(answer_of(request, error)), sent.typed)
    room.wake(load_id)
    return _led_to(request, f"{ADDRESS}/loads/{load_id}")


@router.post("/loads/{load_id}/load")
def order(load_id: str, request: Request, session: DatabaseSession, room: LoadingRoom) -> Response:
    """Load what was checked."""
    try:
        procedures.order(session, room.shelf, load_id)
    except Conflict as error:
        return _one(request, session, room.shelf.read(load_id), answer_of(request, error))
    room.wake(load_id)
    return _led_to(request, f"{ADDRESS}/loads/{load_id}")


@router.post("/loads/{load_id}/give-up")
def give_up(load_id: str, request: Request, session: DatabaseSession, room: LoadingRoom) -> Response:
    """Remove an upload that is not to be loaded."""
    try:
        procedures.give_up(session, room.shelf, load_id)
    except Conflict as error:
        return _one(request, session, room.shelf.read(load_id), answer_of(request, error))
    return _led_to(request, ADDRESS)


def refused(request: Request, caller: Caller, session: DatabaseSession, answer: Answer) -> Response:
    """Show the list and its form again with the reason why what it sent was not even read."""
    require_layer_keeper(caller)
    return _list(request, session, request.app.state.loading, answer)


def _list(
    request: Request,
    session: DatabaseSession,
    room: LoadingRoom,
    answer: Answer | None = None,
    sent: dict[str, str] | None = None,
) -> Response:
    return view.render(
        request,
        "admin_layers",
        answer.status if answer else 200,
        layers=layers.overview(session),
        edition_status=EDITION_STATUS,
        loads=room.shelf.listed()[:LISTED],
        answer=LAYER_FORM.answer(answer) if answer else None,
        sent=sent or {},
        path=ADDRESS,
        **_words(),
    )


def _one(
    request: Request,
    session: DatabaseSession,
    load: Load,
    answer: Answer | None = None,
    sent: dict[str, str] | None = None,
) -> Response:
    problems = [LAYER_FORM.problem(problem) for problem in load.problems]
    return view.render(
        request,
        "admin_load",
        answer.status if answer else 200,
        load=load,
        running=load.state in RUNNING,
        is_trial=load.state is LoadState.CHECKED,
        may_load=load.state is LoadState.CHECKED and load.report is not None and not load.report.stopped,
        may_change=load.state in (LoadState.CHECKED, LoadState.REFUSED, LoadState.STOPPED),
        steps=[(each, layer_reports.steps_of(each)) for each in load.report.editions] if load.report else [],
        offers=layer_reports.offers_of(load.report, load.typed) if load.report else [],
        would_be=layer_reports.WOULD_BE,
        outcomes=OUTCOME_NAMES,
        severities=SEVERITY_NAMES,
        problems=problems,
        answer=answer,
        sent=sent or load.typed,
        path=f"{ADDRESS}/loads/{load.id}",
        **_words(),
    )


def _words() -> dict[str, object]:
    kinds = {key: words for key, (_, _, words) in layer_forms.KINDS.items()}
    return {
        "kinds": kinds,
        "layer_roles": LAYER_ROLE_NAMES,
        "layer_topics": LAYER_TOPIC_NAMES,
    }


def _led_to(request: Request, path: str) -> Response:
    return RedirectResponse(view.address(request, path), status_code=303)
