"""Sums of investment, value added and jobs over all plans sent, by field, block, status and type."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from sqlalchemy.orm import Session

from api.services import audit, snapshots
from data.db import actor_of
from data.domain.assessment import Status
from data.domain.audit import AuditEvent
from data.domain.exported import harmless
from data.domain.plan.document import PlanDocument
from data.domain.wording import Text
from data.orm import Application
from data.queries.reviews import outcomes
from data.reference.regions import regional_block
from rules.access import GeneralAction, require_generally
from rules.screening.portfolio import Entry, Group, Grouping, Sum, figures_of, sums

HEADINGS = (
    "区分", "値", "件数",
    "投資額計（円）", "投資額の記載件数",
    "付加価値額計（円）", "付加価値額の記載件数",
    "雇用増計（人）", "雇用の記載件数",
)  # fmt: skip


def groups(session: Session) -> Sequence[Group]:
    """Return the sums over the cases one may know, all of them first, and record the read.

    A plan of several fields counts once in each. Raises ``NotAllowed`` outside the ministry.
    """
    found = _groups(session)
    audit.record(session, AuditEvent.CONFIDENTIAL_READ, "portfolio", "all", after={"rows": len(found)})
    return found


def _groups(session: Session) -> Sequence[Group]:
    require_generally(actor_of(session), GeneralAction.SEE_PORTFOLIO)
    sent = outcomes.sent_documents(session)
    return sums([_entry(each.case, snapshots.document_kept(each.document)) for each in sent])


@dataclass(frozen=True, slots=True)
class CriterionCount:
    """A requirement with how many plans as sent have each answer of the machine."""

    criterion: str
    title: Text
    by: Mapping[Status, int]

    @property
    def failing(self) -> int:
        """Plans that do not meet it."""
        return self.by.get(Status.NOT_MET, 0)

    @property
    def lacking(self) -> int:
        """Plans that do not say enough."""
        return self.by.get(Status.INCOMPLETE, 0)


def criteria(session: Session) -> list[CriterionCount]:
    """Return the requirements by how many plans fail them, the most first; then by how many lack evidence.

    Counted are the answers frozen with the versions sent last, before any judgement. Raises ``NotAllowed``.
    """
    require_generally(actor_of(session), GeneralAction.SEE_PORTFOLIO)
    found: dict[str, CriterionCount] = {}
    for row in outcomes.finding_counts(session):
        known = found.get(row.criterion)
        title = known.title if known else Text(row.title_ja, row.title_en)
        by = {**(known.by if known else {}), Status(row.status): row.plans}
        found[row.criterion] = CriterionCount(row.criterion, title, by)
    return sorted(found.values(), key=lambda each: (-each.failing, -each.lacking, each.criterion))


def as_csv(session: Session) -> bytes:
    """Return the sums as CSV in UTF-8 with BOM, one value per cell; a figure nobody states is blank."""
    found = _groups(session)
    out = StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADINGS)
    for group in found:
        name = group.grouping.text.ja if group.grouping else "全体"
        figures = (group.investment_yen, group.value_added_yen, group.jobs)
        cells = [cell for figure in figures for cell in _cells(figure)]
        writer.writerow([name, harmless(group.key or ""), group.jobs.plans, *cells])
    audit.record(session, AuditEvent.EXPORTED, "portfolio", "all", after={"rows": len(found)})
    return out.getvalue().encode("utf-8-sig")


def _cells(figure: Sum) -> tuple[int | str, int]:
    return ("" if figure.total is None else figure.total, figure.stated)


def _entry(case: Application, document: PlanDocument) -> Entry:
    fields = {row.field_id for row in getattr(document, "fields", None) or ()}
    pairs: set[tuple[Grouping, str | None]] = {
        (Grouping.BLOCK, regional_block(document.body[:2]).key),
        (Grouping.STATUS, case.state),
        (Grouping.PLAN_TYPE, case.plan_type),
        *((Grouping.FIELD, field) for field in fields or {None}),
    }
    return Entry(figures_of(document), frozenset(pairs))
