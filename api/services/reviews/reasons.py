"""The reason that decisions and declarations need: stated, or the act is refused."""

from __future__ import annotations

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

REASON_DUE = Problem(
    "reason",
    None,
    Text("理由がありません。", "There is no reason."),
    Text("理由を記入してください。", "State the reason."),
)


def stated(reason: str) -> str:
    """Return the reason without blanks around it; raises ``InvalidInput`` when nothing is left."""
    kept = reason.strip()
    if not kept:
        raise InvalidInput.of([REASON_DUE])
    return kept
