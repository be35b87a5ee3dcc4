"""The footprint of an application in the making: taken from a file, or taken away again."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from uuid import UUID

import shapely
from sqlalchemy.orm import Session

from api.services.applications import editing
from api.services.applications.editing import Change
from data.domain.issues import ImportIssue
from data.importers.footprint_file import read_footprint
from data.importers.reading import Reading

SECTION = "footprint"
DECIMALS = 7
"""Of a degree, about a centimetre: more digits than any boundary is known to."""


def draw(
    session: Session, application_id: UUID, content: bytes, reading: Reading, from_tag: str
) -> tuple[ImportIssue, ...]:
    """Put the polygons of a vector file in the place of the drawn footprint; return what was noticed.

    Raises ``InvalidInput`` with every feature that cannot be used, else as ``editing.save_section``.
    """
    editing.working_copy(session, application_id)
    with tempfile.TemporaryDirectory(prefix="shuseki-footprint-") as folder:
        path = Path(folder) / "footprint"
        path.write_bytes(content)
        read = read_footprint(path, None, reading)
    drawn = json.loads(shapely.to_geojson(shapely.set_precision(read.shape, 10**-DECIMALS)))
    editing.save_sections(session, application_id, {SECTION: Change(drawn, from_tag)})
    return read.issues


def take_away(session: Session, application_id: UUID, from_tag: str) -> None:
    """Remove the drawn footprint, so that the municipalities count; raises as ``editing.save_section``."""
    editing.save_sections(session, application_id, {SECTION: Change(None, from_tag)})
