"""The gate of services: what is hidden is not found, what is seen but not allowed is refused."""

from __future__ import annotations

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from api.services.access import known, permitted
from data.db import act_as
from data.domain.actor import PUBLIC
from data.domain.errors import NotAllowed, NotFound
from rules.access import Action
from tests.support.ministry import Ministry


@pytest.mark.parametrize("name", ["neighbour", "conflicted", "unassigned", "public"])
@pytest.mark.parametrize("action", Action)
def test_what_an_actor_may_not_know_is_not_found(
    session: Session, ministry: Ministry, name: str, action: Action
) -> None:
    act_as(session, PUBLIC if name == "public" else ministry.actors[name])
    for case in (ministry.sent, uuid4()):
        with pytest.raises(NotFound):
            permitted(session, action, case)
        with pytest.raises(NotFound):
            known(session, case)


@pytest.mark.parametrize("name", ["reviewer", "manager", "finished", "administrator"])
def test_drafts_are_not_found_outside_their_body(session: Session, ministry: Ministry, name: str) -> None:
    act_as(session, ministry.actors[name])
    with pytest.raises(NotFound):
        known(session, ministry.draft)


@pytest.mark.parametrize(
    ("name", "allowed", "refused"),
    [
        ("officer", Action.EXPORT, Action.JUDGE),
        ("approver", Action.VIEW, Action.EDIT),
        ("reviewer", Action.JUDGE, Action.OVERRULE),
        ("manager", Action.OVERRULE, Action.SCORE),
        ("finished", Action.SCORE, Action.EXPORT),
        ("administrator", Action.VIEW, Action.READ_CONFIDENTIAL),
    ],
)
def test_what_is_known_is_allowed_or_refused_by_the_matrix(
    session: Session, ministry: Ministry, name: str, allowed: Action, refused: Action
) -> None:
    act_as(session, ministry.actors[name])
    assert permitted(session, allowed, ministry.sent).id == ministry.sent
    assert known(session, ministry.sent).id == ministry.sent
    with pytest.raises(NotAllowed):
        permitted(session, refused, ministry.sent)


@pytest.mark.parametrize("name", ["officer", "manager"])
def test_who_may_change_a_case_can_lock_it(session: Session, ministry: Ministry, name: str) -> None:
    act_as(session, ministry.actors[name])
    assert permitted(session, Action.VIEW, ministry.sent, for_update=True).version == 1
