"""Plans taken a block at a time, so that memory stays that of one block however many there are."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

BLOCK = 1_000
"""Plans answered at once: enough for columns to pay, few enough for memory to stay small."""
Item = TypeVar("Item")
Key = TypeVar("Key", bound=Hashable)


def blocks(items: Iterable[Item], key: Callable[[Item], Key], size: int = BLOCK) -> Iterator[list[Item]]:
    """Yield items of one key together, ``size`` at most, in the order they come; leftovers at the end."""
    waiting: dict[Key, list[Item]] = {}
    for item in items:
        alike = waiting.setdefault(key(item), [])
        alike.append(item)
        if len(alike) >= size:
            yield waiting.pop(key(item))
    yield from waiting.values()
