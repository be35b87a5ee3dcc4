"""Marks rows of overlapping sources that show the same thing, so that no query counts it twice.

Sources of one dataset may be loaded side by side. Nothing is deleted: of two rows taken for the
same, the one of the source preferred by the catalogue stays, the other gets ``duplicate_of_id``.
Marks are made anew after every load, by one statement a dataset over the editions in use.
"""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from data.domain.datasets import LINES, PLANTS
from data.importers.catalogue import PREFERENCE

PLANT_DISTANCE_M = 2_000
"""Two plants of one kind this near each other in two sources are taken for one."""
LINE_DISTANCE_M = 50
"""A stretch whose middle is this near a line of the same voltage in a fuller source is that line."""


def mark_plants(session: Session) -> None:
    """Mark plants that a preferred source has within 2 km with the same kind, and pairs within one source.

    Pairs within a source are those the source itself names, and only when the kinds agree. A plant
    of unknown kind is never taken for another.
    """
    session.execute(_CLEAR_PLANTS)
    session.execute(_MARK_PLANTS, {"sources": list(PREFERENCE[PLANTS]), "metres": PLANT_DISTANCE_M})
    session.execute(_MARK_NAMED_PLANTS)


def mark_lines(session: Session) -> None:
    """Mark stretches whose middle lies within 50 m of a line of the same voltage in a preferred source."""
    session.execute(_CLEAR_LINES)
    session.execute(_MARK_LINES, {"sources": list(PREFERENCE[LINES]), "metres": LINE_DISTANCE_M})


_CLEAR_PLANTS = text("UPDATE power_plant SET duplicate_of_id = NULL WHERE duplicate_of_id IS NOT NULL")

_MARK_PLANTS = text(
    """
    WITH in_use AS (
        SELECT id, array_position(CAST(:sources AS varchar[]), source) AS preference
        FROM dataset_edition WHERE dataset = 'plants' AND status = 'current'
    )
    UPDATE power_plant AS later SET duplicate_of_id = match.id
    FROM power_plant AS plant
    JOIN in_use ON in_use.id = plant.edition_id AND in_use.preference > 1
    CROSS JOIN LATERAL (
        SELECT other.id
        FROM power_plant AS other
        JOIN in_use AS preferred ON preferred.id = other.edition_id AND preferred.preference <
        in_use.preference WHERE other.kind = plant.kind AND ST_DWithin(other.geom::geography,
        plant.geom::geography, :metres) ORDER BY preferred.preference, other.geom::geography <->
        plant.geom::geography, other.id LIMIT 1 ) AS match WHERE later.id = plant.id AND plant.kind
        <> 'unknown'
    """
)

_MARK_NAMED_PLANTS = text(
    """
    UPDATE power_plant AS later SET duplicate_of_id = coalesce(other.duplicate_of_id, other.id)
    FROM power_plant AS other
    JOIN dataset_edition AS edition ON edition.id = other.edition_id AND edition.status = 'current'
    WHERE later.edition_id = other.edition_id AND later.near_duplicate_ref = other.source_ref
      AND later.kind = other.kind AND later.duplicate_of_id IS NULL
      AND later.id <> coalesce(other.duplicate_of_id, other.id)
    """
)

_CLEAR_LINES = text("UPDATE transmission_line SET duplicate_of_id = NULL WHERE duplicate_of_id IS NOT NULL")

_MARK_LINES = text(
    """
    WITH in_use AS (
        SELECT id, array_position(CAST(:sources AS varchar[]), source) AS preference
        FROM dataset_edition WHERE dataset = 'lines' AND status = 'current'
    ), middle AS MATERIALIZED (
        SELECT line.id, line.max_kv, in_use.preference,
               ST_LineInterpolatePoint(ST_GeometryN(line.geom, 1), 0.5)::geography AS place
        FROM transmission_line AS line
        JOIN in_use ON in_use.id = line.edition_id AND in_use.preference > 1
        WHERE line.max_kv IS NOT NULL
    )
    UPDATE transmission_line AS later SET duplicate_of_id = match.id
    FROM middle
    CROSS JOIN LATERAL (
        SELECT other.id
        FROM transmission_line AS other
        JOIN in_use AS preferred ON preferred.id = other.edition_id AND preferred.preference <
        middle.preference WHERE other.max_kv = middle.max_kv AND ST_DWithin(other.geom::geography,
        middle.place, :metres) ORDER BY preferred.preference, other.geom::geography <->
        middle.place, other.id LIMIT 1 ) AS match WHERE later.id = middle.id
    """
)
