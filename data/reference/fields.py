"""The 17 strategic fields (戦略分野) with lead ministries and their main products and technologies."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from data.domain.embedded import read_yaml
from data.domain.wording import Text
from data.reference.tables import text_of


@dataclass(frozen=True, slots=True)
class Ministry:
    """A ministry or office that leads a field."""

    key: str
    name: Text
    as_written: str
    """The short form in the source document."""


@dataclass(frozen=True, slots=True)
class Product:
    """A main product or technology of a strategic field."""

    key: str
    """Field key, slash, number: ``quantum/2``."""
    number: int
    name: Text
    leading: bool
    """Whether its investment roadmap is prepared ahead of the others (先行検討)."""
    line: int
    """Line of the source document."""
    same_as: str | None
    """Key of the product of another field that the source declares to be the same."""


@dataclass(frozen=True, slots=True)
class StrategicField:
    """One of the 17 strategic fields."""

    key: str
    number: int
    name: Text
    ministries: tuple[Ministry, ...]
    products: tuple[Product, ...]
    note: Text | None


@cache
def strategic_fields() -> Mapping[str, StrategicField]:
    """Return the 17 fields by key, in the order of their numbers."""
    content = read_yaml("data.reference", "strategic_fields.yaml")
    ministries = {
        key: Ministry(key, text_of(entry), entry["as_written"])
        for key, entry in content["ministries"].items()
    }
    return MappingProxyType({entry["key"]: _field(entry, ministries) for entry in content["fields"]})


@cache
def products() -> Mapping[str, Product]:
    """Return the products and technologies of all fields by key; one that two fields share stands twice."""
    return MappingProxyType(
        {product.key: product for field in strategic_fields().values() for product in field.products}
    )


def _field(entry: dict[str, Any], ministries: dict[str, Ministry]) -> StrategicField:
    return StrategicField(
        key=entry["key"],
        number=entry["number"],
        name=text_of(entry),
        ministries=tuple(ministries[key] for key in entry["ministries"]),
        products=tuple(_product(entry["key"], item) for item in entry["products"]),
        note=text_of(entry["note"]) if "note" in entry else None,
    )


def _product(field_key: str, item: dict[str, Any]) -> Product:
    return Product(
        key=f"{field_key}/{item['number']}",
        number=item["number"],
        name=text_of(item),
        leading=item["leading"],
        line=item["line"],
        same_as=item.get("same_as"),
    )
