"""Imports every table module once, so that Alembic and the tests see the whole schema."""

from __future__ import annotations

from data.orm.base import Base, Timestamps

__all__ = ["Base", "Timestamps"]
