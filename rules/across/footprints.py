"""Tells of measured overlaps of drawn footprints; one as thin as boundaries are exact is borderline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from data.domain.wording import Text
from rules.across.claims import Claim, ClaimKind
from rules.across.entries import DOCUMENTS, DRAWN, Certainty, Entry, Filed, Side, why_in_order
from rules.engine.values import thresholds

ACCURACY = "across.footprint.accuracy_m"
_SHARED = Text("計画区域が{ha} ha重なっています。", "The footprints share {ha} ha.")
_THIN = Text(
    "計画区域が{ha} ha重なっていますが、重なりの平均の幅は約{width} mで、"
    "境界の位置精度（{accuracy} m）の範囲内です。",
    "The footprints share {ha} ha in a strip about {width} m wide, "
    "within the accuracy of boundaries ({accuracy} m).",
)


@dataclass(frozen=True, slots=True)
class Overlap:
    """Ground that two drawn footprints share: hectares on the ellipsoid, its mean width in metres."""

    one: Filed
    other: Filed
    area_ha: Decimal
    width_m: Decimal
    one_ha: Decimal
    other_ha: Decimal


def overlap_entry(found: Overlap, on: date) -> Entry:
    """Return the entry of one overlap; the accuracy is the operator's setting in force on the day ``on``."""
    setting = thresholds()[ACCURACY].on(on)
    is_thin = found.width_m <= setting.value
    filled = {"ha": f"{found.area_ha:,f}", "width": found.width_m, "accuracy": setting.value}
    sides = tuple(
        Side(filed, Claim(ClaimKind.FOOTPRINT, (), filed.title, ("footprint",), hectares, "ha"))
        for filed, hectares in ((found.one, found.one_ha), (found.other, found.other_ha))
    )
    return Entry(
        kind=ClaimKind.FOOTPRINT,
        what=f"{found.one.title}／{found.other.title}",
        certainty=Certainty.BORDERLINE if is_thin else Certainty.SAME,
        sides=sides,
        statement=(_THIN if is_thin else _SHARED).filled(**filled),
        may_be_in_order=why_in_order(ClaimKind.FOOTPRINT, sides),
        sources=(DOCUMENTS, DRAWN, *((setting.where,) if is_thin else ())),
        total=found.area_ha,
        unit="ha",
    )
