"""Copies of the published views for vector tiles: SRID 3857, simplified per band of zooms, kept by triggers.

A layer is copied anew when an edition of its dataset comes into use or leaves it (at commit, when all rows
are there), a plan when it changes. ``tiles.layer.version`` grows each time: it is the key of every cache.
"""

from __future__ import annotations

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

TABLES = """
CREATE SCHEMA tiles;
CREATE SEQUENCE tiles.versions;
CREATE TABLE tiles.layer (
    name text PRIMARY KEY,
    dataset text,
    version bigint NOT NULL DEFAULT nextval('tiles.versions'),
    rebuilt_in bigint NOT NULL DEFAULT 0
);
COMMENT ON COLUMN tiles.layer.rebuilt_in IS 'transaction that copied the layer last';
INSERT INTO tiles.layer (name, dataset) VALUES
    ('prefectures', NULL), ('municipalities', 'boundaries'), ('plans', NULL), ('zones', NULL),
    ('power_plants', 'plants'), ('substations', 'substations'), ('transmission_lines', 'lines'),
    ('data_centres', 'data_centres');
CREATE TABLE tiles.band (band smallint PRIMARY KEY, max_zoom smallint NOT NULL, pixel_m float8 NOT NULL);
COMMENT ON COLUMN tiles.band.pixel_m IS 'one of 256 pixels of a tile of max_zoom, in units of SRID 3857';
INSERT INTO tiles.band
    SELECT row_number() OVER (), zoom, 40075016.68557849 / 256 / 2 ^ zoom
    FROM unnest(ARRAY[4, 6, 8, 10, 14]) zoom;
CREATE TABLE tiles.feature (
    layer text NOT NULL,
    band smallint NOT NULL,
    feature_id text NOT NULL,
    weight float8 NOT NULL,
    properties jsonb NOT NULL,
    geom geometry(Geometry, 3857) NOT NULL
) PARTITION BY LIST (layer);
"""
LAYERS = (
    "prefectures",
    "municipalities",
    "plans",
    "zones",
    "power_plants",
    "substations",
    "transmission_lines",
    "data_centres",
)
BANDS = 5

