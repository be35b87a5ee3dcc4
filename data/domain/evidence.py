"""A fact is known, with its source, or missing, with the reason; there is no third way and no default."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from data.domain.wording import Text

Origin = Literal["document", "layer", "statistics", "catalogue", "derived"]


@dataclass(slots=True, unsafe_hash=True)
class SourceRef:
    """Where a fact comes from: the applicant's own document, a layer edition, a table, a calculation."""

    origin: Final[Origin]
    label: Final[Text]
    reference: Final[str]
    """``dataset/edition`` of a layer or the name of the calculation; empty for the document, where the fact's
    own path tells the place."""


@dataclass(slots=True, unsafe_hash=True)
class Known:
    """A value somebody stated or a layer shows."""

    path: Final[str]
    value: Final[object]
    source: Final[SourceRef]


@dataclass(slots=True, unsafe_hash=True)
class Missing:
    """No value, and why: never read as zero, as an empty list or as "no"."""

    path: Final[str]
    reason: Final[Text]
    ask: Final[Text | None] = None
    """What would supply it, where the answer is not to state it in the document."""


Fact = Known | Missing

NOT_STATED = Text("記載がありません", "not stated")
NOT_MEASURED = Text("測定していません", "not measured")
EMPTY_TABLE = Text("表に行がありません", "the table has no rows")
