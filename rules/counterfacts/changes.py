"""Changes to a copy of a plan: single values of the document or of a measured table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from data.domain.evidence import Fact, Known
from data.domain.plan.document import PlanDocument
from data.domain.plan.notation import to_json

_STEP = re.compile(r"([a-z0-9_]+)|\[(\d+)\]")
Changes = Mapping[str, object]
"""New values by path; a path one past the last row of a list adds to it."""
Remeasure = Callable[[PlanDocument], Mapping[str, Fact]]
"""Gives the measured facts on a changed document."""
MEASURED_CELLS = re.compile(r"plot_groups\[\d+\]\.(?:area_ha|radius_km)")
"""What is measured and can still be told as a change to make: more land, nearer together."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A document with what was measured of it, and how to measure it anew once it is changed."""

    document: PlanDocument
    measured: Mapping[str, Fact]
    remeasure: Remeasure

    def changed(self, changes: Changes) -> Plan | None:
        """Return a copy with ``changes``; none when the model refuses one of them."""
        of_document = {path: v for path, v in changes.items() if not MEASURED_CELLS.fullmatch(path)}
        document = _document(self.document, of_document)
        if document is None:
            return None
        measured = dict(self.remeasure(document)) if of_document else dict(self.measured)
        for path, value in changes.items():
            if path not in of_document:
                table, _, cell = path.partition("[")
                index, _, column = cell.partition("].")
                measured[table] = _with_cell(measured[table], int(index), column, value)
        return replace(self, document=document, measured=measured)


def _document(document: PlanDocument, changes: Changes) -> PlanDocument | None:
    if not changes:
        return document
    content = document.model_dump(mode="json", exclude_none=True)
    for path, value in changes.items():
        _put(content, path, value)
    try:
        return type(document).model_validate_json(to_json(content))
    except ValidationError:
        return None


def _put(content: dict[str, Any], path: str, value: object) -> None:
    steps = [int(index) if index else name for name, index in _STEP.findall(path)]
    holder: Any = content
    for step in steps[:-1]:
        holder = holder[step]
    last = steps[-1]
    if isinstance(holder, list) and last == len(holder):
        holder.append(_plain(value))
    else:
        holder[last] = _plain(value)


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _with_cell(table: Fact, index: int, column: str, value: object) -> Fact:
    if not isinstance(table, Known) or not isinstance(table.value, tuple):
        raise TypeError("only a measured table has cells")
    rows = list(table.value)
    rows[index] = rows[index].model_copy(update={column: Decimal(str(value))})
    return replace(table, value=tuple(rows))
