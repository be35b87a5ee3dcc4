"""Imports every table module once, so that Alembic and the tests see the whole schema."""

from __future__ import annotations

from data.orm.assessment import StoredAssessment
from data.orm.base import Base, Timestamps
from data.orm.facility import DataCentre, PowerPlant, Substation, TransmissionLine
from data.orm.place import Boundary
from data.orm.plan import Plan
from data.orm.source import DatasetEdition, ImportIssueRow

__all__ = [
    "Base",
    "Boundary",
    "DataCentre",
    "DatasetEdition",
    "ImportIssueRow",
    "Plan",
    "PowerPlant",
    "StoredAssessment",
    "Substation",
    "Timestamps",
    "TransmissionLine",
]
