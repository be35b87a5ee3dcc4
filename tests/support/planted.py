"""The small ministry with canaries in what takes more than a row: plans by field, files, a published case."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from api.services.reviews import decisions, publishing
from data.attachment_store import AttachmentStore
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.assessment import Status
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.meaning import meanings
from data.domain.plan.notation import from_yaml
from data.domain.review import Outcome
from data.orm import Attachment, Call, Reassessment, SubmissionAttachment
from tests.api.examples import PLAN
from tests.architecture.files import ROOT
from tests.support.ministry import NOW, Ministry, canary, found
from tests.support.reviewing import Sent, send_case

SAMPLES = {
    PlanType.A: "15-setouchi-next-ships", PlanType.C: "12-kochi-yuzu-food",
    PlanType.GX3: "21-hokkaido-gx-estate",
}  # fmt: skip
"""A sample of every type that has confidential fields; of B, the smallest plan there is."""
NUMBER = "7000012050002"
"""The corporate number in all of them; a number cannot be a canary, so it is looked for as it is."""
TODAY = date(2026, 7, 10)
ALSO_THEIRS: Mapping[str, set[str]] = {
    "officer": {"company:sent", "file:sent"},
    "approver": {"company:sent", "file:sent"},
    "neighbour": {"file:draft"},
    "reviewer": {"company:sent", "file:sent", "reassessment:sent"},
    "manager": {"company:sent", "file:sent", "reassessment:sent"},
    "conflicted": {"company:sent", "file:sent", "reassessment:sent"},
}
"""What is planted here, by whom it may reach. The conflict is with the other case of that body."""


@dataclass(frozen=True, slots=True)
class Planted:
    """The ministry, the case that was published, and plans that everybody may see without their secrets."""

    ministry: Ministry
    published: Sent
    open_plans: tuple[str, ...]
    """One of each type with confidential fields, B first."""


def planted(engine: Engine, client: TestClient, store: AttachmentStore) -> Planted:
    """Store everything; ``client`` is signed in as nobody."""
    kinds = (PlanType.B, *SAMPLES)
    posted = [client.post("/v1/plans", json=secretive(kind, "open")) for kind in kinds]
    assert [answer.status_code for answer in posted] == [201] * len(kinds), posted[0].text
    factory = make_session_factory(engine)
    with unit_of_work(factory, SYSTEM) as session:
        ministry = found(session)
        ministry_of_b = replace(ministry, call=_call_for_b(session))
        case = send_case(
            session, ministry_of_b, "R8-1-0020", state="final_screening", plan_type="B", body="officer",
            document=secretive(PlanType.B, "sent"), statuses={"gx.land": Status.MET},
            assessed_on=TODAY,
        )  # fmt: skip
        _add_files(session, ministry, case, store)
        _add_reassessment(session, ministry, case)
    with unit_of_work(factory, ministry.actors["manager"]) as session:
        decisions.draft(session, case.id, Outcome.CERTIFIED, "基準を満たす", "第1弾", TODAY, seen=0)
        seen = decisions.mark_of(decisions.preview(session, [case.id], TODAY))
        decisions.announce(session, [case.id], "資", 1, TODAY, seen=seen)
        publishing.publish(session, case.id, with_findings=True)
    return Planted(ministry, case, tuple(str(answer.json()["plan"]["id"]) for answer in posted))


def secretive(kind: PlanType, whose: str) -> dict[str, Any]:
    """Return the sample of a type with a canary in each of its confidential fields."""
    document = deepcopy(PLAN) if kind is PlanType.B else _sample(kind)
    hidden = [path for path, meaning in meanings(DOCUMENTS[kind]).items() if meaning.confidential]
    filled = sum(_fill(document, path.split("."), whose) for path in hidden)
    assert filled >= len(hidden), kind
    return document


def _sample(kind: PlanType) -> dict[str, Any]:
    return from_yaml((ROOT / f"data/samples/{SAMPLES[kind]}.yaml").read_bytes())


def _fill(value: Any, steps: list[str], whose: str) -> int:
    """Put a canary, or the number, at the end of a path in every row it passes; returns how many."""
    step, *rest = steps
    name = step.removesuffix("[]")
    if rest:
        return sum(_fill(row, rest, whose) for row in _rows(value.get(name)))
    value[name] = NUMBER if "number" in name else canary("company", whose)
    return 1


def _rows(value: Any) -> Iterator[dict[str, Any]]:
    yield from value if isinstance(value, list) else [value] if value else []


def _call_for_b(session: Session) -> UUID:
    call = Call(
        id=uuid4(), code="R8-B", title_ja="公募", title_en="call", plan_types=["B"],
        opens_at=NOW - timedelta(days=60), closes_at=NOW - timedelta(days=10), rule_set="B=B-2026-06-01",
        form_version="f1", screenings={"B": 2}, published_at=NOW - timedelta(days=70),
    )  # fmt: skip
    session.add(call)
    session.flush()
    return call.id


def _add_files(session: Session, ministry: Ministry, case: Sent, store: AttachmentStore) -> None:
    for whose, plan, person in (
        ("sent", case.plan, "officer"),
        ("draft", ministry.draft_plan, "neighbour"),
    ):
        content = f"{canary('file', whose)}\n".encode()
        file_id = uuid4()
        with store.receive() as incoming:
            incoming.write(content)
            incoming.keep()
        session.add(
            Attachment(
                id=file_id, plan_id=plan, sha256=hashlib.sha256(content).hexdigest(), name=f"{whose}.txt",
                size_bytes=len(content), media_type="text/plain",
                account_id=ministry.actors[person].account_id,
            )
        )  # fmt: skip
        session.flush()
        if whose == "sent":
            session.add(SubmissionAttachment(submission_id=case.submission, attachment_id=file_id))


def _add_reassessment(session: Session, ministry: Ministry, case: Sent) -> None:
    manager = ministry.actors["manager"]
    record = {
        "format": "assessment.v1", "plan_type": "B", "rule_set": "r1", "assessed_on": "2026-03-01",
        "verdict": "needs_review", "findings": [],
    }  # fmt: skip
    session.add(
        Reassessment(
            id=uuid4(), application_id=case.id, submission_id=case.submission, rule_set="r1",
            assessed_on=NOW.date(), verdict="needs_review", record=record, facts={},
            reason=canary("reassessment", "sent"), account_id=manager.account_id, post_id=manager.post_id,
        )
    )  # fmt: skip


def every_id(planted_here: Planted) -> dict[str, list[str]]:
    """The cases by the names that addresses have for them."""
    ministry = planted_here.ministry
    cases = [str(each) for each in (ministry.sent, ministry.draft, planted_here.published.id)]
    return {"application_id": cases, "case_id": cases, "call_id": [str(ministry.call)]}
