"""Support measures with the plan types the source names for them; whether a plan earns one is not said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from data.domain.embedded import read_yaml
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.reference.catalogues.entries import Entry, entries


class Applicability(StrEnum):
    """What the source says of a measure and a plan type; it never says "does not apply"."""

    STATED = "stated"
    UNCLEAR = "unclear"
    NOT_STATED = "not_stated"


APPLICABILITY_NAMES = {
    Applicability.STATED: Text("対象と明記されている", "named by the source"),
    Applicability.UNCLEAR: Text(
        "欄の範囲が抽出で失われ、対象かどうか読み取れない", "the span of the cell was lost; cannot be read"
    ),
    Applicability.NOT_STATED: Text("資料に記載がない", "not stated by the source"),
}

_TYPES_OF_THE_SHARED_CELL = frozenset({PlanType.A, PlanType.B, PlanType.C})


@dataclass(frozen=True, slots=True)
class SupportMeasure:
    """A measure, the plan types a sentence names for it, and whether it is in the cell over A, B and C."""

    entry: Entry
    stated: Mapping[PlanType, int]
    """Line of the source document (S2) that names the plan type."""
    shared_cell: bool

    def applicability(self, plan_type: PlanType) -> Applicability:
        """Return what the source says of this measure for ``plan_type``."""
        if plan_type in self.stated:
            return Applicability.STATED
        if self.shared_cell and plan_type in _TYPES_OF_THE_SHARED_CELL:
            return Applicability.UNCLEAR
        return Applicability.NOT_STATED


@cache
def support_measures() -> Mapping[str, SupportMeasure]:
    """Return the support measures by ``id`` of their entry, in the order of the source."""
    rows = read_yaml("data.reference", "catalogues/support.yaml")["catalogues"][0]["entries"]
    table = entries()
    return MappingProxyType(
        {
            row["id"]: SupportMeasure(
                entry=table[row["id"]],
                stated=MappingProxyType({PlanType(kind): line for kind, line in row["stated"]}),
                shared_cell=row.get("shared_cell", False),
            )
            for row in rows
        }
    )
