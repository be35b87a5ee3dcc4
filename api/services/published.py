"""What maps and other programs read without signing in: features as GeoJSON and vector tiles.

The version of each layer is asked for at most once a second, so an answer may be a second old and no older;
finished tiles, compressed once, and answers of features are kept in memory under that version.
"""

from __future__ import annotations

import gzip
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from api.services.published_requests import check_tile, collection, read_key
from api.services.shelf import Shelf
from data.domain.errors import NotFound
from data.domain.published import COLLECTIONS, LAYER_PREFIX, LAYERS_VERSION, Collection
from data.domain.wording import Text
from data.queries import features, tiles
from data.queries.features import Chosen, FeaturePage, Shown
from data.queries.shapes import Bounds

KEPT_BYTES = 64 * 1024 * 1024
KEPT_FACTS = 2_000
"""Counts and extents kept in memory."""
VERSION_SECONDS = 1.0
ENTRY_BYTES = 512
"""Memory of one entry beside its content, so that empty tiles cannot fill the memory either."""
LONGEST_KEPT_BYTES = 4 * 1024 * 1024
"""A longer answer is not kept: it would push out hundreds of others."""
TileKey = tuple[str, int, int, int]
"""Layer, zoom, column, row."""
AnswerKey = tuple[str, Hashable]
"""Collection, and everything else that the answer depends on."""
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Tile:
    """A vector tile as it is sent: compressed with gzip, under the version of its layer."""

    version: int
    compressed: bytes


@dataclass(frozen=True, slots=True)
class Body:
    """What is sent as features: bytes, their media type, and headers of their own."""

    content: bytes
    media_type: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A body under the version of its collection."""

    version: int
    body: Body


class Published:
    """Reads the published collections over a reader of ``data.db.make_reader``; threads may share it."""

    def __init__(self, reader: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._reader = reader
        self._clock = clock
        self._versions: dict[str, int] = {}
        self._asked_at = float("-inf")
        self._layers: tuple[int, Mapping[str, Collection]] = (0, COLLECTIONS)
        self._tiles: Shelf[Tile] = Shelf(KEPT_BYTES)
        self._answers: Shelf[Answer] = Shelf(KEPT_BYTES)
        self._facts: Shelf[tuple[Any]] = Shelf(KEPT_FACTS)

    def close(self) -> None:
        """Close the connections."""
        self._reader.dispose()

    def fresh_version(self, name: str) -> int | None:
        """Return the version of a layer if it was asked for within the last second; never waits."""
        return self._remembered_version(name) if name in self._layers[1] else None

    def version(self, name: str) -> int:
        """Return the version of a layer, at most a second old; raises ``NotFound``."""
        self.find(name)
        return self._version(name)

    def collections(self) -> Mapping[str, Collection]:
        """Return every published collection by name: those of the product, then the generic layers in use."""
        version = self._version(LAYERS_VERSION)
        if self._layers[0] != version:
            found = self.ask(features.generic_layers)
            self._layers = (version, {**COLLECTIONS, **{each.name: each for each in found}})
        return self._layers[1]

    def find(self, name: str) -> Collection:
        """Return a published collection; raises ``NotFound``."""
        if name.startswith(LAYER_PREFIX):
            layer = self.collections().get(name)
            if layer is not None:
                return layer
        return collection(name)

    def page(
        self,
        name: str,
        limit: int,
        after: int | str | None,
        shown: Shown,
        chosen: Chosen = (),
        box: Bounds | None = None,
    ) -> FeaturePage:
        """Return features of a collection by key; raises ``NotFound`` for an unknown collection."""
        wanted = self.find(name)
        return self.ask(
            lambda connection: features.page(connection, wanted, limit, after, chosen, shown, box)
        )

    def one(self, name: str, key: str, shown: Shown) -> str:
        """Return one feature as JSON text; raises ``NotFound``."""
        wanted = self.find(name)
        identity = read_key(wanted, key)
        found = None
        if identity is not None:
            found = self.ask(lambda connection: features.one(connection, wanted, identity, shown))
        if found is None:
            raise NotFound(
                Text(
                    f"{wanted.title.ja}に番号「{key[:60]}」の地物はありません。",
                    f"{wanted.title.en} has no feature “{key[:60]}”.",
                )
            )
        return found

    def kept_tile(self, key: TileKey) -> Tile | None:
        """Return a tile that is in memory and of the present version; never waits for the database."""
        return self._tiles.get(key, self.fresh_version(key[0]))

    def kept_answer(self, key: AnswerKey) -> Answer | None:
        """Return an answer that is in memory and of the present version; never waits for the database."""
        return self._answers.get(key, self.fresh_version(key[0]))

    def answer(self, key: AnswerKey, make: Callable[[], Body]) -> Answer:
        """Return an answer, made if need be; raises ``NotFound`` and whatever ``make`` raises."""
        version = self.version(key[0])
        kept = self.kept_answer(key)
        if kept is not None:
            return kept
        made = Answer(version, make())
        size = len(made.body.content)
        if size <= LONGEST_KEPT_BYTES:
            self._answers.put(key, made.version, made, size + ENTRY_BYTES)
        return made

    def tile(self, key: TileKey) -> Tile:
        """Return a tile, made if need be; raises ``NotFound`` and ``InvalidInput``."""
        layer, z, x, y = key
        version = self.version(layer)
        check_tile(z, x, y)
        kept = self.kept_tile(key)
        if kept is not None:
            return kept
        wanted = self.find(layer)
        if wanted.layer is None:
            content = self.ask(lambda connection: tiles.tile(connection, layer, z, x, y))
        else:
            content = self.ask(lambda connection: tiles.layer_tile(connection, wanted, z, x, y))
        made = Tile(version, gzip.compress(content, 6, mtime=0))
        self._tiles.put(key, version, made, len(made.compressed) + ENTRY_BYTES)
        return made

    def _remembered_version(self, name: str) -> int | None:
        if self._clock() - self._asked_at > VERSION_SECONDS:
            return None
        return self._versions.get(_versioned_as(name))

    def _version(self, name: str) -> int:
        fresh = self._remembered_version(name)
        if fresh is not None:
            return fresh
        with self._reader.connect() as connection:
            asked_at = self._clock()
            self._versions = features.versions(connection)
            self._asked_at = asked_at
        return self._versions[_versioned_as(name)]

    def remembered(self, name: str, key: Hashable, question: Callable[[Connection], Found]) -> Found:
        """Return what a question finds, asked once for each ``key`` and version of a collection."""
        place, version = (name, key), self._version(name)
        kept = self._facts.get(place, version)
        if kept is None:
            kept = (self.ask(question),)
            self._facts.put(place, version, kept)
        found: Found = kept[0]
        return found

    def ask(self, question: Callable[[Connection], Found]) -> Found:
        """Return what a question of ``data.queries`` finds as the reader, who sees only what is published."""
        with self._reader.connect() as connection:
            return question(connection)


def _versioned_as(name: str) -> str:
    """Generic layers have one version together."""
    return LAYERS_VERSION if name.startswith(LAYER_PREFIX) else name
