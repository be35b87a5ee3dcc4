"""``python -m bench.rules``: contenders side by side on the same plans, each in its own process."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.peers import ROOT, python_of_peers
from bench.report import machine, save, show
from bench.rules import ours
from bench.rules.demands import DEMANDS
from bench.rules.plans import flat, plans_of

PEERS = ("OpenFisca-core", "OpenFisca-core + trace", "zen-engine", "zen-engine + trace", "json-logic")
KEPT, KEPT_TRACED, OPENFISCA = "ours, columns kept", "ours, columns kept + trace", "OpenFisca-core"
REFERENCE = "ours, explained"
READ_TRACED, ZEN_TRACED = "ours, by column + trace", "zen-engine + trace"
STEPS = 16
"""The small run has this part of the plans; cost that grows linearly has slope 1."""
SLOPES = (KEPT, "ours, by column", REFERENCE)
TARGETS = (
    ("verdicts beside OpenFisca", KEPT, OPENFISCA, 1.5),
    ("verdicts beside plain Python", KEPT, "plain Python over pydantic", 30.0),
    ("traced beside zen-engine with trace", KEPT_TRACED, ZEN_TRACED, 8.0),
    ("traced, columns read within the time, beside zen-engine with trace", READ_TRACED, ZEN_TRACED, 8.0),
    ("every sentence written, beside zen-engine with trace", REFERENCE, ZEN_TRACED, 8.0),
)


class Run(NamedTuple):
    """What a contender took: seconds and peak memory."""

    seconds: float
    mib: int


def main() -> None:
    """Measure, print and keep."""
    wanted = _arguments()
    facts = machine(("numpy", "pydantic"))
    one = _one_plan()
    show("One plan with its full explanation, no database", one)
    peers = python_of_peers() if wanted.peers else None
    with tempfile.TemporaryDirectory() as folder:
        runs = _equivalent(wanted.plans, Path(folder), peers)
        differing = {name: _differing(Path(folder), name) for name in runs}
    small = {name: _ours(name, wanted.plans // STEPS) for name in SLOPES}
    whole = {name: _ours(name, wanted.whole) for name in ours.WHOLE}
    whole_small = {name: _ours(name, wanted.whole // STEPS) for name in ours.WHOLE}
    rows = [_row(name, run, runs, differing[name], small.get(name)) for name, run in runs.items()]
    counts = " + ".join(f"{len(demands)} on {plan_type}" for plan_type, demands in DEMANDS.items())
    show(f"Rules: {wanted.plans:,} plans of types B and C, demands: {counts}", rows)
    whole_rows = [_whole_row(name, run, whole_small[name], wanted.whole) for name, run in whole.items()]
    show(f"The whole rulebook: {wanted.whole:,} plans of seven types, measures and rows included", whole_rows)
    targets = _targets(runs)
    for line in targets:
        sys.stdout.write(f"{line['target']}: {line['times']} times, aim {line['aim']}\n")
    path = save(
        "rules", {"machine": facts, "one plan": one, "rows": rows, "whole": whole_rows, "targets": targets}
    )
    sys.stdout.write(f"{path}\n")


def _one_plan() -> list[dict[str, object]]:
    command = [sys.executable, "-m", "bench.rules.one_plan"]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603 - ours
    found: list[dict[str, object]] = json.loads(done.stdout)
    return found


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.rules", description=__doc__)
    parser.add_argument("--plans", type=int, default=10_000)
    parser.add_argument("--whole", type=int, default=10_000, help="plans for the whole rulebook")
    parser.add_argument("--no-peers", dest="peers", action="store_false", help="do not install or run peers")
    return parser.parse_args()


def _equivalent(count: int, folder: Path, peers: Path | None) -> dict[str, Run]:
    """Run every contender on the demands all can write, one after the other."""
    runs = {name: _ours(name, count, folder) for name in ours.CONTENDERS}
    if peers is not None:
        given = folder / "plans.json"
        given.write_text(json.dumps(flat(plans_of(count, tuple(DEMANDS)))), encoding="utf-8")
        for name in PEERS:
            runs[name] = _child([str(peers), "-m", "bench.rules.peers", name, str(given), str(folder)])
    return runs


def _ours(name: str, count: int, folder: Path | None = None) -> Run:
    kept = folder or Path(tempfile.gettempdir())
    return _child([sys.executable, "-m", "bench.rules.ours", name, str(count), str(kept)])


def _child(command: Sequence[str]) -> Run:
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)  # noqa: S603 - ours
    return Run(**json.loads(done.stdout.splitlines()[-1]))


def _differing(folder: Path, name: str) -> int:
    """Count the answers that are not those of the explained check."""
    return sum(
        int((np.load(folder / f"{name}-{kind}.npy") != np.load(folder / f"{REFERENCE}-{kind}.npy")).sum())
        for kind in DEMANDS
    )


def _row(name: str, run: Run, runs: dict[str, Run], differing: int, small: Run | None) -> dict[str, object]:
    return {
        "contender": name,
        "ms": round(run.seconds * 1000, 2),
        "times ours kept": round(run.seconds / runs[KEPT].seconds, 1),
        "slope": None if small is None else round(run.seconds / small.seconds / STEPS, 2),
        "peak MiB": run.mib,
        "answers that differ": differing,
    }


def _whole_row(name: str, run: Run, small: Run, count: int) -> dict[str, object]:
    return {
        "way": name,
        "seconds": round(run.seconds, 3),
        "ms for a plan": round(run.seconds / count * 1000, 3),
        "slope": round(run.seconds / small.seconds / STEPS, 2),
        "peak MiB": run.mib,
    }


def _targets(runs: dict[str, Run]) -> list[dict[str, object]]:
    return [
        {"target": title, "times": round(runs[other].seconds / runs[own].seconds, 1), "aim": aim}
        for title, own, other, aim in TARGETS
        if other in runs
    ]


if __name__ == "__main__":
    main()
