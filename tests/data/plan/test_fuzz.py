"""Every field of every plan type spoilt in every way people and programs spoil fields: told, never taken."""

from __future__ import annotations

import copy
import math
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.services import footprints, screening
from api.services.documents import accept
from data.domain.errors import InvalidInput, Problem
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.fields import Section
from data.domain.plan.kinds import PlanType
from data.domain.plan.naming import HIDDEN
from data.domain.plan.rows import MAX_ROWS
from data.domain.plan.shape import FieldShape, ValueKind, shapes
from data.domain.plan.size import MAX_FIELDS, MOST_PROBLEMS
from tests.rules.samples import ON
from tests.support.nasties import NASTIES, TABLES, document_with, fields_of, pointer_of

TYPES = sorted(DOCUMENTS)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def refused(document: Any) -> tuple[Problem, ...]:
    with pytest.raises(InvalidInput) as raised:
        accept(document)
    assert raised.value.problems
    for problem in raised.value.problems:
        assert problem.message.ja
        assert problem.message.en
        assert problem.remedy.ja
        assert problem.remedy.en
    return raised.value.problems


def spoilt(model: type[Section]) -> Iterator[tuple[FieldShape, Any]]:
    for shape in fields_of(model):
        for value in NASTIES[shape.kind] + (TABLES if shape.repeated else ()):
            if not (shape.lowest is None and value == -1 and type(value) is int):
                yield shape, value


@pytest.mark.parametrize("plan_type", TYPES)
def test_no_field_takes_what_cannot_stand_in_it(plan_type):
    model = DOCUMENTS[plan_type]
    taken = []
    for shape, value in spoilt(model):
        document = document_with(model, shape, value)
        problems = refused(document)
        place = pointer_of(shape)
        if not any(problem.field.startswith(place) for problem in problems):
            taken.append((shape.path, repr(value)[:40], [problem.field for problem in problems][:3]))
    assert taken == []


@pytest.mark.parametrize("plan_type", TYPES)
def test_a_message_names_the_value_unless_it_is_confidential(plan_type):
    model = DOCUMENTS[plan_type]
    for shape in fields_of(model):
        if shape.kind in (ValueKind.NUMBER, ValueKind.WHOLE, ValueKind.YEAR) and not shape.repeated:
            (problem,) = refused(document_with(model, shape, "12億"))
            assert problem.value == (HIDDEN if shape.meaning.confidential else "12億"), shape.path


@pytest.mark.parametrize("plan_type", TYPES)
@settings(max_examples=60)
@given(data=st.data())
def test_whatever_stands_in_a_field_is_refused_or_assessed_and_never_breaks(plan_type, data):
    model = DOCUMENTS[plan_type]
    shape = data.draw(st.sampled_from(fields_of(model)))
    document = document_with(model, shape, data.draw(JSON))
    with suppress(InvalidInput):
        found, _ = screening.try_out(None, accept(document), ON)
        assert found.findings


@settings(max_examples=100)
@given(JSON)
def test_no_value_at_all_breaks_the_gate(document):
    refused(document)


@pytest.mark.parametrize("plan_type", TYPES)
def test_every_table_states_its_limit_in_the_schema_and_keeps_it(plan_type):
    model = DOCUMENTS[plan_type]
    for shape in shapes(model).values():
        if shape.repeated:
            value: list[Any] = (
                [{}] * (MAX_ROWS + 1) if shape.kind is ValueKind.SECTION else ["x"] * (MAX_ROWS + 1)
            )
            (problem,) = refused(document_with(model, shape, value, whole_table=True))
            assert problem.field == pointer_of(shape).removesuffix("/0")
            assert f"{MAX_ROWS}行以内" in problem.remedy.ja
    assert all(limit == MAX_ROWS for limit in _limits(model.model_json_schema()))


def _limits(schema: Any) -> Iterator[int]:
    if isinstance(schema, dict):
        if schema.get("type") == "array":
            yield schema.get("maxItems", math.inf)
        for part in schema.values():
            yield from _limits(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _limits(part)


def test_more_problems_than_a_person_reads_are_counted():
    rows = [{"indicatr": 1, "target": "x"}] * MAX_ROWS
    problems = refused({"plan_type": "B", "title": "計画", "body": "15000", "kpis": rows})
    assert len(problems) == MOST_PROBLEMS + 1
    assert "このほかに" in problems[-1].message.ja


def test_an_object_of_very_many_fields_is_refused_as_one():
    many = {f"k{n}": n for n in range(100_000)}
    (problem,) = refused({"plan_type": "B", "title": "計画", "body": "15000", **many})
    assert "項目の数" in problem.message.ja
    (inner,) = refused({"plan_type": "B", "title": "計画", "body": "15000", "period": many})
    assert inner.field == "/period"
    assert str(MAX_FIELDS) in inner.remedy.ja


def test_very_many_unknown_municipalities_are_told_with_their_neighbours():
    codes = [f"{n:05}" for n in range(90_000, 90_000 + MAX_ROWS)]
    problems = refused({"plan_type": "B", "title": "計画", "body": "15000", "municipalities": codes})
    assert len(problems) == MOST_PROBLEMS + 1


SHAPES: tuple[Any, ...] = (
    {}, {"type": "Polygon"}, {"type": "Polygon", "coordinates": []}, {"type": "Polygon", "coordinates": "x"},
    {"type": "Polygon", "coordinates": [[[138.5, 37.3]]]}, {"type": "Circle", "coordinates": [138.5, 37.3]},
    {"type": "Polygon", "coordinates": [[[True, False], [1, 2], [3, 4], [True, False]]]},
    {"type": "Polygon", "coordinates": [[[1e308, 1e308], [1e308, 0], [0, 0], [1e308, 1e308]]]},
    {"type": "Polygon", "coordinates": [[["138", "37"], ["139", "37"], ["139", "38"], ["138", "37"]]]},
    {"type": "Polygon", "coordinates": [[[[[[138.5]]]]]]}, {"type": ["Polygon"], "coordinates": []},
    {"type": "GeometryCollection", "geometries": [{}]}, {"type": "Feature", "geometry": None},
    {"type": "Polygon", "coordinates": [[[None, 1], [2, 3], [4, 5], [None, 1]]]},
)  # fmt: skip


@pytest.mark.parametrize("plan_type", TYPES)
def test_no_shape_is_taken_that_is_none(plan_type):
    for shape in SHAPES:
        for place in ("footprint", "plots"):
            if place not in DOCUMENTS[plan_type].model_fields:
                continue
            value = [{"name": "区画", "geometry": copy.deepcopy(shape)}] if place == "plots" else shape
            plan = {"plan_type": str(plan_type), "title": "計画", "body": "15000", place: value}
            with pytest.raises(InvalidInput) as raised:
                footprints.of(None, accept(plan))
            assert any(problem.field.startswith(f"/{place}") for problem in raised.value.problems), shape


def test_types_and_kinds_are_all_tried():
    tried = {shape.kind for plan_type in PlanType for shape in fields_of(DOCUMENTS[plan_type])}
    assert tried == set(ValueKind) - {ValueKind.CONSTANT}