# Half a pixel: neighbours stay closed to the eye, and what is smaller than that vanishes.
AREAS = """
CREATE FUNCTION tiles.copy_areas(layer_name text, one text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
BEGIN
    DELETE FROM tiles.feature WHERE layer = layer_name AND (one IS NULL OR feature_id = one);
    EXECUTE format($q$
        WITH source AS MATERIALIZED (
            SELECT id::text AS id, to_jsonb(v) - 'geom' - 'source' - 'attribution' - 'licence' AS properties,
                ST_Transform(geom, 3857) AS geom
            FROM published.%I v WHERE $2 IS NULL OR id::text = $2
        )
        INSERT INTO tiles.feature
        SELECT $1, band, id, ST_Area(g), jsonb_strip_nulls(properties), g
        FROM source CROSS JOIN tiles.band CROSS JOIN LATERAL (SELECT ST_Simplify(geom, pixel_m / 2) AS g) s
        WHERE g IS NOT NULL AND NOT ST_IsEmpty(g)
    $q$, layer_name) USING layer_name, one;
END $f$;
"""
# From far only the trunk lines: 187 kV and more, then 100 kV; the catalogue of layers says so.
TRUNKS = """
CREATE FUNCTION tiles.copy_lines() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
    DELETE FROM tiles.feature WHERE layer = 'transmission_lines';
    WITH source AS MATERIALIZED (
        SELECT id::text AS id, max_kv, ST_Transform(geom, 3857) AS geom,
            jsonb_strip_nulls(jsonb_build_object(
                'id', id, 'name', name, 'operator', operator, 'kind', kind, 'max_kv', max_kv,
                'circuits', circuits
            )) AS properties
        FROM published.transmission_lines
    )
    INSERT INTO tiles.feature
    SELECT 'transmission_lines', band, id, coalesce(max_kv, 0), properties, g
    FROM source CROSS JOIN tiles.band CROSS JOIN LATERAL (SELECT ST_Simplify(geom, pixel_m / 2) AS g) s
    WHERE g IS NOT NULL AND NOT ST_IsEmpty(g)
        AND (max_zoom > 8 OR max_kv >= CASE WHEN max_zoom > 6 THEN 100 ELSE 187 END);
$f$;
"""
# From far points are counted by cell of 20 pixels and by class; what is not known is counted beside the sum.
POINTS = """
CREATE FUNCTION tiles.copy_points(layer_name text, class_columns text[], amount text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
BEGIN
    DELETE FROM tiles.feature WHERE layer = layer_name;
    EXECUTE format($q$
        WITH source AS MATERIALIZED (
            SELECT id, to_jsonb(v) - 'geom' - 'source' - 'attribution' - 'licence' AS properties,
                (SELECT jsonb_object_agg(c, to_jsonb(v) -> c) FROM unnest($2) c) AS class,
                %2$I AS amount, ST_Transform(geom, 3857) AS geom
            FROM published.%1$I v
        ), placed AS (
            SELECT band, source.*, CASE WHEN max_zoom > 10 THEN id ELSE 0 END AS alone,
                floor(ST_X(geom) / pixel_m / 20) AS across, floor(ST_Y(geom) / pixel_m / 20) AS up
            FROM source CROSS JOIN tiles.band
        )
        INSERT INTO tiles.feature
        SELECT $1, band, min(id)::text, count(*),
            jsonb_strip_nulls(
                CASE WHEN count(*) = 1 THEN (array_agg(properties))[1]
                ELSE class || jsonb_build_object($3, round(sum(amount)::numeric, 3)) END
                || jsonb_build_object('n', count(*), 'n_unknown', count(*) FILTER (WHERE amount IS NULL))
            ),
            ST_SetSRID(ST_MakePoint(avg(ST_X(geom)), avg(ST_Y(geom))), 3857)
        FROM placed GROUP BY band, across, up, class, alone
    $q$, layer_name, amount) USING layer_name, class_columns, amount;
END $f$;
"""
REBUILD = """
CREATE FUNCTION tiles.rebuild(layer_name text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
BEGIN
    PERFORM FROM tiles.layer WHERE name = layer_name FOR UPDATE;
    CASE layer_name
        WHEN 'power_plants' THEN PERFORM tiles.copy_points(layer_name, '{kind,decarbonised}', 'capacity_mw');
        WHEN 'substations' THEN PERFORM tiles.copy_points(layer_name, '{max_kv}', 'max_kv');
        WHEN 'data_centres' THEN PERFORM tiles.copy_points(layer_name, '{status}', 'mw');
        WHEN 'transmission_lines' THEN PERFORM tiles.copy_lines();
        ELSE PERFORM tiles.copy_areas(layer_name);
    END CASE;
    UPDATE tiles.layer SET version = nextval('tiles.versions'), rebuilt_in = txid_current()
    WHERE name = layer_name;
END $f$;
"""
TRIGGERS = """
CREATE FUNCTION tiles.on_edition() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
BEGIN
    PERFORM tiles.rebuild(name) FROM tiles.layer
    WHERE dataset = coalesce(NEW.dataset, OLD.dataset) AND rebuilt_in <> txid_current();
    RETURN NULL;
END $f$;
CREATE CONSTRAINT TRIGGER copies_tiles AFTER INSERT OR UPDATE OF status OR DELETE ON public.dataset_edition
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tiles.on_edition();

CREATE FUNCTION tiles.on_plan() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
DECLARE
    changed text := coalesce(NEW.id, OLD.id)::text;
    layer_name text;
BEGIN
    FOREACH layer_name IN ARRAY ARRAY['plans', 'zones'] LOOP
        PERFORM tiles.copy_areas(layer_name, changed);
        UPDATE tiles.layer SET version = nextval('tiles.versions') WHERE name = layer_name;
    END LOOP;
    RETURN NULL;
END $f$;
CREATE TRIGGER copies_tiles_new AFTER INSERT ON public.plan
    FOR EACH ROW WHEN (NEW.is_sample) EXECUTE FUNCTION tiles.on_plan();
CREATE TRIGGER copies_tiles_changed AFTER UPDATE ON public.plan
    FOR EACH ROW WHEN (OLD.is_sample OR NEW.is_sample) EXECUTE FUNCTION tiles.on_plan();
CREATE TRIGGER copies_tiles_gone AFTER DELETE ON public.plan
    FOR EACH ROW WHEN (OLD.is_sample) EXECUTE FUNCTION tiles.on_plan();
CREATE TRIGGER copies_tiles AFTER INSERT OR UPDATE OR DELETE ON public.publication
    FOR EACH ROW EXECUTE FUNCTION tiles.on_plan();
CREATE FUNCTION tiles.on_prefectures() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $f$
BEGIN
    PERFORM tiles.rebuild('prefectures');
    RETURN NULL;
END $f$;
CREATE TRIGGER copies_tiles AFTER INSERT OR UPDATE OR DELETE ON published.prefectures
    FOR EACH STATEMENT EXECUTE FUNCTION tiles.on_prefectures();
"""


def upgrade() -> None:
    op.execute(TABLES)
    for layer in LAYERS:
        op.execute(f"CREATE TABLE tiles.{layer} PARTITION OF tiles.feature FOR VALUES IN ('{layer}')")
    for band in range(1, BANDS + 1):
        op.execute(f"CREATE INDEX ON tiles.feature USING gist (geom) WHERE band = {band}")
    op.execute("CREATE INDEX ON tiles.feature (feature_id)")
    for function in (AREAS, TRUNKS, POINTS, REBUILD, TRIGGERS):
        op.execute(function)
    op.execute("GRANT USAGE ON SCHEMA tiles TO shuseki_reader")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA tiles TO shuseki_reader")
    op.execute("REVOKE EXECUTE ON ALL FUNCTIONS IN SCHEMA tiles FROM PUBLIC")
    op.execute("SELECT tiles.rebuild(name) FROM tiles.layer")


def downgrade() -> None:
    for trigger in ("new", "changed", "gone"):
        op.execute(f"DROP TRIGGER copies_tiles_{trigger} ON public.plan")
    op.execute("DROP TRIGGER copies_tiles ON public.publication")
    op.execute("DROP TRIGGER copies_tiles ON public.dataset_edition")
    op.execute("DROP TRIGGER copies_tiles ON published.prefectures")
    op.execute("DROP SCHEMA tiles CASCADE")
