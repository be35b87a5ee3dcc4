"""A zone is in time by the call it was sent in, and stays so when it is corrected after the deadline."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, select

from data.domain.plan.notation import from_yaml
from data.orm import StoredAssessment
from tests.architecture.files import ROOT
from tests.support.applying import Office, document, open_office


def windows(office: Office) -> list[dict[str, Any]]:
    """What every stored assessment found on the window, the earliest first."""
    with office.system() as session:
        kept = session.scalars(select(StoredAssessment).order_by(StoredAssessment.created_at)).all()
        found = [each.record["findings"] for each in kept]
    return [one for findings in found for one in findings if one["criterion"] == "gx.window"]


def test_a_zone_is_in_time_by_its_own_call_whichever_call_its_document_names(
    client: TestClient, own_engine: Engine
) -> None:
    office = open_office(client, own_engine, ("GX2",))
    zone = from_yaml((ROOT / "data/samples/18-akita-data-centre.yaml").read_bytes())
    case = office.submitted(**(dict.fromkeys(document()) | zone | {"body": "15000"}))
    office.returned(case, {"/summary": "概要を具体化してください。"})
    office.close(datetime.now(UTC))
    officer = office.by("officer")
    [item] = officer.get(f"/v1/applications/{case}/corrections").json()
    answer, seen = f"/v1/applications/{case}/corrections/{item['id']}/answer", {"if-match": item["etag"]}
    assert officer.put(answer, json={"answer": "改めました"}, headers=seen).status_code == 200
    assert office.send("officer", case).status_code == 201
    found = windows(office)
    assert [each["status"] for each in found] == ["met", "met"]
    read = {each["path"]: each for step in found[0]["steps"] for each in step["inputs"]}
    assert "R8-B-1" in str(read["call.closes"]["source"])
