"""The demands as a system of OpenFisca: a variable for each field, its mask and each demand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from openfisca_core.entities import Entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import Simulation, SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from bench.rules.demands import DEMANDS, INCOMPLETE, MET, NOT_MET, paths_of

WORDS = {"governor": 1.0}
"""Words that a demand asks for, as numbers; every other word is zero."""
DAY = "2026-11-01"


def variables_of(plan_type: str) -> list[str]:
    """Return the names of the variables that answer the demands."""
    return [f"answer_{name.replace('-', '_')}" for name in DEMANDS[plan_type]]


def simulation_of(plan_type: str, columns: dict[str, list[Any]]) -> Callable[[bool], Simulation]:
    """Return a maker of simulations with the inputs set and nothing calculated yet."""
    system = _system(plan_type)
    inputs = {}
    for path, values in columns.items():
        inputs[_field(path)] = np.array([_number(value) for value in values], dtype=np.float32)
        inputs[_mask(path)] = np.array([value is not None for value in values])
    count = len(next(iter(columns.values())))

    def fresh(trace: bool) -> Simulation:
        simulation = SimulationBuilder().build_default_simulation(system, count=count)
        for name, values in inputs.items():
            simulation.set_input(name, DAY, values)
        simulation.trace = trace
        return simulation

    return fresh


def _number(value: Any) -> float:
    return WORDS.get(value, 0.0) if isinstance(value, str) else float(value or 0)


def _field(path: str) -> str:
    return path.replace(".", "_")


def _mask(path: str) -> str:
    return f"{_field(path)}_stated"


def _system(plan_type: str) -> TaxBenefitSystem:
    entity = Entity("plan", "plans", "A plan", "")
    system = TaxBenefitSystem([entity])
    for path in paths_of(plan_type):
        system.add_variable(_variable(_field(path), entity, float))
        system.add_variable(_variable(_mask(path), entity, bool))
    for name, demand in zip(variables_of(plan_type), DEMANDS[plan_type].values(), strict=True):
        system.add_variable(_variable(name, entity, int, _formula(demand)))
    return system


def _variable(name: str, entity: Entity, of: type, formula: Any = None) -> type[Variable]:
    body = {"value_type": of, "entity": entity, "definition_period": DateUnit.DAY, "label": name}
    return type(name, (Variable,), body | ({"formula": formula} if formula else {}))


def _formula(demand: tuple[Any, ...]) -> Callable[..., Any]:
    left, mask = _field(demand[1]), _mask(demand[1])

    def stated(plan: Any, period: Any) -> Any:
        return np.where(plan(mask, period), MET, INCOMPLETE)

    def one_of(plan: Any, period: Any) -> Any:
        asked = WORDS.get(demand[2], float(demand[2]) if isinstance(demand[2], bool) else 0.0)
        met = plan(left, period) == asked
        return np.where(plan(mask, period), np.where(met, MET, NOT_MET), INCOMPLETE)

    def compared(plan: Any, period: Any) -> Any:
        known, right = plan(mask, period), demand[3]
        if isinstance(right, str):
            known = known & plan(_mask(right), period)
            right = plan(_field(right), period)
        met = {"<=": np.less_equal, "<": np.less, "==": np.equal}[demand[2]](plan(left, period), right)
        return np.where(known, np.where(met, MET, NOT_MET), INCOMPLETE)

    return {"stated": stated, "is": one_of, "compare": compared}[demand[0]]
