"""A prefecture that applies, its neighbour, a ministry and an open call; what is done is done by HTTP."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from fastapi.testclient import TestClient
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor, BodyKind, Role
from data.domain.call import written_rule_sets
from data.domain.plan.kinds import PlanType
from data.domain.plan.notation import from_yaml
from data.orm import Call
from rules.rulebooks import RULE_SETS
from tests.architecture.files import ROOT
from tests.support.ministry import Founder
from tests.support.signing_in import sign_in

SAMPLE = "data/samples/01-niigata-medical-parts.yaml"
PEOPLE = {
    "officer": (Role.OFFICER, "15000"),
    "colleague": (Role.OFFICER, "15000"),
    "approver": (Role.APPROVER, "15000"),
    "neighbour": (Role.OFFICER, "16000"),
    "neighbours_approver": (Role.APPROVER, "16000"),
    "reviewer": (Role.REVIEWER, "METI"),
    "manager": (Role.MANAGER, "METI"),
    "administrator": (Role.ADMINISTRATOR, "METI"),
}


def document(**changes: Any) -> dict[str, Any]:
    """A whole B plan of the first prefecture, with some sections changed; ``None`` leaves one out."""
    whole = from_yaml((ROOT / SAMPLE).read_bytes())
    changed = deepcopy(whole) | changes
    return {name: value for name, value in changed.items() if value is not None}


@dataclass(frozen=True, slots=True)
class Office:
    """Everybody's door: one client, one database, who acts is said with ``by``."""

    client: TestClient
    engine: Engine
    actors: dict[str, Actor]
    call: UUID

    @contextmanager
    def system(self) -> Iterator[Session]:
        with unit_of_work(make_session_factory(self.engine), SYSTEM) as session:
            yield session

    def by(self, name: str) -> TestClient:
        """Sign in as somebody and return the client."""
        self.client.cookies.clear()
        sign_in(self.client, self.engine, self.actors[name])
        return self.client

    def start(self, **changes: Any) -> str:
        """Start an application with a whole plan and return its id."""
        sent = {"call": str(self.call), "document": document(**changes)}
        answer = self.by("officer").post("/v1/applications", json=sent)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    def version(self, case: str) -> dict[str, str]:
        """The header that says which version of the case was seen."""
        return {"if-match": self.client.get(f"/v1/applications/{case}").headers["etag"]}

    def step(self, name: str, case: str, event: str, reason: str | None = None) -> Any:
        client = self.by(name)
        sent = {"event": f"application:{event}", "reason": reason}
        return client.post(f"/v1/applications/{case}/steps", json=sent, headers=self.version(case))

    def approved(self, **changes: Any) -> str:
        """Start a case, have it approved, and return its id."""
        case = self.start(**changes)
        for name, event in (("officer", "approval_requested"), ("approver", "approved")):
            answer = self.step(name, case, event)
            assert answer.status_code == 200, answer.text
        return case

    def send(self, name: str, case: str, key: str | None = None, reason: str | None = None) -> Any:
        client = self.by(name)
        headers = {**self.version(case), "idempotency-key": key or uuid4().hex}
        return client.post(f"/v1/applications/{case}/versions", json={"reason": reason}, headers=headers)

    def submitted(self, **changes: Any) -> str:
        """Start, approve and send a case, and return its id."""
        case = self.approved(**changes)
        answer = self.send("approver", case)
        assert answer.status_code == 201, answer.text
        return case

    def returned(self, case: str, remarks: Mapping[str, str]) -> None:
        """Let the reviewer ask for corrections, by place in the document, and return the case."""
        reviewer, path = self.by("reviewer"), f"/v1/review/cases/{case}"
        items = [{"pointer": at, "remark": said, "due_on": "2037-01-15"} for at, said in remarks.items()]
        asked = reviewer.post(f"{path}/corrections", json={"items": items})
        assert asked.status_code == 201, asked.text
        seen = {"if-match": reviewer.get(path).headers["etag"]}
        back = reviewer.post(f"{path}/return", json={"reason": "補正のため"}, headers=seen)
        assert back.status_code == 200, back.text

    def close(self, at: datetime | None = None) -> None:
        """Let the call close at a moment, now without one; published calls cannot, so triggers are off."""
        with self.system() as session:
            session.connection().exec_driver_sql("SET LOCAL session_replication_role = replica")
            call = session.get_one(Call, self.call)
            call.closes_at = at or datetime.now(UTC) - timedelta(seconds=1)


def open_office(client: TestClient, engine: Engine, plan_types: Sequence[str] = ("B",)) -> Office:
    """Found bodies, people and an open call that takes plans of these types."""
    now = datetime.now(UTC).replace(microsecond=0)
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        founder = Founder(session)
        for code, kind in (
            ("15000", BodyKind.PREFECTURE),
            ("16000", BodyKind.PREFECTURE),
            ("METI", BodyKind.MINISTRY),
        ):
            founder.body(code, kind)
        for name, (role, code) in PEOPLE.items():
            founder.person(name, role, code)
        call = Call(
            id=uuid4(),
            code="R8-B-1",
            title_ja="地域産業クラスター計画 公募",
            title_en="Call for B plans",
            plan_types=list(plan_types),
            opens_at=now - timedelta(days=1),
            closes_at=now + timedelta(days=1),
            rule_set=written_rule_sets(
                {PlanType(each): RULE_SETS[PlanType(each)][0].version for each in plan_types}
            ),
            form_version="1",
            screenings={each: 2 if each.startswith("GX") else 1 for each in plan_types},
            published_at=now - timedelta(days=2),
        )
        founder.add(call)
    return Office(client, engine, founder.actors, call.id)
