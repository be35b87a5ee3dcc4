"""What a reader of written values answers: the value, or why it cannot be read; never a silent guess."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Generic, TypeVar

from data.domain.wording import Text

T_co = TypeVar("T_co", covariant=True)

LONGEST_WRITTEN = 1_000
CUT = "①…"
"""After what was cut: a label, so that what stands before it is no number with a unit either."""
_SPACE = re.compile(r"\s+")
_NOTHING = frozenset(
    {"-", "--", "―", "—", "–", "ー", "‐", "−", "なし", "無し", "無", "該当なし", "未定", "N/A", "n/a"}
)


@dataclass(frozen=True, slots=True)
class Read(Generic[T_co]):
    """A value as written; ``None`` when nothing is stated (which is never zero)."""

    value: T_co
    note: Text | None = None
    """What the sender should know about how it was read."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a written value has no single meaning, and what to write instead."""

    message: Text
    remedy: Text


def half_width(text: str) -> str:
    """Return ``text`` in half width and without white space: for numbers and codes, not for prose.

    Circled and raised digits (①, ²) stay as they are: they are labels, and 10² is not 102. Of what is longer
    than any number or code only the beginning is returned, with a mark that nobody reads as either.
    """
    if len(text) > LONGEST_WRITTEN:
        return half_width(text[:LONGEST_WRITTEN]) + CUT
    plain = (c if unicodedata.category(c) == "No" else unicodedata.normalize("NFKC", c) for c in text)
    return _SPACE.sub("", "".join(plain))


def nothing_stated(text: str) -> Read[None] | None:
    """Read a blank or a sign for "none" (``－``, ``なし`` …); return ``None`` for anything else."""
    plain = half_width(text)
    if not plain:
        return Read(None)
    if plain not in _NOTHING:
        return None
    return Read(
        None,
        Text(
            f"「{text.strip()}」は「記載なし」として扱いました（0ではありません）。",
            f"“{text.strip()}” was taken as “not stated”, not as zero.",
        ),
    )
