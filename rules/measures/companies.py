"""What follows from the companies of a plan: sound numbers, the author's rank, names that must not leak."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

from data.domain.corporate_number import is_valid
from data.domain.evidence import Known, Missing
from data.domain.plan.fields import means
from data.domain.plan.kinds import Office
from rules.engine.measuring import Asked, Measure
from rules.measures.names import normalised

_NUMBER = re.compile(r"\d{13}")
WHOLE_PREFECTURE = "000"


def _number_is_valid(facts: Asked, row: str) -> object:
    number = facts.known(f"{row}.corporate_number")
    return number if isinstance(number, Missing) else is_valid(number[0])


def _author_is_prefecture(facts: Asked, row: str) -> object:
    body = facts.known("body")
    return body if isinstance(body, Missing) else body[0].endswith(WHOLE_PREFECTURE)


def _offices(facts: Asked, row: str) -> object:
    """Return the offices of the heads of the body and the joint bodies."""
    body, joint = facts.known("body"), facts.at("joint_bodies")
    if isinstance(body, Missing):
        return body
    codes = (body[0], *(joint.value if isinstance(joint, Known) and isinstance(joint.value, tuple) else ()))
    heads = {Office.GOVERNOR if code.endswith(WHOLE_PREFECTURE) else Office.MAYOR for code in codes}
    return tuple(office for office in Office if office in heads)


def _announced_by_head(facts: Asked, row: str) -> object:
    match facts.known("announcement.office", "author.offices"):
        case (office, heads):
            return office in heads
        case gap:
            return gap


def _names(facts: Asked, row: str) -> object:
    """Return every company name of the plan, listed or behind an investment; none is no gap here."""
    found = []
    for table, column in (("companies", "name"), ("investment.rows", "company")):
        if not facts.defines(table):
            continue
        rows = facts.rows(table)
        cells = () if isinstance(rows, Missing) else tuple(facts.known(f"{r}.{column}") for r in rows)
        found += [normalised(cell[0]) for cell in cells if not isinstance(cell, Missing)]
    return tuple(sorted(set(found)))


@dataclass(frozen=True, slots=True)
class _NameIndex:
    """Names by their first letters, so that a text is searched once and not once for each name."""

    letters: int
    by_start: dict[str, frozenset[str]]

    def found_in(self, text: str) -> bool:
        """Tell whether one of the names stands in ``text``."""
        starts = (at for at in range(len(text)) if text[at : at + self.letters] in self.by_start)
        return any(self._stands_at(text, at) for at in starts)

    def _stands_at(self, text: str, at: int) -> bool:
        names = self.by_start[text[at : at + self.letters]]
        return any(text[at : at + length] in names for length in {len(name) for name in names})


def _name_index(facts: Asked) -> _NameIndex | Missing:
    names = facts.known("disclosure.company_names")
    if isinstance(names, Missing):
        return names
    told = [name for name in names[0] if name]
    letters = min(map(len, told), default=1)
    by_start: dict[str, set[str]] = defaultdict(set)
    for name in told:
        by_start[name[:letters]].add(name)
    return _NameIndex(letters, {start: frozenset(some) for start, some in by_start.items()})


def _names_company(facts: Asked, row: str) -> object:
    purpose, names = facts.known(f"{row}.purpose"), facts.once(_name_index)
    if isinstance(purpose, Missing):
        return purpose
    if isinstance(names, Missing):
        return names
    told = normalised(purpose[0])
    return bool(_NUMBER.search(told)) or names.found_in(told)


MEASURES = (
    Measure(
        "companies[].number_is_valid",
        means("法人番号の検査用数字の正否", "check digit of the corporate number is right"),
        _number_is_valid,
    ),
    Measure(
        "author.is_prefecture",
        means("作成主体が都道府県であること", "the author is a prefecture"),
        _author_is_prefecture,
    ),
    Measure(
        "author.offices",
        means("作成主体の長の職", "offices of the heads of the bodies"),
        _offices,
    ),
    Measure(
        "announcement.by_head",
        means("発表者が作成主体の長であること", "announced by the head of a body of the plan"),
        _announced_by_head,
    ),
    Measure(
        "disclosure.company_names",
        means("計画に現れる企業名", "company names of the plan", confidential=True),
        _names,
    ),
    Measure(
        "investment.rows[].names_company",
        means("投資内容から企業が分かるか", "the purpose tells the company"),
        _names_company,
    ),
)
