"""The catalogues' entries with document and lines; says what is listed, decides nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

from data.domain.embedded import read_yaml
from data.domain.wording import Text
from data.reference.fields import Product, StrategicField, strategic_fields
from data.reference.tables import text_of

FILES = ("areas.yaml", "k_program.yaml", "critical.yaml", "prior_report.yaml", "support.yaml")
FIELDS = "fields"
"""Key of the catalogue of the 17 strategic fields, which ``data.reference.fields`` holds."""

Mark = Literal["leading", "added"]

_FIELDS_TITLE = Text(
    "17の戦略分野と主要な製品・技術等", "The 17 strategic fields and their main products and technologies"
)
_FIELDS_NOTE = Text("品目は今後追加され得る", "Items may be added later")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a catalogue: a heading (area, field, aim) or an item (product, technology, measure)."""

    id: str
    """Stable ASCII identifier, unique over all catalogues: ``prior-report/6``."""
    catalogue: str
    name: Text
    """The name as the source writes it, apart from spacing; the English is this product's own."""
    document: str
    """Key of the source document in the register of sources, ``S0`` to ``S4``."""
    lines: tuple[int, ...]
    """Lines of the extracted text of the document, counted from 1."""
    number: int | None
    """Number in the source, or place in its order; ``None`` where neither has a meaning."""
    parent: str | None
    """``id`` of the heading it stands under."""
    heading: bool
    mark: Mark | None
    """``leading``: roadmap prepared ahead (先行検討). ``added``: joined the prior-report list later."""
    caveat: Text | None
    """What the reader must know because the extraction lost it."""

    @property
    def cited_lines(self) -> str:
        """Return the lines as a citation writes them: ``1909`` or ``1925-1926``."""
        first, last = min(self.lines), max(self.lines)
        return str(first) if first == last else f"{first}-{last}"


@dataclass(frozen=True, slots=True)
class Catalogue:
    """A list of the State's, with its entries in the order of the source."""

    key: str
    title: Text
    document: str
    source: str
    """Key in ``data.reference.sources``."""
    lines: tuple[int, ...]
    note: Text
    related: tuple[str, ...]
    """Keys of the catalogues the source sets beside it."""
    entries: tuple[Entry, ...]


@cache
def catalogues() -> Mapping[str, Catalogue]:
    """Return all catalogues by key, that of the strategic fields first."""
    found = [_fields()]
    for file in FILES:
        content = read_yaml("data.reference", f"catalogues/{file}")
        found += [_catalogue(content, item) for item in content["catalogues"]]
    return MappingProxyType({catalogue.key: catalogue for catalogue in found})


@cache
def entries() -> Mapping[str, Entry]:
    """Return the entries of all catalogues by ``id``."""
    return MappingProxyType({entry.id: entry for item in catalogues().values() for entry in item.entries})


def headings_of(entry: Entry) -> tuple[Entry, ...]:
    """Return the headings that ``entry`` stands under, the outermost first; none for an outermost entry."""
    if entry.parent is None:
        return ()
    heading = entries()[entry.parent]
    return (*headings_of(heading), heading)


def _catalogue(content: dict[str, Any], item: dict[str, Any]) -> Catalogue:
    document, caveats = content["document"], item.get("caveats", {})
    return Catalogue(
        key=item["key"],
        title=text_of(item["title"]),
        document=document,
        source=content["source"],
        lines=tuple(item["lines"]),
        note=text_of(item["note"]),
        related=tuple(item["related"]),
        entries=tuple(_entry(row, item["key"], document, caveats) for row in item["entries"]),
    )


def _entry(
    row: dict[str, Any], catalogue: str, document: str, caveats: Mapping[str, dict[str, str]]
) -> Entry:
    return Entry(
        id=row["id"],
        catalogue=catalogue,
        name=text_of(row),
        document=document,
        lines=tuple(row["lines"]),
        number=row.get("number"),
        parent=row.get("parent"),
        heading=row.get("heading", False),
        mark=row.get("mark"),
        caveat=text_of(caveats[row["caveat"]]) if "caveat" in row else None,
    )


def _fields() -> Catalogue:
    fields = strategic_fields()
    lines = [product.line for field in fields.values() for product in field.products]
    return Catalogue(
        key=FIELDS,
        title=_FIELDS_TITLE,
        document="S0",
        source="strategic_fields",
        lines=(min(lines), max(lines)),
        note=_FIELDS_NOTE,
        related=(),
        entries=tuple(entry for field in fields.values() for entry in _field(field)),
    )


def _field(field: StrategicField) -> list[Entry]:
    first = min(product.line for product in field.products)
    heading = Entry(field.key, FIELDS, field.name, "S0", (first,), field.number, None, True, None, field.note)
    return [heading, *(_product(field.key, product) for product in field.products)]


def _product(field: str, product: Product) -> Entry:
    mark: Mark | None = "leading" if product.leading else None
    return Entry(
        product.key, FIELDS, product.name, "S0", (product.line,), product.number, field, False, mark, None
    )
