"""Calls (公募): the administrator writes and publishes them; everybody reads what is published."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import audit
from api.services.plans import StaleVersion
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.call import CallTerms, Scoring, in_japan, written_rule_sets
from data.domain.canonical import tag_of
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.plan.kinds import PlanType
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.domain.workflow import StageSettings
from data.importers.plan_workbook.form import FORM_VERSION
from data.orm import Call, Notice
from data.queries import calls, clock, notices
from rules.access import GeneralAction, require_generally
from rules.rulebooks import rule_set_for, rule_set_named


def create(session: Session, terms: CallTerms) -> Call:
    """Prepare a call; nobody but administrators and managers sees it before it is published.

    Raises ``NotAllowed``, ``Conflict`` for a code in use, ``NoRuleSet``, ``InvalidInput``.
    """
    require_generally(actor_of(session), GeneralAction.MANAGE_CALLS)
    if calls.find_by_code(session, terms.code) is not None:
        raise Conflict(
            Text(f"公募「{terms.code}」は登録済みです。", f"The call {terms.code} is already there.")
        )
    call = Call(id=uuid4(), **_columns(terms))
    calls.add(session, call)
    audit.record(session, AuditEvent.CALL_CREATED, "call", call.id, after=plain(call))
    return call


def change(session: Session, call_id: UUID, terms: CallTerms, from_tag: str) -> Call:
    """Change a call that is not published. Raises as ``create``, ``NotFound`` and ``StaleVersion``."""
    call = held(session, call_id, from_tag)
    if call.published_at is not None:
        raise _published()
    before = plain(call)
    for name, value in _columns(terms).items():
        setattr(call, name, value)
    session.flush()
    audit.record(session, AuditEvent.CALL_CHANGED, "call", call.id, before=before, after=plain(call))
    return call


def publish(session: Session, call_id: UUID, from_tag: str) -> Call:
    """Publish a call: from now on its terms are frozen, and applicants are told. Raises as ``change``."""
    call = held(session, call_id, from_tag)
    if call.published_at is not None:
        raise _published()
    call.published_at = clock.moment(session)
    session.flush()
    said = Text("公募が公開されました", "The call has been published")
    tell_applicants(session, call, NoticeKind.SYSTEM, said)
    audit.record(session, AuditEvent.CALL_PUBLISHED, "call", call.id, after=plain(call))
    return call


def get(session: Session, call_id: UUID) -> Call:
    """Return a call the actor may know. Raises ``NotFound``."""
    call = calls.find(session, call_id)
    if call is None:
        raise _unknown()
    return call


def held(session: Session, call_id: UUID, from_tag: str) -> Call:
    """Return a call locked for a change by an administrator who has seen its present terms.

    Raises ``NotAllowed``, ``NotFound``, and ``StaleVersion`` when they have changed since.
    """
    require_generally(actor_of(session), GeneralAction.MANAGE_CALLS)
    call = calls.find(session, call_id, for_update=True)
    if call is None:
        raise _unknown()
    if tag(call) != from_tag:
        raise StaleVersion(
            Text(
                "この公募は他の人が変更しました。開き直してから操作してください。",
                "Somebody else has changed this call. Open it again, then repeat.",
            )
        )
    return call


def tag(call: Call) -> str:
    """Return the mark of a call's present terms, to be sent back with a change (``If-Match``)."""
    return tag_of(plain(call))


def listed(session: Session, *, open_only: bool = False) -> Sequence[Call]:
    """Return the calls the actor may know, on wish those open now by the database's clock."""
    return calls.newest_first(session, clock.moment(session) if open_only else None)


def _columns(terms: CallTerms) -> dict[str, Any]:
    stated = terms.rule_sets or {}
    on = terms.opens_at.date()
    names = {
        plan_type: rule_set_named(plan_type, stated[plan_type]).version
        if plan_type in stated
        else rule_set_for(plan_type, on).version
        for plan_type in terms.screenings
    }
    if others := set(stated) - set(terms.screenings):
        raise InvalidInput.of([_rule_set_of_other_type(sorted(others)[0])])
    return {
        "code": terms.code,
        "title_ja": terms.title_ja,
        "title_en": terms.title_en,
        "plan_types": sorted(str(plan_type) for plan_type in terms.screenings),
        "opens_at": terms.opens_at,
        "closes_at": terms.closes_at,
        "rule_set": written_rule_sets(names),
        "form_version": terms.form_version or str(FORM_VERSION),
        "screenings": StageSettings(terms.screenings).stored(),
        "scoring": None if terms.scoring in (None, Scoring()) else terms.scoring.stored(),
    }


def plain(call: Call) -> Mapping[str, Any]:
    """Return the terms of a call as plain JSON values, moments as written in Japan."""
    return {
        "code": call.code,
        "title": {"ja": call.title_ja, "en": call.title_en},
        "opens_at": in_japan(call.opens_at),
        "closes_at": in_japan(call.closes_at),
        "rule_set": call.rule_set,
        "form_version": call.form_version,
        "screenings": dict(call.screenings),
        "scoring": call.scoring,
        "published": call.published_at is not None,
    }


def tell_applicants(session: Session, call: Call, kind: NoticeKind, what: Text) -> None:
    """Put a notice about a call into the inbox of every post from which applications are made."""
    notices.add(
        session,
        [
            Notice(
                post_id=post_id,
                kind=str(kind),
                call_id=call.id,
                message_ja=f"{call.code}：{what.ja}",
                message_en=f"{call.code}: {what.en}",
            )
            for post_id in calls.applicants_posts(session)
        ],
    )


def _unknown() -> NotFound:
    return NotFound(Text("該当する公募はありません。", "There is no such call."))


def _published() -> Conflict:
    return Conflict(
        Text(
            "公開した公募の条件は変更できません。締切の延長だけができます。",
            "The terms of a published call are frozen; its deadline can be extended.",
        )
    )


def _rule_set_of_other_type(plan_type: PlanType) -> Problem:
    return Problem(
        f"rule_sets/{plan_type}",
        str(plan_type),
        Text(
            f"この公募は種別 {plan_type} を受け付けません。",
            f"The call does not take plans of type {plan_type}.",
        ),
        Text("受け付ける種別の審査基準だけを指定してください。", "Name rule sets of the types taken only."),
    )
