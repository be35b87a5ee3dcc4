"""Reads and writes decisions, letters, publications and re-assessments of many cases at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.orm import Session

from data.domain.assessment import Kind
from data.domain.workflow import State
from data.orm import (
    Application,
    Body,
    Decision,
    KpiReturn,
    Letter,
    Publication,
    Reassessment,
    StoredAssessment,
    Submission,
)
from data.queries.visibility import visible


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision with its letter, the case, the version it is about, and the body it is told to."""

    decision: Decision
    letter: Letter
    case: Application
    submission: Submission
    body: Body


def decisions(session: Session, cases: Collection[UUID]) -> list[DecisionRow]:
    """Return the decisions on these cases that the actor may see, by case number and screening."""
    query = (
        select(Decision, Letter, Application, Submission, Body)
        .join(Letter, Letter.decision_id == Decision.id)
        .join(Application, Application.id == Decision.application_id)
        .join(Submission, Submission.id == Decision.submission_id)
        .join(Body, Body.id == Application.body_id)
        .where(
            Decision.application_id.in_(cases),
            visible(session, Decision),
            visible(session, Letter),
            visible(session, Application),
            visible(session, Submission),
        )
        .order_by(Application.number, Decision.created_at)
    )
    return [DecisionRow(*row) for row in session.execute(query)]


def add(session: Session, rows: Sequence[Decision | Letter | Publication | Reassessment | KpiReturn]) -> None:
    """Store rows in this order."""
    for row in rows:
        session.add(row)
        session.flush()


def withdraw_publication(session: Session, application_id: UUID, now: datetime) -> bool:
    """Take back what is published of a case; False when nothing was."""
    current = (
        Publication.application_id == application_id,
        Publication.withdrawn_at.is_(None),
        visible(session, Publication),
    )
    done = session.execute(
        update(Publication).where(*current).values(withdrawn_at=now).returning(Publication.id)
    )
    return done.first() is not None


def reassessments(session: Session, application_id: UUID) -> Sequence[Reassessment]:
    """Return the re-assessments of a case, the latest first."""
    query = select(Reassessment).where(
        Reassessment.application_id == application_id, visible(session, Reassessment)
    )
    return session.scalars(query.order_by(Reassessment.created_at.desc())).all()


@dataclass(frozen=True, slots=True)
class CertifiedCase:
    """A case with the body it is of and the document of the version sent last."""

    case: Application
    body: Body
    document: dict[str, Any]


def sent_documents(session: Session, states: Collection[State] | None = None) -> list[CertifiedCase]:
    """Return the cases the actor may know that were sent, on wish in these states, by number."""
    latest = (
        select(Submission.application_id, Submission.document)
        .ext(distinct_on(Submission.application_id))
        .where(visible(session, Submission))
        .order_by(Submission.application_id, Submission.number.desc())
        .subquery()
    )
    query = (
        select(Application, Body, latest.c.document)
        .join(latest, latest.c.application_id == Application.id)
        .join(Body, Body.id == Application.body_id)
        .where(visible(session, Application))
        .order_by(Application.number)
    )
    if states is not None:
        query = query.where(Application.state.in_([str(state) for state in states]))
    return [CertifiedCase(*row) for row in session.execute(query)]


@dataclass(frozen=True, slots=True)
class FindingCount:
    """How many plans as sent have an answer of a criterion; only requirements are counted."""

    criterion: str
    title_ja: str
    title_en: str
    status: str
    plans: int


def finding_counts(session: Session) -> list[FindingCount]:
    """Return the answers of the frozen assessments of the versions sent last, by criterion and answer."""
    latest = (
        select(StoredAssessment.record)
        .join(Submission, Submission.assessment_id == StoredAssessment.id)
        .join(Application, Application.id == Submission.application_id)
        .ext(distinct_on(Submission.application_id))
        .where(
            visible(session, Application), visible(session, Submission), visible(session, StoredAssessment)
        )
        .order_by(Submission.application_id, Submission.number.desc())
        .subquery()
    )
    rows = func.jsonb_array_elements(latest.c.record["findings"])
    finding = rows.table_valued("value", joins_implicitly=True).c.value.cast(JSONB)
    criterion, status = finding["criterion"].astext, finding["status"].astext
    ja, en = (func.min(finding["title"][name].astext) for name in ("ja", "en"))
    query = (
        select(criterion, ja, en, status, func.count())
        .select_from(latest)
        .where(finding["kind"].astext == str(Kind.REQUIREMENT))
        .group_by(criterion, status)
    )
    return [FindingCount(*row) for row in session.execute(query).all()]


def kpi_returns(session: Session, cases: Collection[UUID]) -> Sequence[KpiReturn]:
    """Return the KPI returns of these cases that the actor may see."""
    query = select(KpiReturn).where(KpiReturn.application_id.in_(cases), visible(session, KpiReturn))
    return session.scalars(query.order_by(KpiReturn.fiscal_year, KpiReturn.kpi)).all()


def kpi_return(session: Session, application_id: UUID, kpi: str, fiscal_year: int) -> KpiReturn | None:
    """Return one KPI return, locked."""
    query = select(KpiReturn).where(
        KpiReturn.application_id == application_id,
        KpiReturn.kpi == kpi,
        KpiReturn.fiscal_year == fiscal_year,
        visible(session, KpiReturn),
    )
    return session.scalar(query.with_for_update())


def letter_numbers(session: Session, numbers: Collection[str]) -> int:
    """Return how many of these document numbers are in use already."""
    query = select(func.count()).where(Letter.number.in_(numbers), visible(session, Letter))
    return session.execute(query).scalar_one()
