"""The layers of the national maps as packed files: made once for each state of the data, then kept."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from api.services.footprints import prefecture_shapes
from api.services.maps import centre_mark, line_mark, plant_mark, substation_mark
from api.services.siting.land import JAPAN
from data.domain.datasets import BOUNDARIES, DATA_CENTRES, GRID_ROOM, LINES, PLANTS, SUBSTATIONS
from data.domain.errors import NotFound
from data.domain.grid_room import RoomKind
from data.domain.wording import Language, Text
from data.queries import facilities, grid_room, places
from data.queries.grid_room import Room
from data.queries.sources import EditionInfo, editions_in_use
from geo.maps import fields
from geo.maps.field_files import Field, Packed, pack
from geo.maps.overview_map import TITLES

MAPS = "maps"
"""Folder of the packed layers below the product's home."""
FORMAT = "fields-2"
"""Changes whenever the same data would be packed otherwise."""
Build = Callable[[Session, Language], Field]


@dataclass(frozen=True, slots=True)
class Layer:
    """A packed layer with the number of members of each class and the editions it shows."""

    packed: Packed
    counts: Mapping[str, int]
    editions: Sequence[EditionInfo] = ()


@dataclass(slots=True)
class MapFiles:
    """Packed layers below a folder; each is made anew when its editions change."""

    folder: Path
    _held: dict[tuple[str, Language], tuple[str, Layer]] = field(default_factory=dict)

    def layer(self, session: Session, name: str, language: Language) -> Layer:
        """Return a layer of public data; raises ``NotFound`` for a name there is not."""
        if name not in _BUILD:
            raise NotFound(Text(f"地図レイヤ「{name}」はありません。", f"There is no map layer {name!r}."))
        dataset, build = _BUILD[name]
        editions = _editions(session, dataset)
        version = _version(name, language, editions)
        held = self._held.get((name, language))
        if held is None or held[0] != version:
            layer = self._kept(version, editions) or self._made(
                version, build(session, language), language, editions
            )
            self._held[(name, language)] = held = (version, layer)
        return held[1]

    def _kept(self, version: str, editions: Sequence[EditionInfo]) -> Layer | None:
        try:
            about = json.loads((self.folder / f"{version}.json").read_text(encoding="utf-8"))
            content = (self.folder / f"{version}.gz").read_bytes()
        except FileNotFoundError:
            return None
        return Layer(Packed(content, about["etag"]), about["counts"], editions)

    def _made(self, version: str, layer: Field, language: Language, editions: Sequence[EditionInfo]) -> Layer:
        made = packed(layer, language, editions)
        self.folder.mkdir(parents=True, exist_ok=True)
        about = {"etag": made.packed.etag, "counts": dict(made.counts)}
        for ending, content in ((".gz", made.packed.content), (".json", json.dumps(about).encode())):
            part = self.folder / f"{version}{ending}.part"
            part.write_bytes(content)
            part.replace(self.folder / f"{version}{ending}")
        return made


def pack_all(files: MapFiles, session: Session) -> None:
    """Make the layers whose data changed before anybody asks, so that no visitor waits for it."""
    for name in PUBLIC_LAYERS:
        files.layer(session, name, "ja")


def file_address(name: str, layer: Layer, language: Language) -> str:
    """Return where a page fetches a layer; the address changes with its content."""
    return f"/maps/data/{name}.json?lang={language}&v={layer.packed.etag[1:9]}"


def packed(layer: Field, language: Language, editions: Sequence[EditionInfo] = ()) -> Layer:
    """Pack a field and count its classes."""
    counts = Counter(layer.classes[place].key for place in layer.of_class)
    return Layer(pack(layer, language), counts, editions)


def _editions(session: Session, dataset: str) -> tuple[EditionInfo, ...]:
    if not dataset:
        return ()
    found = editions_in_use(session, [dataset])
    return found if dataset != GRID_ROOM else grid_room.room_editions(session, RoomKind.DEMAND)


def _version(name: str, language: Language, editions: Sequence[EditionInfo]) -> str:
    states = [[e.id, e.source, e.imported_at.isoformat()] for e in editions]
    return hashlib.sha256(json.dumps([FORMAT, name, language, states]).encode()).hexdigest()[:24]


def _base(_: Session, language: Language) -> Field:
    return fields.base_field(prefecture_shapes(), language)


def _municipalities(session: Session, _: Language) -> Field:
    found = places.boundaries_in(session, JAPAN)
    return fields.border_field([shape for _, shape in found], [place.name or "" for place, _ in found])


def _plants(session: Session, language: Language) -> Field:
    return fields.plant_field([plant_mark(row) for row in facilities.plants_in(session, JAPAN)], language)


def _substations(session: Session, _: Language) -> Field:
    return fields.substation_field(
        [substation_mark(row) for row in facilities.substations_in(session, JAPAN)]
    )


def _lines(session: Session, _: Language) -> Field:
    return fields.line_field([line_mark(row) for row in facilities.lines_in(session, JAPAN)])


def _centres(session: Session, language: Language) -> Field:
    marks = [centre_mark(row) for row in facilities.data_centres_in(session, JAPAN)]
    return fields.centre_field(marks, TITLES["centres"], language)


def _room(session: Session, _: Language) -> Field:
    return fields.room_field(
        [_room_mark(*found) for found in grid_room.placed_room(session, RoomKind.DEMAND)]
    )


def _room_mark(room: Room, shape: Any) -> fields.RoomMark:
    start, end = room.from_mw, room.to_mw
    stated = None if start is None else f"{start:,.10g}～{'' if end is None else f'{end:,.10g}'}"
    return fields.RoomMark(shape.x, shape.y, room.name, room.tso, stated, room.lead_months)


_BUILD: Mapping[str, tuple[str, Build]] = {
    "base": ("", _base),
    "municipalities": (BOUNDARIES, _municipalities),
    "plants": (PLANTS, _plants),
    "substations": (SUBSTATIONS, _substations),
    "lines": (LINES, _lines),
    "centres": (DATA_CENTRES, _centres),
    "room": (GRID_ROOM, _room),
}
"""The layers of public data: the dataset each is made from, and how."""
PUBLIC_LAYERS = tuple(_BUILD)
