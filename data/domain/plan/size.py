"""Refuses tables and objects longer than any plan before the work that every row of them would cost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

from data.domain.errors import Problem
from data.domain.plan.fields import Section
from data.domain.plan.messages import problem_of
from data.domain.plan.naming import pattern_of, pointer, shown
from data.domain.plan.rows import MAX_ROWS
from data.domain.plan.shape import ValueKind, shapes
from data.domain.wording import Text

MAX_FIELDS = 200
"""Most fields of one object; far above the longest section of any form."""
MOST_PROBLEMS = 1000
"""Problems told of one document; a person mends these first."""
_FIELDS = Text("項目の数が多すぎます（{n}個）。", "Too many fields ({n}).")
_FEWER = Text(
    f"一つの組の項目を{MAX_FIELDS}個以内にし、様式の項目だけを書いてください。",
    f"Write the fields of the form only, at most {MAX_FIELDS} in one object.",
)
_MORE = Text("このほかに{n}件の問題があります。", "There are {n} more problems.")
_AGAIN = Text(
    "示した問題を直してから、もう一度確認してください。", "Mend the problems shown, then check again."
)


def oversized(value: Any, model: type[Section], location: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Find tables of more than ``MAX_ROWS`` rows and objects of more than ``MAX_FIELDS`` fields.

    Nothing below them is looked at. Shapes have limits of their own and are passed over.
    """
    if isinstance(value, list | tuple):
        if len(value) > MAX_ROWS:
            yield _too_many_rows(value, model, location)
        else:
            for index, item in enumerate(value):
                yield from oversized(item, model, (*location, index))
    elif isinstance(value, Mapping) and not _is_shape(model, location):
        if len(value) > MAX_FIELDS:
            told = _FIELDS.filled(n=f"{len(value):,}")
            yield Problem(pointer(location), shown(value), told, _FEWER)
        else:
            for key, item in value.items():
                yield from oversized(item, model, (*location, str(key)))


def at_most(problems: Iterator[Problem], more: int = 0) -> list[Problem]:
    """Return the first ``MOST_PROBLEMS`` problems and, in one last problem, how many more there are.

    ``more`` counts those that the caller did not put into words.
    """
    first = list(islice(problems, MOST_PROBLEMS))
    rest = more + sum(1 for _ in problems)
    return [*first, Problem("", None, _MORE.filled(n=f"{rest:,}"), _AGAIN)] if rest else first


def _is_shape(model: type[Section], location: tuple[str | int, ...]) -> bool:
    known = shapes(model).get(pattern_of(location))
    return known is not None and known.kind is ValueKind.GEOMETRY


def _too_many_rows(value: Any, model: type[Section], location: tuple[str | int, ...]) -> Problem:
    limits = {"max_length": MAX_ROWS}
    return problem_of({"type": "too_long", "loc": location, "msg": "", "input": value, "ctx": limits}, model)
