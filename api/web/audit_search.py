"""The administrator's page to search the audit trail, newest first, page by page."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from api.deps import DatabaseSession, SignedIn
from api.errors import Answer, answer_of
from api.services import audit
from api.services.identity import registry
from api.web import typed, view
from data.domain.audit import AuditEvent
from data.domain.errors import InvalidInput
from data.domain.workflow import Event
from data.queries.audit import Search
from rules.access import GeneralAction, require_generally

ADDRESS = "/admin/audit"
FIELDS = ("event", "subject_type", "subject_id", "account", "since", "until")


def require_auditor(caller: SignedIn) -> None:
    """Refuse who may not search the audit trail; the service asks again."""
    require_generally(caller.actor, GeneralAction.SEARCH_AUDIT)


router = APIRouter(include_in_schema=False, dependencies=[Depends(require_auditor)])
Term = Annotated[str, Query(max_length=80)]


@router.get(ADDRESS)
def search(
    request: Request,
    session: DatabaseSession,
    event: Term = "",
    subject_type: Term = "",
    subject_id: Term = "",
    account: Term = "",
    since: Term = "",
    until: Term = "",
    before: Annotated[int | None, Query(ge=1, le=2**62)] = None,
) -> Response:
    """Show the entries that fit; what cannot be read is told at its field and nothing is looked up."""
    wanted = dict(zip(FIELDS, (event, subject_type, subject_id, account, since, until), strict=True))
    wanted = {name: value.strip() for name, value in wanted.items()}
    answer: Answer | None = None
    links = []
    try:
        links = audit.search(session, _terms(wanted), before)
    except InvalidInput as error:
        answer = answer_of(request, error)
    more = len(links) == audit.PAGE_SIZE
    return view.render(
        request,
        "admin_audit",
        answer.status if answer else 200,
        links=links,
        older=_older(request, wanted, links[-1].position) if more else None,
        wanted=wanted,
        answer=answer,
        events=[*AuditEvent, *Event],
        event_words={str(each): each.text for each in (*AuditEvent, *Event)},
        accounts=registry.everybody(session),
        names={each.id: each.name for each in registry.everybody(session)},
    )


def _terms(wanted: dict[str, str]) -> Search:
    return Search(
        wanted["subject_type"] or None,
        wanted["subject_id"] or None,
        typed.identifier("account", wanted["account"]) if wanted["account"] else None,
        wanted["event"] or None,
        typed.moment("since", wanted["since"]) if wanted["since"] else None,
        typed.moment("until", wanted["until"]) if wanted["until"] else None,
    )


def _older(request: Request, wanted: dict[str, str], position: int) -> str:
    given = {name: value for name, value in wanted.items() if value}
    return f"{ADDRESS}?{view.query(request, **given, before=str(position))}"
