"""Tables of bodies, the posts in them, and who holds a post from when to when."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from data.domain.actor import POST_ROLES, BodyKind
from data.orm.base import Base, Timestamps, one_of


class Body(Timestamps, Base):
    """A prefecture, municipality, company, ministry or committee, by its official code where it has one."""

    __tablename__ = "body"
    __table_args__ = (
        CheckConstraint(one_of("kind", BodyKind), name="kind"),
        CheckConstraint(
            "kind NOT IN ('prefecture', 'municipality') OR code ~ '^[0-9]{5}$'",
            name="code_of_local_government",
        ),
        CheckConstraint("kind <> 'company' OR code ~ '^[0-9]{13}$'", name="code_of_company"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    code: Mapped[str] = mapped_column(String(20), unique=True)
    """Local government code (5 digits), corporate number (13 digits), or a short name of the ministry."""
    kind: Mapped[str] = mapped_column(String(20))
    name_ja: Mapped[str] = mapped_column(String(200))
    name_en: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))


class Post(Timestamps, Base):
    """A post of a body with one role; work belongs to posts, so a change of person moves nothing."""

    __tablename__ = "post"
    __table_args__ = (
        CheckConstraint(one_of("role", POST_ROLES), name="role"),
        UniqueConstraint("body_id", "title_ja"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    body_id: Mapped[UUID] = mapped_column(ForeignKey("body.id"))
    role: Mapped[str] = mapped_column(String(20))
    title_ja: Mapped[str] = mapped_column(String(200))
    title_en: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))


class PostHolding(Base):
    """Who holds a post from ``since`` until ``until`` (``NULL``: still, until a handover)."""

    __tablename__ = "post_holding"
    __table_args__ = (
        CheckConstraint("since < until", name="in_order"),
        Index(
            "uq_post_holding_current",
            "post_id",
            "account_id",
            unique=True,
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    post_id: Mapped[UUID] = mapped_column(ForeignKey("post.id"), index=True)
    account_id: Mapped[UUID] = mapped_column(ForeignKey("account.id"), index=True)
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    handover_note: Mapped[str | None]
