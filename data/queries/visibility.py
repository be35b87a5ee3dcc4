"""The one row filter: what an actor may know of each governed table, from which every query starts.

PostgreSQL's row-level security (migrations 0009, 0019, 0023) holds the same. Either would do; a test compares
them row by row, so that neither can drift from the other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, false, inspect, or_, select, true, tuple_
from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.actor import APPLICANT_ROLES, MINISTRY_ROLES, Actor, Role
from data.domain.review import KpiReturnState
from data.domain.workflow import BEFORE_SUBMISSION
from data.orm import (
    Application,
    Assignment,
    Attachment,
    AuditRow,
    Base,
    Body,
    Call,
    CaseEvent,
    ConflictOfInterest,
    CorrectionItem,
    Decision,
    Judgement,
    KpiReturn,
    Letter,
    Notice,
    Overruling,
    Plan,
    PlanSection,
    Publication,
    Reassessment,
    Score,
    StoredAssessment,
    Submission,
    SubmissionAttachment,
)

Rule = Callable[[Actor, Any], ColumnElement[bool]]


def visible(session: Session, entity: Any) -> ColumnElement[bool]:
    """Return the filter of ``entity`` (a governed table or an alias of one) for who acts in this session."""
    return visible_to(actor_of(session), entity)


def visible_to(actor: Actor, entity: Any) -> ColumnElement[bool]:
    """Return the condition that ``actor`` may know a row of ``entity``; ``KeyError`` if ungoverned."""
    rule = RULES[inspect(entity).mapper.class_]
    return true() if actor.role is Role.SYSTEM else rule(actor, entity)


def _plans(actor: Actor, plan: Any) -> ColumnElement[bool]:
    own = and_(_applies(actor), plan.owner_body_id == actor.body_id)
    return or_(plan.owner_body_id.is_(None), own, _names(actor, plan))


def _assessments(actor: Actor, assessment: Any) -> ColumnElement[bool]:
    plans = select(Plan.id).where(_plans(actor, Plan))
    sent = select(Submission.assessment_id).where(_submissions(actor, Submission))
    return or_(assessment.plan_id.in_(plans), assessment.id.in_(sent))


def _applications(actor: Actor, application: Any) -> ColumnElement[bool]:
    if actor.role in APPLICANT_ROLES:
        joint = application.plan_id.in_(select(Plan.id).where(_names(actor, Plan)))
        return or_(_is(application.body_id, actor.body_id), joint)
    sent = and_(application.first_submitted_at.is_not(None), ~_in_conflict(actor, application))
    if actor.role is Role.COMMITTEE_MEMBER:
        return and_(sent, application.id.in_(_assigned(actor)))
    return sent if actor.role in MINISTRY_ROLES | {Role.ADMINISTRATOR} else false()


def _submissions(actor: Actor, submission: Any) -> ColumnElement[bool]:
    """A joint body reads the versions that name it."""
    if actor.role is Role.ADMINISTRATOR:
        return false()
    known = _of_known_case(actor, submission)
    if actor.role not in APPLICANT_ROLES:
        return known
    return and_(known, or_(_of_own_case(actor, submission), _names(actor, submission)))


def _submission_attachments(actor: Actor, link: Any) -> ColumnElement[bool]:
    return _is_in(link.submission_id, select(Submission.id).where(_submissions(actor, Submission)))


def _attachments(actor: Actor, attachment: Any) -> ColumnElement[bool]:
    own = select(Plan.id).where(Plan.owner_body_id == actor.body_id)
    sent = select(SubmissionAttachment.attachment_id).where(
        _submission_attachments(actor, SubmissionAttachment)
    )
    return or_(and_(_applies(actor), attachment.plan_id.in_(own)), attachment.id.in_(sent))


def _plan_sections(actor: Actor, section: Any) -> ColumnElement[bool]:
    own = select(Plan.id).where(Plan.owner_body_id == actor.body_id)
    return and_(_applies(actor), section.plan_id.in_(own))


def _of_known_case(actor: Actor, row: Any) -> ColumnElement[bool]:
    return _is_in(row.application_id, select(Application.id).where(_applications(actor, Application)))


def _of_own_case(actor: Actor, row: Any) -> ColumnElement[bool]:
    own = select(Application.id).where(Application.body_id == actor.body_id)
    return and_(_applies(actor), row.application_id.in_(own))


def _case_events(actor: Actor, event: Any) -> ColumnElement[bool]:
    """Internal approval is the body's own affair, also after the case was sent."""
    internal = event.to_state.in_([str(state) for state in BEFORE_SUBMISSION])
    return and_(_of_known_case(actor, event), or_(_of_own_case(actor, event), ~internal))


def _seen_by_ministry(actor: Actor, row: Any) -> ColumnElement[bool]:
    return _of_known_case(actor, row) if actor.role in MINISTRY_ROLES else false()


