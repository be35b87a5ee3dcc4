"""What counts once people have spoken: the latest word, beside the mechanical finding."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from data.domain.assessment import Status, Verdict
from rules.screening.effective import Mark, effective
from tests.support.reviewing import finding

AT = datetime(2026, 3, 1, tzinfo=UTC)
FINDINGS = (
    finding("land", Status.MET),
    finding("away", Status.NEEDS_REVIEW),
    finding("time", Status.NOT_MET),
)


def mark(criterion: str, status: Status, minute: int, overruled: Status | None = None) -> Mark:
    return Mark(criterion, status, "理由", "審査担当", AT + timedelta(minutes=minute), overruled)


def test_without_a_word_the_mechanical_findings_count() -> None:
    result = effective(FINDINGS, [])
    assert result.verdict is Verdict.NOT_ELIGIBLE
    assert result.unjudged == ("away",)


def test_the_latest_judgement_counts_whatever_order_they_are_read_in() -> None:
    marks = [mark("away", Status.NOT_MET, 1), mark("away", Status.MET, 2)]
    for order in (marks, marks[::-1]):
        assert effective(FINDINGS, order).findings[1].status is Status.MET
    assert effective(FINDINGS, marks).unjudged == ()


def test_a_judgement_does_not_touch_a_mechanical_finding_but_an_overruling_does() -> None:
    judged = effective(FINDINGS, [mark("time", Status.MET, 1)])
    assert judged.findings[2].status is Status.NOT_MET
    overruled = effective(
        FINDINGS, [mark("time", Status.MET, 1, Status.NOT_MET), mark("away", Status.MET, 2)]
    )
    assert overruled.verdict is Verdict.ELIGIBLE
    assert overruled.findings[2].finding.status is Status.NOT_MET


def test_an_overruling_of_another_answer_than_the_assessment_gave_does_not_count() -> None:
    result = effective(FINDINGS, [mark("land", Status.NOT_APPLICABLE, 1, Status.INCOMPLETE)])
    assert result.findings[0].status is Status.MET
