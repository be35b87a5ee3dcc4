"""Supply areas of the ten transmission operators (一般送配電事業者の供給区域) by municipality."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from data.domain.wording import Text
from data.reference.places import Municipality, municipality
from data.reference.tables import note_of, read_csv


@dataclass(frozen=True, slots=True)
class TsoArea:
    """The supply area of one operator."""

    key: str
    name: Text
    operator: Text
    prefectures: tuple[str, ...]
    """Two-digit codes of the prefectures whose municipalities lie here unless one is listed on its own."""


@dataclass(frozen=True, slots=True)
class SupplyAreas:
    """The supply area or areas that a municipality lies in."""

    code5: str
    areas: tuple[TsoArea, ...]
    basis: Literal["prefecture", "municipality"]
    """Whether the areas were stated for this municipality (or its city) or follow from its prefecture."""
    approximate: bool
    """True where a border runs through it or the statement could not be confirmed; ask the operator."""
    note: Text | None


@cache
def tso_area_table() -> Mapping[str, TsoArea]:
    """Return the ten supply areas by key, from north to south."""
    return MappingProxyType({row["key"]: _area(row) for row in read_csv("tso_areas.csv")})


def tso_areas(code5: str) -> SupplyAreas:
    """Return the supply areas of a municipality or ward, by five-digit code.

    A ward without a row of its own has that of its city. Raises ``NotFound`` for a code that the table of
    municipalities does not hold.
    """
    body = municipality(code5)
    row = _stated(body)
    if row is None:
        return SupplyAreas(code5, (_area_of_prefecture()[body.prefecture],), "prefecture", False, None)
    areas = tuple(tso_area_table()[key] for key in row["areas"].split())
    return SupplyAreas(code5, areas, "municipality", bool(row["approximate"]), note_of(row))


def _stated(body: Municipality) -> dict[str, str] | None:
    rows = _rows()
    return rows.get(body.code5) or rows.get(body.parent or "")


@cache
def _rows() -> dict[str, dict[str, str]]:
    return {row["code5"]: row for row in read_csv("tso_municipalities.csv")}


@cache
def _area_of_prefecture() -> dict[str, TsoArea]:
    return {code: area for area in tso_area_table().values() for code in area.prefectures}


def _area(row: dict[str, str]) -> TsoArea:
    return TsoArea(
        key=row["key"],
        name=Text(row["name_ja"], row["name_en"]),
        operator=Text(row["operator_ja"], row["operator_en"]),
        prefectures=tuple(row["prefectures"].split()),
    )
