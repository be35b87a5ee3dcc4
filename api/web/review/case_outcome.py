"""Forms of the case page about its outcome: publish, take back, assess by the rules of another day."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Response

from api.services.reviews import publishing, reassessments
from api.web.review.asked import day_in, one
from api.web.review.case import AtDoor
from api.web.review.gates import require_manager, require_ministry
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

router = APIRouter(prefix="/review/{case_id}", include_in_schema=False)
_NO_DAY = Text("基準の日がありません。", "There is no day.")
_WRITE_DAY = Text(
    "その日の審査基準で確認する日を「令和8年12月10日」のように記入してください。",
    "Write the day whose rules apply, such as 2026/12/10.",
)


@router.post("/publish", dependencies=[Depends(require_manager)])
def publish(at: AtDoor) -> Response:
    """Publish the decided version, with its findings where that was chosen."""
    with_findings = one(at.fields, "with_findings") == "true"

    def deed() -> None:
        at.seen()
        publishing.publish(at.session, at.case_id, with_findings=with_findings)

    return at.act("publish", "published", "publication", deed)


@router.post("/unpublish", dependencies=[Depends(require_manager)])
def take_back(at: AtDoor) -> Response:
    """Take what is published off the public pages."""
    return at.act(
        "unpublish",
        "taken-back",
        "publication",
        lambda: publishing.take_back(at.session, at.case_id, one(at.fields, "reason")),
    )


@router.post("/reassess", dependencies=[Depends(require_ministry)])
def reassess(at: AtDoor) -> Response:
    """Assess the version sent last by the rules of another day, on the evidence frozen with it."""

    def deed() -> None:
        day = day_in(at.fields, "on")
        if day is None:
            raise InvalidInput.of([Problem("on", None, _NO_DAY, _WRITE_DAY)])
        reassessments.reassess(at.session, at.case_id, day, one(at.fields, "reason"))

    return at.act("reassess", "reassessed", "reassessment", deed)
