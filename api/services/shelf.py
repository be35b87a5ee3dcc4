"""Keeps finished things in memory, each under its version, up to a size; threads may share it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True)
class _Kept(Generic[Thing]):
    version: int
    thing: Thing
    size: int


class Shelf(Generic[Thing]):
    """What was asked for last stays; what nobody asked for longest goes when ``most`` is exceeded."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._size = 0
        self._kept: OrderedDict[Hashable, _Kept[Thing]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, version: int | None) -> Thing | None:
        """Return what is kept under ``key`` if it was made from ``version``."""
        with self._lock:
            kept = self._kept.get(key)
            if kept is None or kept.version != version:
                return None
            self._kept.move_to_end(key)
            return kept.thing

    def put(self, key: Hashable, version: int, thing: Thing, size: int = 1) -> None:
        """Keep a thing in place of what was kept under ``key``."""
        with self._lock:
            old = self._kept.pop(key, None)
            self._size += size - (old.size if old else 0)
            self._kept[key] = _Kept(version, thing, size)
            while self._size > self._most:
                _key, dropped = self._kept.popitem(last=False)
                self._size -= dropped.size


class Shelves(Generic[Thing]):
    """A shelf for each database, so that what was read of one never answers for another."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._of: WeakKeyDictionary[Engine, Shelf[Thing]] = WeakKeyDictionary()

    def of(self, session: Session) -> Shelf[Thing]:
        """Return the shelf of the database a session is open to."""
        return self._of.setdefault(session.get_bind().engine, Shelf(self._most))
