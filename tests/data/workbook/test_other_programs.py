"""Workbooks of all seven types in the programs people have: LibreOffice saves them, pandas reads them."""

from __future__ import annotations

import shutil
import subprocess
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest

from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import read_plan, read_plan_file
from data.importers.plan_workbook.form import form_of, heading
from data.importers.plan_workbook.reading import read_workbook
from data.importers.plan_workbook.writing import write_workbook
from tests.architecture.files import ROOT

UNUSUAL = "髙﨑𠮷①㈱～－の計画"
SAMPLES = {
    plan.plan_type: plan for plan in map(read_plan_file, sorted((ROOT / "data/samples").glob("*.yaml")))
}


def sample(plan_type: PlanType):
    document = SAMPLES[plan_type].model_dump(mode="json", exclude_none=True)
    return read_plan(document | {"title": UNUSUAL})


def test_there_is_a_sample_of_every_type():
    assert set(SAMPLES) == set(PlanType)


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_what_libreoffice_saves_states_the_same_document(tmp_path: Path):
    saved = tmp_path / "saved"
    for plan_type in PlanType:
        write_workbook(sample(plan_type), tmp_path / f"{plan_type}.xlsx", {"call": "R8-1"})
    command = [
        "soffice", "--headless", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to", "xlsx", "--outdir", str(saved), *map(str, sorted(tmp_path.glob("*.xlsx"))),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=300)
    for plan_type in PlanType:
        read = read_workbook(saved / f"{plan_type}.xlsx")
        assert read.problems == ()
        assert read.warnings == ()
        assert read_plan(read.document) == sample(plan_type)


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_pandas_finds_sheets_headings_and_the_title(plan_type: PlanType):
    target = BytesIO()
    write_workbook(sample(plan_type), target)
    sheets = pd.read_excel(target, sheet_name=None, header=None, engine="calamine")
    form = form_of(plan_type)
    assert set(sheets) == {sheet.title for sheet in form.sheets} | {"はじめに", "_様式", "_選択肢"}
    assert UNUSUAL in set(sheets["計画の内容"][3])
    for sheet in form.sheets[1:]:
        assert {heading(field) for field in sheet.fields} <= set(sheets[sheet.title].iloc[3])
