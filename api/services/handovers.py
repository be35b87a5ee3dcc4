"""The handover pack: what whoever holds a post now has to know about its work; nothing is changed here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from data.db import actor_of
from data.domain.actor import Role
from data.domain.errors import NotFound
from data.domain.wording import Text
from data.queries import handovers
from data.queries.handovers import OpenCase

BY_ASSIGNMENT = frozenset({Role.REVIEWER, Role.COMMITTEE_MEMBER})


@dataclass(frozen=True, slots=True)
class Pack:
    """Open cases of the post with their dates and last reasons, and what earlier holders left in writing."""

    cases: Sequence[OpenCase]
    notes: Sequence[tuple[datetime, str]]


def pack(session: Session) -> Pack:
    """Return the pack of the acting post. Raises ``NotFound`` for who holds none."""
    actor = actor_of(session)
    if actor.post_id is None:
        raise NotFound(Text("就いている職がありません。", "You hold no post."))
    cases = handovers.open_cases(session, assigned_only=actor.role in BY_ASSIGNMENT)
    return Pack(cases, handovers.notes(session, actor.post_id))
