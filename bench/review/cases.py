"""Fills an empty, migrated database with a ministry, a committee and seeded applications under review.

The plans are the samples with titles and amounts varied; each is assessed as any other plan is.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import documents, footprints, screening
from api.services.applications.contents import filing_in
from api.services.samples import FOLDER
from data.domain.actor import Actor, BodyKind, Role
from data.domain.call import written_rule_sets
from data.domain.canonical import sha256_of
from data.domain.plan.kinds import PlanType
from data.domain.review import ScreeningRound, Side
from data.domain.scoring import SCORED_TYPES
from data.domain.workflow import State
from data.orm import (
    Account,
    Application,
    Assignment,
    Body,
    Call,
    CaseEvent,
    Plan,
    Post,
    PostHolding,
    Score,
    Submission,
)
from data.reference.places import prefectures
from rules.books import in_force

SEED, CASES = 20261123, 200
NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
ON = date(2026, 11, 10)
STATES = (
    State.SUBMITTED, State.SUBMITTED, State.RESUBMITTED, State.FIRST_SCREENING, State.FIRST_SCREENING,
    State.FIRST_SCREENING, State.RETURNED, State.CERTIFIED, State.NOT_SELECTED,
)  # fmt: skip
REASONS = ("計画の根拠が具体的である", "関係者の合意に課題が残る", "実施体制が整っている")


@dataclass(frozen=True, slots=True)
class Filled:
    """Who can be signed in as, and the cases."""

    manager: Actor
    reviewers: tuple[Actor, ...]
    members: tuple[Actor, ...]
    cases: tuple[UUID, ...]
    officer: Actor
    """Of the body whose case is ``returned``, and so may be edited."""
    returned: UUID
    administrator: Actor


def fill(session: Session, count: int = CASES) -> Filled:
    """Store people, a call and ``count`` applications with assignments and final scores."""
    chance = random.Random(SEED)  # noqa: S311 - the same cases every time, nothing secret
    ministry = _body(session, "METI", BodyKind.MINISTRY, "経済産業省")
    experts = _body(session, "EXPERTS", BodyKind.COMMITTEE, "審査委員会")
    manager = _person(session, ministry, Role.MANAGER, "審査総括")
    reviewers = tuple(_person(session, ministry, Role.REVIEWER, f"審査担当{n}") for n in range(1, 7))
    members = tuple(_person(session, experts, Role.COMMITTEE_MEMBER, f"審査委員{n}") for n in range(1, 6))
    applicants = {
        code: _person(
            session, _body(session, f"{code}000", BodyKind.PREFECTURE, each.name.ja), Role.OFFICER, "担当者"
        )
        for code, each in prefectures().items()
    }
    call = _call(session)
    samples = [documents.accept_file(path.read_bytes(), path.name) for path in sorted(FOLDER.glob("*.yaml"))]
    written = [each.model_dump(mode="json", exclude_none=True) for each in samples]
    cases: list[UUID] = []
    returned: list[tuple[UUID, Actor]] = []
    for number in range(1, count + 1):
        document = _varied(chance, written, number)
        officer = applicants[document["body"][:2]]
        sent = _case(session, call, officer, document, number, chance)
        if session.get_one(Application, sent.application_id).state == State.RETURNED:
            returned.append((sent.application_id, officer))
        _review(session, sent, manager, chance.choice(reviewers), chance.sample(members, 3), chance)
        cases.append(sent.application_id)
    keeper = _person(session, ministry, Role.ADMINISTRATOR, "管理者")
    case, officer = returned[0]
    return Filled(manager, reviewers, members, tuple(cases), officer, case, keeper)


def _body(session: Session, code: str, kind: BodyKind, name: str) -> Body:
    body = Body(id=uuid4(), code=code, kind=str(kind), name_ja=name, name_en=code)
    session.add(body)
    session.flush()
    return body


def _person(session: Session, body: Body, role: Role, title: str) -> Actor:
    account = Account(
        id=uuid4(), login=f"{body.code.lower()}-{uuid4().hex[:8]}", name=f"{body.name_ja} {title}"
    )
    post = Post(id=uuid4(), body_id=body.id, role=str(role), title_ja=title, title_en=str(role))
    session.add_all([account, post])
    session.flush()
    session.add(PostHolding(post_id=post.id, account_id=account.id, since=NOW - timedelta(days=200)))
    session.flush()
    return Actor(role, account.id, post.id, body.id)


def _call(session: Session) -> Call:
    rules = {plan_type: in_force().rules(plan_type, ON).version for plan_type in PlanType}
    call = Call(
        id=uuid4(), code="R8-1", title_ja="令和8年度 第1回公募", title_en="First call of 2026",
        plan_types=[str(each) for each in PlanType], opens_at=NOW - timedelta(days=90),
        closes_at=NOW - timedelta(days=5),
        rule_set=written_rule_sets(rules),
        form_version="1", screenings={str(each): 1 for each in PlanType},
        published_at=NOW - timedelta(days=91),
    )  # fmt: skip
    session.add(call)
    session.flush()
    return call


def _varied(chance: random.Random, written: Sequence[Mapping[str, Any]], number: int) -> dict[str, Any]:
    """A sample with a title of its own and its amounts scaled alike, so that sums still agree."""
    document = deepcopy(dict(chance.choice(written)))
    document["title"] = f"{document['title']}（第{number}案）"
    scaled: dict[str, Any] = _scaled(document, chance.choice((1, 2, 3, 5)))
    return scaled


def _scaled(value: Any, factor: int) -> Any:
    if isinstance(value, dict):
        return {
            name: part * factor if name.endswith("_yen") and isinstance(part, int) else _scaled(part, factor)
            for name, part in value.items()
        }
    return [_scaled(part, factor) for part in value] if isinstance(value, list) else value


def _case(
    session: Session,
    call: Call,
    by: Actor,
    written: dict[str, Any],
    number: int,
    chance: random.Random,
) -> Submission:
    document = documents.accept(written)
    footprint, kept = footprints.of(session, document), document.model_dump(mode="json", exclude_none=True)
    state, sent_at = chance.choice(STATES), NOW - timedelta(days=chance.randint(5, 60))
    plan = Plan(
        id=uuid4(), plan_type=kept["plan_type"], title=kept["title"], body_code=kept["body"], document=kept,
        footprint=footprints.to_column(footprint), footprint_origin=str(footprint.origin), is_sample=False,
        version=1, owner_body_id=by.body_id,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    assessment = screening.screen(session, plan, document, footprint, ON, filing=filing_in(call, sent_at))
    case = Application(
        id=uuid4(), number=f"R8-1-{number:04}", call_id=call.id, plan_id=plan.id, plan_type=plan.plan_type,
        body_id=by.body_id, state=str(state), state_since=sent_at + timedelta(days=chance.randint(0, 5)),
        first_submitted_at=sent_at, batch="第1弾" if state is State.CERTIFIED else None,
    )  # fmt: skip
    session.add(case)
    session.flush()
    version = Submission(
        id=uuid4(), application_id=case.id, number=1, document=kept, document_sha256=sha256_of(kept),
        title=plan.title, footprint=plan.footprint, plan_version=1, rule_set=assessment.rule_set,
        form_version="1", assessment_id=assessment.id, receipt={}, idempotency_key="k1",
        submitted_at=sent_at, account_id=by.account_id, post_id=by.post_id,
    )  # fmt: skip
    session.add_all([version, _event(case, "application:submitted", State.SUBMITTED, sent_at, by)])
    session.flush()
    return version


def _event(case: Application, event: str, to: State, at: datetime, by: Actor) -> CaseEvent:
    return CaseEvent(
        application_id=case.id, event=event, to_state=str(to), at=at, role=str(by.role),
        account_id=by.account_id, post_id=by.post_id,
    )  # fmt: skip


def _review(
    session: Session,
    sent: Submission,
    manager: Actor,
    reviewer: Actor,
    members: Sequence[Actor],
    chance: random.Random,
) -> None:
    case = session.get_one(Application, sent.application_id)
    scored = PlanType(case.plan_type) in SCORED_TYPES and case.state == State.FIRST_SCREENING
    for who in (*([reviewer] if chance.random() < 0.8 else []), *(members if scored else ())):
        due_on = chance.choice((None, ON + timedelta(days=chance.randint(-5, 40))))
        session.add(
            Assignment(
                application_id=case.id, post_id=who.post_id, due_on=due_on, assigned_by=manager.account_id
            )
        )
    if scored:
        session.flush()
        session.add_all([_score(sent, member, chance) for member in members])
    session.flush()


def _score(sent: Submission, member: Actor, chance: random.Random) -> Score:
    sides = {str(side): {"points": chance.randint(1, 5), "reason": chance.choice(REASONS)} for side in Side}
    return Score(
        application_id=sent.application_id, submission_id=sent.id, screening=str(ScreeningRound.FIRST),
        account_id=member.account_id, post_id=member.post_id, version=1, sides=sides, is_final=True,
    )  # fmt: skip
