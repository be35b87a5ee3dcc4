"""The declarative base of every table, its constraint names and timestamps; no table lives here.

Two habits hold for every table module:

* relationships are declared with ``lazy="raise"``, so a forgotten join fails in a test instead of running one
  query per row in use;
* every moment is a ``timestamptz``; plain ``datetime`` annotations get that type by themselves.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import DateTime, MetaData, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING_CONVENTION = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of all tables; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMING_CONVENTION)
    type_annotation_map = {datetime: DateTime(timezone=True)}  # noqa: RUF012 - SQLAlchemy's own declaration form


def one_of(column: str, values: Iterable[str]) -> str:
    """Return the SQL condition that ``column`` holds one of ``values``, for check constraints."""
    return f"{column} IN ({', '.join(repr(str(value)) for value in values)})"


class Timestamps:
    """When a row was made and last changed, by the database clock (``timestamptz``)."""

    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now(), onupdate=func.now())
