"""The plan editor: a task list of sections, a page for each, saving by hand and by itself, the checklist."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from api.deps import JAPAN, MAX_FIELDS, DatabaseSession, SignedIn, language_of
from api.errors import answer_of, problem_details
from api.security.intake import MAX_BODY_BYTES
from api.services.applications import forms
from api.services.applications import ground as drawn
from api.services.applications.editing import StaleSection
from api.web import editor_context, ground, view
from api.web.editor_context import Copy
from api.web.editor_fields import Node, echo
from api.web.editor_pages import GROUND, PLOTS, EditorPage, anchor_of, page_of
from data.domain.errors import InvalidInput, Problem, ShusekiError
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.naming import pattern_of
from data.domain.plan.shape import shapes
from data.domain.wording import Language
from data.importers.plan_form import ROW_WAS_MARK, Typed, row_numbers
from data.queries import clock

router = APIRouter(prefix="/applications/{application_id}/edit", include_in_schema=False)
DRAWING = "drawing"
"""Anchor of the part of a page where shapes are handed in as files."""
POSITION = "position-"
"""Before the number of a plot: the field in which its position is typed."""
NOTHING_SENT: Mapping[str, str] = MappingProxyType({})
TAG_MARK = "tag:"
"""Before the name of a section: the mark of the value that the form was made from."""


class Posted:
    """A page of the editor as the browser sent it."""

    def __init__(self, fields: dict[str, list[str]]) -> None:
        self.do = "".join(fields.get("do", ())) or "save"
        self.search = "".join(fields.get("search", ()))
        self.tags = {
            key.removeprefix(TAG_MARK): each[0] for key, each in fields.items() if key.startswith(TAG_MARK)
        }
        self.typed = {key: each for key, each in fields.items() if "/" in key}

    def sent(self, page: EditorPage) -> forms.Sent:
        """Return what there is to save of a page."""
        return forms.Sent(page.sections, self.typed, self.tags)


async def read_form(request: Request) -> Posted:
    """Read the form of a page of the editor."""
    async with request.form(max_files=1, max_fields=MAX_FIELDS, max_part_size=MAX_BODY_BYTES) as form:
        fields: dict[str, list[str]] = {}
        for key, value in form.multi_items():
            if isinstance(value, str):
                fields.setdefault(key, []).append(value)
        return Posted(fields)


Form = Annotated[Posted, Depends(read_form)]


@router.get("")
def task_list(application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession) -> Response:
    """Show the sections with what is done and what is still open."""
    copy = editor_context.copy_of(session, application_id)
    found = editor_context.checked(session, copy)
    return view.render(
        request,
        "editor_tasks",
        copy=copy,
        tasks=editor_context.tasks(copy, found),
        checklist=found,
        now=clock.moment(session),
    )


@router.get("/checklist")
def checklist(application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession) -> Response:
    """Give the checklist alone, as a page's script fetches it after each save."""
    copy = editor_context.copy_of(session, application_id)
    found = editor_context.checked(session, copy)
    return view.render(request, "editor_checklist", copy=copy, checklist=found)


@router.get("/{key}")
def show(
    application_id: UUID, key: str, request: Request, caller: SignedIn, session: DatabaseSession
) -> Response:
    """Show one page of the form as it is stored."""
    copy = editor_context.copy_of(session, application_id)
    page = copy.page(key)
    return page_answer(request, session, copy, page, typed=editor_context.stored_texts(copy, page))


@router.post("/{key}")
def save(
    application_id: UUID, key: str, request: Request, caller: SignedIn, session: DatabaseSession, form: Form
) -> Response:
    """Save a page and lead on; or show it again as typed, with every problem at its field."""
    copy = editor_context.copy_of(session, application_id)
    page = copy.page(key)
    if form.do not in ("save", "next"):
        typed = _rearranged(form)
        return page_answer(request, session, copy, page, typed=typed, tags=form.tags, search=form.search)
    try:
        with session.begin_nested():
            forms.save(session, application_id, form.sent(page))
    except (InvalidInput, StaleSection) as error:
        copy = editor_context.copy_of(session, application_id)
        return page_answer(request, session, copy, page, typed=form.typed, tags=form.tags, error=error)
    following = copy.after(page) if form.do == "next" else page
    path = f"/applications/{application_id}/edit" + (f"/{following.key}" if following else "")
    return RedirectResponse(view.address(request, path), status_code=303)


