"""The Excel forms of plan documents, written on every request so that they never lag behind the model."""

from __future__ import annotations

from io import BytesIO

from data.domain.plan.kinds import PlanType
from data.importers.plan_workbook.writing import write_workbook


def workbook(plan_type: PlanType) -> bytes:
    """Return the empty Excel form of a plan type."""
    content = BytesIO()
    write_workbook(plan_type, content)
    return content.getvalue()
