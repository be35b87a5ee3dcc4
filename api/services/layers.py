"""Which layers are loaded, in which edition, under which licence, and what their imports noticed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from data.domain.issues import ImportIssue
from data.queries import layers, sources
from data.queries.layers import LayerInfo
from data.queries.sources import EditionInfo
from data.reference.sources import Source
from data.reference.sources import sources as embedded


@dataclass(frozen=True, slots=True)
class Layers:
    """Loaded editions, those in use first, and the tables that come with the product."""

    editions: Sequence[EditionInfo]
    generic: Mapping[str, LayerInfo]
    """What each generic layer is for, by its key, which is the source of its editions."""
    embedded: Sequence[Source]


def overview(session: Session) -> Layers:
    """Return every edition and every embedded table."""
    found = sorted(sources.editions(session), key=lambda edition: edition.status != "current")
    generic = {each.key: each for each in layers.register(session)}
    return Layers(found, generic, tuple(embedded().values()))


def issues(session: Session, edition_id: int) -> Sequence[ImportIssue]:
    """Return what the import of an edition noticed; raises ``NotFound``."""
    return sources.issues_of(session, edition_id)
