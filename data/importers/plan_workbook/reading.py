"""Read the workbook of a plan back, all or nothing, with every problem at its sheet and cell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from data.domain.errors import InvalidInput, Problem
from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import examine_plan, read_plan
from data.importers.plan_workbook.extraction import Extraction
from data.importers.plan_workbook.sheets import locate, read_meta
from data.importers.plan_workbook.slips import slips
from data.importers.workbook import open_workbook

_CELLS_NAMED = 5


@dataclass(frozen=True, slots=True)
class ReadWorkbook:
    """What a workbook states and what is wrong with it; it can become a plan when ``problems`` is empty."""

    plan_type: PlanType
    document: Mapping[str, Any]
    cells: Mapping[str, str]
    """Sheet and cell (``KPI!C5``) by JSON pointer."""
    problems: tuple[Problem, ...]
    warnings: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class AcceptedWorkbook:
    """A plan that passed every check, with what its author should still look at."""

    plan: PlanDocument
    warnings: tuple[Problem, ...]
    cells: Mapping[str, str]
    """Sheet and cell (``KPI!C5``) by JSON pointer."""
    origin: Mapping[str, str]
    """What the workbook says it was taken from; empty for a blank form."""


def read_workbook(source: Path | bytes) -> ReadWorkbook:
    """Read a workbook of our form: cells, types and bounds.

    Problems and warnings carry sheet and cell (``KPI!C5``); equal ones are told once. Raises ``InvalidInput``
    only for a file that cannot be opened or is not our form.
    """
    taken = _extracted(source)
    try:
        read_plan(taken.document)
        typed: tuple[Problem, ...] = ()
    except InvalidInput as error:
        typed = error.problems
    return _result(taken, typed)


def accept_workbook(source: Path | bytes, places: Mapping[str, str]) -> AcceptedWorkbook:
    """Return the plan a workbook states, or raise ``InvalidInput`` with all problems at their cells.

    ``places`` as in ``data.domain.plan.reading.accept_plan``, whose checks apply here too.
    """
    taken = _extracted(source)
    incomplete = frozenset(each.split("/")[1] for each in taken.unread)
    plan, problems = examine_plan(taken.document, places, incomplete)
    read = _result(taken, problems)
    if plan is None or read.problems:
        raise InvalidInput.of(read.problems)
    return AcceptedWorkbook(plan, read.warnings, read.cells, taken.meta.origin)


def _extracted(source: Path | bytes) -> Extraction:
    book = open_workbook(source)
    taken = Extraction(read_meta(book), book.epoch_1904)
    for located in locate(book, taken.meta.form, taken.findings):
        taken.take(located)
    taken.restore()
    return taken


def _result(taken: Extraction, of_document: Iterable[Problem]) -> ReadWorkbook:
    problems = [*taken.findings.problems, *_at_cells(taken, of_document)]
    warnings = [*taken.findings.warnings, *slips(taken.numbers)]
    return ReadWorkbook(
        taken.meta.form.plan_type,
        taken.document,
        taken.cells,
        tuple(_grouped(problems)),
        tuple(_grouped(warnings)),
    )


def _at_cells(taken: Extraction, problems: Iterable[Problem]) -> Iterator[Problem]:
    """Move problems from JSON pointers to cells, without those an unreadable cell already explains."""
    for problem in problems:
        if not any(problem.field == each or problem.field.startswith(f"{each}/") for each in taken.unread):
            yield replace(problem, field=_cell_of(taken.cells, problem.field))


def _cell_of(cells: Mapping[str, str], where: str) -> str:
    while where and where not in cells:
        where = where.rpartition("/")[0]
    return cells.get(where, where)


def _grouped(problems: Iterable[Problem]) -> Iterator[Problem]:
    """Tell equal problems of one sheet once, naming the first cells and counting the rest."""
    groups: dict[tuple[str, str, str, str], list[Problem]] = {}
    for problem in problems:
        sheet = problem.field.rpartition("!")[0]
        key = (sheet, repr(problem.value), problem.message.ja, problem.remedy.ja)
        groups.setdefault(key, []).append(problem)
    for (sheet, *_), same in groups.items():
        cells = list(dict.fromkeys(problem.field.rpartition("!")[2] for problem in same))
        if len(cells) == 1:
            yield same[0]
            continue
        rest = f" +{len(cells) - _CELLS_NAMED}" if len(cells) > _CELLS_NAMED else ""
        named = ", ".join(cells[:_CELLS_NAMED]) + rest
        yield replace(same[0], field=f"{sheet}!{named}" if sheet else named)
