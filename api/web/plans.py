"""Pages of plans: list, hand in, one plan with its findings, its map."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from geoalchemy2.shape import to_shape
from starlette.datastructures import UploadFile

from api.deps import DatabaseSession, Today, language_of
from api.errors import Answer, answer_of, shown_value
from api.security.intake import MAX_BODY_BYTES
from api.services import documents, maps, plans, published_plans
from api.services.documents import Stated
from api.web import plan_page, view
from data.domain.errors import InvalidInput, Problem
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.domain.workflow import State

router = APIRouter(include_in_schema=False)
FORM = "/plans/new"
"""Where the form stands; an answer that shows it again leads there too."""
PAGE_SIZE = 50


class Upload:
    """What the form sent: a file with its name, or pasted text."""

    def __init__(self, name: str, content: bytes, pasted: str) -> None:
        self.name = name
        self.content = content
        self.pasted = pasted


async def read_form(request: Request) -> Upload:
    """Read the form of the page ``/plans/new``."""
    async with request.form(max_files=1, max_fields=5, max_part_size=MAX_BODY_BYTES) as form:
        file, pasted = form.get("file"), form.get("document")
        text = pasted if isinstance(pasted, str) else ""
        if isinstance(file, UploadFile) and file.filename:
            return Upload(file.filename, await file.read(), text)
        return Upload("", b"", text)


@router.get("/plans")
def list_plans(
    request: Request, session: DatabaseSession, after: Annotated[str | None, Query(max_length=200)] = None
) -> Response:
    """Show the published plans, then the list of plans."""
    page = plans.page(session, PAGE_SIZE, after)
    published = [] if after else published_plans.listed(session)
    return view.render(
        request,
        "plans",
        lines=page.lines,
        next_cursor=page.next_cursor,
        published=published,
        state_of=State.of,
    )


@router.get("/plans/new")
def new_plan(request: Request) -> Response:
    """Show the form for handing in a plan."""
    return _form(request)


@router.post("/plans")
def submit(
    request: Request, session: DatabaseSession, today: Today, upload: Annotated[Upload, Depends(read_form)]
) -> Response:
    """Store the plan and show it, after what its author should look at; with problems store nothing."""
    try:
        with session.begin_nested():
            stated = _stated(upload)
            plan, _ = plans.submit(session, stated.plan, today)
    except InvalidInput as error:
        told = answer_of(request, error)
        return _form(request, told.status, answer=told, document=upload.pasted, path=FORM)
    if stated.warnings:
        return view.render(
            request, "stored_with_warnings", 201, plan=plan, warnings=stated.warnings, path=FORM
        )
    return RedirectResponse(view.address(request, f"/plans/{plan.id}"), status_code=303)


def refused(request: Request, answer: Answer) -> Response:
    """Show the form again with the reason why what it sent was not even read."""
    return _form(request, answer.status, answer=answer, path=FORM)


@router.get("/plans/{plan_id}")
def show_plan(plan_id: UUID, request: Request, session: DatabaseSession, today: Today) -> Response:
    """Show one plan: facts, result, findings by side, map."""
    return view.render(request, "plan", **plan_page.context(session, plans.get(session, plan_id), today))


@router.get("/plans/{plan_id}/map")
def show_map(plan_id: UUID, request: Request, session: DatabaseSession) -> HTMLResponse:
    """Show the map of one plan; pages embed it, and it stands alone too."""
    plan = plans.get(session, plan_id)
    if plan.footprint is None:
        return view.render(request, "no_map", plan=plan)
    shape, language = to_shape(plan.footprint), language_of(request)
    plan_type = PlanType(plan.plan_type)
    page = maps.draw(shape, plan.title, plan_type, session, nonce=request.state.nonce, language=language)
    return HTMLResponse(page)


def _form(request: Request, status: int = 200, **shown: object) -> Response:
    given = {"answer": None, "document": "", **shown}
    return view.render(request, "new_plan", status, shown_value=shown_value, types=PlanType, **given)


def _stated(upload: Upload) -> Stated:
    if upload.name:
        return documents.read_file(upload.content, upload.name)
    text = upload.pasted.strip()
    if not text:
        raise InvalidInput.of([_nothing_sent()])
    accept = documents.accept_json if text.startswith(("{", "[")) else documents.accept_yaml
    return Stated(accept(text))


def _nothing_sent() -> Problem:
    return Problem(
        "file",
        None,
        Text("計画の内容がありません。", "There is no plan."),
        Text("ファイルを選ぶか、内容を貼り付けてください。", "Choose a file or paste the content."),
    )
