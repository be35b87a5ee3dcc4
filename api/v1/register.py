"""``/v1/rules``, ``/v1/schemas``, ``/healthz``: what is checked, what a plan looks like, how we are."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from api.deps import DatabaseSession, Today
from api.services import catalogue, health
from api.v1.schemas import CriterionAnswer, HealthAnswer, RuleSetAnswer
from data.domain.errors import NotFound
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text

router = APIRouter(tags=["register"])
SCHEMAS = {f"plan-{plan_type.lower()}": plan_type for plan_type in PlanType}


@router.get("/v1/rules", summary="審査項目の登録簿 / Register of criteria")
def rules(
    today: Today,
    plan_type: PlanType = PlanType.B,
    on: Annotated[date | None, Query(description="基準日（省略時は今日） / day, default today")] = None,
) -> RuleSetAnswer:
    """Return the criteria in force for a plan type on a day."""
    day = on or today
    found = catalogue.rule_set(plan_type, day)
    return RuleSetAnswer(
        plan_type=plan_type,
        rule_set=found.version,
        on=day,
        criteria=[
            CriterionAnswer(
                id=criterion.id,
                title=_both(criterion.title),
                side=_both(criterion.side),
                kind=criterion.kind,
                question=_both(criterion.question) if criterion.question else None,
                citations=[citation.model_dump(mode="json") for citation in criterion.citations],
                since=criterion.since,
                until=criterion.until,
            )
            for criterion in catalogue.in_force(found, day)
        ],
    )


@router.get(
    "/v1/schemas/{name}", summary="計画の様式（JSON Schema） / JSON Schema", response_class=JSONResponse
)
def schema(name: str) -> JSONResponse:
    """Return the JSON Schema of a plan document, with titles, units and what is confidential."""
    if name not in SCHEMAS:
        known = ", ".join(SCHEMAS)
        raise NotFound(
            Text(
                f"様式「{name}」はありません。あるのは {known} です。",
                f"No schema “{name}”; there are {known}.",
            )
        )
    return JSONResponse(catalogue.json_schema(SCHEMAS[name]), media_type="application/schema+json")


@router.get("/healthz", summary="稼働確認 / Health")
def healthz(session: DatabaseSession) -> HealthAnswer:
    """Answer when the product and its database work; otherwise the answer is 503."""
    return HealthAnswer(status="ok", database=health.database_state(session))


def _both(text: Text) -> dict[str, Any]:
    return {"ja": text.ja, "en": text.en}
