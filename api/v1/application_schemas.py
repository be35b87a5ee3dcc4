"""Answers on applications: what the applying body, and later the ministry, is told of a case."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from api.services.applications.case_facts import screenings_of
from api.services.applications.editing import SectionState
from api.v1.schemas import ProblemText
from data.domain.actor import Role
from data.domain.call import in_japan
from data.domain.canonical import tag_of
from data.domain.workflow import STAGE_OF, Event, Stage, State
from data.orm import CaseEvent, Submission
from data.queries.applications import CaseLine
from rules.workflow.transitions import EDITABLE, events_open_to


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class StartBody(_Model):
    """A call, and either a document to begin with or a draft the body already has."""

    call: UUID
    document: dict[str, Any] | None = Field(
        default=None, description="種別・名称・作成主体だけでも始められる / type, title and body suffice"
    )
    plan: UUID | None = Field(default=None, description="既にある計画の下書き / an existing draft")


class StepBody(_Model):
    """A procedure of the body, with its reason where one is due."""

    event: Event
    reason: Annotated[str | None, Field(max_length=4000)] = None


class SendBody(_Model):
    """What goes with a version; a replacement needs a reason."""

    reason: Annotated[str | None, Field(max_length=4000)] = None


class SectionBody(_Model):
    """The new value of a section; ``null`` clears it."""

    value: Any


class CaseAnswer(_Model):
    """Where a case stands, and what the caller's role could do next."""

    id: UUID
    number: str | None
    call: UUID
    call_code: str
    call_title: ProblemText
    closes_at: str
    plan: UUID
    plan_type: str
    title: str | None
    body: ProblemText
    state: State
    state_name: ProblemText
    stage: Stage
    state_since: datetime
    first_submitted_at: datetime | None
    batch: str | None
    version: int
    editable: bool
    next_events: list[Event]

    @classmethod
    def of(cls, line: CaseLine, role: Role) -> CaseAnswer:
        """Describe a case for a role."""
        case, call, state = line.application, line.call, State.of(line.application.state)
        return cls(
            id=case.id,
            number=case.number,
            call=call.id,
            call_code=call.code,
            call_title=ProblemText(ja=call.title_ja, en=call.title_en),
            closes_at=in_japan(call.closes_at),
            plan=case.plan_id,
            plan_type=case.plan_type,
            title=line.title,
            body=ProblemText(ja=line.body.name_ja, en=line.body.name_en),
            state=state,
            state_name=ProblemText(ja=state.text.ja, en=state.text.en),
            stage=STAGE_OF[state],
            state_since=case.state_since,
            first_submitted_at=case.first_submitted_at,
            batch=case.batch,
            version=case.version,
            editable=role is Role.OFFICER and state in EDITABLE,
            next_events=list(events_open_to(state, screenings_of(call, case), role)),
        )


class CaseListAnswer(_Model):
    """The cases one may know, and the server's time."""

    server_time: str
    items: list[CaseAnswer]


class SectionAnswer(_Model):
    """A section as it stands, with its ETag and its last change."""

    section: str
    value: Any
    etag: str
    changed_at: str | None
    changed_by: str | None
    post: ProblemText | None

    @classmethod
    def of(cls, state: SectionState) -> SectionAnswer:
        """Describe a section."""
        edit = state.last_edit
        return cls(
            section=state.name,
            value=state.value,
            etag=state.tag,
            changed_at=in_japan(edit.at) if edit else None,
            changed_by=edit.name if edit else None,
            post=ProblemText(ja=edit.post_ja, en=edit.post_en) if edit else None,
        )


class DocumentAnswer(_Model):
    """The body's copy of the plan, whole, with the ETag of each section."""

    plan: UUID
    version: int
    document: dict[str, Any]
    etags: dict[str, str]

    @classmethod
    def of(
        cls, plan_id: UUID, version: int, document: dict[str, Any], names: tuple[str, ...]
    ) -> DocumentAnswer:
        """Describe a copy."""
        etags = {name: tag_of(document.get(name)) for name in names}
        return cls(plan=plan_id, version=version, document=document, etags=etags)


class EventAnswer(_Model):
    """One step in the history of a case; who took it is told by role, never by name."""

    event: str
    name: ProblemText
    from_state: str | None
    to_state: str
    at: datetime
    role: str
    reason: str | None

    @classmethod
    def of(cls, event: CaseEvent) -> EventAnswer:
        """Describe a step."""
        text = Event.of(event.event).text
        return cls(
            event=event.event,
            name=ProblemText(ja=text.ja, en=text.en),
            from_state=event.from_state,
            to_state=event.to_state,
            at=event.at,
            role=event.role,
            reason=event.reason,
        )


class VersionLine(_Model):
    """One line of the list of versions."""

    version: int
    title: str
    submitted_at: str
    document_sha256: str
    assessment: UUID
    rule_set: str
    form_version: str

    @classmethod
    def of(cls, submission: Submission) -> VersionLine:
        """Describe a version."""
        return cls(
            version=submission.number,
            title=submission.title,
            submitted_at=in_japan(submission.submitted_at),
            document_sha256=submission.document_sha256,
            assessment=submission.assessment_id,
            rule_set=submission.rule_set,
            form_version=submission.form_version,
        )


class VersionAnswer(VersionLine):
    """A version with its document as it was sent."""

    document: dict[str, Any]

    @classmethod
    def whole(cls, submission: Submission) -> VersionAnswer:
        """Describe a version with its document."""
        return cls(**VersionLine.of(submission).model_dump(), document=submission.document)


class CheckAnswer(_Model):
    """How the copy stands against the rules of its call, and what holds a submission back."""

    record: dict[str, Any]
    measured: list[dict[str, Any]]
    missing_items: list[str]
