"""The workflow: every state, event and role walked; nothing certified unreviewed; a true diagram."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.actor import MINISTRY_ROLES, POST_ROLES, PUBLIC, SYSTEM, Actor, Role
from data.domain.errors import Conflict, InvalidInput, NotAllowed
from data.domain.plan.kinds import PlanType
from data.domain.workflow import STAGE_OF, Event, StageCount, StageSettings, State
from rules.workflow import diagram
from rules.workflow.guards import GUARD_NAMES, JAPAN, CaseFacts
from rules.workflow.transitions import TRANSITIONS, events_open_to, next_state, steps_from
from tests.architecture.files import ROOT

CLOSES = datetime(2026, 2, 13, 17, 0, 0, tzinfo=JAPAN)
NOW = CLOSES - timedelta(hours=1)
READY = CaseFacts(
    opens_at=CLOSES - timedelta(days=50),
    closes_at=CLOSES,
    screenings=2,
    missing_items=(),
    unreadable_files=(),
    open_corrections=0,
    unjudged_findings=(),
    unfinished_scores=0,
    batch="第1弾",
    actor_in_conflict=False,
)
RETURNABLE = replace(READY, open_corrections=1)
COUNTS: tuple[StageCount, ...] = (1, 2)


def acting(role: Role) -> Actor:
    return (
        Actor(role, uuid4(), uuid4(), uuid4())
        if role in POST_ROLES
        else {Role.PUBLIC: PUBLIC, Role.SYSTEM: SYSTEM}[role]
    )


def facts_for(event: Event, screenings: StageCount) -> CaseFacts:
    return replace(RETURNABLE if event is Event.RETURNED else READY, screenings=screenings)


@pytest.mark.parametrize("screenings", COUNTS)
@pytest.mark.parametrize("state", State)
def test_every_event_by_every_role_does_what_the_table_says_and_nothing_else(
    state: State, screenings: StageCount
) -> None:
    known = {step.event: step for step in steps_from(state, screenings)}
    for event, role in product(Event, Role):
        facts = facts_for(event, screenings)
        if event not in known:
            with pytest.raises(Conflict):
                next_state(state, event, acting(role), facts, "理由", NOW)
        elif role not in known[event].by:
            with pytest.raises(NotAllowed):
                next_state(state, event, acting(role), facts, "理由", NOW)
        else:
            step = next_state(state, event, acting(role), facts, "理由", NOW)
            assert (step.source, step.target) == (state, known[event].target)


def paths(screenings: StageCount) -> Iterator[tuple[State, ...]]:
    """Every way from a draft that visits no state twice."""
    stack: list[tuple[State, ...]] = [(State.DRAFT,)]
    while stack:
        path = stack.pop()
        yield path
        stack += [(*path, s.target) for s in steps_from(path[-1], screenings) if s.target not in path]


@pytest.mark.parametrize(("screenings", "last"), [(1, State.FIRST_SCREENING), (2, State.FINAL_SCREENING)])
def test_nothing_is_certified_without_approval_submission_and_every_screening(
    screenings: StageCount, last: State
) -> None:
    certified = [path for path in paths(screenings) if path[-1] is State.CERTIFIED]
    assert certified
    for path in certified:
        assert path[-2] is last
        assert {State.IN_APPROVAL, State.APPROVED, State.SUBMITTED, State.FIRST_SCREENING} <= set(path)
        assert screenings == 1 or {State.PROMISING, State.REFINEMENT} <= set(path)


@given(
    st.lists(st.tuples(st.sampled_from(Event), st.sampled_from(Role)), max_size=40), st.sampled_from(COUNTS)
)
def test_whatever_is_tried_certification_only_follows_a_manager_after_screening(
    tries: list[tuple[Event, Role]], screenings: StageCount
) -> None:
    state, seen = State.DRAFT, [State.DRAFT]
    for event, role in tries:
        try:
            step = next_state(state, event, acting(role), facts_for(event, screenings), "理由", NOW)
        except (Conflict, NotAllowed):
            continue
        assert step.target is not State.CERTIFIED or (
            role is Role.MANAGER and state in {State.FIRST_SCREENING, State.FINAL_SCREENING}
        )
        state = step.target
        seen.append(state)
    assert State.CERTIFIED not in seen or State.SUBMITTED in seen


@pytest.mark.parametrize("screenings", COUNTS)
def test_every_state_of_the_table_is_reached_and_only_outcomes_are_ends(screenings: StageCount) -> None:
    reached = {path[-1] for path in paths(screenings)}
    ends = {state for state in reached if not list(steps_from(state, screenings))}
    assert ends == {State.CERTIFIED, State.NOT_SELECTED}
    assert reached == set(State) if screenings == 2 else State.FINAL_SCREENING not in reached


def test_the_ministry_never_moves_a_draft_and_applicants_never_screen() -> None:
    for step in TRANSITIONS:
        if STAGE_OF[step.source] is STAGE_OF[State.DRAFT]:
            assert not step.by & MINISTRY_ROLES
        if STAGE_OF[step.source] is STAGE_OF[State.FIRST_SCREENING] and step.event is not Event.WITHDRAWN:
            assert step.by <= MINISTRY_ROLES


def test_who_submits_is_told_the_second_the_call_closes() -> None:
    officer = acting(Role.OFFICER)
    last = CLOSES - timedelta(microseconds=1)
    assert next_state(State.APPROVED, Event.SUBMITTED, officer, READY, None, last).target is State.SUBMITTED
    with pytest.raises(Conflict, match="2026-02-13 17:00:00 JST"):
        next_state(State.APPROVED, Event.SUBMITTED, officer, READY, None, CLOSES)
    with pytest.raises(Conflict, match="受付開始"):
        next_state(State.APPROVED, Event.SUBMITTED, officer, READY, None, CLOSES - timedelta(days=60))


def test_a_correction_may_come_back_after_the_call_has_closed() -> None:
    late = CLOSES + timedelta(days=30)
    step = next_state(State.RETURNED, Event.RESUBMITTED, acting(Role.OFFICER), READY, None, late)
    assert step.target is State.RESUBMITTED


@pytest.mark.parametrize("role", [Role.OFFICER, Role.MANAGER])
def test_only_the_approver_withdraws(role: Role) -> None:
    with pytest.raises(NotAllowed):
        next_state(State.SUBMITTED, Event.WITHDRAWN, acting(role), READY, "都合により", NOW)


@pytest.mark.parametrize(
    "step", [s for s in TRANSITIONS if s.needs_reason], ids=lambda s: f"{s.source}-{s.event}"
)
def test_a_step_that_decides_needs_a_reason(step) -> None:
    screenings = min(step.screenings)
    for reason in (None, "", "　 "):
        with pytest.raises(InvalidInput) as caught:
            next_state(
                step.source, step.event, acting(min(step.by)), facts_for(step.event, screenings), reason, NOW
            )
        assert caught.value.problems[0].field == "reason"


@pytest.mark.parametrize(
    ("state", "event", "role", "change", "said"),
    [
        (State.DRAFT, Event.APPROVAL_REQUESTED, Role.OFFICER, {"missing_items": ("KPI",)}, "KPI"),
        (State.APPROVED, Event.SUBMITTED, Role.OFFICER, {"unreadable_files": ("区域図.pdf",)}, "区域図.pdf"),
        (State.SUBMITTED, Event.RETURNED, Role.REVIEWER, {"open_corrections": 0}, "1件以上"),
        (State.RETURNED, Event.RESUBMITTED, Role.OFFICER, {"open_corrections": 3}, "3件"),
        (State.FINAL_SCREENING, Event.CERTIFIED, Role.MANAGER, {"unjudged_findings": ("GX2-1",)}, "GX2-1"),
        (State.FINAL_SCREENING, Event.CERTIFIED, Role.MANAGER, {"unfinished_scores": 2}, "2名"),
        (State.FINAL_SCREENING, Event.CERTIFIED, Role.MANAGER, {"batch": None}, "第何弾"),
        (State.FINAL_SCREENING, Event.NOT_SELECTED, Role.MANAGER, {"actor_in_conflict": True}, "利益相反"),
    ],
)
def test_a_guard_says_what_is_in_the_way(
    state: State, event: Event, role: Role, change: dict, said: str
) -> None:
    with pytest.raises(Conflict, match=said):
        next_state(state, event, acting(role), replace(READY, **change), "理由", NOW)


def test_all_that_is_in_the_way_is_told_at_once() -> None:
    facts = replace(READY, missing_items=("KPI", "計画期間"), unreadable_files=("図.pdf",))
    with pytest.raises(Conflict) as caught:
        next_state(State.APPROVED, Event.SUBMITTED, acting(Role.OFFICER), facts, None, CLOSES)
    assert len(caught.value.problems) == 3


def test_a_one_stage_type_never_hears_of_promising_areas() -> None:
    manager = events_open_to(State.FIRST_SCREENING, 1, Role.MANAGER)
    assert Event.FOUND_PROMISING not in manager
    assert Event.CERTIFIED in manager
    assert Event.CERTIFIED not in events_open_to(State.FIRST_SCREENING, 2, Role.MANAGER)


def test_stage_settings_read_back_what_a_call_stores() -> None:
    settings = StageSettings.read({"GX2": 2, "GX3": 1})
    assert settings.stored() == {"GX2": 2, "GX3": 1}
    assert settings.of(PlanType.GX2) == 2
    with pytest.raises(KeyError):
        settings.of(PlanType.A)
    with pytest.raises(ValueError, match="3"):
        StageSettings.read({"GX2": 3})


def test_each_guard_of_the_table_has_words() -> None:
    assert {guard for step in TRANSITIONS for guard in step.guards} == set(GUARD_NAMES)


def test_no_step_stands_twice_in_the_table() -> None:
    for screenings in COUNTS:
        keys = [(s.source, s.event) for s in TRANSITIONS if screenings in s.screenings]
        assert len(keys) == len(set(keys))


def test_the_document_shows_the_table_as_it_is() -> None:
    written = (ROOT / "docs" / "workflow.md").read_text(encoding="utf-8")
    assert written == diagram.document(), "run: python -m api.cli rules workflow > docs/workflow.md"
