"""Reports on final scores of a call: where members disagree, and what hangs on the cut line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import audit
from api.services.reviews import versions
from data.db import actor_of
from data.domain.assessment import Verdict
from data.domain.audit import AuditEvent
from data.domain.errors import NotFound
from data.domain.plan.kinds import PlanType
from data.domain.review import ScreeningRound, Side
from data.domain.scoring import ScoringSettings
from data.domain.wording import Text
from data.domain.workflow import STAGE_OF, Stage, State
from data.orm import Application, Score
from data.queries.reviews import cases, scores
from rules.access import GeneralAction, require_generally
from rules.screening.cut_line import Cut, CutLineReport, cut_line
from rules.screening.disagreement import Disagreement, Sheet, disagreements

UNDECIDED = (Verdict.NEEDS_REVIEW, Verdict.NEEDS_EVIDENCE)


@dataclass(frozen=True, slots=True)
class Scored:
    """Scored cases of one type in one screening of a call, by number, with the sheets by number."""

    settings: ScoringSettings
    cases: Mapping[str, Application]
    sheets: tuple[Sheet, ...]
    members: Mapping[str, UUID]
    """The post for which each member scored."""


def scored(session: Session, call_code: str, plan_type: PlanType, screening: ScreeningRound) -> Scored:
    """Return what the reports rest on, withdrawn cases left out, and record the read.

    Raises ``NotAllowed`` and ``NotFound``.
    """
    require_generally(actor_of(session), GeneralAction.SEE_SCORE_REPORTS)
    found = cases.of_call(session, call_code)
    if found is None:
        raise NotFound(Text(f"公募「{call_code}」はありません。", f"There is no call {call_code}."))
    call, applications = found
    of_type = {
        case.number or "": case
        for case in applications
        if case.plan_type == plan_type and State.of(case.state) is not State.WITHDRAWN
    }
    by_id = {case.id: number for number, case in of_type.items()}
    rows = scores.final(session, list(by_id), screening)
    sheets = tuple(Sheet(by_id[row.application_id], str(row.account_id), points_of(row)) for row in rows)
    after = {"plan_type": str(plan_type), "screening": str(screening), "sheets": len(sheets)}
    audit.record(session, AuditEvent.CONFIDENTIAL_READ, "scores", call_code, after=after)
    members = {str(row.account_id): row.post_id for row in rows}
    return Scored(ScoringSettings.read(call.scoring), of_type, sheets, members)


def disagreement(
    session: Session, call_code: str, plan_type: PlanType, screening: ScreeningRound
) -> Sequence[Disagreement]:
    """Return the spread of each scored case per side, the widest first."""
    return disagreements(scored(session, call_code, plan_type, screening).sheets)


def line(
    session: Session, call_code: str, plan_type: PlanType, screening: ScreeningRound, cut: Cut
) -> CutLineReport:
    """Return the ranking with the cut line, without each member, and with undecided cases either way."""
    return line_of(session, scored(session, call_code, plan_type, screening), cut)


def line_of(session: Session, found: Scored, cut: Cut) -> CutLineReport:
    """Return the report on scores already read.

    A case is undecided while its effective findings need evidence or judgement; those not eligible, and
    those already not selected, are not ranked.
    """
    sent = cases.latest_versions(session, [case.id for case in found.cases.values()])
    results = versions.results(session, list(sent.values()))
    verdicts = {
        number: results[sent[case.id].submission.id].verdict
        for number, case in found.cases.items()
        if case.id in sent
    }
    ranked = [
        number
        for number, case in found.cases.items()
        if verdicts.get(number) is not Verdict.NOT_ELIGIBLE
        and STAGE_OF[State.of(case.state)] is not Stage.CLOSED
    ]
    undecided = frozenset(number for number in ranked if verdicts.get(number) in UNDECIDED)
    return cut_line(ranked, found.sheets, found.settings, cut, undecided)


def points_of(score: Score) -> dict[Side, int]:
    """Return the points of a final score."""
    return {side: int(score.sides[side]["points"]) for side in Side}
