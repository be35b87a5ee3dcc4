"""The page where managers rehearse a draft: it shows causes and numbers, tells errors, stores nothing."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, func, select

from api.services import rehearsals
from api.services.samples import load_samples
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.errors import NotAllowed
from data.orm import StoredAssessment
from tests.api.rulebook.test_rehearsals import DRAFT, ON
from tests.support.ministry import Ministry
from tests.support.signing_in import sign_in

ADDRESS = "/rules/rehearsal"


def assessments(engine: Engine) -> int:
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        return session.scalar(select(func.count(StoredAssessment.id))) or 0


def unreadable(plan_id: UUID) -> StoredAssessment:
    return StoredAssessment(
        id=uuid4(), plan_id=plan_id, plan_version=1, rule_set="r0", assessed_on=ON, verdict="needs_review",
        record={}, facts={},
    )  # fmt: skip


def test_a_manager_sees_what_a_draft_would_change_and_why(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        load_samples(session, ON)
        session.add(unreadable(ministry.open_plan))
    before = assessments(own_engine)
    sign_in(client, own_engine, ministry.actors["manager"])
    assert "gx2.land.area_ha" in client.get(ADDRESS).text
    page = client.post(ADDRESS, data={"document": DRAFT})
    assert page.status_code == 200
    assert "30ha → 60ha（2027年4月1日から）" in page.text
    assert "gx.land" in page.text
    assert "試していない計画" in page.text, "the facts of one plan are of a form nobody reads"
    assert assessments(own_engine) == before


def test_an_unsound_draft_is_told_at_its_field_and_kept_in_the_form(
    client: TestClient, own_engine: Engine, ministry: Ministry
) -> None:
    sign_in(client, own_engine, ministry.actors["manager"])
    wrong = "thresholds:\n  gx9.none: {values: []}\n"
    page = client.post(ADDRESS, data={"document": wrong})
    assert page.status_code == 422
    assert "/thresholds/gx9.none" in page.text
    assert "gx9.none: {values: []}" in page.text
    assert client.post(ADDRESS, data={"document": " "}).status_code == 422


def test_others_may_not_rehearse_over_stored_plans(own_engine: Engine, ministry: Ministry) -> None:
    proposal = rehearsals.draft_of([DRAFT])
    for name in ("officer", "reviewer", "administrator"):
        with (
            unit_of_work(make_session_factory(own_engine), ministry.actors[name]) as session,
            pytest.raises(NotAllowed),
        ):
            list(rehearsals.over_stored(session, proposal, ON, []))
