"""Publishes generic layers and room on the grid beside the collections that are published already.

Room for demand and room for generation stay told apart by ``kind``; points are never added up, because
published room is neither reserved nor additive. Room without a place of its own stands at its substation.
"""

from __future__ import annotations

from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

CREDIT = "e.title_ja AS source, e.attribution, e.licence, e.as_of"
GRID_ROOM = f"""
CREATE VIEW published.grid_room AS
SELECT f.id, f.tso, f.kind, f.facility, f.name, f.kv::float8 AS kv, f.from_mw::float8 AS from_mw,
    f.to_mw::float8 AS to_mw, f.lead_months::integer AS lead_months,
    f.greatest_distance_km::float8 AS greatest_distance_km, f.note, f.citation, {CREDIT},
    coalesce(f.geom, s.geom) AS geom
FROM public.grid_room f
JOIN public.dataset_edition e ON e.id = f.edition_id AND e.status = 'current'
LEFT JOIN public.substation s ON s.id = f.substation_id
"""
LAYERS = f"""
CREATE VIEW published.layers AS
SELECT l.key AS id, l.title_ja, l.title_en, l.role, l.accuracy_m::float8 AS accuracy_m, l.attributes,
    e.id AS edition_id, {CREDIT}
FROM public.layer l
JOIN public.dataset_edition e ON e.dataset = 'layer' AND e.source = l.key AND e.status = 'current'
"""
LAYER_FEATURES = f"""
CREATE VIEW published.layer_features AS
SELECT f.id, f.edition_id, f.properties, {CREDIT}, f.geom
FROM public.layer_feature f
JOIN public.dataset_edition e ON e.id = f.edition_id AND e.status = 'current'
"""
REBUILD = """
CREATE OR REPLACE FUNCTION tiles.rebuild(layer_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
BEGIN
    PERFORM FROM tiles.layer WHERE name = layer_name FOR UPDATE;
    CASE layer_name
        WHEN 'power_plants' THEN PERFORM tiles.copy_points(layer_name, '{kind,decarbonised}', 'capacity_mw');
        WHEN 'substations' THEN PERFORM tiles.copy_points(layer_name, '{max_kv}', 'max_kv');
        WHEN 'data_centres' THEN PERFORM tiles.copy_points(layer_name, '{status}', 'mw');
        WHEN 'transmission_lines' THEN PERFORM tiles.copy_lines();
%s        ELSE PERFORM tiles.copy_areas(layer_name);
    END CASE;
    UPDATE tiles.layer SET version = nextval('tiles.versions'), rebuilt_in = txid_current()
    WHERE name = layer_name;
END $f$;
"""
# Tiles of generic layers are cut when they are asked for: they may be large, and few are ever drawn.
NOT_COPIED = "        WHEN 'layers' THEN NULL;\n"
ON_EDITION = """
CREATE OR REPLACE FUNCTION tiles.on_edition() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
BEGIN
    PERFORM tiles.rebuild(name) FROM tiles.layer
    WHERE (dataset = coalesce(NEW.dataset, OLD.dataset)%s) AND rebuilt_in <> txid_current();
    RETURN NULL;
END $f$;
"""
# Another edition of the substations moves the room that stands at them.
ROOM_MOVES = "\n            OR name = 'grid_room' AND coalesce(NEW.dataset, OLD.dataset) = 'substations'"
REGISTER = """
CREATE FUNCTION tiles.on_register() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
BEGIN
    PERFORM tiles.rebuild('layers');
    RETURN NULL;
END $f$;
CREATE TRIGGER renews_tiles AFTER INSERT OR UPDATE OR DELETE ON public.layer
    FOR EACH STATEMENT EXECUTE FUNCTION tiles.on_register();
REVOKE EXECUTE ON FUNCTION tiles.on_register() FROM PUBLIC;
"""


def upgrade() -> None:
    for view in (GRID_ROOM, LAYERS, LAYER_FEATURES):
        op.execute(view)
    op.execute(
        "GRANT SELECT ON published.grid_room, published.layers, published.layer_features TO shuseki_reader"
    )
    op.create_index("ix_layer_feature_edition_id_id", "layer_feature", ["edition_id", "id"])
    op.execute(REBUILD % NOT_COPIED)
    op.execute(ON_EDITION % ROOM_MOVES)
    op.execute(REGISTER)
    op.execute("CREATE TABLE tiles.grid_room PARTITION OF tiles.feature FOR VALUES IN ('grid_room')")
    op.execute("GRANT SELECT ON tiles.grid_room TO shuseki_reader")
    op.execute(
        "INSERT INTO tiles.layer (name, dataset) VALUES ('grid_room', 'grid_room'), ('layers', 'layer')"
    )
    op.execute("SELECT tiles.rebuild('grid_room')")


def downgrade() -> None:
    op.execute("DROP TRIGGER renews_tiles ON public.layer")
    op.execute("DROP FUNCTION tiles.on_register()")
    op.execute("DROP TABLE tiles.grid_room")
    op.execute("DELETE FROM tiles.layer WHERE name IN ('grid_room', 'layers')")
    op.execute(ON_EDITION % "")
    op.execute(REBUILD % "")
    op.drop_index("ix_layer_feature_edition_id_id", "layer_feature")
    op.execute("DROP VIEW published.layer_features, published.layers, published.grid_room")
