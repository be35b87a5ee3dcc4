"""The page that assigns many cases: by a CSV tried out first, or a proposal with even load; all or none."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy.orm import Session
from starlette.datastructures import UploadFile

from api.deps import DatabaseSession, Today
from api.errors import Answer, shown_value
from api.security.intake import MAX_BODY_BYTES
from api.services.reviews import assignment_lists, assignments, queue
from api.services.reviews.assignments import Checked
from api.web import view
from api.web.review.asked import AskedQueue, Fields, Typed, ids_in, one, refused, whole_in
from api.web.review.gates import require_manager
from api.web.review.queue import choices
from data.domain.actor import Role
from data.domain.errors import InvalidInput, Problem
from data.domain.identity import Caller
from data.domain.wording import Text

ADDRESS = "/review/assignments"
MOST_PROPOSED = 500
ROLES = (Role.REVIEWER, Role.COMMITTEE_MEMBER)
router = APIRouter(include_in_schema=False, dependencies=[Depends(require_manager)])


async def read_csv(request: Request) -> bytes:
    """Read the file of the form; empty without one."""
    async with request.form(max_files=1, max_fields=5, max_part_size=MAX_BODY_BYTES) as form:
        file = form.get("file")
        return await file.read() if isinstance(file, UploadFile) else b""


@router.get(ADDRESS)
def show(request: Request, session: DatabaseSession, done: int | None = None) -> Response:
    """Show the forms."""
    return _page(request, session, done=done)


@router.post(f"{ADDRESS}/csv")
def try_csv(
    request: Request, session: DatabaseSession, content: Annotated[bytes, Depends(read_csv)]
) -> Response:
    """Show what a CSV would do and what is wrong with it; nothing is stored."""
    found: list[Checked] = []

    def act() -> None:
        if not content.strip():
            raise InvalidInput.of([Problem("file", None, _NO_FILE, _CHOOSE_FILE)])
        found.append(assignment_lists.read_csv(session, content))

    answer = refused(request, session, act)
    return _page(request, session, answer, checked=found[0] if found else None)


@router.post(f"{ADDRESS}/proposal")
def propose(
    request: Request, session: DatabaseSession, asked: AskedQueue, fields: Fields, today: Today
) -> Response:
    """Propose who reviews the filtered cases; nothing is stored."""
    found: list[assignment_lists.ProposedList] = []

    def act() -> None:
        wanted = asked.model_validate({name: values[0] for name, values in fields.items()}).filter()
        role = Role.COMMITTEE_MEMBER if one(fields, "role") == Role.COMMITTEE_MEMBER else Role.REVIEWER
        cases = [line.id for line in queue.page(session, wanted, today, MOST_PROPOSED).lines]
        found.append(assignment_lists.proposal(session, cases, role, whole_in(fields, "per_case") or 0))

    answer = refused(request, session, act)
    return _page(request, session, answer, proposed=found[0] if found else None, typed=fields)


@router.post(ADDRESS)
def assign(request: Request, session: DatabaseSession, fields: Fields) -> Response:
    """Make every assignment that was shown, or none."""
    items = fields.get("item", [])

    def act() -> None:
        assignments.assign_all(session, assignment_lists.named(session, [_item(item) for item in items]))

    answer = refused(request, session, act)
    if answer is None:
        return RedirectResponse(view.address(request, f"{ADDRESS}?done={len(items)}"), status_code=303)
    return _page(request, session, answer)


def too_large(request: Request, caller: Caller, session: Session, answer: Answer) -> Response:
    """Show the forms again with the reason why the CSV was not even read."""
    require_manager(caller)
    return _page(request, session, answer)


def _item(written: str) -> tuple[UUID, UUID, date | None]:
    case, _, rest = written.partition("|")
    post, _, due_on = rest.partition("|")
    first, second = ids_in([case, post])
    return first, second, date.fromisoformat(due_on) if due_on else None


def _page(request: Request, session: Session, answer: Answer | None = None, **shown: Any) -> Response:
    typed: Typed = {}
    context = {
        "checked": None, "proposed": None, "done": None, "typed": typed,
        "posts": assignments.posts(session), "roles": ROLES, "answer": answer,
        "shown_value": shown_value, "path": ADDRESS, **choices(session),
    }  # fmt: skip
    return view.render(request, "review_assignments", answer.status if answer else 200, **(context | shown))


_NO_FILE = Text("ファイルが選ばれていません。", "No file is chosen.")
_CHOOSE_FILE = Text("CSVファイルを選んでください。", "Choose a CSV file.")
