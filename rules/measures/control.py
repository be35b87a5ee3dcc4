"""Technologies of a plan that bear the name of one under the prior-report scheme of export control."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml

from data.domain.evidence import Missing
from data.domain.plan.fields import means
from data.domain.wording import Text
from rules.engine.facts import Facts, Measure
from rules.measures import strategic
from rules.measures.names import normalised

_NO_PRODUCT = Text("製品・技術等が特定されていません", "no product or technology is named")


@dataclass(frozen=True, slots=True)
class ListedTechnology:
    """A technology of the list, with the line it stands in and the spellings it is known by."""

    name: str
    document: str
    line: int
    spellings: tuple[str, ...]


@cache
def prior_report_list() -> tuple[ListedTechnology, ...]:
    """Return the technologies whose transfer needs a prior report, in the order of the source."""
    text = files("rules").joinpath("catalogues", "prior_report.yaml").read_text(encoding="utf-8")
    catalogue = yaml.safe_load(text)
    return tuple(
        ListedTechnology(
            e["ja"], catalogue["document"], e["line"], (e["ja"], *(str(s) for s in e["spellings"]))
        )
        for e in catalogue["technologies"]
    )


@cache
def _by_spelling() -> dict[str, ListedTechnology]:
    return {normalised(s): item for item in prior_report_list() for s in item.spellings}


def _candidates(facts: Facts, row: str) -> object:
    named, gap = _named(facts)
    listed = [_by_spelling()[normalised(n)] for n in named if normalised(n) in _by_spelling()]
    if not listed and gap is not None:
        return gap
    return tuple(f"{item.name}（{item.document} {item.line}行）" for item in dict.fromkeys(listed))


def _named(facts: Facts) -> tuple[list[str], Missing | None]:
    names, first_gap = [], None
    if facts.defines(strategic.TABLE):
        chosen = strategic.named_products(facts)
        return chosen, None if chosen else Missing(strategic.TABLE, _NO_PRODUCT)
    for table, column in (("product.technologies", "name"), ("value_chain", "item")):
        if not facts.defines(table):
            continue
        rows = facts.rows(table)
        if isinstance(rows, Missing):
            first_gap = first_gap or rows
            continue
        cells = [facts.known(f"{row}.{column}") for row in rows]
        names += [str(cell[0]) for cell in cells if not isinstance(cell, Missing)]
    return names, first_gap


MEASURES = (
    Measure(
        "technology_control.candidates",
        means("事前報告の対象技術と名称が一致するもの", "names on the prior-report list"),
        _candidates,
    ),
)
