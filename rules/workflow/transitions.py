"""The table of steps an application can take, and the one function that takes them; it stores nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from data.domain.actor import MINISTRY_ROLES, Actor, Role
from data.domain.errors import Conflict, InvalidInput, NotAllowed, Problem
from data.domain.wording import Text
from data.domain.workflow import Event, StageCount, State
from rules.workflow import guards
from rules.workflow.guards import CaseFacts, Guard

OFFICER = frozenset({Role.OFFICER})
APPROVER = frozenset({Role.APPROVER})
APPLICANT = OFFICER | APPROVER
MANAGER = frozenset({Role.MANAGER})
ONE, TWO = frozenset[StageCount]({1}), frozenset[StageCount]({2})
EITHER = ONE | TWO

SOUND: tuple[Guard, ...] = (guards.nothing_required_is_missing, guards.every_file_reads_back)
IN_TIME: tuple[Guard, ...] = (guards.window_is_open, *SOUND)
IMPARTIAL: tuple[Guard, ...] = (guards.actor_has_no_conflict,)
REVIEWED: tuple[Guard, ...] = (*IMPARTIAL, guards.findings_are_judged, guards.scores_are_final)


@dataclass(frozen=True, slots=True)
class Transition:
    """One step: from which state, by which event, to which state, by whom, under which conditions."""

    source: State
    event: Event
    target: State
    by: frozenset[Role]
    guards: tuple[Guard, ...] = ()
    needs_reason: bool = False
    screenings: frozenset[StageCount] = EITHER
    """The step exists only where the plan type goes through this many screenings."""


S, E = State, Event

TRANSITIONS: tuple[Transition, ...] = (
    Transition(S.DRAFT, E.APPROVAL_REQUESTED, S.IN_APPROVAL, OFFICER, SOUND),
    Transition(S.IN_APPROVAL, E.APPROVAL_TAKEN_BACK, S.DRAFT, OFFICER),
    Transition(S.IN_APPROVAL, E.APPROVAL_DECLINED, S.DRAFT, APPROVER, needs_reason=True),
    Transition(S.IN_APPROVAL, E.APPROVAL_GIVEN, S.APPROVED, APPROVER, SOUND),
    Transition(S.APPROVED, E.REWORKED, S.DRAFT, APPLICANT, needs_reason=True),
    Transition(S.APPROVED, E.SUBMITTED, S.SUBMITTED, APPLICANT, IN_TIME),
    Transition(S.SUBMITTED, E.REPLACED, S.SUBMITTED, APPROVER, IN_TIME, needs_reason=True),
    Transition(S.SUBMITTED, E.FIRST_SCREENING_STARTED, S.FIRST_SCREENING, MINISTRY_ROLES, IMPARTIAL),
    Transition(
        S.SUBMITTED,
        E.RETURNED,
        S.RETURNED,
        MINISTRY_ROLES,
        (*IMPARTIAL, guards.corrections_are_asked),
        needs_reason=True,
    ),
    Transition(
        S.RETURNED, E.RESUBMITTED, S.RESUBMITTED, APPLICANT, (guards.corrections_are_answered, *SOUND)
    ),
    Transition(S.RESUBMITTED, E.FIRST_SCREENING_STARTED, S.FIRST_SCREENING, MINISTRY_ROLES, IMPARTIAL),
    Transition(
        S.RESUBMITTED,
        E.RETURNED,
        S.RETURNED,
        MINISTRY_ROLES,
        (*IMPARTIAL, guards.corrections_are_asked),
        needs_reason=True,
    ),
    Transition(
        S.FIRST_SCREENING,
        E.RETURNED,
        S.RETURNED,
        MINISTRY_ROLES,
        (*IMPARTIAL, guards.corrections_are_asked),
        needs_reason=True,
    ),
    Transition(
        S.FIRST_SCREENING,
        E.FOUND_PROMISING,
        S.PROMISING,
        MANAGER,
        REVIEWED,
        needs_reason=True,
        screenings=TWO,
    ),
    Transition(
        S.FIRST_SCREENING,
        E.CERTIFIED,
        S.CERTIFIED,
        MANAGER,
        (*REVIEWED, guards.batch_is_named),
        needs_reason=True,
        screenings=ONE,
    ),
    Transition(S.FIRST_SCREENING, E.NOT_SELECTED, S.NOT_SELECTED, MANAGER, REVIEWED, needs_reason=True),
    Transition(S.PROMISING, E.REFINEMENT_STARTED, S.REFINEMENT, MANAGER, IMPARTIAL, screenings=TWO),
    Transition(S.REFINEMENT, E.REFINED, S.REFINED, APPROVER, SOUND, screenings=TWO),
    Transition(
        S.REFINED, E.FINAL_SCREENING_STARTED, S.FINAL_SCREENING, MINISTRY_ROLES, IMPARTIAL, screenings=TWO
    ),
    Transition(
        S.FINAL_SCREENING,
        E.RETURNED,
        S.RETURNED_IN_FINAL,
        MINISTRY_ROLES,
        (*IMPARTIAL, guards.corrections_are_asked),
        needs_reason=True,
        screenings=TWO,
    ),
    Transition(
        S.RETURNED_IN_FINAL,
        E.RESUBMITTED,
        S.FINAL_SCREENING,
        APPLICANT,
        (guards.corrections_are_answered, *SOUND),
        screenings=TWO,
    ),
    Transition(
        S.FINAL_SCREENING,
        E.CERTIFIED,
        S.CERTIFIED,
        MANAGER,
        (*REVIEWED, guards.batch_is_named),
        needs_reason=True,
        screenings=TWO,
    ),
    Transition(
        S.FINAL_SCREENING,
        E.NOT_SELECTED,
        S.NOT_SELECTED,
        MANAGER,
        REVIEWED,
        needs_reason=True,
        screenings=TWO,
    ),
    *(
        Transition(source, E.WITHDRAWN, S.WITHDRAWN, APPROVER, needs_reason=True)
        for source in (S.SUBMITTED, S.RETURNED, S.RESUBMITTED, S.FIRST_SCREENING)
    ),
    *(
        Transition(source, E.WITHDRAWN, S.WITHDRAWN, APPROVER, needs_reason=True, screenings=TWO)
        for source in (S.PROMISING, S.REFINEMENT, S.REFINED, S.FINAL_SCREENING, S.RETURNED_IN_FINAL)
    ),
    Transition(S.WITHDRAWN, E.REOPENED, S.DRAFT, APPLICANT, (guards.window_is_open,)),
)


EDITABLE = frozenset({S.DRAFT, S.SUBMITTED, S.RETURNED, S.REFINEMENT, S.RETURNED_IN_FINAL})
"""States in which the body works on its copy; in ``SUBMITTED`` it prepares a replacement, while in time."""
SENDING: Mapping[State, Event] = MappingProxyType(
    {
        S.APPROVED: E.SUBMITTED,
        S.SUBMITTED: E.REPLACED,
        S.RETURNED: E.RESUBMITTED,
        S.RETURNED_IN_FINAL: E.RESUBMITTED,
        S.REFINEMENT: E.REFINED,
    }
)
"""The event by which a body sends a version, by the state it is sent from."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step that may be taken: where it leads, and the reason to keep with it."""

    event: Event
    source: State
    target: State
    reason: str | None


