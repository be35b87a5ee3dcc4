"""How a table and a list stand in a plan document: bounded, in the order they were written."""

from __future__ import annotations

from typing import Annotated, TypeVar

from pydantic import Field

T = TypeVar("T")
MAX_ROWS = 2000
"""Longest table a plan may carry; far above real plans, low enough to refuse a runaway file."""
Rows = Annotated[tuple[T, ...], Field(max_length=MAX_ROWS)]
