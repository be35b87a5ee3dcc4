"""Reads the correction items that an applying body may know; the ministry's side has queries of its own."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.orm import CorrectionItem
from data.queries.visibility import visible


def of_case(session: Session, application_id: UUID) -> Sequence[CorrectionItem]:
    """Return the items of a case that the actor may know, those due first first."""
    query = select(CorrectionItem).where(
        CorrectionItem.application_id == application_id, visible(session, CorrectionItem)
    )
    return session.scalars(query.order_by(CorrectionItem.due_on, CorrectionItem.created_at)).all()


def find(session: Session, application_id: UUID, item_id: UUID) -> CorrectionItem | None:
    """Return one item of a case, locked until the transaction ends."""
    query = select(CorrectionItem).where(
        CorrectionItem.id == item_id,
        CorrectionItem.application_id == application_id,
        visible(session, CorrectionItem),
    )
    return session.scalar(query.with_for_update().execution_options(populate_existing=True))
