"""Answering corrections (補正): the items the ministry issued, each at its field, each with a due date."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import access, audit, ownership
from api.services.plans import StaleVersion
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.review import CorrectionState
from data.domain.wording import Text
from data.orm import CorrectionItem
from data.queries import clock, corrections
from rules.access import Action

ANSWERABLE = frozenset({str(CorrectionState.OPEN), str(CorrectionState.ANSWERED)})
LONGEST_ANSWER = 4000


def listed(session: Session, application_id: UUID) -> Sequence[CorrectionItem]:
    """Return the correction items of a case that the actor may know, by due date. Raises ``NotFound``."""
    application = access.permitted(session, Action.READ_CONFIDENTIAL, application_id)
    return corrections.of_case(session, application.id)


def answer(
    session: Session, application_id: UUID, item_id: UUID, text: str, from_version: int
) -> CorrectionItem:
    """Answer an issued item, or put another answer in place of one not sent yet.

    Raises ``NotFound``, ``NotAllowed``, ``Conflict`` when the item is settled, ``StaleVersion`` when somebody
    else answered meanwhile, ``InvalidInput`` for an empty or too long answer.
    """
    application = access.permitted(session, Action.ANSWER_CORRECTION, application_id, for_update=True)
    ownership.require_editable(session, application)
    item = corrections.find(session, application.id, item_id)
    if item is None:
        raise NotFound(Text("該当する補正事項はありません。", "There is no such correction item."))
    if item.state not in ANSWERABLE:
        raise Conflict(Text("この補正事項への回答は不要です。", "The item is settled; no answer is needed."))
    if item.version != from_version:
        raise StaleVersion(
            Text(
                "この補正事項には、他の人が先に回答しました。内容を確かめてください。",
                "Somebody else has answered this item. Look at the answer first.",
            )
        )
    before = {"state": item.state}
    item.answer, item.state = _said(text), str(CorrectionState.ANSWERED)
    item.answered_at, item.answered_by = clock.moment(session), actor_of(session).account_id
    item.version += 1
    session.flush()
    audit.record(
        session,
        AuditEvent.CORRECTION_ANSWERED,
        "correction_item",
        item.id,
        before=before,
        after={"state": item.state, "application": str(application.id)},
    )
    return item


def _said(text: str) -> str:
    said = text.strip()
    if said and len(said) <= LONGEST_ANSWER:
        return said
    problem = Problem(
        "answer",
        said[:LONGEST_ANSWER] or None,
        Text("回答が空か、長すぎます。", "The answer is empty or too long."),
        Text(f"{LONGEST_ANSWER}字以内で記入してください。", f"Write at most {LONGEST_ANSWER} characters."),
    )
    raise InvalidInput.of([problem])
