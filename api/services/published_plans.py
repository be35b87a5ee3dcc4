"""What the ministry has published of plans, as anybody may read it."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from data.domain.errors import NotFound
from data.domain.wording import Text
from data.orm.decision import Publication
from data.queries import publications
from data.queries.publications import PublishedLine

_GONE = Text("この計画は公表されていません。", "Nothing is published under this address.")


def listed(session: Session) -> Sequence[PublishedLine]:
    """Return the published plans of all types, the latest first."""
    return publications.current(session)


def get(session: Session, publication_id: UUID) -> Publication:
    """Return a published plan; raises ``NotFound``, also after it was taken back."""
    found = publications.find(session, publication_id)
    if found is None:
        raise NotFound(_GONE)
    return found
