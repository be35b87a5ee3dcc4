"""A closed vocabulary: the member's value is the key everywhere, its wording is what people read."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from data.domain.wording import Text


class Vocabulary(StrEnum):
    """Base of closed vocabularies; a member is written as key, Japanese wording, English wording."""

    text: Text

    def __new__(cls, key: str, ja: str, en: str) -> Self:
        """Make the member of ``key`` and remember its wording."""
        member = str.__new__(cls, key)
        member._value_ = key
        member.text = Text(ja, en)
        return member

    @classmethod
    def of(cls, key: str) -> Self:
        """Return the member of ``key``; raises ``ValueError`` when there is none."""
        for member in cls:
            if member.value == key:
                return member
        raise ValueError(key)
