"""By how much a unit of the product gains value under a local plan."""

from __future__ import annotations

from decimal import Decimal

from data.domain.evidence import Missing
from data.domain.plan.fields import means
from data.domain.wording import Text
from rules.engine.measuring import Asked, Measure

_CENT = Decimal("0.01")
_NOTHING_TODAY = Text("現在の単価が0です", "the unit value today is zero")


def _ratio(facts: Asked, row: str) -> object:
    match facts.known("value_gain.before", "value_gain.after"):
        case (before, _) if before == 0:
            return Missing("value_gain.before", _NOTHING_TODAY)
        case (before, after):
            return (after / before).quantize(_CENT)
        case gap:
            return gap


MEASURES = (Measure("value_gain.ratio", means("単価の倍率", "ratio of the unit values", unit="倍"), _ratio),)
