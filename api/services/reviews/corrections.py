"""Correction items: drafted at fields of the version sent last, issued together when the case is returned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit
from api.services.applications import steps
from api.services.plans import StaleVersion
from api.services.reviews import versions
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.meaning import meanings
from data.domain.review import CorrectionState
from data.domain.wording import Text
from data.domain.workflow import Event
from data.orm import Application, CorrectionItem
from data.queries import clock
from data.queries.reviews import cases
from rules.access import Action


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing to be corrected, at one field of the document, until a day (Japan)."""

    pointer: str
    """JSON pointer, such as ``/kpis/0/target``; the field itself may still be empty."""
    remark: str
    due_on: date


def draft(
    session: Session, application_id: UUID, asked: Sequence[Asked], today: date
) -> list[CorrectionItem]:
    """Draft items about the version sent last; the applicant sees them once the case is returned.

    Raises ``NotFound``, ``NotAllowed``, and ``InvalidInput`` with every problem of every item.
    """
    case = access.permitted(session, Action.ASK_CORRECTION, application_id, for_update=True)
    version = versions.latest(session, case)
    problems = [each for place, item in enumerate(asked) for each in _problems(case, item, place, today)]
    if problems:
        raise InvalidInput.of(problems)
    rows = [
        CorrectionItem(
            id=uuid4(),
            application_id=case.id,
            submission_id=version.submission.id,
            pointer=item.pointer,
            remark=item.remark.strip(),
            due_on=item.due_on,
            state=str(CorrectionState.DRAFTED),
            asked_by=actor_of(session).account_id,
            post_id=actor_of(session).post_id,
        )
        for item in asked
    ]
    cases.add(session, rows)
    after = {"items": [row.pointer for row in rows]}
    audit.record(session, AuditEvent.CORRECTION_ASKED, "application", case.id, after=after)
    return rows


def hand_back(session: Session, application_id: UUID, reason: str, from_version: int) -> Application:
    """Issue every drafted item and return the case to its body, which can then edit and answer.

    Raises ``NotFound``, ``NotAllowed``, ``StaleVersion``, ``Conflict`` without any item, ``InvalidInput``.
    """
    case = steps.locked(session, application_id, from_version)
    now = clock.moment(session)
    for item in cases.corrections(session, application_id):
        if item.state == CorrectionState.DRAFTED:
            item.state, item.issued_at = str(CorrectionState.OPEN), now
    session.flush()
    steps.enter(session, steps.decide(session, case, Event.RETURNED, reason=reason))
    return case


def settle(session: Session, item_id: UUID, state: CorrectionState, from_version: int) -> CorrectionItem:
    """Accept an answered item, or drop an item that is no longer asked for.

    Raises ``NotFound``, ``NotAllowed``, ``StaleVersion`` when the item was answered anew or settled since it
    was seen, and ``Conflict`` when it does not stand so.
    """
    item = cases.correction(session, item_id)
    if item is None:
        raise NotFound(Text("該当する補正事項はありません。", "There is no such correction item."))
    access.permitted(session, Action.ASK_CORRECTION, item.application_id)
    if item.version != from_version:
        raise StaleVersion(_CHANGED)
    if (CorrectionState.of(item.state), state) not in SETTLED_FROM:
        raise Conflict(
            Text(
                f"「{CorrectionState.of(item.state).text.ja}」の補正事項を「{state.text.ja}」にはできません。",
                f"An item that is {item.state} cannot become {state}.",
            )
        )
    before = {"item": str(item.id), "state": item.state}
    item.state = str(state)
    item.version += 1
    session.flush()
    after = {"item": str(item.id), "state": str(state)}
    audit.record(
        session, AuditEvent.CORRECTION_SETTLED, "application", item.application_id, before=before, after=after
    )
    return item


SETTLED_FROM = frozenset(
    {
        (CorrectionState.ANSWERED, CorrectionState.ACCEPTED),
        (CorrectionState.ANSWERED, CorrectionState.DROPPED),
        (CorrectionState.OPEN, CorrectionState.DROPPED),
    }
)
"""A draft is not settled: it can be left unissued only by dropping it after issue."""


def _problems(case: Application, item: Asked, place: int, today: date) -> list[Problem]:
    found = []
    if _pattern(item.pointer) not in meanings(DOCUMENTS[PlanType(case.plan_type)]):
        found.append(_problem(place, "pointer", item.pointer, _NO_FIELD, _REMEDY_FIELD))
    if not item.remark.strip():
        found.append(_problem(place, "remark", None, _NO_REMARK, _REMEDY_REMARK))
    if item.due_on <= today:
        found.append(_problem(place, "due_on", item.due_on.isoformat(), _PAST, _REMEDY_PAST))
    return found


def _pattern(pointer: str) -> str:
    """Return ``kpis[].target`` for ``/kpis/0/target``; blank for what is no pointer."""
    if not pointer.startswith("/"):
        return ""
    parts = pointer[1:].split("/")
    path = ""
    for part in parts:
        path = f"{path}[]" if part.isdigit() else f"{path}.{part}" if path else part
    return path.removesuffix("[]")


def _problem(place: int, name: str, value: Any, message: Text, remedy: Text) -> Problem:
    return Problem(f"/items/{place}/{name}", value, message, remedy)


_CHANGED = Text(
    "この補正事項は、開いた後に回答が変わったか、ほかの担当者が処理しました。最新の内容を確かめてください。",
    "The item was answered anew or settled since you opened it. Look at what is there now.",
)
_NO_FIELD = Text("計画の様式にない項目です。", "The form has no such field.")
_REMEDY_FIELD = Text(
    "/kpis/0/target のように項目の場所を指定してください。", "Name the field, as in /kpis/0/target."
)
_NO_REMARK = Text("補正を求める内容がありません。", "It does not say what is to be corrected.")
_REMEDY_REMARK = Text("何をどのように補正するかを記入してください。", "Say what is to be corrected and how.")
_PAST = Text("期限が本日以前です。", "The due date is not in the future.")
_REMEDY_PAST = Text("明日以降の日を指定してください。", "Give a day after today.")
