"""A small ministry for tests: two prefectures, reviewers, experts, one application sent and one draft.

Every confidential text of a row is a canary such as ``秘:score:sent``: table, then whose it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import URL
from sqlalchemy.orm import Session

from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor, BodyKind, Role
from data.domain.assessment import Citation, Finding, Kind, Status
from data.domain.wording import Text
from data.orm import (
    Account,
    ApiKey,
    Application,
    Assignment,
    Attachment,
    Base,
    Body,
    Call,
    CaseEvent,
    ConflictOfInterest,
    CorrectionItem,
    Credential,
    Decision,
    Judgement,
    KpiReturn,
    Letter,
    Notice,
    Overruling,
    Plan,
    PlanSection,
    Post,
    PostHolding,
    Publication,
    Score,
    StoredAssessment,
    Submission,
    SubmissionAttachment,
    WebSession,
)
from tests.support.database import TestServer

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HASH = "a" * 64
SIDES = {
    side: {"points": 3, "reason": "—"}
    for side in ("infrastructure", "competitiveness", "decarbonisation", "region")
}
RECEIPT = {
    "format": "receipt.v1",
    "number": "R8-1-0001",
    "version": 1,
    "event": "application:submitted",
    "received_at": "2026-03-01T09:00:00+09:00",
    "call": {"code": "R8-1", "title": {"ja": "公募", "en": "call"}},
    "closes_at": "2026-02-19T09:00:00+09:00",
    "body": {"code": "15000", "name": {"ja": "15000", "en": "15000"}},
    "plan_type": "GX2",
    "title": "t",
    "document_sha256": HASH,
    "rule_set": "r1",
    "assessment": str(UUID(int=0)),
    "attachments": [],
}


def canary(table: str, whose: str) -> str:
    return f"秘:{table}:{whose}"


@dataclass(frozen=True, slots=True)
class Ministry:
    """The people, and the two cases: ``sent`` of the first prefecture, ``draft`` of the second."""

    actors: dict[str, Actor]
    call: UUID
    sent: UUID
    draft: UUID
    sent_submission: UUID
    sent_plan: UUID
    draft_plan: UUID
    open_plan: UUID


class Founder:
    """Builds a ``Ministry`` with the owner's rights in one session."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._bodies: dict[str, UUID] = {}
        self.actors: dict[str, Actor] = {}

    def add(self, *rows: Base) -> None:
        for row in rows:
            self._session.add(row)
            self._session.flush()

    def body(self, code: str, kind: BodyKind) -> None:
        body = Body(id=uuid4(), code=code, kind=str(kind), name_ja=code, name_en=code)
        self.add(body)
        self._bodies[code] = body.id

    def person(self, name: str, role: Role, code: str) -> Actor:
        account = Account(id=uuid4(), login=name, name=canary("account", name))
        post = Post(
            id=uuid4(),
            body_id=self._bodies[code],
            role=str(role),
            title_ja=f"{role.text.ja} {name}",
            title_en=name,
        )
        self.add(account, post)
        self.add(
            PostHolding(
                post_id=post.id, account_id=account.id, since=NOW, handover_note=canary("post_holding", name)
            ),
            Credential(account_id=account.id, password_hash=canary("credential", name)),
            WebSession(
                token_sha256=(uuid4().hex * 2),
                account_id=account.id,
                post_id=post.id,
                created_at=NOW,
                last_seen_at=NOW,
                expires_at=NOW + timedelta(hours=8),
            ),
            ApiKey(
                name=canary("api_key", name),
                prefix=name[:16],
                key_sha256=(uuid4().hex * 2),
                account_id=account.id,
                post_id=post.id,
                scopes=["plans:read"],
                expires_at=NOW + timedelta(days=30),
            ),
            Notice(post_id=post.id, kind="system", message_ja=canary("notice", name), message_en="x"),
        )
        self.actors[name] = Actor(role, account.id, post.id, post.body_id)
        return self.actors[name]

    def plan(self, title: str, code: str, owner: str | None) -> UUID:
        document = {"plan_type": "GX2", "title": title, "body": code}
        plan = Plan(
            id=uuid4(),
            plan_type="GX2",
            title=title,
            body_code=code,
            document=document,
            footprint_origin="none",
            is_sample=False,
            version=1,
            owner_body_id=self._bodies[owner] if owner else None,
        )
        self.add(plan)
        return plan.id

    def assessment(self, plan_id: UUID, mark: str) -> UUID:
        document = {"plan_type": "GX2", "title": "t", "body": self._session.get_one(Plan, plan_id).body_code}
        words = Text("GX2-1", "GX2-1")
        finding = Finding(
            criterion="GX2-1", title=words, side=words, kind=Kind.REQUIREMENT, status=Status.NEEDS_REVIEW,
            reason=Text(mark, mark), steps=(),
            citations=(Citation(document="S2", title=words, lines="1", tier="primary", status="final"),),
        )  # fmt: skip
        record = {
            "format": "assessment.v1", "plan_type": "GX2", "rule_set": "r1", "assessed_on": "2026-02-01",
            "verdict": "needs_review", "findings": [finding.record()],
        }  # fmt: skip
        row = StoredAssessment(
            id=uuid4(),
            plan_id=plan_id,
            plan_version=1,
            rule_set="r1",
            assessed_on=date(2026, 2, 1),
            verdict="needs_review",
            record=record,
            facts={"document": document, "measured": []},
        )
        self.add(row)
        return row.id

    def call(self) -> UUID:
        call = Call(
            id=uuid4(),
            code="R8-1",
            title_ja="公募",
            title_en="call",
            plan_types=["GX2"],
            opens_at=NOW - timedelta(days=60),
            closes_at=NOW - timedelta(days=10),
            rule_set="GX2=GX2-2025-12-22",
            form_version="f1",
            screenings={"GX2": 2},
            published_at=NOW - timedelta(days=70),
        )
        hidden = {name: getattr(call, name) for name in ("plan_types", "opens_at", "closes_at", "rule_set")}
        later = Call(
            id=uuid4(), code="R8-2", title_ja=canary("call", "later"), title_en="x", form_version="f1",
            screenings={"GX2": 1}, **hidden,
        )  # fmt: skip
        self.add(call, later)
        return call.id

    def application(self, call: UUID, plan: UUID, code: str, state: str) -> UUID:
        sent = None if state == "draft" else NOW
        row = Application(
            id=uuid4(), number="R8-1-0001" if sent else None, call_id=call, plan_id=plan, plan_type="GX2",
            body_id=self._bodies[code], state=state, state_since=NOW, first_submitted_at=sent,
        )  # fmt: skip
        self.add(row)
        return row.id

    def submission(self, application: UUID, assessment: UUID, by: Actor) -> UUID:
        row = Submission(
            id=uuid4(), application_id=application, number=1, document_sha256=HASH,
            title="t",
            document={
                "plan_type": "GX2", "title": "t", "body": "15000", "summary": canary("submission", "sent")
            }, plan_version=1,
            rule_set="r1", form_version="f1", assessment_id=assessment, receipt=RECEIPT,
            idempotency_key="k1", submitted_at=NOW, **_by(by),
        )  # fmt: skip
        self.add(row)
        return row.id


