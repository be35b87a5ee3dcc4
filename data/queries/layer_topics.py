"""Reads what every layer of a topic says at a site: does it speak of the place, what lies there, how near."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import shapely
from sqlalchemy import RowMapping, text
from sqlalchemy.orm import Session

from data.domain.layer import Coverage, LayerTopic
from data.domain.wording import Text
from data.queries.shapes import Bounds, Shape
from data.queries.sources import EditionInfo, editions_by_id

_AT = text(
    """
    WITH here AS MATERIALIZED (
      SELECT g AS geom, g::geography AS geog, ST_Envelope(ST_Buffer(g::geography, :radius_m)::geometry) AS box
      FROM (SELECT ST_GeomFromWKB(:wkb, 4326) AS g) AS site
    )
    SELECT l.topic, l.title_ja, l.title_en, l.accuracy_m, e.id AS edition_id, e.coverage_basis,
      ST_Covers(e.coverage, h.geom) AS covers, ST_Intersects(e.coverage, h.geom) AS meets,
      ST_XMin(e.coverage) AS west, ST_YMin(e.coverage) AS south,
      ST_XMax(e.coverage) AS east, ST_YMax(e.coverage) AS north,
      f.touching, f.nearest_m, f.borderline
    FROM layer AS l
    CROSS JOIN here AS h
    JOIN dataset_edition AS e ON e.dataset = 'layer' AND e.source = l.key AND e.status = 'current'
    CROSS JOIN LATERAL (
      SELECT l.accuracy_m::float8 AS accuracy_m,
        ST_Buffer(h.geog, -l.accuracy_m::float8)::geometry AS surely_site
    ) AS x
    CROSS JOIN LATERAL (
      SELECT count(*) FILTER (WHERE touches) AS touching, min(metres) AS nearest_m,
        count(*) FILTER (
          WHERE CASE WHEN touches
            THEN NOT ST_Intersects(geom, x.surely_site)
              AND NOT ST_Intersects(ST_Buffer(geom::geography, -x.accuracy_m)::geometry, h.geom)
            ELSE metres <= x.accuracy_m END
        ) AS borderline
      FROM (
        SELECT geom, touches, CASE WHEN touches THEN 0 ELSE ST_Distance(geom::geography, h.geog) END AS metres
        FROM (
          SELECT lf.geom, ST_Intersects(lf.geom, h.geom) AS touches
          FROM layer_feature AS lf WHERE lf.edition_id = e.id AND lf.geom && h.box
        ) AS met
      ) AS far
      WHERE metres <= :radius_m
    ) AS f
    WHERE l.topic IS NOT NULL
    ORDER BY l.topic, l.key
    """
)


@dataclass(frozen=True, slots=True)
class LayerAt:
    """What one layer, in the edition in use, says at a site."""

    topic: LayerTopic
    title: Text
    edition: EditionInfo
    accuracy_m: Decimal | None
    """Positional accuracy in metres; ``None`` when the source states none."""
    coverage: Coverage
    basis: str | None
    """``stated`` by the sender, ``derived`` from the extent of the data, ``None`` when not known."""
    extent: Bounds | None
    """Box of the coverage in degrees, ``None`` when not known."""
    touching: int
    """Features that share a point with the site."""
    nearest_m: float | None
    """Geodesic metres to the nearest feature within the distance asked about, ``None`` without any."""
    borderline: int
    """Features of which the accuracy leaves open whether they touch the site; 0 where none is stated."""


def layers_at(session: Session, site: Shape, radius_m: float) -> tuple[LayerAt, ...]:
    """Return what each loaded layer with a topic says at a site (EPSG:4326), by topic and key.

    Features are looked for up to ``radius_m`` metres from the site. A touch is borderline where moving the
    feature by its layer's accuracy could undo it; so is a gap that such a move could close.
    """
    wkb = site if isinstance(site, bytes) else shapely.to_wkb(shapely.force_2d(site))
    rows = session.execute(_AT, {"wkb": wkb, "radius_m": radius_m}).mappings().all()
    editions = {each.id: each for each in editions_by_id(session, [row["edition_id"] for row in rows])}
    return tuple(_at(row, editions[row["edition_id"]]) for row in rows)


def _at(row: RowMapping, edition: EditionInfo) -> LayerAt:
    extent: Any = tuple(row[side] for side in ("west", "south", "east", "north"))
    return LayerAt(
        topic=LayerTopic(row["topic"]),
        title=Text(row["title_ja"], row["title_en"]),
        edition=edition,
        accuracy_m=row["accuracy_m"],
        coverage=_coverage(row),
        basis=row["coverage_basis"],
        extent=None if row["coverage_basis"] is None else extent,
        touching=row["touching"],
        nearest_m=row["nearest_m"],
        borderline=row["borderline"],
    )


def _coverage(row: RowMapping) -> Coverage:
    if row["coverage_basis"] is None:
        return Coverage.NOT_KNOWN
    if row["covers"]:
        return Coverage.COVERED
    return Coverage.PARTLY if row["meets"] else Coverage.NOT_COVERED
