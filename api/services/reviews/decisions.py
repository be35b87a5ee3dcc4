"""Decisions in bulk: drafted with their letters, looked at together, then announced once, all or none."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit
from api.services.applications import steps
from api.services.applications.steps import Decided
from api.services.plans import StaleVersion
from api.services.reviews import letters, versions
from api.services.reviews.letters import LetterParts
from api.services.reviews.reasons import stated
from api.services.reviews.scores import screening_of
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.canonical import tag_of
from data.domain.errors import Conflict, InvalidInput, NotAllowed, NotFound, Problem, ShusekiError
from data.domain.review import Outcome
from data.domain.wording import Text
from data.domain.workflow import STAGE_OF, Event, Stage, State
from data.orm import Application, Body, Decision, Letter
from data.queries import bodies
from data.queries.reviews import outcomes
from data.queries.reviews.outcomes import DecisionRow
from rules.access import Action, GeneralAction, require_generally

EVENT_OF = {
    Outcome.PROMISING: Event.FOUND_PROMISING,
    Outcome.CERTIFIED: Event.CERTIFIED,
    Outcome.NOT_SELECTED: Event.NOT_SELECTED,
}
_LOOK_AGAIN = Text(
    "案件を開いて解消してから、もう一度確認してください。", "Open the case, resolve this, then look again."
)


@dataclass(frozen=True, slots=True)
class Previewed:
    """A drafted decision as it would be announced: its letter, and what stands against it."""

    row: DecisionRow
    letter: str
    problems: tuple[Problem, ...]
    done: bool
    """Announced before: it is not announced again."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What an announcement did: decisions announced now, and those that were before."""

    now: tuple[DecisionRow, ...]
    before: tuple[DecisionRow, ...]


def draft(
    session: Session,
    application_id: UUID,
    outcome: Outcome,
    reason: str,
    batch: str | None,
    today: date,
    *,
    seen: int,
) -> Decision:
    """Draft the decision of the present screening with its letter, or change the draft there is.

    ``seen`` is the version of the draft that was seen, 0 where there was none. Raises ``NotFound``,
    ``NotAllowed`` (also outside a screening), ``InvalidInput`` without a reason or a batch for a
    certification, ``Conflict`` once it is announced, ``StaleVersion`` when somebody else has drafted since.
    """
    case = access.permitted(session, Action.DRAFT_DECISION, application_id, for_update=True)
    kept = stated(reason)
    named = (batch or "").strip() or None
    if outcome is Outcome.CERTIFIED and named is None:
        raise InvalidInput.of([_NO_BATCH])
    screening = str(screening_of(case))
    found = _drafted(session, case, screening, seen)
    decision = found.decision if found else Decision(id=uuid4(), application_id=case.id, screening=screening)
    decision.submission_id = versions.latest(session, case).submission.id
    decision.outcome, decision.reason, decision.batch = str(outcome), kept, named
    _by_me(session, decision)
    if found is None:
        letter = Letter(id=uuid4(), decision_id=decision.id, application_id=case.id, body_text="")
        outcomes.add(session, [decision, letter])
    else:
        decision.version += 1
    session.flush()
    row = _only(outcomes.decisions(session, [case.id]), decision)
    row.letter.body_text = letters.text_of(_parts(session, row), None, today)
    session.flush()
    after = {"outcome": str(outcome), "batch": named, "screening": screening}
    audit.record(session, AuditEvent.DECISION_DRAFTED, "application", case.id, after=after, reason=kept)
    return decision


def _drafted(session: Session, case: Application, screening: str, seen: int) -> DecisionRow | None:
    """The draft there is, if it is open to changes and the one that was seen."""
    rows = outcomes.decisions(session, [case.id])
    found = next((row for row in rows if row.decision.screening == screening), None)
    if found is not None and found.decision.announced_at is not None:
        raise Conflict(Text("この審査の結果は通知済みです。", "This decision has been announced."))
    if seen != (found.decision.version if found else 0):
        raise StaleVersion(_DRAFTED_SINCE)
    return found


def drafts(session: Session, cases: Collection[UUID]) -> Mapping[UUID, int]:
    """Return the version of the draft of each case's present screening; cases without one are left out."""
    require_generally(actor_of(session), GeneralAction.DECIDE_IN_BULK)
    rows = outcomes.decisions(session, sorted(cases))
    return {row.case.id: row.decision.version for row in rows if _is_present(row)}


def mark_of(seen: Iterable[Previewed]) -> str:
    """Return the mark of decisions as previewed, to be sent back with their announcement."""
    return _mark(each.row for each in seen)


def preview(session: Session, cases: Collection[UUID], today: date) -> list[Previewed]:
    """Show every drafted decision on these cases as it would be announced today; nothing is stored.

    Raises ``NotAllowed`` for all but the manager, ``NotFound`` when a case has no decision.
    """
    rows = _rows(session, cases)
    return [
        Previewed(
            row,
            row.letter.body_text if row.letter.number else letters.text_of(_parts(session, row), None, today),
            () if row.decision.announced_at else tuple(_decided(session, row)[1]),
            row.decision.announced_at is not None,
        )
        for row in rows
    ]


