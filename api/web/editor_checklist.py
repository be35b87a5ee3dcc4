"""The live checklist beside the editor: findings on the copy, each leading to the fields it asks for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from api.web.editor_pages import EditorPage, anchor_of, page_of, pages_of
from data.domain.assessment import Assessment, Finding, Kind, Status
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.vocabulary import MEASURED

OPEN = (Status.NOT_MET, Status.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class FieldLink:
    """A field that a finding asks for: its name, and where it is edited."""

    label: Text
    page: str
    anchor: str


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One finding with the fields that would answer it."""

    finding: Finding
    links: tuple[FieldLink, ...]


@dataclass(frozen=True, slots=True)
class Checklist:
    """What the checklist says: lines still open, counts of requirements by answer, what holds back."""

    open: tuple[CheckLine, ...]
    judged: tuple[Finding, ...]
    counts: tuple[tuple[Status, int], ...]
    missing_items: tuple[str, ...]


def checklist(plan_type: PlanType, found: Assessment, missing_items: Iterable[str]) -> Checklist:
    """Arrange the findings on a copy: requirements not answered first, each with links to its fields."""
    demands = [finding for finding in found.findings if finding.kind is Kind.REQUIREMENT]
    still_open = [finding for finding in found.findings if finding.status in OPEN]
    still_open.sort(key=lambda finding: (finding.kind is not Kind.REQUIREMENT, OPEN.index(finding.status)))
    counted = [(status, sum(each.status is status for each in demands)) for status in Status]
    return Checklist(
        open=tuple(CheckLine(each, tuple(_links(plan_type, each))) for each in still_open),
        judged=tuple(each for each in demands if each.status is Status.NEEDS_REVIEW),
        counts=tuple((status, count) for status, count in counted if count),
        missing_items=tuple(missing_items),
    )


def open_on(lines: Checklist, page: EditorPage) -> int:
    """Return how many open requirements lead to a page."""
    return sum(
        any(link.page == page.key for link in line.links)
        for line in lines.open
        if line.finding.kind is Kind.REQUIREMENT
    )


def _links(plan_type: PlanType, finding: Finding) -> list[FieldLink]:
    found: dict[str, FieldLink] = {}
    for step in finding.steps:
        for read in step.inputs:
            page = page_of(plan_type, read.path) if read.path not in MEASURED else None
            if page is not None and step.status in OPEN:
                anchor = anchor_of(read.path)
                found.setdefault(anchor, FieldLink(read.label, page.key, anchor))
    return list(found.values())


def titles(plan_type: PlanType) -> dict[str, Text]:
    """Return the titles of the pages by key."""
    return {page.key: page.title for page in pages_of(plan_type)}
