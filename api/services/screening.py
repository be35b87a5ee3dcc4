"""Assessing plans: facts are gathered, the rules answer, and the answer is stored with what it rested on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import facts, footprints
from api.services.footprints import Footprint
from api.services.snapshots import document_kept, for_rules, snapshot
from data.domain.assessment import Assessment
from data.domain.call import Filing
from data.domain.errors import NotFound
from data.domain.evidence import Fact
from data.domain.plan.document import PlanDocument
from data.domain.wording import Text
from data.orm.assessment import StoredAssessment
from data.orm.plan import Plan
from data.queries import assessments, plans
from rules.engine.criterion import RuleSet
from rules.rulebooks import assess


def screen(
    session: Session,
    plan: Plan,
    document: PlanDocument,
    footprint: Footprint,
    on: date,
    *,
    filing: Filing | None = None,
    frozen: RuleSet | None = None,
) -> StoredAssessment:
    """Assess a stored plan as on the day ``on`` and store the answer.

    ``filing`` is the call an application stands in and when it was received; ``frozen`` the rules of it.
    """
    measured = facts.measured(session, document, footprint, plan, on, filing=filing)
    found = assess(document, for_rules(measured), on, frozen=frozen)
    stored = StoredAssessment(
        id=uuid4(),
        plan_id=plan.id,
        plan_version=plan.version,
        rule_set=found.rule_set,
        assessed_on=found.assessed_on,
        verdict=str(found.verdict),
        record=found.model_dump(mode="json"),
        facts={"document": plan.document, "measured": snapshot(measured)},
    )
    assessments.add(session, stored)
    return stored


def screen_again(session: Session, plan_id: UUID, on: date) -> StoredAssessment:
    """Assess the latest version of a stored plan again, with the layers of now; raises ``NotFound``."""
    plan = plans.find(session, plan_id, for_update=True)
    if plan is None:
        raise _no_plan(plan_id)
    document = read_stored(plan)
    return screen(session, plan, document, footprints.stored(session, plan, document), on)


def try_out(
    session: Session | None,
    document: PlanDocument,
    on: date,
    *,
    plan: Plan | None = None,
    filing: Filing | None = None,
    frozen: RuleSet | None = None,
) -> tuple[Assessment, Mapping[str, Fact]]:
    """Assess a document without storing anything; without a database every measured fact is missing.

    ``plan`` is the stored plan of the document, if any; ``filing`` the call it is written for and ``frozen``
    the rules of that call.
    """
    if session is None:
        measured = facts.without_database(document, on)
    else:
        ground = footprints.of(session, document) if plan is None else footprints.of_kept(session, document)
        measured = facts.measured(session, document, ground, plan, on, filing=filing)
    return assess(document, for_rules(measured), on, frozen=frozen), measured


def history(session: Session, plan_id: UUID) -> Sequence[StoredAssessment]:
    """Return all assessments of a plan, the latest first; raises ``NotFound``."""
    if plans.find(session, plan_id) is None:
        raise _no_plan(plan_id)
    return assessments.of_plan(session, plan_id)


def get(session: Session, assessment_id: UUID) -> StoredAssessment:
    """Return one assessment; raises ``NotFound``."""
    found = assessments.find(session, assessment_id)
    if found is None:
        raise NotFound(
            Text(f"確認結果 {assessment_id} はありません。", f"There is no assessment {assessment_id}.")
        )
    return found


def read_stored(plan: Plan) -> PlanDocument:
    """Return the document of a stored plan as its model."""
    return document_kept(plan.document)


def _no_plan(plan_id: UUID) -> NotFound:
    return NotFound(Text(f"計画 {plan_id} はありません。", f"There is no plan {plan_id}."))
