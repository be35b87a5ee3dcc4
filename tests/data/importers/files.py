"""Where the cut-outs and the full real files are, and how the tests import them."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session

from api.services.imports import run_import
from data.domain.issues import ImportCounts, ImportReport, Severity
from data.domain.layer import LayerDefinition, LayerRole
from data.domain.wording import Text
from data.importers.steps import ImportOptions

ROOT = Path(__file__).resolve().parents[3]
FIXTURES = ROOT / "tests" / "fixtures"
N03_CUT = FIXTURES / "n03_2021_cut.geojson"
N03_ZIP = FIXTURES / "N03-22_16_220101_cut.zip"
PLANTS_OSM = FIXTURES / "plants_osm_cut.csv"
PLANTS_WRI = FIXTURES / "plants_wri_cut.csv"
SUBSTATIONS = FIXTURES / "substations_osm_cut.gpkg"
LINES = FIXTURES / "lines_osm_cut.gpkg"
DATA_CENTRES = FIXTURES / "datacentres_cut.csv"


def real_file(name: str) -> Path:
    """The full file in the shared data, or a skipped test where that folder is absent."""
    folder = Path(os.environ.get("SHUSEKI_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / name).is_file():
        pytest.skip(f"the shared data is not here: {name}")
    return folder / name


def load(session: Session, importer: str, path: Path, **options: object) -> ImportReport:
    return run_import(session, importer, path, options=ImportOptions(**options))  # type: ignore[arg-type]


def codes(report: ImportReport) -> Counter[tuple[Severity, str]]:
    return Counter((issue.severity, issue.code) for issue in report.issues)


def accounted_for(counts: ImportCounts) -> bool:
    return counts.rows_in == counts.stored + counts.merged + counts.skipped + counts.refused


def context_layer(key: str, role: LayerRole = LayerRole.CONTEXT, **stated: Any) -> LayerDefinition:
    """A layer that decides nothing, titled by its key."""
    return LayerDefinition(key, role, Text(key, key), **stated)
