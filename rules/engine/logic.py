"""How answers add up: Kleene's strong three-valued logic, with a person's doubt between open and met.

Not met beats incomplete, incomplete beats needs review, that beats met, and what does not apply counts for
nothing (Kleene, Introduction to Metamathematics, section 64).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from data.domain.assessment import InputRead, Status, Step
from data.domain.wording import Text

WORST_FIRST = (Status.NOT_MET, Status.INCOMPLETE, Status.NEEDS_REVIEW, Status.MET)
BEST_FIRST = WORST_FIRST[::-1]


@dataclass(frozen=True, slots=True)
class Answer:
    """The status of a condition, the steps that led to it in reading order, and those that decided it."""

    status: Status
    steps: tuple[Step, ...]
    because: tuple[Step, ...]


def both(statuses: Iterable[Status]) -> Status:
    """Conjunction: the worst answer wins; nothing but "does not apply" does not apply."""
    return _first(WORST_FIRST, statuses)


def either(statuses: Iterable[Status]) -> Status:
    """Disjunction: the best answer wins; open answers keep it open."""
    return _first(BEST_FIRST, statuses)


def single(
    status: Status,
    reason: Text,
    inputs: tuple[InputRead, ...] = (),
    remedy: Text | None = None,
    margin: str | None = None,
) -> Answer:
    """Return the answer of one step."""
    step = Step(status=status, reason=reason, inputs=inputs, remedy=remedy, margin=margin)
    return Answer(status, (step,), (step,))


def gather(status: Status, answers: Iterable[Answer]) -> Answer:
    """Return ``status`` with the steps of all ``answers``; those with the same status decided it."""
    answers = tuple(answers)
    return Answer(
        status,
        tuple(step for a in answers for step in a.steps),
        tuple(step for a in answers if a.status is status for step in a.because),
    )


def headed(heading: Answer, answers: Iterable[Answer]) -> Answer:
    """Put one step before the steps of ``answers``; it decides together with those of the same status."""
    return gather(heading.status, (heading, *answers))


def alone(heading: Answer, answers: Iterable[Answer]) -> Answer:
    """Put one step before the steps of ``answers``; it says all there is to say."""
    return Answer(heading.status, (*heading.steps, *(s for a in answers for s in a.steps)), heading.because)


def _first(order: tuple[Status, ...], statuses: Iterable[Status]) -> Status:
    found = tuple(statuses)
    for status in order:
        for each in found:
            if each is status:
                return status
    return Status.NOT_APPLICABLE
