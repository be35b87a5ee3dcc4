"""Which document model belongs to which plan type; the only such table."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PlanType
from data.domain.plan.plan_a import PlanA
from data.domain.plan.plan_b import PlanB
from data.domain.plan.plan_c import PlanC
from data.domain.plan.zones_gx import PlanGX1, PlanGX2, PlanGX3, PlanGX4

DOCUMENTS: Mapping[PlanType, type[PlanDocument]] = MappingProxyType(
    {
        PlanType.A: PlanA,
        PlanType.B: PlanB,
        PlanType.C: PlanC,
        PlanType.GX1: PlanGX1,
        PlanType.GX2: PlanGX2,
        PlanType.GX3: PlanGX3,
        PlanType.GX4: PlanGX4,
    }
)
