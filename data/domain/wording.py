"""A sentence in Japanese with its English beside it; every message a person reads is one of these."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

Language = Literal["ja", "en"]


@dataclass(slots=True, unsafe_hash=True)
class Text:
    """The same statement in Japanese (authoritative) and English.

    Its fields are ``Final`` rather than frozen, as those of evidence and steps are: an explanation makes
    hundreds of them (docs/decisions/0004).
    """

    ja: Final[str]
    en: Final[str]

    def in_language(self, language: Language) -> str:
        """Return the wording in ``language``."""
        return self.en if language == "en" else self.ja

    def filled(self, **values: object) -> Text:
        """Return a copy with ``{name}`` places filled in both languages.

        Raises ``KeyError`` when a place has no value, so that a half-filled sentence cannot reach a reader.
        """
        return Text(self.ja.format(**values), self.en.format(**values))
