"""Reads the cases that officers write: a sentence, a change to the base plan, and what is expected of it."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from data.domain.assessment import Assessment
from data.domain.evidence import Fact, Known
from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import document_in, read_plan
from rules.rulebooks import assess
from tests.rules.samples import BOUNDARIES, FOLDER, ON, measured

CASES = Path(__file__).parent / "cases"
_STEP = re.compile(r"([a-z0-9_]+)|\[(\d+)\]")


@dataclass(frozen=True)
class Case:
    """One case; ``change`` maps paths to new values, null taking the value away."""

    name: str
    plan_type: PlanType
    file: str
    base: str
    on: date
    change: Mapping[str, Any]
    measured: Mapping[str, Any]
    keep: tuple[str, ...]
    expect: Mapping[str, str]
    says: Mapping[str, list[str]] = field(default_factory=dict)

    def assessed(self) -> Assessment:
        """Assess the base plan with the changes of this case."""
        document, facts = self.facts()
        return assess(document, facts, self.on)

    def facts(self) -> tuple[PlanDocument, dict[str, Fact]]:
        """Return the base plan with the changes of this case, and what is measured of it."""
        content = copy.deepcopy(dict(document_in(FOLDER / f"{self.base}.yaml")))
        if self.keep:
            content = {key: content[key] for key in self.keep}
        for path, value in self.change.items():
            change(content, path, value)
        document = read_plan(content)
        facts = measured(document)
        for path, value in self.measured.items():
            facts.pop(path, None)
            if value is not None:
                known = tuple(value) if isinstance(value, list) else value
                facts[path] = Known(path, known, BOUNDARIES)
        return document, facts


def cases() -> list[Case]:
    """Return every case of every file."""
    return [case for path in sorted(CASES.glob("*/*.yaml")) for case in _cases_in(path)]


def _cases_in(path: Path) -> list[Case]:
    content = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return [
        Case(
            name=entry["name"],
            plan_type=PlanType(path.parent.name.upper()),
            file=f"{path.parent.name}/{path.name}",
            base=entry.get("base", content["base"]),
            on=entry.get("day", ON),
            change=entry.get("change", {}),
            measured=entry.get("measured", {}),
            keep=tuple(entry.get("keep", ())),
            expect=entry["expect"],
            says=entry.get("says", {}),
        )
        for entry in content["cases"]
    ]


def change(content: dict[str, Any], path: str, value: Any) -> None:
    """Set the value at ``path`` in plain document values; ``None`` takes it away; a new last row is added."""
    steps = [int(index) if index else name for name, index in _STEP.findall(path)]
    holder: Any = content
    for step in steps[:-1]:
        holder = holder[step]
    last = steps[-1]
    if isinstance(holder, list):
        _change_row(holder, int(last), value)
    elif value is None:
        holder.pop(last, None)
    else:
        holder[last] = value


def _change_row(rows: list[Any], index: int, value: Any) -> None:
    if value is None:
        del rows[index]
    elif index == len(rows):
        rows.append(value)
    else:
        rows[index] = value
