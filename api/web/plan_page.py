"""What the page of one plan shows, gathered from the stored plan and its latest assessment."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import groupby
from typing import Any

from sqlalchemy.orm import Session

from api.services import advice, facts, publication, screening
from api.web import filters, plan_words
from data.domain.assessment import Kind, Status, finding_id
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.meaning import meanings
from data.domain.wording import Text
from data.orm.assessment import StoredAssessment
from data.orm.plan import FootprintOrigin, Plan
from data.reference.catalogues.support import APPLICABILITY_NAMES

HEADER = (
    "industry",
    "summary",
    "product.name",
    "targets.sales_yen",
    "targets.value_added_yen",
    "targets.year",
    "investment.total_yen",
)
"""What a reader wants to know of a plan before its findings; paths a plan type lacks are left out."""
ORIGIN_WORDS = {
    FootprintOrigin.STATED: Text("申請書の図形", "drawn in the plan"),
    FootprintOrigin.MUNICIPALITIES: Text("対象市区町村の境界", "joined from its municipalities"),
    FootprintOrigin.NONE: Text("区域は未確定", "not known"),
}
PLACE_LISTS = frozenset({"land.prefectures", "land.municipalities"})
"""Measured facts that are lists of codes; a page names the places."""
SHARES = frozenset({"land.outside_bodies_share"})
"""Measured facts between 0 and 1; a page tells them in percent."""
FROM_NO_MAP = ("technology.", "setting.")
"""Facts that no layer says; the findings that rest on them show them."""
TO_DO = (Status.NOT_MET, Status.INCOMPLETE)
_NOT_YET: dict[str, Any] = {
    "assessment": None,
    "is_current": True,
    "counts": [],
    "sides": [],
    "to_do": [],
    "finding_ids": {},
    "measured": [],
    "told": [],
}
"""What a plan shows that was never assessed."""


def context(session: Session, plan: Plan, today: date) -> dict[str, Any]:
    """Return the template's context for ``plan``; nothing confidential is in it.

    ``today`` is the day a plan never assessed is read on; its ``assessment`` is ``None``.
    """
    plan_type = PlanType(plan.plan_type)
    document = publication.public_document(plan_type, plan.document)
    assessments = screening.history(session, plan.id)
    latest = assessments[0] if assessments else None
    return {
        "plan": plan,
        "document": document,
        "header": _header(plan_type, document),
        "origin": ORIGIN_WORDS[FootprintOrigin(plan.footprint_origin)],
        "history": assessments[1:],
        "inputs_of": inputs,
        "support": advice.support_for(plan, latest, today),
        "applicability_words": APPLICABILITY_NAMES,
        "kpi_advice": advice.kpi_advice_for(screening.read_stored(plan)),
        **(_NOT_YET if latest is None else _assessed(plan, latest)),
    }


def _assessed(plan: Plan, latest: StoredAssessment) -> dict[str, Any]:
    record, measured = publication.public_assessment(latest), latest.facts["measured"]
    findings = record["findings"]
    titles = {path: meaning.title for path, meaning in facts.NAMES.items()}
    return {
        "assessment": {
            "id": latest.id,
            "record": record,
            "rule_set": latest.rule_set,
            "assessed_on": latest.assessed_on,
        },
        "is_current": latest.plan_version == plan.version,
        "counts": _counts(findings),
        "sides": by_side(findings),
        "to_do": [f for f in findings if f["status"] in TO_DO and f["kind"] == Kind.REQUIREMENT],
        "finding_ids": {f["criterion"]: finding_id(latest.id, f["criterion"]) for f in findings},
        "measured": [_measured(fact) for fact in measured if not fact["path"].startswith(FROM_NO_MAP)],
        "told": plan_words.plan_in_words(measured, titles),
    }


def _header(plan_type: PlanType, document: dict[str, Any]) -> list[dict[str, Any]]:
    known = meanings(DOCUMENTS[plan_type])
    return [
        {"label": known[path].title, "unit": known[path].unit, "value": _at(document, path)}
        for path in HEADER
        if path in known
    ]


def _at(document: dict[str, Any], path: str) -> Any:
    found: Any = document
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def _counts(findings: list[dict[str, Any]]) -> list[tuple[str, int]]:
    counted = Counter(f["status"] for f in findings if f["kind"] == Kind.REQUIREMENT)
    return [(status, counted[status]) for status in Status if counted[status]]


def by_side(findings: list[dict[str, Any]]) -> list[tuple[dict[str, str], list[dict[str, Any]]]]:
    """Return the findings of a record by the side they belong to, in their order."""
    return [
        (group[0]["side"], group) for group in (list(g) for _, g in groupby(findings, lambda f: f["side"]))
    ]


def inputs(finding: dict[str, Any]) -> list[dict[str, Any]]:
    """Return every fact a finding read, once, in reading order."""
    return list({read["path"]: read for step in finding["steps"] for read in step["inputs"]}.values())


def _measured(fact: dict[str, Any]) -> dict[str, Any]:
    """One measured fact in the form the table of inputs takes."""
    meaning = facts.NAMES[fact["path"]]
    read = {"path": fact["path"], "label": meaning.title, "unit": meaning.unit, "missing": fact.get("reason")}
    value, source = fact.get("value"), fact.get("source")
    if fact["path"] in PLACE_LISTS and value is not None:
        value = [filters.place(code) for code in value]
    if fact["path"] in SHARES and value is not None:
        value, read["unit"] = round(value * 100, 2), "%"
    return {**read, "value": value, "source": source["label"] if source else None, "confidential": False}
