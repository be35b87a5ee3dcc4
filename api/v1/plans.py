"""``/v1/plans``: hand in, replace, list, read; as JSON and as GeoJSON."""

from __future__ import annotations

import json
import re
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Header, Query, Response
from fastapi.responses import JSONResponse

from api.deps import DatabaseSession, PageSize, RawBody, Today
from api.errors import PreconditionRequired
from api.services import plans
from api.services.documents import accept_json
from api.v1.schemas import AssessmentAnswer, PlanAnswer, PlanLineAnswer, PlanListAnswer, SubmittedAnswer
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from data.orm.plan import Plan
from data.queries import plans as plan_queries

router = APIRouter(prefix="/v1/plans", tags=["plans"])
_ETAG = re.compile(r'"v([0-9]{1,9})"')
PLAN_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {"schema": {"type": "object", "description": "GET /v1/schemas/{plan}"}}
        },
    }
}


@router.post(
    "", status_code=201, openapi_extra=PLAN_BODY, summary="計画を確認して登録する / Check and store a plan"
)
def submit(body: RawBody, session: DatabaseSession, today: Today, response: Response) -> SubmittedAnswer:
    """Accept a plan document, store it with its footprint, and assess it."""
    plan, assessment = plans.submit(session, accept_json(body), today)
    response.headers["Location"] = f"/v1/plans/{plan.id}"
    response.headers["ETag"] = etag(plan)
    return SubmittedAnswer(plan=PlanAnswer.of(plan), assessment=AssessmentAnswer.of(assessment))


@router.get("", summary="計画の一覧 / List plans")
def list_plans(
    session: DatabaseSession,
    limit: PageSize = 50,
    after: Annotated[str | None, Query(max_length=200, description="前の回答の next")] = None,
) -> PlanListAnswer:
    """List plans, newest first; ``next`` continues where this page ends."""
    page = plans.page(session, limit, after)
    return PlanListAnswer(items=[PlanLineAnswer.of(line) for line in page.lines], next=page.next_cursor)


@router.get(
    "/{plan_id}.geojson", summary="計画区域（GeoJSON） / Footprint as GeoJSON", response_class=JSONResponse
)
def read_geojson(plan_id: UUID, session: DatabaseSession) -> JSONResponse:
    """Return the plan as one GeoJSON feature (RFC 7946); without a footprint its geometry is null."""
    plan = plans.get(session, plan_id)
    shape = plan_queries.footprint_geojson(session, plan_id)
    feature = {
        "type": "Feature",
        "id": str(plan.id),
        "geometry": json.loads(shape) if shape else None,
        "properties": {
            "plan_type": plan.plan_type,
            "title": plan.title,
            "body": plan.body_code,
            "version": plan.version,
            "is_sample": plan.is_sample,
            "footprint_origin": plan.footprint_origin,
        },
    }
    return JSONResponse(feature, media_type="application/geo+json", headers={"ETag": etag(plan)})


@router.get("/{plan_id}", summary="計画を読む / Read a plan")
def read(plan_id: UUID, session: DatabaseSession, response: Response) -> PlanAnswer:
    """Return a plan without its confidential fields."""
    plan = plans.get(session, plan_id)
    response.headers["ETag"] = etag(plan)
    return PlanAnswer.of(plan)


@router.put("/{plan_id}", openapi_extra=PLAN_BODY, summary="計画を差し替える / Replace a plan")
def replace(
    plan_id: UUID,
    body: RawBody,
    session: DatabaseSession,
    today: Today,
    response: Response,
    if_match: Annotated[str | None, Header(description="GETで得たETag")] = None,
) -> SubmittedAnswer:
    """Replace the document; ``If-Match`` has to carry the ETag of the version the change starts from."""
    version = _version(if_match)
    plan, assessment = plans.replace(session, plan_id, accept_json(body), version, today)
    response.headers["ETag"] = etag(plan)
    return SubmittedAnswer(plan=PlanAnswer.of(plan), assessment=AssessmentAnswer.of(assessment))


def etag(plan: Plan) -> str:
    """Return the entity tag of a plan's version."""
    return f'"v{plan.version}"'


def _version(if_match: str | None) -> int:
    if if_match is None:
        raise PreconditionRequired(
            Text(
                "差し替えには If-Match ヘッダーが必要です。計画を読み、その ETag を付けて送信してください。",
                "Replacing needs the If-Match header. Read the plan again and send the ETag you get.",
            )
        )
    found = _ETAG.fullmatch(if_match.strip())
    if found is None:
        problem = Problem(
            "If-Match",
            if_match,
            Text("ETagの形ではありません。", "This is not an ETag of a plan."),
            Text(
                "計画を読んだときのETagをそのまま付けてください。",
                "Send the ETag exactly as it came with the plan.",
            ),
        )
        raise InvalidInput.of([problem])
    return int(found[1])
