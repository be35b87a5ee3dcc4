"""Scores of a case, and the reports on all scores of a call: disagreement and cut line."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query

from api.deps import DatabaseSession
from api.errors import BadRequest
from api.services.reviews import score_reports, scores
from api.services.reviews.scores import Given
from api.v1.reviews.gates import require_ministry, require_review
from api.v1.reviews.words import Answer, Body, Reason
from data.domain.plan.kinds import PlanType
from data.domain.review import ScreeningRound, Side
from data.domain.wording import Text
from data.orm import Score
from rules.screening.cut_line import Change, Cut, CutLineReport, LineSide
from rules.screening.disagreement import Disagreement

router = APIRouter(prefix="/v1/review", tags=["review"])
_ONE_CUT = Text("places か points のどちらか一方を指定してください。", "Give either places or points.")
_CENT = Decimal("0.01")


class GivenBody(Body):
    """Points on one side, and why."""

    points: int
    reason: Reason


class ScoreBody(Body):
    """Points on the sides scored so far; a final score has all four."""

    sides: dict[Side, GivenBody]
    final: bool = False


class ScoreAnswer(Answer):
    """One member's points."""

    member: UUID
    screening: ScreeningRound
    version: int
    final: bool
    sides: dict[Side, GivenBody]

    @classmethod
    def of(cls, row: Score) -> ScoreAnswer:
        """Tell a score."""
        return cls(
            member=row.account_id,
            screening=ScreeningRound.of(row.screening),
            version=row.version,
            final=row.is_final,
            sides={side: GivenBody(**row.sides[side]) for side in Side if side in row.sides},
        )


class ScoresAnswer(Answer):
    """One's own score, and the final ones one may see: none before one's own is final."""

    own: ScoreAnswer | None
    final: list[ScoreAnswer]


class SpreadAnswer(Answer):
    """The points of one side; ``mean`` is rounded to two decimals for reading only."""

    side: Side
    members: int
    mean: Decimal
    lowest: int
    highest: int
    spread: int
    outliers: list[UUID]


class DisagreementAnswer(Answer):
    """The spread of one case."""

    number: str
    widest: int
    sides: list[SpreadAnswer]

    @classmethod
    def of(cls, found: Disagreement) -> DisagreementAnswer:
        """Tell the spread of a case."""
        return cls(
            number=found.case,
            widest=found.widest,
            sides=[
                SpreadAnswer(
                    side=each.side,
                    members=each.members,
                    mean=_shown(each.mean),
                    lowest=each.lowest,
                    highest=each.highest,
                    spread=each.spread,
                    outliers=[UUID(member) for member in each.outliers],
                )
                for each in found.sides
            ],
        )


class RankedAnswer(Answer):
    """A case in the ranking; ``total`` is rounded to two decimals for reading only."""

    number: str
    total: Decimal | None
    members: int
    rank: int | None
    side: LineSide


class ChangeAnswer(Answer):
    """A case that would stand on another side."""

    number: str
    now: LineSide
    then: LineSide


class CutLineAnswer(Answer):
    """The ranking and what hangs on single members and on undecided cases."""

    ranking: list[RankedAnswer]
    without_member: dict[UUID, list[ChangeAnswer]]
    undecided: list[str]
    if_undecided_fail: list[ChangeAnswer]

    @classmethod
    def of(cls, report: CutLineReport) -> CutLineAnswer:
        """Tell a report."""
        return cls(
            ranking=[
                RankedAnswer(
                    number=each.case,
                    total=None if each.total is None else _shown(each.total),
                    members=each.members,
                    rank=each.rank,
                    side=each.side,
                )
                for each in report.ranking
            ],
            without_member={
                UUID(member): [_change(each) for each in changes]
                for member, changes in report.without_member.items()
            },
            undecided=list(report.undecided),
            if_undecided_fail=[_change(each) for each in report.if_undecided_fail],
        )


@router.get(
    "/cases/{case_id}/scores", dependencies=[Depends(require_review)], summary="採点を読む / Read scores"
)
def read(case_id: UUID, session: DatabaseSession) -> ScoresAnswer:
    """Return one's own score and the final ones one may see."""
    own, final = scores.seen(session, case_id)
    return ScoresAnswer(
        own=ScoreAnswer.of(own) if own else None, final=[ScoreAnswer.of(row) for row in final]
    )


@router.post(
    "/cases/{case_id}/scores",
    status_code=201,
    dependencies=[Depends(require_review)],
    summary="採点する / Score",
)
def give(case_id: UUID, body: ScoreBody, session: DatabaseSession) -> ScoreAnswer:
    """Keep the acting committee member's points; a final score is not changed any more."""
    sides = {side: Given(each.points, each.reason) for side, each in body.sides.items()}
    return ScoreAnswer.of(scores.give(session, case_id, sides, is_final=body.final))


@router.get(
    "/reports/disagreement",
    dependencies=[Depends(require_ministry)],
    summary="採点の開き / Where members disagree",
)
def disagreement(
    session: DatabaseSession,
    call: Annotated[str, Query(max_length=40)],
    plan_type: PlanType,
    screening: ScreeningRound = ScreeningRound.FIRST,
) -> list[DisagreementAnswer]:
    """List scored cases by the spread of their points, the widest first."""
    found = score_reports.disagreement(session, call, plan_type, screening)
    return [DisagreementAnswer.of(each) for each in found]


@router.get(
    "/reports/cut-line", dependencies=[Depends(require_ministry)], summary="選定ライン / The cut line"
)
def cut_line(
    session: DatabaseSession,
    call: Annotated[str, Query(max_length=40)],
    plan_type: PlanType,
    screening: ScreeningRound = ScreeningRound.FIRST,
    places: Annotated[int | None, Query(ge=0, le=10_000)] = None,
    points: Annotated[Decimal | None, Query(ge=0, le=10_000)] = None,
) -> CutLineAnswer:
    """Rank cases at a number of places or at points, and tell what would change the result."""
    if (places is None) == (points is None):
        raise BadRequest(_ONE_CUT)
    cut = Cut(places, None if points is None else Fraction(points))
    return CutLineAnswer.of(score_reports.line(session, call, plan_type, screening, cut))


def _change(change: Change) -> ChangeAnswer:
    return ChangeAnswer(number=change.case, now=change.now, then=change.then)


def _shown(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_CENT, ROUND_HALF_UP)
