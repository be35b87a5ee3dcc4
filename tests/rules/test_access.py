"""The access matrix, cell by cell, and "not found" before "not allowed"."""

from __future__ import annotations

from itertools import product
from uuid import UUID, uuid4

import pytest

from data.domain.actor import POST_ROLES, PUBLIC, SYSTEM, Actor, Role
from data.domain.errors import NotAllowed, NotFound
from data.domain.workflow import Event, Stage
from rules.access import (
    CASE_MATRIX,
    Action,
    Case,
    GeneralAction,
    matrix,
    may,
    may_generally,
    may_know,
    require,
    require_generally,
)

BODY = UUID(int=1)
# Stages in order: drafting, received, correcting, screening, certified, closed. The agreed matrix, written
# again so that a slip in the product's own table is noticed.
O, A, R, M, C, S = (  # noqa: E741
    Role.OFFICER,
    Role.APPROVER,
    Role.REVIEWER,
    Role.MANAGER,
    Role.COMMITTEE_MEMBER,
    Role.ADMINISTRATOR,
)
AGREED = {
    Action.VIEW: {O: "xxxxxx", A: "xxxxxx", R: ".xxxxx", M: ".xxxxx", C: ".xxxxx", S: ".xxxxx"},
    Action.READ_CONFIDENTIAL: {O: "xxxxxx", A: "xxxxxx", R: ".xxxxx", M: ".xxxxx", C: ".xxxxx"},
    Action.EDIT: {O: "xxx..."},
    Action.ATTACH: {O: "xxx..."},
    Action.ANSWER_CORRECTION: {O: "..x..."},
    Action.COMPARE: {O: "xxxxxx", A: "xxxxxx", R: ".xxxxx", M: ".xxxxx", C: ".xxxxx"},
    Action.SEE_NOTES: {R: ".xxxxx", M: ".xxxxx", C: ".xxxxx"},
    Action.ASK_CORRECTION: {R: ".x.x..", M: ".x.x.."},
    Action.JUDGE: {R: ".x.x..", M: ".x.x.."},
    Action.OVERRULE: {M: ".x.x.."},
    Action.ASSIGN: {M: ".xxx.."},
    Action.DECLARE_CONFLICT: {R: ".xxxxx", M: ".xxxxx", C: ".xxxxx"},
    Action.SCORE: {C: "...x.."},
    Action.SEE_SCORES: {R: ".xxxxx", M: ".xxxxx", C: ".xxxxx"},
    Action.DRAFT_DECISION: {M: "...x.."},
    Action.PUBLISH: {M: ".xxxxx"},
    Action.REPORT_KPI: {O: "....x.", A: "....x."},
    Action.EXPORT: {O: "xxxxxx", A: "xxxxxx", R: ".xxxxx", M: ".xxxxx"},
}


def acting(role: Role, body: UUID | None = None) -> Actor:
    if role not in POST_ROLES:
        return SYSTEM if role is Role.SYSTEM else PUBLIC
    return Actor(role, uuid4(), uuid4(), body or uuid4())


@pytest.mark.parametrize("action", Action)
@pytest.mark.parametrize("role", Role)
def test_each_cell_of_the_matrix_is_as_agreed(action: Action, role: Role) -> None:
    agreed = AGREED[action].get(role, "......")
    assert ["x" if may(acting(role), action, stage) else "." for stage in Stage] == list(agreed)


def test_the_public_has_no_cell_at_all() -> None:
    assert not [cell for cell in matrix() if cell.allowed and cell.role is Role.PUBLIC]


def test_the_matrix_shown_has_every_action_event_role_and_stage_once() -> None:
    cells = [(cell.key, cell.role, cell.stage) for cell in matrix()]
    assert len(cells) == len(set(cells))
    assert len(cells) == (len(Action) + len(Event)) * len(Role) * len(Stage) + len(GeneralAction) * len(Role)


@pytest.mark.parametrize(
    ("action", "roles"),
    [
        (GeneralAction.START_APPLICATION, {O}),
        (GeneralAction.MANAGE_CALLS, {S}),
        (GeneralAction.MANAGE_ACCOUNTS, {S}),
        (GeneralAction.MANAGE_KEYS, {S}),
        (GeneralAction.MANAGE_LAYERS, {S}),
        (GeneralAction.SEE_PORTFOLIO, {R, M}),
        (GeneralAction.COUNT_UNSENT, {M}),
        (GeneralAction.SEE_QUEUE, {R, M, C}),
        (GeneralAction.ASSIGN_IN_BULK, {M}),
        (GeneralAction.SEE_SCORE_REPORTS, {R, M}),
        (GeneralAction.DECIDE_IN_BULK, {M}),
        (GeneralAction.SEE_LEDGER, {R, M, Role.SYSTEM}),
        (GeneralAction.SEARCH_AUDIT, {S}),
        (GeneralAction.VERIFY_AUDIT, {S, Role.SYSTEM}),
    ],
)
def test_general_actions_are_as_agreed(action: GeneralAction, roles: set[Role]) -> None:
    assert {role for role in Role if may_generally(acting(role), action)} == roles
    with pytest.raises(NotAllowed, match=action.text.ja):
        require_generally(PUBLIC, action)


def expected_to_know(role: Role, own: bool, case: Case) -> bool:
    if role in (O, A):
        return own
    reviewed = case.was_submitted and not case.in_conflict
    return {R: reviewed, M: reviewed, S: reviewed, C: reviewed and case.assigned, Role.SYSTEM: True}.get(
        role, False
    )


@pytest.mark.parametrize("role", Role)
def test_who_may_know_a_case_follows_body_submission_assignment_and_conflict(role: Role) -> None:
    for own, sent, assigned, conflict in product((True, False), repeat=4):
        case = Case(Stage.RECEIVED, BODY, sent, assigned, conflict)
        actor = acting(role, BODY if own else None)
        assert may_know(actor, case) is expected_to_know(role, own, case), (own, sent, assigned, conflict)


@pytest.mark.parametrize("action", Action)
def test_what_may_not_be_known_is_not_found_whatever_is_asked(action: Action) -> None:
    draft = Case(Stage.DRAFTING, BODY, was_submitted=False, assigned=True, in_conflict=False)
    for actor in [*(acting(role) for role in POST_ROLES), PUBLIC]:
        with pytest.raises(NotFound) as hidden:
            require(actor, action, draft)
        with pytest.raises(NotFound) as absent:
            require(actor, action, None)
        assert hidden.value.message == absent.value.message


def test_what_is_known_but_not_allowed_is_forbidden() -> None:
    case = Case(Stage.SCREENING, BODY, was_submitted=True, assigned=True, in_conflict=False)
    assert require(acting(C), Action.SCORE, case) is case
    with pytest.raises(NotAllowed, match="採点"):
        require(acting(R), Action.SCORE, case)
    with pytest.raises(NotAllowed, match="編集"):
        require(acting(O, BODY), Action.EDIT, case)


def test_every_action_has_a_row() -> None:
    assert set(CASE_MATRIX) == set(Action) == set(AGREED)


@pytest.mark.parametrize("role", Role)
def test_an_actor_is_whole_or_nobody(role: Role) -> None:
    with pytest.raises(ValueError, match=str(role)):
        Actor(role, uuid4(), None, None)
