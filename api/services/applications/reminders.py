"""Drafts that are whole but not sent as a deadline comes near: told to officer and approver, and counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from api.services import screening
from api.services.applications import contents
from api.services.applications.notices import NOT_NUMBERED
from data.db import actor_of
from data.domain.actor import APPLICANT_ROLES, Role
from data.domain.call import in_japan
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.orm import Call, Notice
from data.queries import calls, clock, notices
from data.queries import plans as plan_queries
from data.queries.calls import Unsent
from rules.access import GeneralAction, require_generally

BEFORE = timedelta(hours=48)
AGAIN_AFTER = timedelta(hours=12)
"""A post is told of the same draft at most this often."""


@dataclass(frozen=True, slots=True)
class Reminder:
    """The drafts of one open call: how many were not sent, which of them are whole, how many were told."""

    call: Call
    unsent: int
    whole: Sequence[Unsent]
    notices: int


def remind(session: Session, before: timedelta = BEFORE) -> list[Reminder]:
    """Tell officers and approvers of whole drafts in calls that close within ``before``.

    Raises ``NotAllowed`` for people; a timer runs it as the product itself.
    """
    if actor_of(session).role is not Role.SYSTEM:
        require_generally(actor_of(session), GeneralAction.MANAGE_CALLS)
    now = clock.moment(session)
    near = [call for call in calls.newest_first(session, now) if call.closes_at - now <= before]
    return [_of_call(session, call) for call in near]


def _of_call(session: Session, call: Call) -> Reminder:
    unsent = calls.unsent(session, call.id)
    whole = [each for each in unsent if _is_whole(session, call, each)]
    told = notices.was_told_since(session, call.id, clock.moment(session) - AGAIN_AFTER)
    new = [notice for each in whole for notice in _notices(session, call, each)]
    fresh = [notice for notice in new if (notice.post_id, notice.application_id) not in told]
    notices.add(session, fresh)
    return Reminder(call, len(unsent), whole, len(fresh))


def _is_whole(session: Session, call: Call, draft: Unsent) -> bool:
    plan = plan_queries.find(session, draft.plan_id)
    if plan is None:
        return False
    document = screening.read_stored(plan)
    rules = contents.frozen_rules(call, document.plan_type)
    on, filing = contents.in_japan_on(session), contents.filing_in(call)
    found, _ = screening.try_out(session, document, on, plan=plan, filing=filing, frozen=rules)
    return not contents.missing_items(found)


def _notices(session: Session, call: Call, draft: Unsent) -> list[Notice]:
    said = Text(
        f"{NOT_NUMBERED.ja}：記載は揃っていますが、まだ提出されていません（{call.code}、締切{in_japan(call.closes_at)}）",
        f"{NOT_NUMBERED.en}: whole but not sent ({call.code}, closes {in_japan(call.closes_at)})",
    )
    return [
        Notice(
            post_id=post_id,
            kind=str(NoticeKind.DEADLINE),
            application_id=draft.application_id,
            call_id=call.id,
            message_ja=said.ja,
            message_en=said.en,
        )
        for post_id in notices.posts_of_body(session, draft.body_id, APPLICANT_ROLES)
    ]
