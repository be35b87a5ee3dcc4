"""Tables of official statistics: what is counted (series), and the figure of each place or industry."""

from __future__ import annotations

from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from data.orm.base import Base


class StatisticSeries(Base):
    """One indicator of one year by one definition, as one edition gives it."""

    __tablename__ = "statistic_series"
    __table_args__ = (
        UniqueConstraint(
            "edition_id",
            "indicator",
            "definition",
            "year",
            "jsic_revision",
            name="uq_statistic_series_figure",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("year BETWEEN 1900 AND 2100", name="year_possible"),
        CheckConstraint("jsic_revision BETWEEN 1 AND 99", name="jsic_revision_possible"),
        Index("ix_statistic_series_indicator", "indicator", "definition", "year"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(ForeignKey("dataset_edition.id", ondelete="CASCADE"))
    indicator: Mapped[str] = mapped_column(String(60))
    title: Mapped[str]
    """Japanese name as the source writes it."""
    definition: Mapped[str] = mapped_column(String(60))
    """Figures of different definitions are never compared."""
    year: Mapped[int]
    unit: Mapped[str | None] = mapped_column(String(20))
    """Null where neither the file nor its documentation at hand states it."""
    jsic_revision: Mapped[int | None]


class StatisticValue(Base):
    """The figure of a series for an area, an industry, or both; without a number it says why."""

    __tablename__ = "statistic_value"
    __table_args__ = (
        UniqueConstraint(
            "series_id",
            "area_code",
            "jsic_code",
            name="uq_statistic_value_place",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("area_code ~ '^(00|(0[1-9]|[1-3][0-9]|4[0-7])([0-9]{3})?)$'", name="area_code_form"),
        CheckConstraint("jsic_code ~ '^([A-T]|[0-9]{2})$'", name="jsic_code_form"),
        CheckConstraint("(value IS NULL) = (absence IS NOT NULL)", name="value_or_absence"),
        CheckConstraint("absence IN ('suppressed', 'no_figure', 'unknown', 'blank')", name="absence_known"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    series_id: Mapped[int] = mapped_column(ForeignKey("statistic_series.id", ondelete="CASCADE"))
    area_code: Mapped[str] = mapped_column(String(5))
    jsic_code: Mapped[str | None] = mapped_column(String(2))
    value: Mapped[Decimal | None] = mapped_column(Numeric)
    absence: Mapped[str | None] = mapped_column(String(12))
