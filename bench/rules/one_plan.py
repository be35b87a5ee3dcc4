"""One plan with its full explanation, as a person checks it: milliseconds by plan type over the samples.

Garbage collection is settled after the warming rounds as the served product settles it at its start; else a
full collection looks at every object of the program, and now and then a check waits for it.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections import defaultdict

from api.cli.serve import settle
from bench.rules.plans import ON, SAMPLES
from data.domain.plan.document import PlanDocument
from data.domain.plan.reading import read_plan_file
from rules.rulebooks import assess

ROUNDS, WARMING = 60, 3
P95 = 19
"""Place of the 95th percentile among the cut points of twenty parts."""


def rows() -> list[dict[str, object]]:
    """Return median and 95th percentile for each plan type; samples take turns, so that none is favoured."""
    samples = [read_plan_file(path) for path in sorted(SAMPLES.glob("*.yaml"))]
    taken: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for sample in samples * WARMING:
        assess(sample, {}, ON)
    settle()
    for sample in samples * ROUNDS:
        taken[str(sample.plan_type)].append(_timed(sample))
    return [_row(plan_type, *zip(*taken[plan_type], strict=True)) for plan_type in sorted(taken)]


def _row(
    plan_type: str, waited: tuple[float, ...], worked: tuple[float, ...], steps: tuple[int, ...]
) -> dict[str, object]:
    return {
        "plan type": plan_type,
        "samples": len(waited) // ROUNDS,
        "steps explained": round(statistics.median(steps)),
        "median ms": round(statistics.median(waited), 2),
        "p95 ms": round(statistics.quantiles(waited, n=20)[P95 - 1], 2),
        "median ms of processor": round(statistics.median(worked), 2),
        "least ms": round(min(waited), 2),
    }


def _timed(sample: PlanDocument) -> tuple[float, float, int]:
    """Milliseconds by the clock and of the processor, which other programs delay, and the steps explained."""
    clock, processor = time.perf_counter(), time.process_time()
    found = assess(sample, {}, ON)
    waited, worked = time.perf_counter() - clock, time.process_time() - processor
    return waited * 1000, worked * 1000, sum(len(finding.steps) for finding in found.findings)


if __name__ == "__main__":
    sys.stdout.write(json.dumps(rows()) + "\n")
