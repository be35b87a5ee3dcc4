"""Ten thousand plans made from the samples: amounts, years and days varied, fields left out, seeded."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.rules.demands import DEMANDS, paths_of
from data.domain.evidence import Fact
from data.domain.plan.document import PlanDocument
from data.domain.plan.reading import read_plan_file

SEED = 20261123
ON = date(2026, 11, 1)
SAMPLES = Path(__file__).parents[2] / "data" / "samples"
LEFT_OUT = 0.05
"""Share of sections and of fields that a plan does not state."""
Plans = list[tuple[PlanDocument, Mapping[str, Fact]]]


def plans_of(count: int, types: tuple[str, ...] | None = None) -> Plans:
    """Return ``count`` varied plans of the samples' types, or of ``types`` only; layers were not measured."""
    chance = random.Random(SEED)  # noqa: S311 - made-up plans, no secret
    samples = [read_plan_file(path) for path in sorted(SAMPLES.glob("*.yaml"))]
    chosen = [sample for sample in samples if types is None or str(sample.plan_type) in types]
    return [(_varied(chosen[number % len(chosen)], chance), {}) for number in range(count)]


def flat(plans: Plans) -> dict[str, dict[str, list[Any]]]:
    """Return by type and path what the demands read: numbers, words, days as ordinals, none if absent."""
    found: dict[str, dict[str, list[Any]]] = {}
    for plan_type in DEMANDS:
        documents = [document for document, _ in plans if str(document.plan_type) == plan_type]
        found[plan_type] = {
            path: [_simple(_at(document, path)) for document in documents] for path in paths_of(plan_type)
        }
    return found


def _at(document: Any, path: str) -> Any:
    for name in path.split("."):
        document = None if document is None else getattr(document, name)
    return document


def _simple(value: Any) -> Any:
    if isinstance(value, date):
        return value.toordinal()
    if value is None or isinstance(value, bool | int):
        return value
    return str(value) if isinstance(value, str) else float(value)


def _varied(value: Any, chance: random.Random) -> Any:
    changes: dict[str, Any] = {}
    for name, of_field in type(value).model_fields.items():
        inner = getattr(value, name)
        if inner is None:
            continue
        if not of_field.is_required() and name != "footprint" and chance.random() < LEFT_OUT:
            changes[name] = None
        elif hasattr(type(inner), "model_fields"):
            changes[name] = _varied(inner, chance)
        elif name.endswith("_yen"):
            changes[name] = inner + chance.choice((0, 0, 1, -1, inner // 3, inner // 50))
        elif name == "year":
            changes[name] = inner + chance.choice((0, 0, 0, 1))
        elif name in ("start", "date"):
            changes[name] = inner + timedelta(days=chance.choice((0, 0, 200)))
    return value.model_copy(update=changes)
