"""The Excel forms of plan documents, written on every request so that they never lag behind the model."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO

from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PlanType
from data.importers.plan_workbook.writing import write_workbook


def workbook(plan: PlanDocument | PlanType, origin: Mapping[str, str] | None = None) -> bytes:
    """Return the Excel form of a plan type, or of a plan with its contents; ``origin`` travels hidden."""
    content = BytesIO()
    write_workbook(plan, content, origin)
    return content.getvalue()
