"""Technologies under the prior-report scheme that an application's own words mention; by name only."""

from __future__ import annotations

from collections.abc import Iterator

from data.domain.evidence import Known, Missing
from data.domain.plan.fields import means
from rules.engine.facts import Facts, Measure
from rules.measures.control import prior_report_list
from rules.measures.names import normalised

_SHORTEST = 4
"""A shorter spelling is found inside other words too easily to mean anything."""
_TABLES = (
    ("statements", "text"),
    ("statements", "evidence"),
    ("sides", "text"),
    ("contributions", "description"),
)


def _words(facts: Facts) -> Iterator[str]:
    for path in ("title", "summary"):
        found = facts.at(path)
        if isinstance(found, Known):
            yield str(found.value)
    for table, column in _TABLES:
        if not facts.defines(table):
            continue
        rows = facts.rows(table)
        cells = () if isinstance(rows, Missing) else tuple(facts.at(f"{row}.{column}") for row in rows)
        yield from (str(cell.value) for cell in cells if isinstance(cell, Known))


def _mentioned(facts: Facts, row: str) -> object:
    told = normalised(" ".join(_words(facts)))
    return tuple(
        f"{item.name}（{item.document} {item.line}行）"
        for item in prior_report_list()
        if any(len(n := normalised(s)) >= _SHORTEST and n in told for s in item.spellings)
    )


MEASURES = (
    Measure(
        "technology_control.mentioned",
        means("申請書の記述に現れる事前報告の対象技術", "technologies of the prior-report list mentioned"),
        _mentioned,
    ),
)
