"""The page of one case and its forms: judge, overrule, ask, return, begin, assign, declare a conflict."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from sqlalchemy.orm import Session

from api.deps import DatabaseSession, Now, Today, language_of
from api.errors import shown_value
from api.services import maps
from api.services.applications import steps
from api.services.reviews import assignments, case_desk, conflicts, corrections, judgements, screenings
from api.services.reviews.corrections import Asked as AskedItem
from api.web import view
from api.web.review import case_page
from api.web.review.asked import (
    Asked,
    AskedQueue,
    Fields,
    Typed,
    day_in,
    ids_in,
    one,
    refused,
    status_in,
    whole_in,
)
from api.web.review.gates import require_manager, require_ministry, require_review
from data.domain.errors import InvalidInput, Problem
from data.domain.plan.kinds import PlanType
from data.domain.review import CorrectionState
from data.domain.wording import Text

router = APIRouter(prefix="/review", include_in_schema=False)
FOR_REVIEW, FOR_MINISTRY = [Depends(require_review)], [Depends(require_ministry)]
FOR_MANAGER = [Depends(require_manager)]
DONE = {
    "judged": Text("判断を記録しました。", "The judgement is on record."),
    "overruled": Text("機械判定の変更を記録しました。", "The overruling is on record."),
    "asked": Text(
        "補正事項を作成しました。差し戻すまで申請者には表示されません。",
        "The item is drafted; the applicant sees it once the case is returned.",
    ),
    "settled": Text("補正事項の扱いを記録しました。", "The item is settled."),
    "returned": Text("案件を差し戻しました。", "The case was returned."),
    "begun": Text("手続を進めました。", "The step was taken."),
    "assigned": Text("割当てを記録しました。", "The assignment is on record."),
    "decided": Text(
        "審査結果案を保存しました。「決定と通知」から通知します。",
        "The decision is drafted; announce it under Decisions.",
    ),
    "published": Text("公表しました。", "It is published."),
    "taken-back": Text("公表を取りやめました。", "The publication was taken back."),
    "reassessed": Text(
        "別の日の審査基準による確認結果を記録しました。申請者には表示されません。",
        "The result by the rules of another day is on record; the applicant does not see it.",
    ),
    "scored": Text("採点を保存しました。", "The score was saved."),
}


@dataclass(frozen=True, slots=True)
class Door:
    """What every form of the case page needs: the request, its session, the case, and the queue's filters."""

    request: Request
    session: Session
    case_id: UUID
    asked: Asked
    fields: Typed

    def act(self, key: str, done: str, anchor: str, deed: Callable[[], object]) -> Response:
        """Do a deed and lead back to its place on the page, or show the page again with what was typed."""
        answer = refused(self.request, self.session, deed)
        if answer is None:
            target = self.asked.address(f"/review/{self.case_id}", done=done)
            return RedirectResponse(f"{view.address(self.request, target)}#{anchor}", status_code=303)
        return self.page(answer.status, answer=answer, key=key, anchor=anchor)

    def page(self, status: int = 200, **shown: Any) -> Response:
        """Show the case."""
        context = case_page.context(self.session, self.case_id, language_of(self.request))

        def typed(key: str, name: str) -> str:
            return one(self.fields, name) if key == shown.get("key") else ""

        common = {
            "answer": None, "key": None, "anchor": None, "done": None, "ask": "", "asked": self.asked,
            "typed": typed, "shown_value": shown_value, "path": f"/review/{self.case_id}",
        }  # fmt: skip
        return view.render(self.request, "review_case", status, **context, **(common | shown))

    def seen(self) -> None:
        """Lock the case at the version that was seen. Raises ``NotFound`` and ``StaleVersion``."""
        steps.locked(self.session, self.case_id, self.version)

    @property
    def version(self) -> int:
        """The version that was seen, of the case or of what the form is about. Raises ``InvalidInput``."""
        found = whole_in(self.fields, "version")
        if found is None:
            raise InvalidInput.of([Problem("version", None, _NO_VERSION, _OPEN_AGAIN)])
        return found


def door(
    request: Request, session: DatabaseSession, case_id: UUID, asked: AskedQueue, fields: Fields
) -> Door:
    """Return the door of a form on the case page."""
    return Door(request, session, case_id, asked, fields)


AtDoor = Annotated[Door, Depends(door)]


