"""What maps and other programs read without signing in: features as GeoJSON and vector tiles.

The version of each layer is asked for at most once a second, so an answer may be a second old and no older;
finished tiles are kept in memory under that version, compressed once.
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import TypeVar, cast

from sqlalchemy import Connection, Engine

from api.services.published_requests import check_tile, collection, read_key
from data.domain.errors import NotFound
from data.domain.published import COLLECTIONS, LAYER_PREFIX, LAYERS_VERSION, Collection
from data.domain.wording import Text
from data.queries import features, tiles
from data.queries.features import Chosen, FeaturePage, Shown

KEPT_BYTES = 64 * 1024 * 1024
KEPT_FACTS = 2_000
"""Counts and extents kept in memory."""
VERSION_SECONDS = 1.0
ENTRY_BYTES = 512
"""Memory of one entry beside its content, so that empty tiles cannot fill the memory either."""
TileKey = tuple[str, int, int, int]
"""Layer, zoom, column, row."""
Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Tile:
    """A vector tile as it is sent: compressed with gzip, under the version of its layer."""

    version: int
    compressed: bytes


class Published:
    """Reads the published collections over a reader of ``data.db.make_reader``; threads may share it."""

    def __init__(self, reader: Engine, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._reader = reader
        self._clock = clock
        self._versions: dict[str, int] = {}
        self._asked_at = float("-inf")
        self._tiles: OrderedDict[TileKey, Tile] = OrderedDict()
        self._tile_bytes = 0
        self._layers: tuple[int, Mapping[str, Collection]] = (0, COLLECTIONS)
        self._facts: OrderedDict[tuple[str, Hashable], tuple[int, object]] = OrderedDict()
        self._lock = threading.Lock()

    def close(self) -> None:
        """Close the connections."""
        self._reader.dispose()

    def fresh_version(self, name: str) -> int | None:
        """Return the version of a layer if it was asked for within the last second; never waits."""
        if self._clock() - self._asked_at > VERSION_SECONDS:
            return None
        return self._versions.get(_versioned_as(name))

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
        self, name: str, limit: int, after: int | str | None, chosen: Chosen, shown: Shown
    ) -> FeaturePage:
        """Return features of a collection by key; raises ``NotFound`` for an unknown collection."""
        wanted = self.find(name)
        return self.ask(lambda connection: features.page(connection, wanted, limit, after, chosen, shown))

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
        version = self.fresh_version(key[0])
        with self._lock:
            kept = self._tiles.get(key)
            if kept is None or kept.version != version:
                return None
            self._tiles.move_to_end(key)
            return kept

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
        self._keep(key, made)
        return made

    def _version(self, name: str) -> int:
        fresh = self.fresh_version(name)
        if fresh is not None:
            return fresh
        with self._reader.connect() as connection:
            asked_at = self._clock()
            self._versions = features.versions(connection)
            self._asked_at = asked_at
        return self._versions[_versioned_as(name)]

    def _keep(self, key: TileKey, tile: Tile) -> None:
        with self._lock:
            old = self._tiles.pop(key, None)
            self._tile_bytes += _size(tile) - (_size(old) if old else 0)
            self._tiles[key] = tile
            while self._tile_bytes > KEPT_BYTES:
                _key, dropped = self._tiles.popitem(last=False)
                self._tile_bytes -= _size(dropped)

    def remembered(self, name: str, key: Hashable, question: Callable[[Connection], Answer]) -> Answer:
        """Return what a question finds, asked once for each ``key`` and version of a collection."""
        place = (name, key)
        version = self._version(name)
        with self._lock:
            kept = self._facts.pop(place, None)
            if kept is not None and kept[0] == version:
                self._facts[place] = kept
                return cast("Answer", kept[1])
        found = self.ask(question)
        with self._lock:
            self._facts[place] = (version, found)
            while len(self._facts) > KEPT_FACTS:
                self._facts.popitem(last=False)
        return found

    def ask(self, question: Callable[[Connection], Answer]) -> Answer:
        """Return what a question of ``data.queries`` finds as the reader, who sees only what is published."""
        with self._reader.connect() as connection:
            return question(connection)


def _versioned_as(name: str) -> str:
    """Generic layers have one version together."""
    return LAYERS_VERSION if name.startswith(LAYER_PREFIX) else name


def _size(tile: Tile) -> int:
    return len(tile.compressed) + ENTRY_BYTES
