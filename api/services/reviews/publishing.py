"""What of a chosen plan becomes public: the decided version without its confidential fields."""

from __future__ import annotations

from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit
from api.services.publication import public_assessment, public_document
from api.services.reviews.reasons import stated
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, NotFound
from data.domain.plan.kinds import PlanType
from data.domain.review import Outcome
from data.domain.wording import Text
from data.domain.workflow import State
from data.orm import Publication
from data.queries import clock, publications
from data.queries.reviews import cases, outcomes
from rules.access import Action

CHOSEN = (str(Outcome.PROMISING), str(Outcome.CERTIFIED))
_NOT_CHOSEN = Text(
    "有望または認定の通知を済ませた案件だけを公表できます。",
    "Only plans announced as promising or certified can be published.",
)


def publish(session: Session, application_id: UUID, *, with_findings: bool) -> Publication:
    """Publish the version that was last decided upon, in place of what was published before.

    With ``with_findings`` the frozen assessment is published too, confidential values withheld. Raises
    ``NotFound``, ``NotAllowed``, and ``Conflict`` before a plan is announced as promising or certified.
    """
    case = access.permitted(session, Action.PUBLISH, application_id, for_update=True)
    announced = [
        row
        for row in outcomes.decisions(session, [case.id])
        if row.decision.announced_at is not None and row.decision.outcome in CHOSEN
    ]
    if not announced or State.of(case.state) in (State.NOT_SELECTED, State.WITHDRAWN):
        raise Conflict(_NOT_CHOSEN)
    sent = max(announced, key=lambda row: row.decision.announced_at or row.decision.created_at).submission
    frozen = cases.assessment_of(session, sent)
    plan_type = PlanType(case.plan_type)
    outcomes.withdraw_publication(session, case.id, clock.moment(session))
    row = Publication(
        id=uuid4(),
        application_id=case.id,
        submission_id=sent.id,
        number=case.number,
        plan_type=case.plan_type,
        title=sent.title,
        body_code=sent.document["body"],
        state=case.state,
        batch=case.batch,
        document=public_document(plan_type, sent.document),
        record=public_assessment(frozen) if with_findings else None,
        footprint=sent.footprint,
    )
    outcomes.add(session, [row])
    after = {"publication": str(row.id), "submission": str(sent.id), "with_findings": with_findings}
    audit.record(session, AuditEvent.PUBLISHED, "application", case.id, after=after)
    return row


def current(session: Session, application_id: UUID) -> Publication | None:
    """Return what is published of a case now; raises ``NotFound`` for a case the actor may not know."""
    return publications.of_case(session, access.known(session, application_id).id)


def take_back(session: Session, application_id: UUID, reason: str) -> None:
    """Take what is published of a case off the public pages; the copy stays on record.

    Raises ``NotFound`` (also when nothing is published), ``NotAllowed``, ``InvalidInput``.
    """
    case = access.permitted(session, Action.PUBLISH, application_id, for_update=True)
    kept = stated(reason)
    if not outcomes.withdraw_publication(session, case.id, clock.moment(session)):
        raise NotFound(Text("公表されている内容はありません。", "Nothing of it is published."))
    audit.record(session, AuditEvent.UNPUBLISHED, "application", case.id, reason=kept)
