"""Divisions by prefecture: regional blocks and METI bureaus. Supply areas are in ``power_areas``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from data.domain.wording import Text
from data.reference.places import municipality
from data.reference.tables import note_of, read_csv


@dataclass(frozen=True, slots=True)
class RegionalBlock:
    """A conventional block of prefectures; no source fixes that of a plan, so it decides nothing."""

    key: str
    name: Text
    prefectures: tuple[str, ...]
    note: Text | None


@dataclass(frozen=True, slots=True)
class MetiBureau:
    """A regional bureau of METI (経済産業局), or the Okinawa General Bureau that acts as one."""

    key: str
    name: Text
    prefectures: tuple[str, ...]
    note: Text | None


@cache
def regional_blocks() -> Mapping[str, RegionalBlock]:
    """Return the ten regional blocks by key."""
    rows = read_csv("regional_blocks.csv")
    return MappingProxyType(
        {row["key"]: RegionalBlock(row["key"], _name(row), _prefectures(row), note_of(row)) for row in rows}
    )


@cache
def meti_bureaus() -> Mapping[str, MetiBureau]:
    """Return the nine bureaus by key."""
    rows = read_csv("meti_bureaus.csv")
    return MappingProxyType(
        {row["key"]: MetiBureau(row["key"], _name(row), _prefectures(row), note_of(row)) for row in rows}
    )


def regional_block(prefecture: str) -> RegionalBlock:
    """Return the block of a two-digit prefecture code. Raises ``KeyError`` for another code."""
    return _block_of_prefecture()[prefecture]


def meti_bureau(code5: str) -> MetiBureau:
    """Return the bureau in charge of a municipality, by five-digit code.

    For electricity the bureaus follow the supply areas in part, see the bureau's note. Raises ``NotFound``
    for a code that the table of municipalities does not hold.
    """
    return _bureau_of_prefecture()[municipality(code5).prefecture]


@cache
def _block_of_prefecture() -> dict[str, RegionalBlock]:
    return {code: block for block in regional_blocks().values() for code in block.prefectures}


@cache
def _bureau_of_prefecture() -> dict[str, MetiBureau]:
    return {code: bureau for bureau in meti_bureaus().values() for code in bureau.prefectures}


def _name(row: dict[str, str]) -> Text:
    return Text(row["name_ja"], row["name_en"])


def _prefectures(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row["prefectures"].split())
