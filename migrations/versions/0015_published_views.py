"""What everybody may see, as views in schema ``published``, and the role that can read nothing else.

The views are run by their owner and choose rows and columns themselves; ``shuseki_reader`` has no right to
any table behind them, so no query of a map or of another program can reach a confidential column.
"""

from __future__ import annotations

from alembic import op
from sqlalchemy.exc import ProgrammingError

from data.domain.errors import NotReady
from data.domain.wording import Text

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NO_ROLE = Text(
    "データベースにロール shuseki_reader がなく、作成や利用の権限もありません。"
    "データベース管理者に次の実行を依頼してください: "
    "CREATE ROLE shuseki_reader NOLOGIN NOBYPASSRLS; GRANT shuseki_reader TO <接続に使う利用者>;",
    "The role shuseki_reader is missing or may not be used. Ask the database's administrator to run: "
    "CREATE ROLE shuseki_reader NOLOGIN NOBYPASSRLS; GRANT shuseki_reader TO <the connecting user>;",
)
ROLE = """
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shuseki_reader') THEN
        BEGIN
            CREATE ROLE shuseki_reader NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS;
        EXCEPTION
            WHEN duplicate_object OR unique_violation THEN NULL;
            WHEN insufficient_privilege THEN
                RAISE EXCEPTION 'the role shuseki_reader is missing and % may not create it', current_user
                    USING ERRCODE = 'insufficient_privilege';
        END;
    END IF;
    BEGIN
        EXECUTE format('GRANT shuseki_reader TO %I', current_user);
    EXCEPTION
        WHEN insufficient_privilege THEN
            IF NOT pg_has_role(current_user, 'shuseki_reader', 'MEMBER') THEN
                RAISE;
            END IF;
    END;
END
$$
"""

CREDIT = "e.title_ja AS source, e.attribution, e.licence, e.as_of"
IN_USE = "JOIN public.dataset_edition e ON e.id = f.edition_id AND e.status = 'current'"
PREFECTURES = """
CREATE TABLE published.prefectures (
    id integer PRIMARY KEY CHECK (id BETWEEN 1 AND 47),
    code text NOT NULL UNIQUE,
    name text NOT NULL,
    name_en text NOT NULL,
    source text NOT NULL,
    attribution text NOT NULL,
    licence text NOT NULL,
    as_of date,
    geom geometry(MultiPolygon, 4326) NOT NULL
)
"""
# Demonstration plans, and what the ministry has published of applications: never a plan somebody works on.
PLANS = """
CREATE VIEW published.{name} AS
SELECT p.id::text AS id, p.title::text AS title, p.plan_type::text AS plan_type, 'sample'::text AS status,
    p.body_code::text AS body_code, NULL::text AS number, p.updated_at, '/plans/' || p.id AS url,
    p.footprint AS geom
FROM public.plan p
WHERE p.is_sample AND p.owner_body_id IS NULL AND p.footprint IS NOT NULL AND p.plan_type {types}
UNION ALL
SELECT p.id::text, p.title, p.plan_type, p.state, p.body_code, p.number, p.published_at, NULL, p.footprint
FROM public.publication p
WHERE p.withdrawn_at IS NULL AND p.footprint IS NOT NULL AND p.plan_type {types}
"""
# Of the editions in use, each prefecture is taken from one only, the latest by date (data.queries.places).
MUNICIPALITIES = f"""
CREATE VIEW published.municipalities AS
SELECT f.id, f.municipality_code AS code, f.name, f.county_name, f.prefecture_code, f.prefecture_name,
    {CREDIT}, f.geom
FROM public.boundary f {IN_USE}
WHERE NOT EXISTS (
    SELECT FROM public.dataset_edition later
    WHERE later.dataset = e.dataset AND later.status = 'current' AND later.id <> e.id
        AND (coalesce(later.as_of, '-infinity'), later.id) > (coalesce(e.as_of, '-infinity'), e.id)
        AND EXISTS (
            SELECT FROM public.boundary other
            WHERE other.prefecture_code = f.prefecture_code AND other.edition_id = later.id
        )
)
"""
POWER_PLANTS = f"""
CREATE VIEW published.power_plants AS
SELECT f.id, f.name, f.operator, f.kind, f.decarbonised, f.start_year,
    coalesce(
        f.capacity_mw, (SELECT max(o.capacity_mw) FROM public.power_plant o WHERE o.duplicate_of_id = f.id)
    )::float8 AS capacity_mw,
    {CREDIT}, f.geom
FROM public.power_plant f {IN_USE}
WHERE f.duplicate_of_id IS NULL
"""
SUBSTATIONS = f"""
CREATE VIEW published.substations AS
SELECT f.id, f.name, f.operator, f.kind, f.max_kv::float8 AS max_kv, f.voltages, {CREDIT}, f.geom
FROM public.substation f {IN_USE}
"""
LINES = f"""
CREATE VIEW published.transmission_lines AS
SELECT f.id, f.name, f.operator, f.kind, f.max_kv::float8 AS max_kv, f.voltages, f.circuits, {CREDIT}, f.geom
FROM public.transmission_line f {IN_USE}
WHERE f.duplicate_of_id IS NULL
"""
DATA_CENTRES = f"""
CREATE VIEW published.data_centres AS
SELECT f.id, CASE WHEN f.is_placeholder_name THEN NULL ELSE f.name END AS name, f.operator, f.kind, f.status,
    f.mw::float8 AS mw, {CREDIT}, f.geom
FROM public.data_centre f {IN_USE}
"""


def upgrade() -> None:
    try:
        op.execute(ROLE)
    except ProgrammingError as error:
        raise NotReady(NO_ROLE) from error
    op.execute("CREATE SCHEMA published")
    op.execute(PREFECTURES)
    op.execute("CREATE INDEX idx_prefectures_geom ON published.prefectures USING gist (geom)")
    op.execute(PLANS.format(name="plans", types="IN ('A', 'B', 'C')"))
    op.execute(PLANS.format(name="zones", types="IN ('GX1', 'GX2', 'GX3', 'GX4')"))
    for view in (MUNICIPALITIES, POWER_PLANTS, SUBSTATIONS, LINES, DATA_CENTRES):
        op.execute(view)
    op.execute("GRANT USAGE ON SCHEMA published TO shuseki_reader")
    op.execute("GRANT SELECT ON ALL TABLES IN SCHEMA published TO shuseki_reader")


def downgrade() -> None:
    """The role itself stays: other databases of the same server may use it."""
    op.execute("DROP SCHEMA published CASCADE")
