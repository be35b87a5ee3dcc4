"""Cuts vector tiles out of the simplified copies in schema ``tiles`` (SRID 3857)."""

from __future__ import annotations

from bisect import bisect_left

from sqlalchemy import Connection, text

from data.domain.published import Collection

BAND_MAX_ZOOMS = (4, 6, 8, 10, 14)
"""The last zoom of each band of copies; the same as in table ``tiles.band``."""
MOST_FEATURES = 20_000
"""A tile that would hold more keeps the largest areas, highest voltages and fullest cells."""
_BUFFER = 64 / 4096
# The band stands in the text so that the index of that band alone is used.
_TILES = [
    text(
        f"""
        WITH place AS MATERIALIZED (SELECT ST_TileEnvelope(:z, :x, :y) AS here), kept AS (
            SELECT f.properties, ST_AsMVTGeom(f.geom, place.here, 4096, 64, true) AS geom
            FROM tiles.feature f, place
            WHERE f.layer = :layer AND f.band = {band}
                AND f.geom && ST_TileEnvelope(:z, :x, :y, margin => {_BUFFER})
            ORDER BY f.weight DESC LIMIT {MOST_FEATURES}
        )
        SELECT ST_AsMVT(kept, :layer, 4096, 'geom') FROM kept WHERE geom IS NOT NULL
        """  # noqa: S608 - two numbers of this module
    )
    for band in range(1, len(BAND_MAX_ZOOMS) + 1)
]
# Generic layers have no copies: simplified to half a pixel as the tile is cut.
_LAYER_TILE = text(
    f"""
    WITH place AS MATERIALIZED (
        SELECT ST_TileEnvelope(:z, :x, :y) AS here,
            ST_Transform(ST_TileEnvelope(:z, :x, :y, margin => {_BUFFER}), 4326) AS around
    ), kept AS (
        SELECT f.id, f.properties,
            ST_AsMVTGeom(
                ST_Simplify(ST_Transform(f.geom, 3857), 40075016.68557849 / 512 / 2 ^ :z, true),
                place.here, 4096, 64, true
            ) AS geom
        FROM published.layer_features f, place
        WHERE f.edition_id = :edition AND f.geom && place.around
        LIMIT {MOST_FEATURES}
    )
    SELECT ST_AsMVT(kept, :layer, 4096, 'geom', 'id') FROM kept WHERE geom IS NOT NULL
    """  # noqa: S608 - two numbers of this module
)


def layer_tile(connection: Connection, layer: Collection, z: int, x: int, y: int) -> bytes:
    """Return one vector tile of a generic layer, with its attributes; empty where it has nothing."""
    assert layer.layer is not None  # noqa: S101 - the caller chose a generic layer
    values = {"layer": layer.name, "edition": layer.layer.edition_id, "z": z, "x": x, "y": y}
    return bytes(connection.scalar(_LAYER_TILE, values) or b"")


def tile(connection: Connection, layer: str, z: int, x: int, y: int) -> bytes:
    """Return one Mapbox vector tile; empty where the layer has nothing.

    The tile has one layer of its name; zoom ``z`` is at most ``data.domain.published.MAX_ZOOM``.
    """
    statement = _TILES[bisect_left(BAND_MAX_ZOOMS, z)]
    return bytes(connection.scalar(statement, {"layer": layer, "z": z, "x": x, "y": y}) or b"")
