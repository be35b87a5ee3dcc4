"""Looks for the technologies a plan names in the State's catalogues: candidates shown, none chosen.

A candidate says that names are alike, never that a technology is or is not the one listed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.plan.document import PlanDocument
from data.domain.wording import Text
from data.reference.catalogues.critical import CERTAINTY_NAMES, category_names, critical_goods
from data.reference.catalogues.entries import Entry, catalogues
from data.reference.catalogues.matching import Candidate, match
from data.reference.catalogues.mentions import mentions
from data.reference.catalogues.scoring import MatchKind
from data.reference.fields import products

MATCHES, CONTROLLED, CRITICAL = "technology.matches", "technology.controlled", "technology.critical"
PATHS = (MATCHES, CONTROLLED, CRITICAL)
MOST_NAMES = 100
"""Names compared at most; what is left out is said."""
MOST_SHOWN = 3
"""Candidates shown for a name beside the exact ones."""
LONGEST_SHOWN = 30
LONGEST_COMPARED = 200
_LOOSE = frozenset({MatchKind.SIMILAR, MatchKind.WORD})
"""Likeness too loose to trouble a reviewer with a list that asks for action."""
_PRIOR_REPORT, _CRITICAL_GOODS = "prior-report", "critical"
_TABLES = (("product.technologies", "name"), ("value_chain", "item"))
_TEXTS = (
    ("statements", ("text", "evidence")),
    ("sides", ("text", "evidence")),
    ("contributions", ("description",)),
)
_BY_NAME = SourceRef(
    "catalogue",
    Text(
        "戦略分野・重要技術・重要物資の一覧との名称の照合", "names compared with the catalogues of S0 to S4"
    ),
    "reference/catalogues",
)
_NONE_NAMED = Text(
    "照合する技術・部品・工程の名称の記載がありません", "no technology, part or process is named to look for"
)
_NAME_THEM = Text(
    "実装する技術と、部品・技術・工程の名称を記載してください。",
    "Name the technologies and the parts, technologies and processes of the value chain.",
)


@dataclass(frozen=True, slots=True)
class _Named:
    """What a plan names; ``whole`` says that every table which may name something does."""

    names: tuple[str, ...]
    left_out: int
    whole: bool


def measured(document: PlanDocument) -> dict[str, Fact]:
    """Return the three facts on technologies of a plan; no database is needed."""
    found = _of_texts(document) if hasattr(document, "electricity") else _of_names(_named(document))
    return {fact.path: fact for fact in found}


def _named(document: PlanDocument) -> _Named:
    tables = [_column(document, path, column) for path, column in _tables_of(document)]
    names = tuple(dict.fromkeys(name for column in tables for name in column or ()))
    return _Named(names[:MOST_NAMES], max(0, len(names) - MOST_NAMES), all(tables))


def _tables_of(document: PlanDocument) -> Iterator[tuple[str, str]]:
    if hasattr(document, "fields"):
        yield "fields", "product_id"
        return
    yield from (table for table in _TABLES if hasattr(document, table[0].partition(".")[0]))


def _column(document: PlanDocument, path: str, column: str) -> tuple[str, ...]:
    rows: Any = document
    for name in path.split("."):
        rows = getattr(rows, name, None)
    stated = (getattr(row, column, None) for row in rows or ())
    return tuple(_name(str(value))[:LONGEST_COMPARED] for value in stated if value is not None)


def _name(stated: str) -> str:
    product = products().get(stated)
    return product.name.ja if product else stated


def _of_names(named: _Named) -> Iterator[Fact]:
    if not named.names:
        yield from (Missing(path, _NONE_NAMED, _NAME_THEM) for path in PATHS)
        return
    found = {name: match(name) for name in named.names}
    lines = [_told(name, candidates) for name, candidates in found.items()]
    if named.left_out:
        lines.append(
            f"ほか{named.left_out}件の名称は照合していません（一度に照合するのは{MOST_NAMES}件まで）"
        )
    yield Known(MATCHES, tuple(lines), _BY_NAME)
    yield _listed(CONTROLLED, _PRIOR_REPORT, found, named)
    yield _listed(CRITICAL, _CRITICAL_GOODS, found, named)


def _told(name: str, candidates: Sequence[Candidate]) -> str:
    exact = [each for each in candidates if each.status == "exact"]
    near = [each for each in candidates if each.status != "exact"][:MOST_SHOWN]
    words = "、".join(f"{_cited(each.entry)}：{each.why.ja}" for each in (*exact, *near))
    return f"{_short(name)} → {words or '候補なし'}"


def _listed(path: str, catalogue: str, found: dict[str, tuple[Candidate, ...]], named: _Named) -> Fact:
    lines = [
        f"{_short(name)} → {_in_list(each.entry)}"
        for name, candidates in found.items()
        for each in candidates
        if each.entry.catalogue == catalogue and not each.entry.heading and each.kind not in _LOOSE
    ]
    if not lines and not named.whole:
        return Missing(path, _NONE_NAMED, _NAME_THEM)
    return Known(path, tuple(lines), _BY_NAME)


def _of_texts(document: PlanDocument) -> Iterator[Fact]:
    told = " ".join(_texts(document))
    controlled, critical = (
        tuple(_in_list(each.entry) for each in mentions(told, catalogue))
        for catalogue in (_PRIOR_REPORT, _CRITICAL_GOODS)
    )
    yield Known(MATCHES, (*controlled, *critical), _BY_NAME)
    yield Known(CONTROLLED, controlled, _BY_NAME)
    yield Known(CRITICAL, critical, _BY_NAME)


def _texts(document: PlanDocument) -> Iterator[str]:
    yield from (text for text in (document.title, document.summary) if text)
    for table, columns in _TEXTS:
        for row in getattr(document, table, None) or ():
            yield from (str(text) for column in columns if (text := getattr(row, column)) is not None)


def _in_list(entry: Entry) -> str:
    good = critical_goods().get(entry.id)
    if good is None:
        return f"{entry.name.ja}（{entry.document} {entry.cited_lines}行）"
    category = category_names()[good.category].ja if good.category else "区分不明"
    sure = (entry.caveat or CERTAINTY_NAMES[good.certainty]).ja
    return f"{entry.name.ja}（{entry.document} {entry.cited_lines}行、{category}：{sure}）"


def _cited(entry: Entry) -> str:
    title = catalogues()[entry.catalogue].title.ja
    return f"{entry.name.ja}（{title}、{entry.document} {entry.cited_lines}行）"


def _short(name: str) -> str:
    return name if len(name) <= LONGEST_SHOWN else f"{name[:LONGEST_SHOWN]}…"
