"""Committee scores: each member's own, versioned, final once; others' are seen after that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import access, audit
from api.services.reviews import versions
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, InvalidInput, Problem
from data.domain.plan.kinds import PlanType
from data.domain.review import ScreeningRound, Side
from data.domain.scoring import ScoringSettings
from data.domain.wording import Text
from data.domain.workflow import State
from data.orm import Application, Score
from data.queries import applications
from data.queries.reviews import scores
from rules.access import Action

_FINAL = Text("確定した採点は変更できません。", "A final score is not changed any more.")
_NOT_SCORED = Text("この種別の案件は採点の対象ではありません。", "Plans of this type are not scored.")


@dataclass(frozen=True, slots=True)
class Given:
    """Points on one side and why; a side without points is not scored yet, which is not zero."""

    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a committee member's form shows: scale, own points so far, and the others' that may be seen."""

    case: Application
    title: str
    settings: ScoringSettings
    own: Score | None
    final: Sequence[Score]


def screening_of(case: Application) -> ScreeningRound:
    """Return the screening whose scores belong to the case now: the final one once it was refined."""
    in_final = {State.REFINED, State.FINAL_SCREENING, State.RETURNED_IN_FINAL}
    return ScreeningRound.FINAL if State.of(case.state) in in_final else ScreeningRound.FIRST


def settings_of(session: Session, case: Application) -> ScoringSettings:
    """Return how the call of a case is scored."""
    return ScoringSettings.read(applications.call_of(session, case).scoring)


def give(session: Session, application_id: UUID, sides: Mapping[Side, Given], *, is_final: bool) -> Score:
    """Keep the acting member's points as a new version, on wish the final one.

    Raises ``NotFound`` (also in conflict or not assigned), ``NotAllowed``, ``Conflict`` after the final one
    and for types that are not scored, ``InvalidInput`` for points off the scale, a point without reason, or
    a final score that leaves a side open.
    """
    case = access.permitted(session, Action.SCORE, application_id)
    settings = settings_of(session, case)
    if PlanType(case.plan_type) not in settings.types:
        raise Conflict(_NOT_SCORED)
    problems = _problems(sides, settings, is_final=is_final)
    if problems:
        raise InvalidInput.of(problems)
    before = scores.own(session, case.id, screening_of(case))
    if before is not None and before.is_final:
        raise Conflict(_FINAL)
    row = Score(
        id=uuid4(),
        application_id=case.id,
        submission_id=versions.latest(session, case).submission.id,
        screening=str(screening_of(case)),
        account_id=actor_of(session).account_id,
        post_id=actor_of(session).post_id,
        version=before.version + 1 if before else 1,
        sides={
            str(side): {"points": each.points, "reason": each.reason.strip()} for side, each in sides.items()
        },
        is_final=is_final,
    )
    scores.add(session, row)
    # The trail outlives the hiding of scores: it says that a score was given, never which.
    after = {"screening": row.screening, "version": row.version, "is_final": is_final}
    audit.record(session, AuditEvent.SCORED, "application", case.id, after=after)
    return row


def seen(session: Session, application_id: UUID) -> tuple[Score | None, Sequence[Score]]:
    """Return one's own latest score and the final scores one may see of the present screening.

    Raises ``NotFound`` and ``NotAllowed``. Before one's own is final, the others' are not there. The read is
    on the trail.
    """
    case = access.permitted(session, Action.SEE_SCORES, application_id)
    screening = screening_of(case)
    found = scores.own(session, case.id, screening), scores.final(session, [case.id], screening)
    after = {"scores": str(screening)}
    audit.record(session, AuditEvent.CONFIDENTIAL_READ, "application", case.id, after=after)
    return found


def sheet(session: Session, application_id: UUID) -> Sheet:
    """Return the acting member's form of the present screening. Raises ``NotFound`` and ``NotAllowed``."""
    case = access.permitted(session, Action.SCORE, application_id)
    own, final = seen(session, application_id)
    title = versions.latest(session, case).submission.title
    return Sheet(case, title, settings_of(session, case), own, final)


def _problems(sides: Mapping[Side, Given], settings: ScoringSettings, *, is_final: bool) -> list[Problem]:
    found = []
    for side, given in sides.items():
        if not settings.lowest <= given.points <= settings.highest:
            found.append(_off_scale(side, given.points, settings))
        if not given.reason.strip():
            found.append(_no_reason(side))
    if is_final:
        found += [_open_side(side) for side in Side if side not in sides]
    return found


def _off_scale(side: Side, points: int, settings: ScoringSettings) -> Problem:
    return Problem(
        f"/sides/{side}/points",
        points,
        Text(f"「{side.text.ja}」の点数が範囲の外です。", f"The points on {side.text.en} are off the scale."),
        Text(
            f"{settings.lowest}から{settings.highest}までの整数で採点してください。",
            f"Give whole points from {settings.lowest} to {settings.highest}.",
        ),
    )


def _no_reason(side: Side) -> Problem:
    return Problem(
        f"/sides/{side}/reason",
        None,
        Text(f"「{side.text.ja}」の採点の理由がありません。", f"No reason is given for {side.text.en}."),
        Text("採点の理由を記入してください。", "State why you gave these points."),
    )


def _open_side(side: Side) -> Problem:
    return Problem(
        f"/sides/{side}",
        None,
        Text(f"「{side.text.ja}」を採点していません。", f"{side.text.en} has no points."),
        Text("四つの観点すべてを採点してから確定してください。", "Score all four sides, then make it final."),
    )
