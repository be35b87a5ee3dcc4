"""``/v1/applications``: start, write together, approve, send, read what happened; for applying bodies."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response

from api.deps import Attachments, DatabaseSession, SignedIn
from api.services import snapshots
from api.services.applications import contents, editing, procedures, reading, starting, submitting
from api.v1.application_schemas import (
    CaseAnswer,
    CaseListAnswer,
    CheckAnswer,
    DocumentAnswer,
    EventAnswer,
    SectionAnswer,
    SectionBody,
    SendBody,
    StartBody,
    StepBody,
    VersionAnswer,
    VersionLine,
)
from api.v1.preconditions import IdempotencyKey, SeenTag, SeenVersion, content_tag, version_tag
from data.domain.call import in_japan
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from data.domain.workflow import State
from data.orm import Plan
from data.queries import clock

router = APIRouter(prefix="/v1/applications", tags=["applications"])


@router.post("", status_code=201, summary="申請の作成を始める / Start an application")
def start(body: StartBody, caller: SignedIn, session: DatabaseSession, response: Response) -> CaseAnswer:
    """Enter a new or an existing draft of the body for a call."""
    if (body.document is None) == (body.plan is None):
        raise InvalidInput.of([_one_of_both()])
    if body.document is not None:
        started = starting.start_new(session, body.call, body.document)
    else:
        started = starting.start_with(session, body.call, UUID(str(body.plan)))
    response.headers["Location"] = f"/v1/applications/{started.application.id}"
    return _case(caller, session, started.application.id, response)


@router.get("", summary="案件の一覧 / List applications")
def list_cases(
    caller: SignedIn,
    session: DatabaseSession,
    state: Annotated[State | None, Query(description="状態で絞る")] = None,
) -> CaseListAnswer:
    """List the cases one may know, the latest moved first."""
    items = [CaseAnswer.of(line, caller.actor.role) for line in procedures.listed(session, state)]
    return CaseListAnswer(server_time=in_japan(clock.moment(session)), items=items)


@router.get("/{application_id}", summary="案件を読む / Read an application")
def read(application_id: UUID, caller: SignedIn, session: DatabaseSession, response: Response) -> CaseAnswer:
    """Tell where a case stands; its ETag is needed for every procedure."""
    return _case(caller, session, application_id, response)


@router.get("/{application_id}/events", summary="経過 / History of a case")
def read_events(application_id: UUID, caller: SignedIn, session: DatabaseSession) -> list[EventAnswer]:
    """List the steps of a case, the first first."""
    return [EventAnswer.of(event) for event in reading.history(session, application_id)]


@router.get("/{application_id}/document", summary="作成中の計画 / The copy of the plan")
def read_document(
    application_id: UUID, caller: SignedIn, session: DatabaseSession, response: Response
) -> DocumentAnswer:
    """Return the body's copy of the plan, confidential fields included."""
    _, plan = editing.working_copy(session, application_id)
    return _document(plan, response)


@router.put("/{application_id}/document", summary="計画全体を差し替える / Save the whole copy")
def save_document(
    application_id: UUID,
    document: dict[str, Any],
    caller: SignedIn,
    session: DatabaseSession,
    seen: SeenVersion,
    response: Response,
) -> DocumentAnswer:
    """Save the whole document; blanks are fine."""
    return _document(editing.save_document(session, application_id, document, seen), response)


@router.get("/{application_id}/sections", summary="項目ごとの状態 / Sections of the copy")
def read_sections(application_id: UUID, caller: SignedIn, session: DatabaseSession) -> list[SectionAnswer]:
    """List the sections with their ETags and last changes."""
    return [SectionAnswer.of(state) for state in editing.sections(session, application_id)]


@router.get("/{application_id}/sections/{name}", summary="一つの項目を読む / Read a section")
def read_section(
    application_id: UUID, name: str, caller: SignedIn, session: DatabaseSession, response: Response
) -> SectionAnswer:
    """Return one section."""
    return _section(editing.section(session, application_id, name), response)


