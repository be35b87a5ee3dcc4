"""How answers add up: Kleene's strong three-valued logic, with a person's doubt between open and met.

Not met beats incomplete, incomplete beats needs review, that beats met, and what does not apply counts for
nothing (Kleene, Introduction to Metamathematics, section 64).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from data.domain.assessment import InputRead, Status, Step
from data.domain.wording import Text

MET: Final = Status.MET
NOT_MET: Final = Status.NOT_MET
INCOMPLETE: Final = Status.INCOMPLETE
NEEDS_REVIEW: Final = Status.NEEDS_REVIEW
NOT_APPLICABLE: Final = Status.NOT_APPLICABLE
"""The answers by name: a check asks for them a thousand times, and an enumeration gives them slowly."""
WORST_FIRST = (NOT_MET, INCOMPLETE, NEEDS_REVIEW, MET)
BEST_FIRST = WORST_FIRST[::-1]


@dataclass(slots=True, eq=False)
class Answer:
    """The status of a condition, the steps that led to it in reading order, and those that decided it."""

    status: Final[Status]
    steps: Final[tuple[Step, ...]]
    because: Final[tuple[Step, ...]]


def both(statuses: Sequence[Status]) -> Status:
    """Conjunction: the worst answer wins; nothing but "does not apply" does not apply."""
    for status in WORST_FIRST:
        if status in statuses:
            return status
    return NOT_APPLICABLE


def either(statuses: Sequence[Status]) -> Status:
    """Disjunction: the best answer wins; open answers keep it open."""
    for status in BEST_FIRST:
        if status in statuses:
            return status
    return NOT_APPLICABLE


def single(
    status: Status,
    reason: Text,
    inputs: tuple[InputRead, ...] = (),
    remedy: Text | None = None,
    margin: str | None = None,
) -> Answer:
    """Return the answer of one step."""
    steps = (Step(status, reason, inputs, remedy, margin),)
    return Answer(status, steps, steps)


def gather(status: Status, answers: Iterable[Answer]) -> Answer:
    """Return ``status`` with the steps of all ``answers``; those with the same status decided it."""
    steps: list[Step] = []
    because: list[Step] = []
    for each in answers:
        steps += each.steps
        if each.status is status:
            because += each.because
    return Answer(status, tuple(steps), tuple(because))


def headed(heading: Answer, answers: Iterable[Answer]) -> Answer:
    """Put one step before the steps of ``answers``; it decides together with those of the same status."""
    return gather(heading.status, (heading, *answers))


def alone(heading: Answer, answers: Iterable[Answer]) -> Answer:
    """Put one step before the steps of ``answers``; it says all there is to say."""
    return Answer(heading.status, (*heading.steps, *(s for a in answers for s in a.steps)), heading.because)
