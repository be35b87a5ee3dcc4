"""Work grows with the rows of a table, not with their square: calls are counted, never time."""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from data.domain.plan.consistency import problems_in
from data.domain.plan.reading import document_in, read_plan
from rules.rulebooks import assess
from tests.rules.samples import FOLDER, ON, measured, names, sample

ROWS = 40
NAMED = ("name", "indicator", "item", "purpose", "technology")
Path = tuple[str, ...]
PLANS = {name: document_in(FOLDER / f"{name}.yaml") for name in names()}


def tables(content: Mapping[str, Any], path: Path = ()) -> Iterator[Path]:
    for key, value in content.items():
        if isinstance(value, list) and isinstance(value[0], dict):
            yield (*path, key)
        elif isinstance(value, dict) and key != "footprint":
            yield from tables(value, (*path, key))


EACH_ONCE = {
    (content["plan_type"], path): name for name, content in PLANS.items() for path in tables(content)
}
"""One sample for every table of every plan type."""


def grown(content: Mapping[str, Any], path: Path, rows: int) -> dict[str, Any]:
    """Repeat the rows of a table up to ``rows``, told apart by their names."""
    found = copy.deepcopy(dict(content))
    holder = found
    for step in path[:-1]:
        holder = holder[step]
    table = holder[path[-1]]
    holder[path[-1]] = [
        {
            key: f"{value}{number}" if key in NAMED else value
            for key, value in table[number % len(table)].items()
        }
        for number in range(rows)
    ]
    return found


def calls_of(work: Callable[[], object]) -> int:
    """Count the functions called on the way."""
    calls = 0

    def count(frame: object, event: str, argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("key", sorted(EACH_ONCE), ids=lambda key: f"{key[0]}-{'.'.join(key[1])}")
def test_twice_the_rows_are_no_more_than_twice_the_work(key: tuple[str, Path]) -> None:
    name, path = EACH_ONCE[key], key[1]
    facts = measured(sample(name))
    documents = [read_plan(grown(PLANS[name], path, ROWS * times)) for times in (1, 2, 4)]
    assess(documents[0], facts, ON)
    for work in (lambda d: assess(d, facts, ON), lambda d: problems_in(d, {})):
        one, two, four = (calls_of(lambda d=d, work=work: work(d)) for d in documents)  # type: ignore[misc]
        assert four - two <= 2.5 * (two - one) + ROWS, f"{one}, {two}, {four} calls"
