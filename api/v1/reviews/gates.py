"""Who is let in to whole groups of review routes, before what they sent is looked at."""

from __future__ import annotations

from api.deps import SignedIn
from rules.access import GeneralAction, require_generally


def require_review(caller: SignedIn) -> None:
    """Refuse who reviews nothing."""
    require_generally(caller.actor, GeneralAction.SEE_QUEUE)


def require_ministry(caller: SignedIn) -> None:
    """Refuse all but the ministry's reviewers and managers."""
    require_generally(caller.actor, GeneralAction.SEE_SCORE_REPORTS)


def require_manager(caller: SignedIn) -> None:
    """Refuse all but managers of the review."""
    require_generally(caller.actor, GeneralAction.DECIDE_IN_BULK)
