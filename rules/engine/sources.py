"""The register of documents that demands are written in; a citation of anything else fails."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Literal

from data.domain.assessment import Citation
from data.domain.embedded import read_yaml
from data.domain.wording import Text


@dataclass(frozen=True, slots=True)
class SourceDocument:
    """A document the rulebook rests on; ``sha256`` is that of the text whose lines are cited."""

    key: str
    title: Text
    issuer: Text
    issued: str
    tier: Literal["primary", "secondary"]
    status: Literal["draft", "final"]
    sha256: str | None


@cache
def documents() -> dict[str, SourceDocument]:
    """Return the documents of ``rules/sources.yaml`` by key."""
    entries = read_yaml("rules", "sources.yaml")
    return {
        key: SourceDocument(
            key,
            Text(e["title"]["ja"], e["title"]["en"]),
            Text(e["issuer"]["ja"], e["issuer"]["en"]),
            str(e["issued"]),
            e["tier"],
            e["status"],
            e.get("sha256"),
        )
        for key, e in entries.items()
    }


def cite(document: str, lines: str) -> Citation:
    """Cite lines of a registered document; raises ``KeyError`` when the register does not hold it."""
    source = documents()[document]
    return Citation(
        document=document, title=source.title, lines=lines, tier=source.tier, status=source.status
    )