@router.put("/{application_id}/sections/{name}", summary="一つの項目を保存する / Save a section")
def save_section(
    application_id: UUID,
    name: str,
    body: SectionBody,
    caller: SignedIn,
    session: DatabaseSession,
    seen: SeenTag,
    response: Response,
) -> SectionAnswer:
    """Save one section; 412 tells the value that stands there now, who wrote it and when."""
    return _section(editing.save_section(session, application_id, name, body.value, seen), response)


@router.get("/{application_id}/check", summary="提出前の確認 / Check before sending")
def check(application_id: UUID, caller: SignedIn, session: DatabaseSession) -> CheckAnswer:
    """Check the copy by the rules of its call; nothing is stored."""
    found, measured, missing = contents.check(session, application_id)
    return CheckAnswer(
        record=found.model_dump(mode="json"),
        measured=snapshots.snapshot(measured),
        missing_items=list(missing),
    )


@router.post("/{application_id}/steps", summary="手続を行う / Take a procedure")
def act(
    application_id: UUID,
    body: StepBody,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
    seen: SeenVersion,
    response: Response,
) -> CaseAnswer:
    """Ask for approval, give or decline it, rework, withdraw or reopen; ``If-Match`` is the case's ETag."""
    procedures.act(session, store, application_id, body.event, from_version=seen, reason=body.reason)
    return _case(caller, session, application_id, response)


@router.post("/{application_id}/versions", status_code=201, summary="提出する / Send a version")
def send(
    application_id: UUID,
    body: SendBody,
    caller: SignedIn,
    session: DatabaseSession,
    store: Attachments,
    seen: SeenVersion,
    key: IdempotencyKey,
    response: Response,
) -> dict[str, Any]:
    """Send the copy and get the receipt; the same ``Idempotency-Key`` always gets the same receipt."""
    version = submitting.send(session, store, application_id, key=key, from_version=seen, reason=body.reason)
    response.headers["Location"] = f"/v1/applications/{application_id}/versions/{version.number}"
    return version.receipt


@router.get("/{application_id}/versions", summary="提出した版の一覧 / List versions")
def list_versions(application_id: UUID, caller: SignedIn, session: DatabaseSession) -> list[VersionLine]:
    """List the versions that were sent, the first first."""
    return [VersionLine.of(each) for each in reading.versions(session, application_id)]


@router.get("/{application_id}/versions/{number}", summary="提出した版を読む / Read a version")
def read_version(
    application_id: UUID, number: int, caller: SignedIn, session: DatabaseSession
) -> VersionAnswer:
    """Return a version as it was sent; reading another body's is on the audit trail."""
    return VersionAnswer.whole(reading.version(session, application_id, number))


@router.get("/{application_id}/versions/{number}/receipt", summary="受付票 / Receipt")
def read_receipt(
    application_id: UUID, number: int, caller: SignedIn, session: DatabaseSession
) -> dict[str, Any]:
    """Return the receipt as it was given."""
    return reading.receipt(session, application_id, number)


def _case(caller: SignedIn, session: DatabaseSession, application_id: UUID, response: Response) -> CaseAnswer:
    line = procedures.line(session, application_id)
    response.headers["ETag"] = version_tag(line.application.version)
    return CaseAnswer.of(line, caller.actor.role)


def _document(plan: Plan, response: Response) -> DocumentAnswer:
    response.headers["ETag"] = version_tag(plan.version)
    return DocumentAnswer.of(plan.id, plan.version, plan.document, editing.names_of(plan))


def _section(state: editing.SectionState, response: Response) -> SectionAnswer:
    response.headers["ETag"] = content_tag(state.tag)
    return SectionAnswer.of(state)


def _one_of_both() -> Problem:
    return Problem(
        "document",
        None,
        Text(
            "計画の内容か既存の計画の、どちらか一方を指定してください。", "State either a document or a plan."
        ),
        Text("document と plan の一方だけを送信してください。", "Send one of document and plan."),
    )
