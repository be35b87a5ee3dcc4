"""Major and middle groups of the Japan Standard Industrial Classification (日本標準産業分類) by revision."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from data.domain.embedded import read_yaml
from data.domain.errors import NotFound
from data.domain.parsing import half_width
from data.domain.wording import Text
from data.reference.tables import text_of

_STATED = re.compile(r"([A-T])?-?(\d{2,4})?(?!\d).*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class IndustryGroup:
    """A major group (大分類, one letter) or a middle group (中分類, two digits)."""

    code: str
    name: Text
    within: str | None
    """Letter of the major group that a middle group belongs to."""


@cache
def revisions() -> Mapping[int, Text]:
    """Return the revisions that are kept, by number: 13 of 2013 and 14 of 2023."""
    return MappingProxyType(
        {entry["number"]: text_of(entry) for entry in read_yaml("data.reference", "jsic.yaml")["revisions"]}
    )


@cache
def industry_groups(revision: int) -> Mapping[str, IndustryGroup]:
    """Return the 20 major and 99 middle groups of a revision by code; raises ``NotFound`` for another one.

    The two revisions differ below the middle groups only.
    """
    if revision not in revisions():
        raise NotFound(
            Text(
                f"日本標準産業分類の第{revision}回改定は収録していません。",
                f"There is no revision {revision}.",
            )
        )
    groups = read_yaml("data.reference", "jsic.yaml")["groups"]
    return MappingProxyType(
        {entry["code"]: IndustryGroup(entry["code"], text_of(entry), entry.get("within")) for entry in groups}
    )


def group_stated(stated: str, revision: int) -> IndustryGroup | None:
    """Return the group that a code as people write it lies in: ``E``, ``28``, ``E28``, ``2814 …``; else none.

    A code below the middle groups gives the middle group it begins with. A letter that does not fit the
    digits gives none.
    """
    groups = industry_groups(revision)
    found = _STATED.fullmatch(half_width(stated).strip().upper())
    if found is None:
        return None
    letter, digits = found[1], found[2]
    group = groups.get(digits[:2] if digits else letter or "")
    return None if group is None or (letter and digits and group.within != letter) else group