@router.get("/{case_id}", dependencies=FOR_REVIEW)
def show(
    case_id: UUID,
    request: Request,
    session: DatabaseSession,
    asked: AskedQueue,
    now: Now,
    done: Annotated[str, Query(max_length=20)] = "",
    ask: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """Show one case."""
    return Door(request, session, case_id, asked, {}).page(done=DONE.get(done), ask=ask, now=now)


@router.get("/{case_id}/map", dependencies=FOR_REVIEW)
def show_map(case_id: UUID, request: Request, session: DatabaseSession) -> Response:
    """Show the map of the version sent last; the page of the case embeds it."""
    sent, shape = case_desk.footprint(session, case_id)
    if shape is None:
        return view.render(request, "review_no_map", sent=sent)
    plan_type, nonce = PlanType(sent.document["plan_type"]), request.state.nonce
    page = maps.draw(shape, sent.title, plan_type, session, nonce=nonce, language=language_of(request))
    return HTMLResponse(page, headers={"Cache-Control": "no-store"})


@router.post("/{case_id}/judge", dependencies=FOR_MINISTRY)
def judge(at: AtDoor) -> Response:
    """Answer a finding that waits for a person."""
    criterion, reason = one(at.fields, "criterion"), one(at.fields, "reason")

    def deed() -> None:
        at.seen()
        judgements.judge(at.session, at.case_id, criterion, status_in(at.fields), reason)

    return at.act(f"judge:{criterion}", "judged", criterion, deed)


@router.post("/{case_id}/overrule", dependencies=FOR_MANAGER)
def overrule(at: AtDoor) -> Response:
    """Depart from a mechanical finding with a reason."""
    criterion, reason = one(at.fields, "criterion"), one(at.fields, "reason")

    def deed() -> None:
        at.seen()
        judgements.overrule(at.session, at.case_id, criterion, status_in(at.fields), reason)

    return at.act(f"overrule:{criterion}", "overruled", criterion, deed)


@router.post("/{case_id}/corrections", dependencies=FOR_MINISTRY)
def ask(at: AtDoor, today: Today) -> Response:
    """Draft a correction item at a field."""

    def deed() -> None:
        at.seen()
        due_on = day_in(at.fields, "due_on")
        if due_on is None:
            raise InvalidInput.of([Problem("due_on", None, _NO_DAY, _WRITE_DAY)])
        item = AskedItem(one(at.fields, "pointer"), one(at.fields, "remark"), due_on)
        corrections.draft(at.session, at.case_id, [item], today)

    return at.act("ask", "asked", "corrections", deed)


@router.post("/{case_id}/corrections/{item_id}", dependencies=FOR_MINISTRY)
def settle(at: AtDoor, item_id: UUID) -> Response:
    """Accept an answered item, or drop one."""
    drop = one(at.fields, "state") == CorrectionState.DROPPED
    state = CorrectionState.DROPPED if drop else CorrectionState.ACCEPTED

    def deed() -> None:
        corrections.settle(at.session, item_id, state, at.version)

    return at.act(f"settle:{item_id}", "settled", "corrections", deed)


@router.post("/{case_id}/return", dependencies=FOR_MINISTRY)
def hand_back(at: AtDoor) -> Response:
    """Issue the drafted items and return the case."""
    reason = one(at.fields, "reason")
    return at.act(
        "return",
        "returned",
        "corrections",
        lambda: corrections.hand_back(at.session, at.case_id, reason, at.version),
    )


@router.post("/{case_id}/begin", dependencies=FOR_MINISTRY)
def begin(at: AtDoor) -> Response:
    """Begin the screening that is next."""
    return at.act("begin", "begun", "main", lambda: screenings.begin(at.session, at.case_id, at.version))


@router.post("/{case_id}/refine", dependencies=FOR_MANAGER)
def refine(at: AtDoor) -> Response:
    """Let the body refine its promising plan."""
    return at.act(
        "refine", "begun", "main", lambda: screenings.begin_refinement(at.session, at.case_id, at.version)
    )


@router.post("/{case_id}/assign", dependencies=FOR_MANAGER)
def assign(at: AtDoor) -> Response:
    """Assign the case to a post."""

    def deed() -> None:
        post = ids_in([one(at.fields, "post")])[0]
        assignments.assign(at.session, at.case_id, post, day_in(at.fields, "due_on"))

    return at.act("assign", "assigned", "people", deed)


@router.post("/{case_id}/assignments/{assignment_id}/end", dependencies=FOR_MANAGER)
def end(at: AtDoor, assignment_id: UUID) -> Response:
    """End an assignment of the case."""
    return at.act("end", "assigned", "people", lambda: assignments.end(at.session, assignment_id))


@router.post("/{case_id}/conflict", dependencies=FOR_REVIEW)
def declare(at: AtDoor) -> Response:
    """Declare one's own conflict; the case is hidden from then on, so the queue is shown."""
    reason, with_body = one(at.fields, "reason"), one(at.fields, "with") == "body"

    def deed() -> None:
        if not with_body:
            conflicts.declare(at.session, at.case_id, reason)
            return
        conflicts.declare_with_body(at.session, case_desk.body_code(at.session, at.case_id), reason)

    answer = refused(at.request, at.session, deed)
    if answer is None:
        return RedirectResponse(view.address(at.request, at.asked.address("/review")), status_code=303)
    return at.page(answer.status, answer=answer, key="conflict", anchor="conflict")


_NO_VERSION = Text("画面の版を読み取れません。", "The version seen cannot be read.")
_OPEN_AGAIN = Text("画面を開き直してください。", "Open the page again.")
_NO_DAY = Text("補正の期限がありません。", "There is no due date.")
_WRITE_DAY = Text(
    "期限を「令和8年12月10日」のように記入してください。", "Write the due date, such as 2026/12/10."
)
