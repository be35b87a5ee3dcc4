"""Saving what was typed into a page of the editor: all of it, or by itself whatever of it can stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services.applications import editing
from api.services.applications.editing import Change
from data.domain.canonical import tag_of
from data.domain.errors import InvalidInput, Problem
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.importers.plan_form import ROWS_MARK, FormReading, Typed, read_section
from data.orm import Plan


@dataclass(frozen=True, slots=True)
class Sent:
    """A page of the form as it came: its sections, the texts, and the mark of each section that was seen."""

    names: Sequence[str]
    typed: Typed
    tags: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of an automatic save: how sections were read, and what is not stored because of what."""

    readings: Mapping[str, FormReading]
    problems: tuple[Problem, ...] = ()
    anything: bool = True
    """Whether the rest of the page is stored."""


def save(session: Session, application_id: UUID, sent: Sent) -> Mapping[str, FormReading]:
    """Save the sections of a page that were changed, or none of them.

    Raises ``InvalidInput`` with problems at the fields of the form, else as ``editing.save_sections``.
    """
    _, plan = editing.working_copy(session, application_id)
    readings = _read(plan, sent)
    problems = [problem for reading in readings.values() for problem in reading.problems]
    if problems:
        raise InvalidInput.of(problems)
    values = {name: reading.value for name, reading in readings.items()}
    changes = {
        name: Change(value, sent.tags[name])
        for name, value in values.items()
        if tag_of(value) not in (sent.tags[name], tag_of(plan.document.get(name)))
    }
    try:
        if changes:
            editing.save_sections(session, application_id, changes)
    except InvalidInput as error:
        raise InvalidInput(error.message, [_in_form(each, readings) for each in error.problems]) from error
    return readings


def save_readable(session: Session, application_id: UUID, sent: Sent) -> Saved:
    """Save a page while it is being written: what cannot stand stays as it is stored, and is told.

    A field at fault is left alone, and a table with a fault as a whole. Raises as ``save``, but
    ``InvalidInput`` never.
    """
    try:
        with session.begin_nested():
            return Saved(save(session, application_id, sent))
    except InvalidInput as error:
        told = error.problems
    rest = replace(sent, typed=_without(sent.typed, told))
    try:
        with session.begin_nested():
            return Saved(save(session, application_id, rest), told)
    except InvalidInput as error:
        return Saved({}, (*told, *(each for each in error.problems if each not in told)), anything=False)


def _read(plan: Plan, sent: Sent) -> dict[str, FormReading]:
    model = DOCUMENTS[PlanType(plan.plan_type)]
    return {
        name: read_section(model, name, sent.typed, plan.document.get(name))
        for name in sent.names
        if name in sent.tags
    }


def _in_form(problem: Problem, readings: Mapping[str, FormReading]) -> Problem:
    """Put a problem of the document where its value stands in the form: rows may have moved up."""
    places: dict[str, str] = {}
    for reading in readings.values():
        places |= reading.places
    place, rest = problem.field, ""
    while place and place not in places:
        place, _, last = place.rpartition("/")
        rest = f"/{last}{rest}"
    return replace(problem, field=places[place] + rest) if place else problem


def _without(typed: Typed, problems: Sequence[Problem]) -> dict[str, Any]:
    """Leave out the fields at fault, and tables that hold one: what is not sent stays as it is stored."""
    tables = [key.removeprefix(ROWS_MARK) for key in typed if key.startswith(ROWS_MARK)]
    left = dict(typed)
    for problem in problems:
        table = next((each for each in tables if f"{problem.field}/".startswith(f"{each}/")), None)
        left.pop(problem.field if table is None else f"{ROWS_MARK}{table}", None)
    return left