@router.post("/{key}/autosave")
def save_by_itself(
    application_id: UUID, key: str, request: Request, caller: SignedIn, session: DatabaseSession, form: Form
) -> Response:
    """Save what can stand while the officer is writing, and tell the page's script what became of it."""
    copy = editor_context.copy_of(session, application_id)
    page = copy.page(key)
    try:
        with session.begin_nested():
            saved = forms.save_readable(session, application_id, form.sent(page))
    except StaleSection as error:
        return _conflict(request, copy, page, error)
    session.expire_all()
    copy = editor_context.copy_of(session, application_id)
    edit, language = copy.last_edit(page), language_of(request)
    told = problem_details(answer_of(request, InvalidInput.of(saved.problems)), language)
    rows = [(was, now) for each in saved.readings.values() for now, was in each.places.items()]
    body = {
        "saved": saved.anything,
        "has_map": copy.plan.footprint is not None,
        "saved_at": f"{edit.at.astimezone(JAPAN):%H:%M:%S}" if edit else "",
        "tags": {name: copy.sections[name].tag for name in page.sections},
        "rows": {was: now.rpartition("/")[2] for was, now in rows if now.rpartition("/")[2].isdecimal()},
        "echoes": _echoes(copy, saved, form, language),
        "problems": [
            {**each, "id": anchor_of(str(each["field"]))}
            for each in told["problems"]  # type: ignore[union-attr]
            if isinstance(each, dict)
        ],
    }
    return JSONResponse(body, headers={"Cache-Control": "no-store"})


def page_answer(
    request: Request,
    session: DatabaseSession,
    copy: Copy,
    page: EditorPage,
    *,
    typed: dict[str, list[str]],
    tags: dict[str, str] | None = None,
    search: str = "",
    sent: Mapping[str, str] = NOTHING_SENT,
    error: ShusekiError | None = None,
) -> Response:
    """Show a page of the editor with what was typed and, above it, why that was not stored."""
    language = language_of(request)
    told = answer_of(request, error) if error else None
    tags = {**{name: copy.sections[name].tag for name in page.sections}, **(tags or {})}
    others = []
    if isinstance(error, StaleSection):
        name, stated = _others(copy, error, language)
        tags[name], others = copy.sections[name].tag, [stated]
    problems = error.problems if error else ()
    remarks = editor_context.remarks_of(session, copy)
    return view.render(
        request,
        "editor_page",
        told.status if told else 200,
        copy=copy,
        page=page,
        nodes=editor_context.form_of(copy, page, typed, language, problems, remarks),
        tags=tags,
        told=told,
        problem_links=[_problem_link(copy, page, problem) for problem in problems],
        others=others,
        checklist=editor_context.checked(session, copy),
        **_ground(copy, page, typed, search, sent, language),
        last_edit=copy.last_edit(page),
        following=copy.after(page),
        path=f"/applications/{copy.line.application.id}/edit/{page.key}",
        now=clock.moment(session),
    )


def _ground(
    copy: Copy, page: EditorPage, typed: Typed, search: str, sent: Mapping[str, str], language: Language
) -> dict[str, Any]:
    return {
        "sent": sent,
        "ground": ground.shown(copy, typed, search, language) if page.key == GROUND else None,
        "plots": drawn.plot_shapes(copy.sections[PLOTS].value or ()) if page.key == PLOTS else None,
    }


def _others(copy: Copy, error: StaleSection, language: Language) -> tuple[str, Node]:
    """The section that somebody else changed, and what stands there now."""
    name = str(error.details["current"]["section"])
    return name, editor_context.stated(copy, name, copy.sections[name].value, language)


def _conflict(request: Request, copy: Copy, page: EditorPage, error: StaleSection) -> Response:
    name, node = _others(copy, error, language_of(request))
    panel = view.render(request, "editor_conflict", others=[node], told=answer_of(request, error))
    body = {"section": name, "tag": copy.sections[name].tag, "panel": bytes(panel.body).decode()}
    return JSONResponse(body, 412, headers={"Cache-Control": "no-store"})


def _problem_link(copy: Copy, page: EditorPage, problem: Problem) -> tuple[Problem, str]:
    """Return a problem with the address of its field, also where that is on another page."""
    if problem.field.startswith(POSITION):
        return problem, f"#{problem.field}"
    found = page_of(copy.plan_type, problem.field)
    other = found is not None and found.key != page.key
    path = f"/applications/{copy.line.application.id}/edit/{found.key}" if found and other else ""
    drawing = found is None or problem.field.endswith(("/geometry", "/footprint"))
    return problem, f"{path}#{DRAWING if drawing else anchor_of(problem.field)}"


def _rearranged(form: Posted) -> dict[str, list[str]]:
    """Add or remove a row as typed; nothing is stored by it."""
    what, _, place = form.do.partition(":")
    typed = dict(form.typed)
    if what == "add":
        number = max(row_numbers(typed, place), default=-1) + 1
        typed[f"{ROW_WAS_MARK}{place}/{number}"] = [""]
    elif what == "remove":
        own = (f"{place}/", f"{ROW_WAS_MARK}{place}")
        typed = {key: each for key, each in typed.items() if not f"{key}/".startswith((own[0], f"{own[1]}/"))}
    return typed


def _echoes(copy: Copy, saved: forms.Saved, form: Posted, language: Language) -> dict[str, Any]:
    known = shapes(DOCUMENTS[copy.plan_type])
    found = {}
    for reading in saved.readings.values():
        for pointer, value in reading.understood.items():
            parts: list[str | int] = [int(p) if p.isdecimal() else p for p in pointer.split("/")[1:]]
            shape = known[pattern_of(parts)]
            if not shape.repeated:
                typed = "".join(form.typed.get(pointer, ()))
                found[anchor_of(pointer)] = echo(shape, value, typed, language)
    return found
