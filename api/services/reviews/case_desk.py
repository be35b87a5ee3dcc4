"""What stands around a case on a reviewer's desk: body, call, steps open, versions, files, names of posts."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from geoalchemy2.shape import to_shape
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services import access
from api.services.applications import files, reading
from api.services.reviews import assignments, versions
from api.services.reviews.case_view import CaseView
from data.db import actor_of
from data.domain.plan.kinds import PlanType
from data.domain.workflow import Event, StageSettings, State
from data.orm import Attachment, Body, Call, Decision, Letter, Post, Submission
from data.queries import applications, bodies, calls
from data.queries.reviews import outcomes
from data.queries.reviews.assignments import ReviewPost
from rules.access import Action, GeneralAction, may_generally, require_generally
from rules.workflow.transitions import events_open_to


@dataclass(frozen=True, slots=True)
class Desk:
    """The surroundings of one case, for the page that shows it."""

    body: Body
    call: Call
    events: tuple[Event, ...]
    """Steps that the role may take from here; whether their conditions hold is asked when one is taken."""
    versions: Sequence[Submission]
    files: Sequence[Attachment]
    """Attachments of the version sent last."""
    posts: Mapping[UUID, Post]
    assignable: Sequence[ReviewPost]
    """Empty for who may not assign."""
    decisions: Sequence[tuple[Decision, Letter]]


def around(session: Session, view: CaseView) -> Desk:
    """Return what stands around a case that was just read; raises as the services it asks."""
    case, actor = view.application, actor_of(session)
    call = applications.call_of(session, case)
    screenings = StageSettings.read(call.screenings).of(PlanType(case.plan_type))
    named = {each.post_id for each in view.assignments} | {each.post_id for each in view.corrections}
    return Desk(
        body=bodies.get_body(session, case.body_id),
        call=call,
        events=events_open_to(State.of(case.state), screenings, actor.role),
        versions=reading.versions(session, case.id),
        files=files.with_version(session, case.id, view.version.submission.number),
        posts=post_names(session, named),
        assignable=_assignable(session),
        decisions=[(row.decision, row.letter) for row in outcomes.decisions(session, [case.id])],
    )


def post_names(session: Session, post_ids: Collection[UUID]) -> dict[UUID, Post]:
    """Return the posts of these ids. Raises ``NotAllowed`` for who reviews nothing."""
    require_generally(actor_of(session), GeneralAction.SEE_QUEUE)
    return {post.id: post for post in bodies.posts_named(session, post_ids)}


def body_code(session: Session, application_id: UUID) -> str:
    """Return the code of the body of a case. Raises ``NotFound``."""
    return bodies.get_body(session, access.known(session, application_id).body_id).code


def call_choices(session: Session) -> Sequence[Call]:
    """Return the calls one may know, the newest first. Raises ``NotAllowed`` for who reviews nothing."""
    require_generally(actor_of(session), GeneralAction.SEE_QUEUE)
    return calls.newest_first(session)


def footprint(session: Session, application_id: UUID) -> tuple[Submission, BaseGeometry | None]:
    """Return the version sent last with its footprint (EPSG:4326); that it was read is recorded.

    Raises ``NotFound`` and ``NotAllowed``.
    """
    case = access.permitted(session, Action.READ_CONFIDENTIAL, application_id)
    sent = versions.latest(session, case).submission
    reading.record_read(session, case, {"version": sent.number, "part": "footprint"})
    return sent, None if sent.footprint is None else to_shape(sent.footprint)


def _assignable(session: Session) -> Sequence[ReviewPost]:
    if not may_generally(actor_of(session), GeneralAction.ASSIGN_IN_BULK):
        return ()
    return assignments.posts(session)
