"""Notices in the inboxes of posts: what is told to whom at each step, and reading one's own inbox.

A notice names the case by its number and the kind of what happened, never a content, so it could be mailed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy.orm import Session

from data.db import actor_of, as_system
from data.domain.actor import APPLICANT_ROLES, Role
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.domain.workflow import Event
from data.orm import Application, Notice
from data.queries import clock, notices
from data.queries.notices import NoticeLine

PAGE_SIZE = 50
NOT_NUMBERED = Text("提出前の案件", "a case not yet submitted")


@dataclass(frozen=True, slots=True)
class Told:
    """Who hears of an event: roles of the applying body, managers of the ministry, posts on the case.

    ``jointly``: the same roles of the bodies that make the plan with it, who read no internal approval.
    """

    kind: NoticeKind
    body: frozenset[Role] = frozenset()
    jointly: bool = False
    managers: bool = False
    assigned: bool = False


OFFICERS, APPROVERS = frozenset({Role.OFFICER}), frozenset({Role.APPROVER})
_RECEIVED = Told(NoticeKind.RECEIPT, APPLICANT_ROLES, jointly=True, managers=True, assigned=True)
_RETURNED = Told(NoticeKind.CORRECTION, APPLICANT_ROLES, jointly=True)
_DECIDED = Told(NoticeKind.DECISION, APPLICANT_ROLES, jointly=True)
TOLD: Mapping[Event, Told] = MappingProxyType(
    {
        Event.APPROVAL_REQUESTED: Told(NoticeKind.APPROVAL, APPROVERS),
        Event.APPROVAL_TAKEN_BACK: Told(NoticeKind.APPROVAL, APPROVERS),
        Event.APPROVAL_DECLINED: Told(NoticeKind.APPROVAL, OFFICERS),
        Event.APPROVAL_GIVEN: Told(NoticeKind.APPROVAL, OFFICERS),
        Event.REWORKED: Told(NoticeKind.APPROVAL, APPLICANT_ROLES),
        Event.SUBMITTED: _RECEIVED,
        Event.REPLACED: _RECEIVED,
        Event.RESUBMITTED: _RECEIVED,
        Event.REFINED: _RECEIVED,
        Event.WITHDRAWN: _RECEIVED,
        Event.REOPENED: Told(NoticeKind.APPROVAL, APPLICANT_ROLES),
        Event.RETURNED: _RETURNED,
        Event.REFINEMENT_STARTED: _RETURNED,
        Event.FOUND_PROMISING: _DECIDED,
        Event.CERTIFIED: _DECIDED,
        Event.NOT_SELECTED: _DECIDED,
    }
)
"""Events nobody is told of (a screening begins) are not listed: the state of the case shows them."""


def tell_of_step(session: Session, application: Application, event: Event) -> None:
    """Tell the posts that ``TOLD`` names of a step just taken; the acting post itself is not told."""
    told = TOLD.get(event)
    if told is None:
        return
    with as_system(session):
        posts = applicants(session, application, told.body, jointly=told.jointly)
        if told.managers and application.number is not None:
            posts |= set(notices.posts_of_ministry(session, (Role.MANAGER,), application.id))
        if told.assigned:
            posts |= set(notices.posts_assigned(session, application.id))
    tell(session, posts, told.kind, event.text, application)


def applicants(
    session: Session, application: Application, roles: frozenset[Role] = APPLICANT_ROLES, *, jointly: bool
) -> set[UUID]:
    """Return the posts of the applying body and, ``jointly``, of those that the plan names beside it."""
    lead = notices.posts_of_body(session, application.body_id, roles)
    beside = notices.posts_of_joint_bodies(session, application.plan_id, roles) if jointly else ()
    return {*lead, *beside}


def tell(
    session: Session, posts: Iterable[UUID], kind: NoticeKind, what: Text, application: Application
) -> None:
    """Put one notice about a case into the inbox of each post but the acting one: number and kind only."""
    number = application.number
    ja, en = (number, number) if number else (NOT_NUMBERED.ja, NOT_NUMBERED.en)
    notices.add(
        session,
        [
            Notice(
                post_id=post_id,
                kind=str(kind),
                application_id=application.id,
                call_id=application.call_id,
                message_ja=f"{ja}：{what.ja}",
                message_en=f"{en}: {what.en}",
            )
            for post_id in sorted(set(posts) - {actor_of(session).post_id})
        ],
    )


def inbox(session: Session, before: datetime | None = None, *, unread_only: bool = False) -> list[NoticeLine]:
    """Return a page of the acting post's notices, the newest first."""
    return notices.inbox(session, PAGE_SIZE, before, unread_only=unread_only)


def unread(session: Session) -> int:
    """Return how many notices of the acting post are unread."""
    return notices.unread(session)


def mark_read(session: Session, notice_ids: Sequence[UUID] | None) -> int:
    """Mark notices of the acting post as read, all for ``None``; those of other posts are left alone."""
    return notices.mark_read(session, notice_ids, clock.moment(session))
