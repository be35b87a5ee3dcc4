"""Reads and writes who last changed which section of a plan."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from data.db import actor_of
from data.orm import Account, PlanSection, Post
from data.queries.visibility import visible


@dataclass(frozen=True, slots=True)
class Edit:
    """The last change of a section: when, by whom, in which post."""

    at: datetime
    name: str
    post_ja: str
    post_en: str


def touch(session: Session, plan_id: UUID, sections: Iterable[str], version: int, now: datetime) -> None:
    """Note that the acting post changed these sections in this version of the plan."""
    actor = actor_of(session)
    by = {
        "account_id": actor.account_id,
        "post_id": actor.post_id,
        "changed_at": now,
        "plan_version": version,
    }
    rows = [{"plan_id": plan_id, "section": name, **by} for name in sections]
    if rows:
        new = insert(PlanSection).values(rows)
        changed = {name: new.excluded[name] for name in by}
        session.execute(new.on_conflict_do_update(index_elements=["plan_id", "section"], set_=changed))


def last_edits(session: Session, plan_id: UUID) -> Mapping[str, Edit]:
    """Return the last change of each section of a plan that was ever changed since it was started."""
    query = (
        select(PlanSection.section, PlanSection.changed_at, Account.name, Post.title_ja, Post.title_en)
        .join(Account, Account.id == PlanSection.account_id)
        .join(Post, Post.id == PlanSection.post_id)
        .where(PlanSection.plan_id == plan_id, visible(session, PlanSection))
    )
    return {row[0]: Edit(*row[1:]) for row in session.execute(query)}
