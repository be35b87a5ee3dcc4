"""Accounts for showing the product, one per role, clearly named as such; made on explicit command only."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import bodies
from api.services.identity import registry
from api.services.identity.registry import Issued
from data.domain.actor import POST_ROLES, ROLES_AT, BodyKind, Role
from data.domain.wording import Text
from data.queries import accounts
from data.queries import bodies as body_queries

MARK = Text("実演用", "demonstration")
BODIES: tuple[tuple[BodyKind, str, Text | None], ...] = (
    (BodyKind.PREFECTURE, "15000", None),
    (BodyKind.MINISTRY, "DEMO-MINISTRY", Text("実演用の府省", "demonstration ministry")),
    (BodyKind.COMMITTEE, "DEMO-COMMITTEE", Text("実演用の審査委員会", "demonstration committee")),
)


def make_accounts(session: Session, now: datetime) -> list[Issued]:
    """Make the accounts ``demo-<role>`` that are not there yet, each with a post and a temporary password."""
    issued = []
    for role in POST_ROLES:
        login = f"demo-{role}"
        if accounts.find_by_login(session, login) is None:
            made = registry.create(session, login, f"{MARK.ja}　{role.text.ja}")
            bodies.give_post(session, _post(session, role), made.account.id, now)
            issued.append(made)
    return issued


def _post(session: Session, role: Role) -> UUID:
    kind, code, name = next(body for body in BODIES if role in ROLES_AT[body[0]])
    body = body_queries.find_body(session, code) or bodies.add_body(session, kind, code, name)
    title = Text(f"{MARK.ja}　{role.text.ja}", f"{MARK.en}: {role.text.en}")
    post = body_queries.find_post_by_title(session, body.id, title.ja)
    return (post or bodies.add_post(session, code, role, title)).id
