"""Contenders of other makers on the same demands and plans; runs where they are installed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.rules.demands import DEMANDS, INCOMPLETE, MET, NOT_MET
from bench.rules.timing import timed, told

Flat = dict[str, dict[str, list[Any]]]
Answers = dict[str, Any]


def rows_of(given: Flat) -> dict[str, list[dict[str, Any]]]:
    """Return each plan as one dictionary, names without dots."""
    return {
        plan_type: [
            dict(zip([_name(path) for path in paths], values, strict=True))
            for values in zip(*paths.values(), strict=True)
        ]
        for plan_type, paths in given.items()
    }


def _name(path: str) -> str:
    return path.replace(".", "_")


def openfisca(given: Flat, *, trace: bool) -> tuple[float, Answers]:
    """Calculate one variable for each demand, vectorised; inputs are set before the time is taken."""
    from bench.rules.openfisca_system import DAY, simulation_of, variables_of  # noqa: PLC0415 - only where installed

    ready = {plan_type: simulation_of(plan_type, columns) for plan_type, columns in given.items()}

    def work(simulations: dict[str, Any]) -> Answers:
        return {
            plan_type: [simulation.calculate(name, DAY) for name in variables_of(plan_type)]
            for plan_type, simulation in simulations.items()
        }

    return timed(work, lambda: {plan_type: fresh(trace) for plan_type, fresh in ready.items()})


def zen(given: Flat, *, trace: bool) -> tuple[float, Answers]:
    """Evaluate one decision with an expression for each demand, in one batch for each plan type."""
    import zen as library  # noqa: PLC0415 - only where installed

    content = {plan_type: _decision(plan_type) for plan_type in DEMANDS}
    engine = library.ZenEngine({"loader": {"type": "static", "content": content}})
    requests = {
        plan_type: [{"key": plan_type, "context": row} for row in rows]
        for plan_type, rows in rows_of(given).items()
    }

    def work() -> dict[str, list[Any]]:
        return {t: engine.evaluate_batch(asked, {"trace": trace}) for t, asked in requests.items()}

    seconds, answered = timed(work)
    return seconds, {
        plan_type: [[each["data"]["result"][_name(name)] for each in answered[plan_type]] for name in demands]
        for plan_type, demands in _named().items()
    }


def _named() -> dict[str, list[str]]:
    return {plan_type: [name.replace("-", "_") for name in demands] for plan_type, demands in DEMANDS.items()}


def _decision(plan_type: str) -> dict[str, Any]:
    expressions = [
        {"id": name, "key": name.replace("-", "_"), "value": _expression(demand)}
        for name, demand in DEMANDS[plan_type].items()
    ]
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode", "content": {}},
        {
            "id": "demands",
            "name": "demands",
            "type": "expressionNode",
            "content": {"expressions": expressions},
        },
        {"id": "out", "name": "out", "type": "outputNode", "content": {}},
    ]
    ways = [("in", "demands"), ("demands", "out")]
    edges = [
        {"id": f"{a}-{b}", "sourceId": a, "targetId": b, "type": "edge", "name": f"{a}-{b}"} for a, b in ways
    ]
    return {"nodes": nodes, "edges": edges}


def _expression(demand: tuple[Any, ...]) -> str:
    left = _name(demand[1])
    if demand[0] == "stated":
        return f"{left} == null ? {INCOMPLETE} : {MET}"
    if demand[0] == "is":
        asked = json.dumps(demand[2])
        return f"{left} == null ? {INCOMPLETE} : ({left} == {asked} ? {MET} : {NOT_MET})"
    right = _name(demand[3]) if isinstance(demand[3], str) else str(demand[3])
    gap = f"{left} == null" + (f" or {right} == null" if isinstance(demand[3], str) else "")
    return f"({gap}) ? {INCOMPLETE} : ({left} {demand[2]} {right} ? {MET} : {NOT_MET})"


def json_logic(given: Flat) -> tuple[float, Answers]:
    """Apply one rule for each demand and plan."""
    from json_logic import jsonLogic  # noqa: PLC0415 - only where installed

    rules = {t: [_rule(demand) for demand in of.values()] for t, of in DEMANDS.items()}
    rows = rows_of(given)

    def work() -> Answers:
        return {t: [[jsonLogic(rule, row) for row in rows[t]] for rule in of] for t, of in rules.items()}

    return timed(work)


def _rule(demand: tuple[Any, ...]) -> dict[str, Any]:
    left = {"var": _name(demand[1])}
    gap: dict[str, Any] = {"===": [left, None]}
    if demand[0] == "stated":
        return {"if": [gap, INCOMPLETE, MET]}
    if demand[0] == "is":
        return {"if": [gap, INCOMPLETE, {"===": [left, demand[2]]}, MET, NOT_MET]}
    right: Any = demand[3]
    if isinstance(right, str):
        right = {"var": _name(right)}
        gap = {"or": [gap, {"===": [right, None]}]}
    return {"if": [gap, INCOMPLETE, {demand[2]: [left, right]}, MET, NOT_MET]}


CONTENDERS: dict[str, Callable[[Flat], tuple[float, Answers]]] = {
    "OpenFisca-core": lambda given: openfisca(given, trace=False),
    "OpenFisca-core + trace": lambda given: openfisca(given, trace=True),
    "zen-engine": lambda given: zen(given, trace=False),
    "zen-engine + trace": lambda given: zen(given, trace=True),
    "json-logic": json_logic,
}


def main(contender: str, plans: str, folder: str) -> None:
    """Measure one contender on the flat plans in the file ``plans`` and print a line of JSON."""
    given: Flat = json.loads(Path(plans).read_text(encoding="utf-8"))
    seconds, answers = CONTENDERS[contender](given)
    told(seconds, answers, Path(folder), contender)


if __name__ == "__main__":
    main(*sys.argv[1:])