def announce(
    session: Session, cases: Collection[UUID], prefix: str, first_number: int, today: date, *, seen: str
) -> Announced:
    """Announce the drafted decisions on these cases: states, letters and notices, all or none, and once.

    Letters are numbered ``{prefix}第{n}号`` from ``first_number`` in the order of case numbers. What was
    announced before is left as it is, so sending the same batch twice announces it once. ``seen`` is the
    mark of what was previewed. Raises ``NotAllowed``, ``NotFound``, ``StaleVersion`` when a decision was
    drafted anew since, and ``Conflict`` with every problem of every case.
    """
    rows = _rows(session, cases)
    if _mark(rows) != seen:
        raise StaleVersion(_DRAFTED_SINCE)
    before = tuple(row for row in rows if row.decision.announced_at is not None)
    fresh = [row for row in rows if row.decision.announced_at is None]
    numbers = [f"{prefix.strip()}第{first_number + place}号" for place in range(len(fresh))]
    decided, problems = _all_decided(session, fresh)
    if outcomes.letter_numbers(session, numbers):
        problems.append(_number_taken(numbers[0]))
    if problems:
        raise Conflict(_NOT_ALL, problems)
    for row, step, number in zip(fresh, decided, numbers, strict=True):
        _issue(session, row, step, number, today)
    for row, step in zip(fresh, decided, strict=True):
        steps.enter(session, step, submission_id=row.submission.id)
        after = {"number": row.letter.number, "screening": row.decision.screening}
        audit.record(session, AuditEvent.LETTER_ISSUED, "application", row.case.id, after=after)
    return Announced(tuple(fresh), before)


def _rows(session: Session, cases: Collection[UUID]) -> list[DecisionRow]:
    require_generally(actor_of(session), GeneralAction.DECIDE_IN_BULK)
    wanted = sorted(set(cases))
    locked = {case_id: access.known(session, case_id, for_update=True) for case_id in wanted}
    found = outcomes.decisions(session, wanted)
    rows = list({row.case.id: row for row in sorted(found, key=_weight)}.values())
    missing = locked.keys() - {row.case.id for row in rows}
    if missing:
        names = "、".join(sorted(locked[case_id].number or "" for case_id in missing))
        raise NotFound(
            Text(f"審査結果案のない案件があります: {names}", f"There is no drafted decision on: {names}")
        )
    return rows


def _weight(row: DecisionRow) -> tuple[str, bool, datetime]:
    """Of one case, what is drafted for the present screening counts most, else what was announced last."""
    return row.case.number or "", _is_present(row), row.decision.announced_at or row.decision.created_at


def _is_present(row: DecisionRow) -> bool:
    screened = STAGE_OF[State.of(row.case.state)] is Stage.SCREENING
    return screened and row.decision.screening == str(screening_of(row.case))


def _mark(rows: Iterable[DecisionRow]) -> str:
    return tag_of(sorted([str(row.decision.id), row.decision.version] for row in rows))


def _all_decided(session: Session, rows: Iterable[DecisionRow]) -> tuple[list[Decided], list[Problem]]:
    steps_to_take, problems = [], []
    for row in rows:
        step, found = _decided(session, row)
        problems += found
        if step is not None:
            steps_to_take.append(step)
    return steps_to_take, problems


def _decided(session: Session, row: DecisionRow) -> tuple[Decided | None, list[Problem]]:
    decision, number = row.decision, row.case.number or str(row.case.id)
    newest = versions.latest(session, row.case).submission.id
    if newest != decision.submission_id:
        return None, [Problem(number, None, _OLD_VERSION, _LOOK_AGAIN)]
    try:
        event = EVENT_OF[Outcome.of(decision.outcome)]
        return steps.decide(session, row.case, event, reason=decision.reason, batch=decision.batch), []
    except (Conflict, InvalidInput, NotAllowed) as refused:
        return None, [Problem(number, None, said, _LOOK_AGAIN) for said in _messages(refused)]


def _messages(refused: ShusekiError) -> Sequence[Text]:
    return [problem.message for problem in refused.problems] or [refused.message]


def _issue(session: Session, row: DecisionRow, step: Decided, number: str, today: date) -> None:
    row.letter.body_text = letters.text_of(_parts(session, row), number, today)
    row.letter.number, row.letter.issued_at = number, step.at
    row.letter.issued_by = actor_of(session).account_id
    row.decision.announced_at = step.at
    row.case.batch = row.decision.batch or row.case.batch
    session.flush()


def _parts(session: Session, row: DecisionRow) -> LetterParts:
    return LetterParts(row.case, row.submission, row.decision, row.body, _sender(session))


def _sender(session: Session) -> Body:
    post_id = actor_of(session).post_id
    found = bodies.find_post(session, post_id) if post_id else None
    assert found is not None  # noqa: S101 - the questions before let only managers pass
    return found[1]


def _only(rows: Iterable[DecisionRow], decision: Decision) -> DecisionRow:
    return next(row for row in rows if row.decision.id == decision.id)


def _by_me(session: Session, decision: Decision) -> None:
    actor = actor_of(session)
    assert actor.account_id is not None  # noqa: S101 - managers hold posts
    assert actor.post_id is not None  # noqa: S101
    decision.account_id, decision.post_id = actor.account_id, actor.post_id


_NOT_ALL = Text(
    "通知できない案件が含まれているため、1件も通知していません。",
    "Some of the decisions cannot be announced, so none was.",
)
_DRAFTED_SINCE = Text(
    "ほかの担当者が審査結果案を作り直しました。最新の案を確認してから操作してください。",
    "Somebody else has drafted a decision since. Look at the latest draft, then repeat.",
)
_OLD_VERSION = Text(
    "審査結果案の作成後に新しい版が提出されています。", "A newer version was sent after the draft was made."
)
_NO_BATCH = Problem(
    "batch",
    None,
    Text("認定の回（第何弾）がありません。", "The batch of the certification is not named."),
    Text("「第2弾」のように記入してください。", "Name it, such as 第2弾."),
)


def _number_taken(first: str) -> Problem:
    return Problem(
        "first_number",
        first,
        Text("使用済みの文書番号が含まれています。", "Some of the document numbers are in use."),
        Text("未使用の番号から始めてください。", "Begin with a number that is not in use."),
    )
