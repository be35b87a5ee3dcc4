"""A draft just started was never assessed: every page and answer on it says so, and none fails."""

from __future__ import annotations

from uuid import UUID

import pytest

from data.orm import Application
from tests.support.applying import Office

PAGE = {"accept": "text/html"}


@pytest.fixture
def plan_id(office: Office) -> str:
    """The plan of an application just started."""
    case = UUID(office.start())
    with office.system() as session:
        return str(session.get_one(Application, case).plan_id)


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "まだ確認していません"), ("en", "not been checked yet")]
)
def test_the_page_says_that_it_was_not_checked_yet(
    office: Office, plan_id: str, language: str, words: str
) -> None:
    answer = office.client.get(f"/plans/{plan_id}", params={"lang": language}, headers=PAGE)
    assert answer.status_code == 200
    assert words in answer.text
    assert 'id="findings"' not in answer.text


def test_support_is_computed_from_the_document_alone(office: Office, plan_id: str) -> None:
    answer = office.client.get(f"/v1/plans/{plan_id}/support")
    assert answer.status_code == 200
    assert {each["status"] for each in answer.json()["proposals"]} >= {"met"}


@pytest.mark.parametrize(
    "path",
    ["v1/plans/{}/kpi-advice", "plans/{}/review-sheet.pdf", "plans/{}/review-sheet.xlsx", "plans/{}/map"],
)
def test_advice_reports_and_map_answer(office: Office, plan_id: str, path: str) -> None:
    assert office.client.get(f"/{path.format(plan_id)}").status_code == 200
