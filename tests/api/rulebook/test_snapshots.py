"""What is kept with an assessment gives the facts back as they were measured."""

from __future__ import annotations

import json

import pytest

from api.services.snapshots import document_kept, for_rules, restored, snapshot
from tests.rules.samples import measured, names, sample


@pytest.mark.parametrize("name", names())
def test_facts_kept_as_json_come_back_as_they_were_measured(name: str) -> None:
    facts = for_rules(measured(sample(name)))
    back = restored(json.loads(json.dumps(snapshot(facts))))
    assert back == facts
    assert {path: type(getattr(fact, "value", None)) for path, fact in back.items()} == {
        path: type(getattr(fact, "value", None)) for path, fact in facts.items()
    }


@pytest.mark.parametrize("name", names())
def test_a_document_kept_as_json_comes_back_as_it_was_read(name: str) -> None:
    document = sample(name)
    assert document_kept(document.model_dump(mode="json", exclude_none=True)) == document
