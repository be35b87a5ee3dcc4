"""Lays letters out as one tagged PDF, each on a page of its own, with the Japanese font embedded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.reports.pdf import set_html, template


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as text, and whether it is only a draft; ``name`` tells letters apart in the outline."""

    name: str
    text: str
    is_draft: bool


def pdf_of(letters: Sequence[Letter]) -> bytes:
    """Return the letters as PDF in their order; raises ``NotReady`` where the system has no Pango."""
    return set_html(template("letters.jinja").render(letters=letters))
