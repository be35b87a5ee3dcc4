"""Keeps the embedded prefecture polygons in the database, where maps and other programs read them."""

from __future__ import annotations

import shapely
from sqlalchemy import text
from sqlalchemy.orm import Session

from data.reference.places import prefectures
from data.reference.polygons import prefecture_polygons
from data.reference.sources import sources

_KEEP = text(
    """
    INSERT INTO published.prefectures (id, code, name, name_en, source, attribution, licence, geom)
    VALUES (:id, :code, :name, :name_en, :source, :attribution, :licence, ST_GeomFromWKB(:wkb, 4326))
    ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_en = excluded.name_en, source = excluded.source,
        attribution = excluded.attribution, licence = excluded.licence, geom = excluded.geom
    """
)
_STORED = text("SELECT code, name, ST_AsBinary(geom) FROM published.prefectures")


def keep_prefectures(session: Session) -> bool:
    """Store the prefectures as they are embedded (EPSG:4326); tell whether anything had to change."""
    source = sources()["prefecture_polygons"]
    names = prefectures()
    polygons = {code: shapely.to_wkb(shape) for code, shape in prefecture_polygons().items()}
    stored = {(code, name, bytes(wkb)) for code, name, wkb in session.execute(_STORED)}
    if stored == {(code, names[code].name.ja, wkb) for code, wkb in polygons.items()}:
        return False
    rows = [
        {
            "id": int(code),
            "code": code,
            "name": names[code].name.ja,
            "name_en": names[code].name.en,
            "source": source.title.ja,
            "attribution": source.publisher,
            "licence": source.licence,
            "wkb": wkb,
        }
        for code, wkb in polygons.items()
    ]
    session.execute(_KEEP, rows)
    return True
