"""Facts computed from other facts, one module per subject; each is listed here once."""

from __future__ import annotations

from rules.engine.measuring import Measure
from rules.measures import (
    agreement,
    commitment,
    companies,
    concentration,
    cost_effect,
    dependence,
    extent,
    gains,
    gx_application,
    gx_place,
    gx_power,
    kpis,
    periods,
    proposals,
    strategic,
)

MEASURES: tuple[Measure, ...] = (
    *periods.MEASURES,
    *companies.MEASURES,
    *dependence.MEASURES,
    *concentration.MEASURES,
    *cost_effect.MEASURES,
    *gains.MEASURES,
    *commitment.MEASURES,
    *kpis.MEASURES,
    *agreement.MEASURES,
    *extent.MEASURES,
    *strategic.MEASURES,
    *proposals.MEASURES,
    *gx_application.MEASURES,
    *gx_place.MEASURES,
    *gx_power.MEASURES,
)
