"""``/v1/review/workbook``: one's assigned cases to judge without a connection, and what comes back."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Response

from api.deps import DatabaseSession, RawBody
from api.security.downloads import as_file
from api.services.reviews import offline
from api.services.reviews.offline import Merged
from api.v1.preconditions import SeenTag, content_tag
from api.v1.reviews.gates import require_ministry
from api.v1.reviews.words import Answer
from api.v1.workbooks import WORKBOOK_BODY, WarningAnswer
from data.domain.assessment import Status

router = APIRouter(prefix="/v1/review/workbook", tags=["review"], dependencies=[Depends(require_ministry)])


class JudgedAnswer(Answer):
    """A judgement that the workbook adds."""

    case: UUID
    criterion: str
    before: Status | None
    status: Status
    reason: str


class MergedAnswer(Answer):
    """What the workbook adds, and the rows left as they are; its ETag is needed to merge it."""

    judgements: list[JudgedAnswer]
    conflicts: list[WarningAnswer]

    @classmethod
    def of(cls, merged: Merged) -> MergedAnswer:
        """Describe what a workbook adds."""
        judged = [
            JudgedAnswer(
                case=each.case_id,
                criterion=each.criterion,
                before=each.before.status if each.before else None,
                status=each.status,
                reason=each.row.reason,
            )
            for each in merged.judged
        ]
        return cls(judgements=judged, conflicts=[WarningAnswer.of(each) for each in merged.conflicts])


@router.get("", summary="審査用のブック / Review workbook", response_class=Response)
def read(session: DatabaseSession) -> Response:
    """Return the cases assigned to one's post with all findings; the reads are on the audit trail."""
    return as_file(offline.workbook(session), "shuseki-review.xlsx", confidential=True)


@router.post("/check", openapi_extra=WORKBOOK_BODY, summary="取込みの確認 / Try a review workbook out")
def check(session: DatabaseSession, body: RawBody, response: Response) -> MergedAnswer:
    """Tell what the workbook would add and what somebody was faster with; nothing is stored."""
    merged = offline.try_out(session, body)
    response.headers["ETag"] = content_tag(merged.seen)
    return MergedAnswer.of(merged)


@router.put("", openapi_extra=WORKBOOK_BODY, summary="判断の取込み / Merge a review workbook")
def merge(session: DatabaseSession, body: RawBody, seen: SeenTag) -> dict[str, Any]:
    """Store the judgements that were seen; ``If-Match`` carries the ETag of the check."""
    return MergedAnswer.of(offline.merge(session, body, seen)).model_dump(mode="json")
