"""The table of operator settings: every decision, with day and reason; never changed."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, func
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base


class OperatorSetting(Base):
    """One decision on a setting of ``rules/settings.yaml``; a later one counts from its own day on."""

    __tablename__ = "operator_setting"
    __table_args__ = (
        CheckConstraint("length(btrim(reason)) > 0", name="reason_given"),
        CheckConstraint("value >= 0 AND value < 'Infinity'", name="value_is_amount"),
        CheckConstraint("since >= (at AT TIME ZONE 'Asia/Tokyo')::date", name="never_in_the_past"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), index=True)
    value: Mapped[Decimal | None] = mapped_column(Numeric())
    """In the unit that the register states; ``NULL``: off."""
    since: Mapped[date]
    """First day in Japan on which it counts."""
    reason: Mapped[str]
    account_id: Mapped[UUID | None] = mapped_column(ForeignKey("account.id"))
    """Who decided; ``NULL`` for the operator at the command line."""
    post_id: Mapped[UUID | None] = mapped_column(ForeignKey("post.id"))
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