def found(session: Session) -> Ministry:
    """Store the ministry and its cases; call it before ``act_as``."""
    f = Founder(session)
    for code, kind in (
        ("15000", BodyKind.PREFECTURE),
        ("16000", BodyKind.PREFECTURE),
        ("METI", BodyKind.MINISTRY),
        ("EXPERTS", BodyKind.COMMITTEE),
    ):
        f.body(code, kind)
    officer = f.person("officer", Role.OFFICER, "15000")
    approver = f.person("approver", Role.APPROVER, "15000")
    f.person("neighbour", Role.OFFICER, "16000")
    f.person("reviewer", Role.REVIEWER, "METI")
    manager = f.person("manager", Role.MANAGER, "METI")
    f.person("conflicted", Role.REVIEWER, "METI")
    for name in ("finished", "unfinished", "unassigned"):
        f.person(name, Role.COMMITTEE_MEMBER, "EXPERTS")
    f.person("administrator", Role.ADMINISTRATOR, "METI")
    call = f.call()
    plans = {
        "sent": f.plan(canary("plan", "sent"), "15000", "15000"),
        "draft": f.plan(canary("plan", "draft"), "16000", "16000"),
        "open": f.plan("実証用の計画", "17000", None),
    }
    assessed = {
        key: f.assessment(plan, canary("assessment", key)) for key, plan in plans.items() if key != "open"
    }
    f.assessment(plans["sent"], canary("assessment", "working"))
    sent = f.application(call, plans["sent"], "15000", "first_screening")
    draft = f.application(call, plans["draft"], "16000", "draft")
    submission = f.submission(sent, assessed["sent"], approver)
    _add_files(f, plans, submission, officer)
    _add_history(f, sent, draft, submission)
    _add_review(f, sent, submission)
    _add_outcome(f, sent, submission, manager, officer)
    return Ministry(f.actors, call, sent, draft, submission, plans["sent"], plans["draft"], plans["open"])


@dataclass(frozen=True, slots=True)
class Founded:
    """A database in which the ministry is founded, to be copied."""

    url: URL
    ministry: Ministry