def _seen_by_review(actor: Actor, row: Any) -> ColumnElement[bool]:
    reviews = MINISTRY_ROLES | {Role.COMMITTEE_MEMBER}
    return _of_known_case(actor, row) if actor.role in reviews else false()


def _told_from(moment: str) -> Rule:
    """The ministry sees the row at once, the applicant from ``moment`` on."""

    def rule(actor: Actor, row: Any) -> ColumnElement[bool]:
        told = getattr(row, moment).is_not(None)
        if actor.role in APPLICANT_ROLES:
            return and_(_of_own_case(actor, row), told)
        return _seen_by_ministry(actor, row)

    return rule


def _assignments(actor: Actor, assignment: Any) -> ColumnElement[bool]:
    if actor.role is Role.COMMITTEE_MEMBER:
        return _is(assignment.post_id, actor.post_id)
    return _seen_by_ministry(actor, assignment)


def _conflicts(actor: Actor, conflict: Any) -> ColumnElement[bool]:
    return true() if actor.role is Role.MANAGER else _is(conflict.account_id, actor.account_id)


def _scores(actor: Actor, score: Any) -> ColumnElement[bool]:
    if actor.role in MINISTRY_ROLES:
        return and_(_of_known_case(actor, score), score.is_final)
    if actor.role is not Role.COMMITTEE_MEMBER:
        return false()
    finished = select(Score.application_id, Score.screening).where(
        Score.account_id == actor.account_id, Score.is_final
    )
    others = and_(score.is_final, tuple_(score.application_id, score.screening).in_(finished))
    return and_(_of_known_case(actor, score), or_(score.account_id == actor.account_id, others))


def _publications(actor: Actor, publication: Any) -> ColumnElement[bool]:
    return true() if actor.role in MINISTRY_ROLES else _is(publication.withdrawn_at, None)


def _kpi_returns(actor: Actor, kpi_return: Any) -> ColumnElement[bool]:
    if actor.role in APPLICANT_ROLES:
        return _of_own_case(actor, kpi_return)
    return and_(_seen_by_ministry(actor, kpi_return), kpi_return.state == str(KpiReturnState.REPORTED))


def _notices(actor: Actor, notice: Any) -> ColumnElement[bool]:
    return _is(notice.post_id, actor.post_id) if actor.post_id else false()


def _calls(actor: Actor, call: Any) -> ColumnElement[bool]:
    prepares = actor.role in (Role.ADMINISTRATOR, Role.MANAGER)
    return true() if prepares else ~_is(call.published_at, None)


def _audit(actor: Actor, row: Any) -> ColumnElement[bool]:
    return true() if actor.role is Role.ADMINISTRATOR else false()


RULES: Mapping[type[Base], Rule] = MappingProxyType(
    {
        Plan: _plans,
        PlanSection: _plan_sections,
        StoredAssessment: _assessments,
        Application: _applications,
        Submission: _submissions,
        SubmissionAttachment: _submission_attachments,
        Attachment: _attachments,
        CaseEvent: _case_events,
        CorrectionItem: _told_from("issued_at"),
        Assignment: _assignments,
        ConflictOfInterest: _conflicts,
        Judgement: _seen_by_review,
        Overruling: _seen_by_review,
        Reassessment: _seen_by_ministry,
        Score: _scores,
        Decision: _told_from("announced_at"),
        Letter: _told_from("issued_at"),
        Publication: _publications,
        KpiReturn: _kpi_returns,
        Notice: _notices,
        Call: _calls,
        AuditRow: _audit,
    }
)
"""The rule of each governed table."""


def _names(actor: Actor, row: Any) -> ColumnElement[bool]:
    """Whether the document of a plan or version names the actor's body among the joint bodies."""
    code = select(Body.code).where(Body.id == actor.body_id).scalar_subquery()
    return and_(_applies(actor), row.document["joint_bodies"].has_key(code))


def _applies(actor: Actor) -> ColumnElement[bool]:
    return true() if actor.role in APPLICANT_ROLES else false()


def _assigned(actor: Actor) -> Select[Any]:
    return select(Assignment.application_id).where(
        Assignment.post_id == actor.post_id, Assignment.ended_at.is_(None)
    )


def _in_conflict(actor: Actor, application: Any) -> ColumnElement[bool]:
    declared = select(ConflictOfInterest.id).where(
        ConflictOfInterest.account_id == actor.account_id,
        ConflictOfInterest.withdrawn_at.is_(None),
        or_(
            ConflictOfInterest.application_id == application.id,
            ConflictOfInterest.body_id == application.body_id,
        ),
    )
    return declared.exists()


def _is(column: Any, value: object) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.is_(None) if value is None else column == value
    return condition


def _is_in(column: Any, rows: Select[Any]) -> ColumnElement[bool]:
    condition: ColumnElement[bool] = column.in_(rows)
    return condition
