"""How many drafts of each open call are not sent: the one thing the ministry learns of drafts."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from data.db import actor_of
from data.orm import Call
from data.queries import calls
from rules.access import GeneralAction, require_generally


def counts(session: Session) -> Sequence[tuple[Call, int]]:
    """Return each open call, the next to close first, with its number of unsent drafts, zero included.

    Raises ``NotAllowed`` for all but managers. Whose drafts they are and what they hold is told to nobody.
    """
    require_generally(actor_of(session), GeneralAction.COUNT_UNSENT)
    return calls.unsent_counts(session)
