"""The sample plans as the rule tests read them, with a footprint that nothing speaks against.

What plots and calls say about a zone is measured as for a document checked without a database.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

from api.services import technologies, zone_facts
from data.domain.assessment import Assessment
from data.domain.evidence import Fact, Known, SourceRef
from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import document_in, read_plan_file
from data.domain.wording import Text
from rules.rulebooks import assess

FOLDER = Path(__file__).resolve().parents[2] / "data" / "samples"
ON = date(2026, 11, 1)
BOUNDARIES = SourceRef("layer", Text("行政区域（試験用）", "boundaries (test)"), "test/1")


def names() -> list[str]:
    """Return the names of all samples."""
    return sorted(path.stem for path in FOLDER.glob("*.yaml"))


def of_type(plan_type: PlanType) -> list[str]:
    """Return the names of the samples of a plan type."""
    return [name for name in names() if document_in(FOLDER / f"{name}.yaml")["plan_type"] == plan_type]


@cache
def sample(name: str) -> PlanDocument:
    """Return a sample as a document."""
    return read_plan_file(FOLDER / f"{name}.yaml")


def measured(document: PlanDocument) -> dict[str, Fact]:
    """Return what a sound footprint inside the bodies named would measure."""
    bodies = (document.body, *(document.joint_bodies or ()))
    values = {
        "land.area_ha": 1234.5,
        "land.prefectures": tuple(sorted({code[:2] for code in bodies})),
        "land.municipalities": document.municipalities,
        "land.outside_bodies_share": 0.0,
        "land.overlaps": (),
    }
    known = {path: Known(path, value, BOUNDARIES) for path, value in values.items() if value is not None}
    return known | technologies.measured(document) | zone_facts.measured(document, ON)


def assessed(name: str) -> Assessment:
    """Return the assessment of a sample on the day the samples are written for."""
    document = sample(name)
    return assess(document, measured(document), ON)
