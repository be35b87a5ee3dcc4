"""Nonsense through the API on PostGIS: a refusal that names the field, no verdict, and nothing stored."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text

from api.security.intake import MAX_BODY_BYTES
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.notation import MAX_BYTES
from data.domain.plan.shape import ValueKind
from data.orm import Base
from tests.support.nasties import NASTIES, document_with, fields_of, pointer_of

HEADERS = {"content-type": "application/json"}


def rows(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        plans, assessments = (
            connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for table in ("plan", "assessment")
        )
    return plans, assessments


def post(client: TestClient, document: Any) -> Any:
    """Send what a careless program writes: NaN, infinity and lone surrogates stay as they are."""
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return client.post("/v1/plans", content=content, headers=HEADERS)


def test_one_field_of_every_kind_of_every_type_is_refused_and_nothing_is_stored(
    client: TestClient, own_engine: Engine
) -> None:
    wrong: list[Any] = []
    for plan_type, model in DOCUMENTS.items():
        for kind in set(ValueKind) - {ValueKind.CONSTANT}:
            shape = next((each for each in fields_of(model) if each.kind is kind), None)
            for value in NASTIES[kind][-6:] + NASTIES[kind][:4] if shape else ():
                assert shape is not None
                if len(str(value)) > 10_000 or (shape.lowest is None and value == -1):
                    continue
                answer = post(client, document_with(model, shape, value))
                fields = [problem["field"] for problem in answer.json().get("problems", ())]
                if answer.status_code != 422 or not any(f.startswith(pointer_of(shape)) for f in fields):
                    wrong.append((plan_type, shape.path, value, answer.status_code, fields[:3]))
    assert wrong == []
    assert rows(own_engine) == (0, 0)


WHOLE: dict[str, bytes] = {
    "nothing": b"",
    "no JSON": b"{",
    "a number": b"1",
    "NaN": b"NaN",
    "a list": b"[[]]",
    "null": b"null",
    "a NUL": b"\x00",
    "another encoding": '{"title": "計画"}'.encode("shift_jis"),
    "a lone surrogate as type": b'{"plan_type": "\\ud800"}',
    "a lone surrogate as key": b'{"plan_type": "B", "title": "t", "body": "15000", "\\ud800": 1}',
    "a list as type": b'{"plan_type": ["B"]}',
    "a deep nest": b'{"plan_type": "B", "footprint": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "a long integer": b'{"plan_type": "B", "title": ' + b"9" * 10_000 + b"}",
    "a key twice": b'{"plan_type": "B", "plan_type": "C"}',
    "too long to read": b'{"title": "' + b"x" * MAX_BYTES + b'"}',
    "a type with an unstorable end": b'{"plan_type": "B\\u0000"}',
}


def test_what_is_no_document_is_told_and_nothing_is_stored(client: TestClient, own_engine: Engine) -> None:
    found = {name: post(client, content) for name, content in WHOLE.items()}
    assert {name: answer.status_code for name, answer in found.items()} == dict.fromkeys(WHOLE, 422)
    for name, answer in found.items():
        assert answer.json()["problems"][0]["message"]["ja"], name
    assert rows(own_engine) == (0, 0)


@pytest.mark.parametrize("row", [{"indicator": "指標"}, {"indicatr": 1}, [[]], None])
def test_a_hundred_thousand_rows_are_refused_in_one_sentence(
    client: TestClient, own_engine: Engine, row: Any
) -> None:
    table = [row] * 100_000
    answer = post(client, {"plan_type": "B", "title": "計画", "body": "15000", "kpis": table})
    assert answer.status_code == 422
    (problem,) = answer.json()["problems"]
    assert problem["field"] == "/kpis"
    assert "行以内" in problem["remedy"]["ja"]
    assert rows(own_engine) == (0, 0)


LEAST = {"title": "計画", "body": "15000"}
SLIPS: tuple[tuple[str, str, Any, str], ...] = (
    ("B", "/export/amount_yen", "120000000", "引用符"),
    ("B", "/export/amount_yen", "１２", "数値12を入力"),
    ("B", "/export/amount_yen", -1, "0以上"),
    ("B", "/export/amount_yen", float("nan"), "半角の整数"),
    ("B", "/export/amount_yen", 10**30, "以下"),
    ("B", "/export/amount_yen", 1e30, "半角の整数"),
    ("B", "/period/start", "2026-02-31", "実在する日"),
    ("B", "/period/start", "令和8年2月31日", "実在する日"),
    ("B", "/period/start", "令和0年1月1日", "実在する日"),
    ("GX2", "/plots/0/area_ha", -0.1, "0以上"),
    ("GX2", "/plots/0/area_ha", "３０", "数値30を入力"),
)
"""Type, field, what somebody wrote there, and a word of what is allowed instead."""


def rows_of_every_table(engine: Engine) -> dict[str, int]:
    counts = " UNION ALL ".join(
        f"SELECT '{table.name}', count(*) FROM {table.name}" for table in Base.metadata.sorted_tables
    )
    with engine.connect() as connection:
        return dict(connection.execute(text(counts)).all())


def test_each_slip_of_a_hand_is_told_by_field_value_and_what_is_allowed(
    client: TestClient, own_engine: Engine
) -> None:
    before = rows_of_every_table(own_engine)
    for plan_type, field, value, allowed in SLIPS:
        *sections, name = field.strip("/").split("/")
        held: Any = {name: value}
        for section in reversed(sections):
            held = [held] if section == "0" else {section: held}
        answer = post(client, LEAST | {"plan_type": plan_type} | held)
        told = [each for each in answer.json()["problems"] if each["field"] == field]
        assert answer.status_code == 422, (field, value)
        assert len(told) == 1, (field, value)
        assert str(told[0]["value"]) == str(value), (field, value)
        assert allowed in told[0]["remedy"]["ja"], told
        assert told[0]["message"]["en"], (field, value)
        assert told[0]["remedy"]["en"], (field, value)
    assert rows_of_every_table(own_engine) == before


def test_a_body_beyond_the_limit_is_not_even_read(client: TestClient, own_engine: Engine) -> None:
    answer = post(client, b'{"title": "' + b"x" * MAX_BODY_BYTES + b'"}')
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"
    assert rows(own_engine) == (0, 0)


def test_nonsense_as_a_replacement_leaves_the_plan_as_it_was(client: TestClient, own_engine: Engine) -> None:
    sound = {"plan_type": "B", "title": "計画", "body": "15000"}
    stored = post(client, sound).json()["plan"]
    before = rows(own_engine)
    address, headers = f"/v1/plans/{stored['id']}", {**HEADERS, "if-match": '"v1"'}
    for spoilt in (sound | {"title": "\x00"}, sound | {"period": {"start": "2026-02-31"}}, {"kpis": 1}):
        answer = client.put(address, content=json.dumps(spoilt).encode(), headers=headers)
        assert answer.status_code == 422
    assert client.get(address).json() == stored
    assert rows(own_engine) == before
