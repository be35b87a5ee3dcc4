"""Sending a version: deadline, files, verdict, number and receipt in one transaction, once per key.

The same key always gets the same answer. Nothing of a version that was refused is left: neither
number nor verdict nor event.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, footprints, screening
from api.services.applications import contents, receipts, steps
from api.services.applications.receipts import Sent
from data.attachment_store import AttachmentStore
from data.db import actor_of, as_system
from data.domain.actor import APPLICANT_ROLES
from data.domain.assessment import Assessment
from data.domain.call import JAPAN
from data.domain.canonical import sha256_of
from data.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.domain.workflow import Event, State
from data.orm import Application, Attachment, Plan, Submission
from data.queries import applications, attachments, clock, submissions
from data.queries import plans as plan_queries
from rules.access import Action
from rules.workflow.transitions import SENDING

LONGEST_KEY = 100


def send(
    session: Session,
    store: AttachmentStore,
    application_id: UUID,
    *,
    key: str,
    from_version: int,
    reason: str | None = None,
) -> Submission:
    """Send the body's copy as a version: first submission, replacement, or answer to a correction.

    Which of them follows from the state. ``key`` is chosen by the sender and repeated with every retry.
    Raises ``NotFound``, ``NotAllowed``, ``StaleVersion``, ``Conflict`` when state, deadline, missing
    contents, unreadable files or open corrections refuse, ``InvalidInput`` for no key or a reason due.
    """
    _require_key(key)
    access.permitted(session, Action.VIEW, application_id, for_update=True)
    _require_applicant(session)
    earlier = submissions.by_key(session, application_id, key)
    if earlier is not None:
        return earlier
    application = steps.locked(session, application_id, from_version)
    event = _event(application)
    at = clock.moment(session)
    sent = _freeze(session, application, at)
    decided = steps.decide(
        session,
        application,
        event,
        reason=reason,
        missing_items=contents.missing_items(Assessment.model_validate(sent.assessment.record)),
        unreadable_files=unreadable(store, sent.files),
        at=at,
    )
    _number(session, sent, at)
    version = _store(session, sent, event, key, at)
    steps.enter(session, decided, submission_id=version.id)
    return version


def unreadable(store: AttachmentStore, files: Sequence[Attachment]) -> list[str]:
    """Return the names of files whose kept bytes are not those received, by reading all of them again."""
    return [file.name for file in files if not store.is_sound(file.sha256, file.size_bytes)]


def _freeze(session: Session, application: Application, at: datetime) -> Sent:
    call = applications.call_of(session, application)
    plan = plan_of(session, application)
    document = screening.read_stored(plan)
    footprint = contents.footprint_of(session, plan, document)
    assessment = screening.screen(
        session,
        plan,
        document,
        footprint,
        at.astimezone(JAPAN).date(),
        filing=contents.filing_in(call, application.first_submitted_at or at),
        frozen=contents.frozen_rules(call, PlanType(plan.plan_type)),
    )
    files = attachments.of_plan(session, plan.id)
    return Sent(application, call, plan, files, assessment, footprint, sha256_of(plan.document))


def _number(session: Session, sent: Sent, at: datetime) -> None:
    """A case keeps the number of its first version, also when it was withdrawn in between."""
    if sent.application.number is None:
        with as_system(session):
            number = applications.next_number(session, sent.call)
        sent.application.number, sent.application.first_submitted_at = number, at


def _store(session: Session, sent: Sent, event: Event, key: str, at: datetime) -> Submission:
    actor, plan = actor_of(session), sent.plan
    number = submissions.last_number(session, sent.application.id) + 1
    version = Submission(
        id=uuid4(),
        application_id=sent.application.id,
        number=number,
        document=plan.document,
        document_sha256=sent.document_sha256,
        title=plan.title,
        footprint=footprints.to_column(sent.footprint),
        plan_version=plan.version,
        rule_set=sent.assessment.rule_set,
        form_version=sent.call.form_version,
        assessment_id=sent.assessment.id,
        receipt=receipts.written(session, sent, event, number, at),
        idempotency_key=key,
        submitted_at=at,
        account_id=actor.account_id,
        post_id=actor.post_id,
    )
    submissions.add(session, version)
    attachments.link(session, version.id, [file.id for file in sent.files])
    return version


def plan_of(session: Session, application: Application) -> Plan:
    """Return the body's copy of the plan of a case; raises ``NotFound`` for whoever may not see it."""
    plan = plan_queries.find(session, application.plan_id)
    if plan is None:
        raise NotFound(Text("作成中の計画は作成団体だけが扱えます。", "Drafts are for their body alone."))
    return plan


def _event(application: Application) -> Event:
    state = State.of(application.state)
    event = SENDING.get(state)
    if event is None:
        raise Conflict(
            Text(
                f"「{state.text.ja}」の案件は提出できません。",
                f"An application that is {state.text.en} cannot be sent.",
            )
        )
    return event


def _require_applicant(session: Session) -> None:
    if actor_of(session).role not in APPLICANT_ROLES:
        raise NotAllowed(
            Text("提出は作成団体だけが行えます。", "Only the applying body can send an application.")
        )


def _require_key(key: str) -> None:
    if key.strip() and len(key) <= LONGEST_KEY and key.isascii() and key.isprintable():
        return
    problem = Problem(
        "Idempotency-Key",
        key[:LONGEST_KEY],
        Text("再送を見分けるためのキーがないか、使えない文字があります。", "The key is missing or unusable."),
        Text(
            f"提出のたびに新しい英数字の値（{LONGEST_KEY}字以内）を決め、再送では同じ値を付けてください。",
            f"Choose a new ASCII value of at most {LONGEST_KEY} characters; repeat it with every retry.",
        ),
    )
    raise InvalidInput.of([problem])
