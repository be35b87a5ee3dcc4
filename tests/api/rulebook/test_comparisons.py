"""Assessments made again and compared, and one id for a finding at every door."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from api.services import comparisons, counterfacts, plans
from api.services.documents import accept_json
from api.services.samples import load_samples
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.assessment import Status, finding_id
from data.domain.errors import InvalidInput, NotFound
from data.orm import StoredAssessment
from rules.comparison import Cause
from tests.api.examples import plan
from tests.api.test_cli import Run, run
from tests.rules.samples import sample

__all__ = ["run"]
ON = date(2026, 11, 1)
NIIGATA = "01-niigata-medical-parts"


def stored_again(session: Session, kept: StoredAssessment, **other: Any) -> StoredAssessment:
    """Store a copy of an assessment that differs in ``other``."""
    names = ("plan_id", "plan_version", "rule_set", "assessed_on", "verdict", "record", "facts")
    values = {name: copy.deepcopy(getattr(kept, name)) for name in names}
    made = StoredAssessment(id=uuid4(), **(values | other))
    session.add(made)
    session.flush()
    return made


def test_every_stored_sample_is_made_again_as_it_was(session: Session) -> None:
    load_samples(session, ON)
    for assessment_id in session.scalars(select(StoredAssessment.id)).all():
        found = comparisons.reproduce(session, assessment_id)
        assert (found.is_same, found.differences) == (True, ())


def test_an_assessment_that_comes_out_otherwise_says_in_which_finding_and_in_what(session: Session) -> None:
    _, kept = plans.submit(session, accept_json(_bytes(plan())), ON)
    record = copy.deepcopy(kept.record)
    record["findings"][0]["status"] = "met"
    record["findings"][1]["reason"]["ja"] += "。"
    altered = stored_again(session, kept, record=record)
    found = comparisons.reproduce(session, altered.id)
    keys = [finding["criterion"] for finding in record["findings"][:2]]
    assert [each.criterion for each in found.differences] == keys
    assert found.differences[0].what.ja == "答え"
    assert found.differences[1].what.ja == "理由の文言"
    assert {each.compared.cause for each in found.differences} == {Cause.RULES}


def test_a_changed_fact_is_named_with_both_values_as_the_cause(session: Session) -> None:
    document = plan()
    document["spillover"] = copy.deepcopy(sample(NIIGATA).model_dump(mode="json")["spillover"])
    document["spillover"][0]["target"] = document["spillover"][0]["baseline"]
    first, before = plans.submit(session, accept_json(_bytes(document)), ON)
    document["spillover"][0]["target"] += 1
    _, after = plans.replace(session, first.id, accept_json(_bytes(document)), 1, ON)
    found = comparisons.compare_with(session, after.id, before.id)
    (changed,) = [finding for finding in found.findings if finding.is_changed]
    assert (changed.criterion, changed.before, changed.cause) == (
        "spill.region",
        Status.NOT_MET,
        Cause.FACTS,
    )
    target = next(change for change in changed.facts if change.path == "spillover[0].target")
    assert (target.before.value, target.after.value) == (58, 59)
    assert changed.numbers == ()


def test_two_plans_are_not_compared(session: Session) -> None:
    _, one = plans.submit(session, accept_json(_bytes(plan())), ON)
    _, other = plans.submit(session, accept_json(_bytes(plan())), ON)
    with pytest.raises(InvalidInput):
        comparisons.compare_with(session, one.id, other.id)
    with pytest.raises(NotFound):
        comparisons.compare_with(session, one.id, uuid4())


def test_counterfacts_of_a_stored_assessment_cover_each_unmet_finding(session: Session) -> None:
    load_samples(session, ON)
    for kept in session.scalars(select(StoredAssessment)).all():
        unmet = [f["criterion"] for f in kept.record["findings"] if f["status"] == "not_met"]
        assert [each.criterion for each in counterfacts.of_assessment(session, kept.id)] == unmet


def test_api_page_and_command_line_show_the_same_finding_ids(
    client: TestClient, own_engine: Engine, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = client.post("/v1/plans", json=plan()).json()["assessment"]
    ids = {
        f["criterion"]: finding_id(UUID(stored["id"]), f["criterion"]) for f in stored["record"]["findings"]
    }
    assert stored["finding_ids"] == ids
    page = client.get(f"/plans/{stored['plan_id']}").text
    monkeypatch.setenv("SHUSEKI_DATABASE_URL", own_engine.url.render_as_string(hide_password=False))
    status, printed, _ = run("rules", "assessment", stored["id"])
    assert status == 0
    unbroken = printed.replace("\n", "").replace(" ", "")
    for each in ids.values():
        assert each in page
        assert each in unbroken


def test_the_doors_of_comparison_and_counterfacts_answer(
    client: TestClient, own_engine: Engine, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = client.post("/v1/plans", json=plan()).json()["assessment"]
    second = client.post(f"/v1/plans/{first['plan_id']}/assessments").json()
    address = f"/assessments/{second['id']}"
    answer = client.get(f"/v1{address}/comparison", params={"with": first["id"]}).json()
    assert [f for f in answer["findings"] if f["before"] != f["after"]] == []
    assert client.get(f"{address}/comparison", params={"with": first["id"]}).status_code == 200
    unmet = [f["criterion"] for f in second["record"]["findings"] if f["status"] == "not_met"]
    assert [each["criterion"] for each in client.get(f"/v1{address}/counterfacts").json()] == unmet
    assert client.get(f"{address}/counterfacts").status_code == 200
    assert f"{address}/comparison?with={first['id']}" in client.get(f"/plans/{first['plan_id']}").text
    monkeypatch.setenv("SHUSEKI_DATABASE_URL", own_engine.url.render_as_string(hide_password=False))
    assert run("rules", "compare", second["id"], first["id"])[0] == 0
    assert run("rules", "reproduce", second["id"])[:2] == (0, run("rules", "reproduce", first["id"])[1])


def test_page_and_api_say_whether_an_assessment_still_comes_out_as_it_was_and_why_not(
    client: TestClient, own_engine: Engine
) -> None:
    made = client.post("/v1/plans", json=plan()).json()["assessment"]
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        kept = session.get_one(StoredAssessment, UUID(made["id"]))
        facts, record = copy.deepcopy(kept.facts), copy.deepcopy(kept.record)
        facts["document"]["spillover"] = sample(NIIGATA).model_dump(mode="json")["spillover"]
        first = stored_again(session, kept, facts=facts)
        record["findings"].pop()
        second = stored_again(session, kept, record=record)
        altered, shortened = first.id, second.id
    same = client.get(f"/v1/assessments/{made['id']}/reproduction").json()
    assert (same["is_same"], same["differences"], same["findings"]) == (True, [], len(record["findings"]) + 1)
    assert "記録と同じ結果です" in client.get(f"/assessments/{made['id']}/reproduction").text
    assert f"/assessments/{made['id']}/reproduction" in client.get(f"/plans/{made['plan_id']}").text
    other = client.get(f"/v1/assessments/{altered}/reproduction").json()
    spilled = next(d for d in other["differences"] if d["compared"]["criterion"] == "spill.region")
    assert (other["is_same"], spilled["compared"]["cause"]) == (False, "facts")
    assert spilled["finding_id"] == f"{altered}:spill.region"
    assert any(change["path"] == "spillover[0].target" for change in spilled["compared"]["facts"])
    page = client.get(f"/assessments/{altered}/reproduction").text
    assert "記録と異なります" in page
    assert "事実の変更" in page
    (gone,) = client.get(f"/v1/assessments/{shortened}/reproduction").json()["differences"]
    assert (gone["compared"]["before"], gone["compared"]["cause"]) == (None, "rules")
    assert client.get(f"/assessments/{uuid4()}/reproduction").status_code == 404


def _bytes(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document).encode()
