"""Official statistics by area and industry; a dataset may tell its date in its own heading."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_BASIS = "ck_dataset_edition_as_of_basis_known"


def upgrade() -> None:
    _let_basis_be("'given', 'file_name', 'content', 'unknown'")
    _create_statistic_series()
    _create_statistic_value()
    # Imports run as the owner; what requests see of statistics they only read, as with the other layers.
    op.execute("REVOKE INSERT, UPDATE, DELETE ON statistic_series, statistic_value FROM shuseki_app")


def downgrade() -> None:
    op.drop_table("statistic_value")
    op.drop_table("statistic_series")
    op.execute("DELETE FROM dataset_edition WHERE dataset = 'statistics'")
    _let_basis_be("'given', 'file_name', 'unknown'")


def _let_basis_be(allowed: str) -> None:
    op.drop_constraint(op.f(_BASIS), "dataset_edition", type_="check")
    op.create_check_constraint(op.f(_BASIS), "dataset_edition", f"as_of_basis IN ({allowed})")


def _create_statistic_series() -> None:
    op.create_table(
        "statistic_series",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "edition_id",
            sa.Integer,
            sa.ForeignKey("dataset_edition.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("indicator", sa.String(60), nullable=False),
        sa.Column("title", sa.String, nullable=False),
        sa.Column("definition", sa.String(60), nullable=False),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("unit", sa.String(20)),
        sa.Column("jsic_revision", sa.Integer),
        sa.UniqueConstraint(
            "edition_id",
            "indicator",
            "definition",
            "year",
            "jsic_revision",
            name="uq_statistic_series_figure",
            postgresql_nulls_not_distinct=True,
        ),
        sa.CheckConstraint("year BETWEEN 1900 AND 2100", name="year_possible"),
        sa.CheckConstraint("jsic_revision BETWEEN 1 AND 99", name="jsic_revision_possible"),
    )
    op.create_index("ix_statistic_series_indicator", "statistic_series", ["indicator", "definition", "year"])


def _create_statistic_value() -> None:
    op.create_table(
        "statistic_value",
        sa.Column("id", sa.BigInteger, primary_key=True),
        sa.Column(
            "series_id",
            sa.Integer,
            sa.ForeignKey("statistic_series.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("area_code", sa.String(5), nullable=False),
        sa.Column("jsic_code", sa.String(2)),
        sa.Column("value", sa.Numeric),
        sa.Column("absence", sa.String(12)),
        sa.UniqueConstraint(
            "series_id",
            "area_code",
            "jsic_code",
            name="uq_statistic_value_place",
            postgresql_nulls_not_distinct=True,
        ),
        sa.CheckConstraint(
            "area_code ~ '^(00|(0[1-9]|[1-3][0-9]|4[0-7])([0-9]{3})?)$'", name="area_code_form"
        ),
        sa.CheckConstraint("jsic_code ~ '^([A-T]|[0-9]{2})$'", name="jsic_code_form"),
        sa.CheckConstraint("(value IS NULL) = (absence IS NOT NULL)", name="value_or_absence"),
        sa.CheckConstraint(
            "absence IN ('suppressed', 'no_figure', 'unknown', 'blank')", name="absence_known"
        ),
    )
