"""Accounts, one per role, and an open call for showing the product; made on explicit command only."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from api.services import bodies, calls
from api.services.identity import registry
from api.services.identity.registry import Issued
from data.db import act_as
from data.domain.actor import POST_ROLES, ROLES_AT, SYSTEM, Actor, BodyKind, Role
from data.domain.call import CallTerms
from data.domain.plan.kinds import PlanType
from data.domain.scoring import SCORED_TYPES
from data.domain.wording import Text
from data.orm import Call, Post
from data.queries import accounts
from data.queries import bodies as body_queries
from data.queries import calls as call_queries

MARK = Text("実演用", "demonstration")
BODIES: tuple[tuple[BodyKind, str, Text | None], ...] = (
    (BodyKind.PREFECTURE, "15000", None),
    (BodyKind.MINISTRY, "DEMO-MINISTRY", Text("実演用の府省", "demonstration ministry")),
    (BodyKind.COMMITTEE, "DEMO-COMMITTEE", Text("実演用の審査委員会", "demonstration committee")),
)
CALL = "DEMO-1"
OPEN_FOR = timedelta(days=90)
STAGES = {kind: 2 if kind in SCORED_TYPES else 1 for kind in PlanType}


def make_accounts(session: Session, now: datetime) -> list[Issued]:
    """Make the accounts ``demo-<role>`` that are not there yet, each with a post and a temporary password."""
    issued = []
    for role in POST_ROLES:
        login = f"demo-{role}"
        if accounts.find_by_login(session, login) is None:
            made = registry.create(session, login, f"{MARK.ja}　{role.text.ja}")
            bodies.give_post(session, _post(session, role).id, made.account.id, now)
            issued.append(made)
    return issued


def open_call(session: Session, now: datetime) -> Call:
    """Return the demonstration call for plans of every type, made and published where it is not there yet.

    Raises ``NotFound`` without the accounts of the demonstration.
    """
    found = call_queries.find_by_code(session, CALL)
    if found is not None:
        return found
    account = registry.by_login(session, f"demo-{Role.ADMINISTRATOR}")
    post = _post(session, Role.ADMINISTRATOR)
    act_as(session, Actor(Role.ADMINISTRATOR, account.id, post.id, post.body_id))
    opens_at = now.replace(microsecond=0)
    terms = CallTerms(
        code=CALL, title_ja="実演用の公募", title_en="Demonstration call", screenings=STAGES,
        opens_at=opens_at, closes_at=opens_at + OPEN_FOR,
    )  # fmt: skip
    made = calls.create(session, terms)
    calls.publish(session, made.id, calls.tag(made))
    act_as(session, SYSTEM)
    return made


def _post(session: Session, role: Role) -> Post:
    kind, code, name = next(body for body in BODIES if role in ROLES_AT[body[0]])
    body = body_queries.find_body(session, code) or bodies.add_body(session, kind, code, name)
    title = Text(f"{MARK.ja}　{role.text.ja}", f"{MARK.en}: {role.text.en}")
    post = body_queries.find_post_by_title(session, body.id, title.ja)
    return post or bodies.add_post(session, code, role, title)
