"""Finds the loaded statistics that a plan's value added is to be compared with."""

from __future__ import annotations

from sqlalchemy.orm import Session

from data.domain.evidence import Fact, Missing
from data.domain.plan.document import PlanDocument
from data.domain.plan.plan_b import PlanB
from data.domain.wording import Text
from data.queries.benchmarks import PATHS, benchmarks_for
from data.reference.jsic import group_stated, revisions

_NOT_ASKED = Text(
    "この種別の計画では統計と比較しません", "plans of this type are not compared with statistics"
)
_NO_DEFINITION = Text(
    "計画の付加価値の定義の記載がありません", "the plan does not state its definition of value added"
)
_NO_INDUSTRY = Text("日本標準産業分類の記載がありません", "the plan does not state its JSIC group")


def of_plan(session: Session, document: PlanDocument) -> dict[str, Fact]:
    """Return the benchmark facts of a plan by the definition and industry it states, for its prefecture."""
    if not isinstance(document, PlanB):
        return _missing(_NOT_ASKED)
    stated = document.value_added
    if stated is None or stated.definition is None:
        return _missing(_NO_DEFINITION)
    if stated.industry_jsic is None:
        return _missing(_NO_INDUSTRY)
    group = group_stated(stated.industry_jsic, max(revisions()))
    if group is None:
        return _missing(_unknown_industry(stated.industry_jsic))
    return benchmarks_for(session, document.body[:2], group, stated.definition)


def _missing(reason: Text) -> dict[str, Fact]:
    return {path: Missing(path, reason) for path in PATHS}


def _unknown_industry(stated: str) -> Text:
    return Text(
        f"「{stated}」は日本標準産業分類の大分類・中分類として読み取れません",
        f"“{stated}” is no group of the Japan Standard Industrial Classification",
    )
