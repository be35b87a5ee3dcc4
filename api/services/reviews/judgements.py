"""What people say of findings: judging what waits for a person, overruling the mechanical."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit
from api.services.reviews import versions
from api.services.reviews.reasons import stated
from data.db import actor_of
from data.domain.assessment import Status
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, InvalidInput, Problem
from data.domain.wording import Text
from data.orm import Judgement, Overruling
from data.queries.reviews import cases
from rules.access import Action

JUDGED_AS = (Status.MET, Status.NOT_MET)
_NOT_OPEN = Text(
    "この要件は判断待ちではありません。機械判定を変えるのは「機械判定の変更」です。",
    "This finding does not wait for judgement; a mechanical one is overruled instead.",
)
_LEFT_TO_PEOPLE = Text(
    "この要件は人が判断するものです。「要審査事項の判断」を行ってください。",
    "This finding is left to a person: judge it instead.",
)


def judge(session: Session, application_id: UUID, criterion: str, status: Status, reason: str) -> Judgement:
    """Answer a finding of the version sent last that waits for a person; earlier answers stay on record.

    Raises ``NotFound`` (case or criterion), ``NotAllowed``, ``InvalidInput`` without reason or with another
    status than met and not met, ``Conflict`` when the finding is not left to a person.
    """
    case = access.permitted(session, Action.JUDGE, application_id, for_update=True)
    version = versions.latest(session, case)
    finding = versions.finding_of(version, criterion)
    if finding.status is not Status.NEEDS_REVIEW:
        raise Conflict(_NOT_OPEN)
    if status not in JUDGED_AS:
        raise InvalidInput.of([_no_answer(status)])
    row = Judgement(
        id=uuid4(),
        application_id=case.id,
        submission_id=version.submission.id,
        criterion=criterion,
        status=str(status),
        reason=stated(reason),
        account_id=actor_of(session).account_id,
        post_id=actor_of(session).post_id,
    )
    cases.add(session, [row])
    after = {"criterion": criterion, "status": str(status)}
    audit.record(session, AuditEvent.JUDGED, "application", case.id, after=after, reason=row.reason)
    return row


def overrule(
    session: Session, application_id: UUID, criterion: str, status: Status, reason: str
) -> Overruling:
    """Depart from a mechanical finding of the version sent last; the finding itself is never altered.

    Raises as ``judge``; ``NotAllowed`` for all but the manager, ``Conflict`` for a finding that is left to a
    person or when nothing would change.
    """
    case = access.permitted(session, Action.OVERRULE, application_id, for_update=True)
    version = versions.latest(session, case)
    finding = versions.finding_of(version, criterion)
    if finding.status is Status.NEEDS_REVIEW:
        raise Conflict(_LEFT_TO_PEOPLE)
    if status is Status.NEEDS_REVIEW or status is finding.status:
        raise InvalidInput.of([_no_change(status)])
    row = Overruling(
        id=uuid4(),
        application_id=case.id,
        submission_id=version.submission.id,
        criterion=criterion,
        mechanical=str(finding.status),
        status=str(status),
        reason=stated(reason),
        account_id=actor_of(session).account_id,
        post_id=actor_of(session).post_id,
    )
    cases.add(session, [row])
    audit.record(
        session,
        AuditEvent.OVERRULED,
        "application",
        case.id,
        before={"criterion": criterion, "status": str(finding.status)},
        after={"criterion": criterion, "status": str(status)},
        reason=row.reason,
    )
    return row


def _no_answer(status: Status) -> Problem:
    return Problem(
        "status",
        str(status),
        Text("判断の結果は「充足」か「不充足」です。", "A judgement is either met or not met."),
        Text("met か not_met を指定してください。", "Give met or not_met."),
    )


def _no_change(status: Status) -> Problem:
    return Problem(
        "status",
        str(status),
        Text("機械判定と異なる結果を指定してください。", "This does not differ from the mechanical finding."),
        Text(
            "変更後の結果（met、not_met、incomplete、not_applicable）を選んでください。",
            "Choose met, not_met, incomplete or not_applicable.",
        ),
    )