@contextmanager
def founded_database(server: TestServer, template: URL) -> Iterator[Founded]:
    """A copy of ``template`` with the ministry; to found it takes ten times as long as to copy it."""
    with server.database(template=template) as url:
        engine = make_engine(url)
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            ministry = found(session)
        engine.dispose()
        yield Founded(url, ministry)


def _by(actor: Actor) -> dict[str, Any]:
    return {"account_id": actor.account_id, "post_id": actor.post_id}


def _add_files(f: Founder, plans: dict[str, UUID], submission: UUID, officer: Actor) -> None:
    for whose, plan in (("sent", "sent"), ("working", "sent"), ("draft", "draft")):
        file = Attachment(
            id=uuid4(), plan_id=plans[plan], sha256=HASH, name=canary("attachment", whose), size_bytes=1,
            media_type="application/pdf", account_id=officer.account_id,
        )  # fmt: skip
        f.add(file)
        if whose == "sent":
            f.add(SubmissionAttachment(submission_id=submission, attachment_id=file.id))
    for plan, actor in (("sent", officer), ("draft", f.actors["neighbour"])):
        f.add(PlanSection(plan_id=plans[plan], section="title", plan_version=1, changed_at=NOW, **_by(actor)))


def _add_history(f: Founder, sent: UUID, draft: UUID, submission: UUID) -> None:
    officer, neighbour, reviewer = (f.actors[name] for name in ("officer", "neighbour", "reviewer"))
    for whose, case, actor in (("sent", sent, officer), ("draft", draft, neighbour)):
        f.add(
            CaseEvent(
                application_id=case, event="application:submitted", to_state="submitted", at=NOW,
                role="officer", reason=canary("case_event", whose), **_by(actor),
            )
        )  # fmt: skip
    for state, issued in (("open", NOW), ("drafted", None)):
        f.add(
            CorrectionItem(
                application_id=sent, submission_id=submission, pointer="/kpis/0",
                remark=canary("correction_item", state), due_on=date(2026, 4, 1), state=state,
                issued_at=issued, asked_by=reviewer.account_id, post_id=reviewer.post_id,
            )
        )  # fmt: skip


def _add_review(f: Founder, sent: UUID, submission: UUID) -> None:
    reviewer, manager, conflicted = (f.actors[name] for name in ("reviewer", "manager", "conflicted"))
    for name in ("finished", "unfinished"):
        f.add(Assignment(application_id=sent, post_id=f.actors[name].post_id, assigned_by=manager.account_id))
        f.add(
            Score(
                application_id=sent, submission_id=submission, screening="first", version=1,
                sides=SIDES | {"note": canary("score", name)}, is_final=name == "finished",
                **_by(f.actors[name]),
            )
        )  # fmt: skip
    f.add(
        ConflictOfInterest(
            account_id=conflicted.account_id, application_id=sent, declared_by=conflicted.account_id,
            reason=canary("conflict_of_interest", "conflicted"),
        ),
        Judgement(
            application_id=sent, submission_id=submission, criterion="GX2-1", status="met",
            reason=canary("judgement", "sent"), **_by(reviewer),
        ),
        Overruling(
            application_id=sent, submission_id=submission, criterion="GX2-2", mechanical="not_met",
            status="met", reason=canary("overruling", "sent"), **_by(manager),
        ),
    )  # fmt: skip


def _add_outcome(f: Founder, sent: UUID, submission: UUID, manager: Actor, officer: Actor) -> None:
    for screening, announced in (("first", NOW), ("final", None)):
        decision = Decision(
            id=uuid4(), application_id=sent, submission_id=submission, screening=screening,
            outcome="promising", reason=canary("decision", screening), announced_at=announced, **_by(manager),
        )  # fmt: skip
        f.add(decision)
        f.add(
            Letter(
                decision_id=decision.id, application_id=sent, body_text=canary("letter", screening),
                number="第1号" if announced else None, issued_at=announced,
            )
        )  # fmt: skip
    for year, state in ((2026, "reported"), (2027, "drafted")):
        f.add(
            KpiReturn(
                application_id=sent, kpi="/kpis/0", fiscal_year=year, actual=1, unit="件", state=state,
                explanation=canary("kpi_return", state), reported_at=NOW, account_id=officer.account_id,
            )
        )  # fmt: skip
    for withdrawn in (NOW, None):
        f.add(
            Publication(
                application_id=sent, submission_id=submission, number="R8-1-0001", plan_type="GX2",
                title="公表された計画" if withdrawn is None else canary("publication", "withdrawn"),
                body_code="15000", state="promising", document={}, withdrawn_at=withdrawn,
            )
        )  # fmt: skip
