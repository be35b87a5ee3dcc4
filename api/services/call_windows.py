"""The time of a call: outages on the log, and extensions for everybody alike, each with its reason."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import audit
from api.services import calls as call_service
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.call import in_japan
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.orm import Call, CallExtension, Outage
from data.queries import calls, clock
from rules.access import GeneralAction, require_generally


def record_outage(
    session: Session, began_at: datetime, ended_at: datetime | None, description: str
) -> Outage:
    """Put a time without service on the log, shown to all. Raises ``NotAllowed``, ``InvalidInput``."""
    actor = actor_of(session)
    require_generally(actor, GeneralAction.MANAGE_CALLS)
    now = clock.moment(session)
    if began_at > now or (ended_at is not None and not began_at < ended_at <= now):
        raise InvalidInput.of([_no_outage(began_at)])
    outage = Outage(
        id=uuid4(),
        began_at=began_at,
        ended_at=ended_at,
        description=_said(description, "description"),
        recorded_by=actor.account_id,
    )
    calls.add(session, outage)
    after = {"began_at": in_japan(began_at), "ended_at": in_japan(ended_at) if ended_at else None}
    audit.record(
        session, AuditEvent.OUTAGE_RECORDED, "outage", outage.id, after=after, reason=outage.description
    )
    return outage


def extend(
    session: Session,
    call_id: UUID,
    closes_at: datetime,
    reason: str,
    from_tag: str,
    outage_id: UUID | None = None,
) -> CallExtension:
    """Move the deadline of a published call to later, for everybody alike, and tell every applicant.

    Raises ``NotAllowed``, ``NotFound``, ``StaleVersion``, ``Conflict`` for a call not published, and
    ``InvalidInput`` for a deadline that is not later, a missing reason or an unknown outage.
    """
    call = call_service.held(session, call_id, from_tag)
    actor = actor_of(session)
    if call.published_at is None:
        raise Conflict(
            Text("公開前の公募は、内容を直接変更してください。", "Change the terms of the call itself.")
        )
    if closes_at <= max(call.closes_at, clock.moment(session)):
        raise InvalidInput.of([_not_later(call, closes_at)])
    if outage_id is not None and calls.find_outage(session, outage_id) is None:
        raise _no_such_outage()
    extension = CallExtension(
        id=uuid4(),
        call_id=call.id,
        outage_id=outage_id,
        closed_at=call.closes_at,
        closes_at=closes_at,
        reason=_said(reason, "reason"),
        account_id=actor.account_id,
        post_id=actor.post_id,
    )
    calls.add(session, extension)
    call.closes_at = closes_at
    session.flush()
    _announce(session, call, extension)
    return extension


def _announce(session: Session, call: Call, extension: CallExtension) -> None:
    until = Text("締切が{at}に延長されました", "The deadline is now {at}").filled(
        at=in_japan(extension.closes_at)
    )
    call_service.tell_applicants(session, call, NoticeKind.DEADLINE, until)
    audit.record(
        session,
        AuditEvent.CALL_EXTENDED,
        "call",
        call.id,
        before={"closes_at": in_japan(extension.closed_at)},
        after={
            "closes_at": in_japan(extension.closes_at),
            "outage": str(extension.outage_id) if extension.outage_id else None,
        },
        reason=extension.reason,
    )


def given_back(session: Session, call_id: UUID, outage_id: UUID | None) -> datetime:
    """Return the deadline that gives back what an outage took from a call.

    Raises ``NotAllowed``, ``NotFound``, ``Conflict``, and ``InvalidInput`` when no outage is named.
    """
    require_generally(actor_of(session), GeneralAction.MANAGE_CALLS)
    call = call_service.get(session, call_id)
    if outage_id is None:
        raise InvalidInput.of([_not_later(call, call.closes_at)])
    outage = calls.find_outage(session, outage_id)
    if outage is None:
        raise _no_such_outage()
    return equal_extension(call, outage)


def equal_extension(call: Call, outage: Outage) -> datetime:
    """Return the deadline that gives back the time an outage took from the window of a call.

    Raises ``Conflict`` while the outage lasts, or when it does not touch the window.
    """
    if outage.ended_at is None:
        raise Conflict(Text("障害の終了時刻が未記録です。", "The end of the outage is not recorded yet."))
    lost = min(outage.ended_at, call.closes_at) - max(outage.began_at, call.opens_at)
    if lost <= timedelta(0):
        raise Conflict(Text("障害は受付期間と重なっていません。", "The outage does not touch the window."))
    return max(call.closes_at, outage.ended_at) + lost


def _said(text: str, field: str) -> str:
    if text.strip():
        return text.strip()
    problem = Problem(
        field,
        None,
        Text("記入がありません。", "Nothing is written here."),
        Text(
            "公表されることを前提に、経緯を記入してください。", "Say what happened; it is shown to everybody."
        ),
    )
    raise InvalidInput.of([problem])


def _no_outage(began_at: datetime) -> Problem:
    return Problem(
        "began_at",
        in_japan(began_at),
        Text("開始、終了、現在の順になっていません。", "Beginning, end and now are not in this order."),
        Text("過ぎた時刻を、開始、終了の順に記入してください。", "State moments that have passed, in order."),
    )


def _not_later(call: Call, closes_at: datetime) -> Problem:
    return Problem(
        "closes_at",
        in_japan(closes_at),
        Text(
            f"現在の締切（{in_japan(call.closes_at)}）と現在時刻より後ではありません。",
            f"It is not later than the present deadline ({in_japan(call.closes_at)}) and now.",
        ),
        Text("それより後の時刻を指定してください。", "State a later moment."),
    )


def _no_such_outage() -> NotFound:
    return NotFound(Text("該当する障害の記録はありません。", "There is no such outage."))
