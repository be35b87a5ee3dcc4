"""What an application still lacks: contents that requirements ask for and the document does not state."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import footprints, screening
from api.services.applications import editing
from api.services.footprints import Footprint
from data.domain.assessment import Assessment, Finding, Kind, Status
from data.domain.call import JAPAN, Filing, read_rule_sets
from data.domain.evidence import Fact
from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.orm import Call, Plan
from data.queries import applications, clock
from rules.engine.criterion import RuleSet
from rules.rulebooks import rule_set_named
from rules.vocabulary import MEASURED


def missing_items(assessment: Assessment) -> tuple[str, ...]:
    """Return the titles of requirements that lack contents of the document, with the fields not stated.

    What a layer would have to tell is not the applicant's to state, and holds nobody back.
    """
    found = (_lacking(finding) for finding in assessment.findings)
    return tuple(item for item in found if item is not None)


def frozen_rules(call: Call, plan_type: PlanType) -> RuleSet:
    """Return the rule set that a call has frozen for a plan type; raises ``NoRuleSet``."""
    return rule_set_named(plan_type, read_rule_sets(call.rule_set)[plan_type])


def filing_in(call: Call, received_at: datetime | None = None) -> Filing:
    """Return the call as what is judged of time reads it; ``received_at`` is none for a draft."""
    title = Text(call.title_ja, call.title_en)
    return Filing(call.code, title, call.opens_at, call.closes_at, received_at)


def footprint_of(session: Session, plan: Plan, document: PlanDocument) -> Footprint:
    """Return the ground a stored plan covers; unlike ``footprints.stored`` it changes nothing."""
    if plan.footprint is None:
        return footprints.of_kept(session, document)
    return footprints.stored(session, plan, document)


def check(session: Session, application_id: UUID) -> tuple[Assessment, Mapping[str, Fact], Sequence[str]]:
    """Check the body's copy by the rules of its call without storing anything: verdict, facts, what lacks.

    Raises ``NotFound``, ``NotAllowed``.
    """
    application, plan = editing.working_copy(session, application_id)
    call = applications.call_of(session, application)
    document = screening.read_stored(plan)
    rules = frozen_rules(call, document.plan_type)
    on = in_japan_on(session)
    filing = filing_in(call)
    found, measured = screening.try_out(session, document, on, plan=plan, filing=filing, frozen=rules)
    return found, measured, missing_items(found)


def in_japan_on(session: Session) -> date:
    """Return the date in Japan by the database's clock."""
    return clock.moment(session).astimezone(JAPAN).date()


def _lacking(finding: Finding) -> str | None:
    if finding.kind is not Kind.REQUIREMENT or finding.status is not Status.INCOMPLETE:
        return None
    steps = [step for step in finding.steps if step.status is Status.INCOMPLETE]
    absent = [read for step in steps for read in step.inputs if read.missing is not None]
    own = dict.fromkeys(read.label.ja for read in absent if read.path not in MEASURED)
    if absent and not own:
        return None
    return f"{finding.title.ja}（{'、'.join(own)}）" if own else finding.title.ja
