"""Walks through the parts of a condition, as plain data can be walked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from data.domain.wording import Text


def parts_of(condition: object) -> Iterator[object]:
    """Yield a condition and every condition and operand inside it."""
    if isinstance(condition, tuple):
        for item in condition:
            yield from parts_of(item)
    elif is_dataclass(condition) and not isinstance(condition, Text | type):
        yield condition
        for each in fields(condition):
            yield from parts_of(getattr(condition, each.name))
