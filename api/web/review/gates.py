"""Who is let in to groups of review pages, before anything they sent is looked at; the services ask again."""

from __future__ import annotations

from api.deps import SignedIn
from rules.access import GeneralAction, require_generally


def require_review(caller: SignedIn) -> None:
    """Refuse who reviews nothing."""
    require_generally(caller.actor, GeneralAction.SEE_QUEUE)


def require_ministry(caller: SignedIn) -> None:
    """Refuse all but the ministry's reviewers and managers."""
    require_generally(caller.actor, GeneralAction.SEE_PORTFOLIO)


def require_manager(caller: SignedIn) -> None:
    """Refuse all but managers of the review."""
    require_generally(caller.actor, GeneralAction.DECIDE_IN_BULK)
