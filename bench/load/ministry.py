"""Founds what the load test works on: 47 bodies with officers and approvers, reviewers, sent applications."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Engine

from api.services.identity.tokens import digest, new_token
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor, BodyKind, Role
from data.domain.canonical import sha256_of
from data.orm import Application, Base, Call, Plan, StoredAssessment, Submission, WebSession
from tests.support.applying import document
from tests.support.ministry import Founder
from tests.support.reviewing import STATUSES, record

BODIES, REVIEWERS = 47, 60
"""At full size."""
_BATCH = 400


@dataclass(frozen=True, slots=True)
class People:
    """Session tokens by person, and the call they work on."""

    call: UUID
    officers: Sequence[str]
    approvers: Sequence[str]
    reviewers: Sequence[str]
    actors: Sequence[Actor]
    """The officers, body by body."""


def found(engine: Engine, bodies: int = BODIES, reviewers: int = REVIEWERS) -> People:
    """Store bodies, posts and a call for B plans that is open for an hour; everybody is signed in."""
    now = datetime.now(UTC).replace(microsecond=0)
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        founder = Founder(session)
        founder.body("METI", BodyKind.MINISTRY)
        officers, approvers = [], []
        for number in range(1, bodies + 1):
            founder.body(f"{number:02}000", BodyKind.PREFECTURE)
            officers.append(founder.person(f"officer{number:02}", Role.OFFICER, f"{number:02}000"))
            approvers.append(founder.person(f"approver{number:02}", Role.APPROVER, f"{number:02}000"))
        staff = [founder.person(f"reviewer{n:02}", Role.REVIEWER, "METI") for n in range(reviewers)]
        call = Call(
            id=uuid4(), code="R8-B-1", title_ja="公募", title_en="call", plan_types=["B"],
            opens_at=now - timedelta(days=1), closes_at=now + timedelta(hours=1),
            rule_set="B=B-2026-06-01", form_version="1", screenings={"B": 1},
            published_at=now - timedelta(days=2),
        )  # fmt: skip
        founder.add(call)

        def sign_in(actor: Actor) -> str:
            token = new_token()
            founder.add(
                WebSession(
                    id=uuid4(), token_sha256=digest(token), account_id=actor.account_id,
                    post_id=actor.post_id, second_factor_at=now, created_at=now, last_seen_at=now,
                    expires_at=now + timedelta(hours=8),
                )
            )  # fmt: skip
            return token

        return People(
            call.id,
            [sign_in(actor) for actor in officers],
            [sign_in(actor) for actor in approvers],
            [sign_in(actor) for actor in staff],
            officers,
        )


def add_sent(engine: Engine, people: People, first: int, count: int) -> None:
    """Store applications that were sent before, numbered from 10,000 + ``first`` on."""
    for start in range(first, first + count, _BATCH):
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            numbers = range(start, min(start + _BATCH, first + count))
            rows = [_sent(people, number) for number in numbers]
            for kind in zip(*rows, strict=True):
                session.add_all(kind)
                session.flush()


def _sent(people: People, number: int) -> tuple[Base, ...]:
    place = number % len(people.actors)
    contents = deepcopy(plan_of(place)) | {"title": f"計画{number}"}
    actor, at = people.actors[place], datetime.now(UTC) - timedelta(days=1, seconds=number)
    plan = Plan(
        id=uuid4(), plan_type="B", title=contents["title"], body_code=contents["body"], document=contents,
        footprint_origin="none", is_sample=False, version=1, owner_body_id=actor.body_id,
    )  # fmt: skip
    whole = record("B", STATUSES)
    assessment = StoredAssessment(
        id=uuid4(), plan_id=plan.id, plan_version=1, rule_set="B-2026-06-01", assessed_on=at.date(),
        verdict=whole["verdict"], record=whole, facts={"document": contents, "measured": []},
    )  # fmt: skip
    case = Application(
        id=uuid4(), number=f"R8-B-1-{10_000 + number}", call_id=people.call, plan_id=plan.id, plan_type="B",
        body_id=actor.body_id, state="first_screening", state_since=at, first_submitted_at=at,
    )  # fmt: skip
    version = Submission(
        id=uuid4(), application_id=case.id, number=1, document=contents, document_sha256=sha256_of(contents),
        title=contents["title"], plan_version=1, rule_set="B-2026-06-01", form_version="1",
        assessment_id=assessment.id, receipt={}, idempotency_key="k", submitted_at=at,
        account_id=actor.account_id, post_id=actor.post_id,
    )  # fmt: skip
    return plan, assessment, case, version


def plan_of(place: int) -> dict[str, object]:
    """Return the B plan of one body; it is joint with the prefecture whose municipalities it names."""
    joint = None if place + 1 == 15 else ["15000"]
    return document(body=f"{place + 1:02}000", joint_bodies=joint)
