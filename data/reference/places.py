"""Prefectures, municipalities and wards by code, with what each became; no polygons, no statistics."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from data.domain.errors import NotFound
from data.domain.wording import Language, Text
from data.reference.tables import note_of, read_csv


class MunicipalityKind(StrEnum):
    """Kind of a municipality; a ward (行政区) of a designated city is not a body of its own."""

    CITY = "city"
    TOWN = "town"
    VILLAGE = "village"
    SPECIAL_WARD = "special_ward"
    WARD = "ward"


MUNICIPALITY_KIND_NAMES = {
    MunicipalityKind.CITY: Text("市", "city"),
    MunicipalityKind.TOWN: Text("町", "town"),
    MunicipalityKind.VILLAGE: Text("村", "village"),
    MunicipalityKind.SPECIAL_WARD: Text("特別区", "special ward"),
    MunicipalityKind.WARD: Text("行政区", "ward of a designated city"),
}


@dataclass(frozen=True, slots=True)
class Prefecture:
    """One of the 47 prefectures."""

    code: str
    """Two digits, JIS X 0401."""
    code6: str
    iso3166_2: str
    name: Text
    kana: str


@dataclass(frozen=True, slots=True)
class Municipality:
    """A city, town, village, special ward or ward, in force or abolished."""

    code5: str
    code6: str
    name: str
    """Official name without the prefecture; a ward's begins with its city (浜松市中央区)."""
    kana: str
    prefecture: str
    """Two-digit code."""
    parent: str | None
    """Five-digit code of the designated city that a ward belongs to."""
    kind: MunicipalityKind
    is_designated_city: bool
    valid_from: date | None
    """First day of this code; ``None`` means not recorded here, not that it always was."""
    valid_to: date | None
    """Last day of this code; ``None`` means in force."""
    successors: tuple[str, ...]
    """Five-digit codes that took over when this one was abolished."""
    office: tuple[float, float] | None
    """Longitude and latitude (degrees, SRID 4326) of the main office, where known."""
    note: Text | None

    def is_valid_on(self, day: date) -> bool:
        """Tell whether the code was in force on ``day``, as far as the dates are recorded."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_to is None or day <= self.valid_to)

    @property
    def full_name(self) -> str:
        """Name with the prefecture in front."""
        return prefectures()[self.prefecture].name.ja + self.name


@cache
def prefectures() -> Mapping[str, Prefecture]:
    """Return the 47 prefectures by two-digit code, in the order of the codes."""
    return MappingProxyType(
        {
            row["code"]: Prefecture(
                row["code"], row["code6"], row["iso3166_2"], Text(row["name_ja"], row["name_en"]), row["kana"]
            )
            for row in read_csv("prefectures.csv")
        }
    )


@cache
def municipalities() -> Mapping[str, Municipality]:
    """Return all municipalities and wards by five-digit code in the order of the codes, also abolished."""
    return MappingProxyType({row["code5"]: _municipality(row) for row in read_csv("municipalities.csv")})


def municipality(code5: str) -> Municipality:
    """Return one municipality by five-digit code. Raises ``NotFound`` for a code that is not in the table."""
    try:
        return municipalities()[code5]
    except KeyError:
        raise NotFound(
            Text(
                f"市区町村コード「{code5}」は収録されていません。",
                f"The municipality code “{code5}” is not in the table.",
            )
        ) from None


@cache
def designated_cities() -> tuple[Municipality, ...]:
    """Return the 20 designated cities (政令指定都市) in the order of their codes."""
    return tuple(item for item in municipalities().values() if item.is_designated_city)


def wards_of(city: str, on: date | None = None) -> tuple[Municipality, ...]:
    """Return the wards of the designated city with five-digit code ``city``.

    Those in force on ``on``, or those in force by the newest state of the table when ``on`` is ``None``.
    Empty for a city without wards.
    """
    wards = (item for item in municipalities().values() if item.parent == city)
    return tuple(ward for ward in wards if (ward.valid_to is None if on is None else ward.is_valid_on(on)))


def _municipality(row: dict[str, str]) -> Municipality:
    return Municipality(
        code5=row["code5"],
        code6=row["code6"],
        name=row["name"],
        kana=row["kana"],
        prefecture=row["prefecture"],
        parent=row["parent"] or None,
        kind=MunicipalityKind(row["kind"]),
        is_designated_city=bool(row["designated_city"]),
        valid_from=_day(row["valid_from"]),
        valid_to=_day(row["valid_to"]),
        successors=tuple(row["successors"].split()),
        office=(float(row["lon"]), float(row["lat"])) if row["lon"] else None,
        note=note_of(row),
    )


def _day(cell: str) -> date | None:
    return date.fromisoformat(cell) if cell else None


def place_name(code: str, language: Language = "ja") -> str:
    """Name a prefecture (2 digits, or 5 ending in 000) or municipality; an unknown code stays a code."""
    if len(code) == 2 or code.endswith("000"):
        known = prefectures().get(code[:2])
        return known.name.in_language(language) if known else code
    body = municipalities().get(code)
    return body.full_name if body else code