def steps_from(state: State, screenings: StageCount) -> Iterator[Transition]:
    """Yield the steps the table knows from ``state`` for a plan type with this many screenings."""
    return (step for step in TRANSITIONS if step.source is state and screenings in step.screenings)


def guards_of(state: State, event: Event, screenings: StageCount) -> tuple[Guard, ...]:
    """Return the conditions of the step that ``event`` makes from ``state``; none where there is no step."""
    return next((step.guards for step in steps_from(state, screenings) if step.event is event), ())


def events_open_to(state: State, screenings: StageCount, role: Role) -> tuple[Event, ...]:
    """Return the events a role could cause from ``state``, guards not yet asked, in table order."""
    return tuple(step.event for step in steps_from(state, screenings) if role in step.by)


def refusals(transition: Transition, actor: Actor, facts: CaseFacts, now: datetime) -> tuple[Text, ...]:
    """Return why the guards refuse the step now; empty when they do not."""
    return tuple(said for guard in transition.guards if (said := guard(facts, actor, now)) is not None)


def next_state(
    state: State, event: Event, actor: Actor, facts: CaseFacts, reason: str | None, now: datetime
) -> Step:
    """Return the step that ``event`` makes from ``state``, or say why it cannot be.

    ``rules.access`` decides before whether the actor may know the case. ``now`` is the server's clock.
    Raises ``Conflict`` when the state does not admit the event or a guard refuses (one problem per guard),
    ``NotAllowed`` when the role may not, and ``InvalidInput`` when a reason is due and none is given.
    """
    transition = _transition(state, event, facts.screenings)
    if actor.role not in transition.by:
        raise NotAllowed(_not_for_role(event, actor.role))
    problems = [_refused(event, said) for said in refusals(transition, actor, facts, now)]
    if problems:
        raise Conflict(problems[0].message, problems)
    given = (reason or "").strip() or None
    if transition.needs_reason and given is None:
        raise InvalidInput.of([_reason_due(event)])
    return Step(event, state, transition.target, given)


def _transition(state: State, event: Event, screenings: StageCount) -> Transition:
    for step in steps_from(state, screenings):
        if step.event is event:
            return step
    raise Conflict(
        Text(
            f"「{state.text.ja}」の案件に「{event.text.ja}」はできません。",
            f"An application that is {state.text.en} cannot be {event.text.en}.",
        )
    )


def _not_for_role(event: Event, role: Role) -> Text:
    return Text(
        f"「{event.text.ja}」は{role.text.ja}の権限では行えません。",
        f"The role {role.text.en} may not do this: {event.text.en}.",
    )


def _refused(event: Event, said: Text) -> Problem:
    remedy = Text(
        "示された事項を解消してから、もう一度操作してください。", "Resolve this first, then try again."
    )
    return Problem("event", str(event), said, remedy)


def _reason_due(event: Event) -> Problem:
    return Problem(
        "reason",
        None,
        Text(f"「{event.text.ja}」には理由が必要です。", f"A reason is required: {event.text.en}."),
        Text("理由を記入してください。", "State the reason."),
    )
