"""Applications as sent, for tests that compare them: documents and footprints of two bodies."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from geoalchemy2.shape import from_shape
from shapely.geometry import MultiPolygon, box
from sqlalchemy.orm import Session

from data.orm import Application, Plan, StoredAssessment, Submission
from tests.support.ministry import HASH, NOW, Ministry

WHO = {"15000": "officer", "16000": "neighbour"}


def send(
    session: Session,
    ministry: Ministry,
    document: dict[str, Any],
    *,
    ground: tuple[float, float, float, float] | None = None,
    state: str = "first_screening",
    number: int = 1,
) -> Application:
    """Store a document as the version ``number`` of a new application of its body; call it as the owner.

    ``ground`` is a box in degrees; the document then counts as drawing its footprint.
    """
    actor = ministry.actors[WHO[document["body"]]]
    shape = None if ground is None else from_shape(MultiPolygon([box(*ground)]), srid=4326)
    content = (
        document if ground is None else {**document, "footprint": {"type": "Polygon", "coordinates": []}}
    )
    plan_type, title = document["plan_type"], document["title"]
    plan = Plan(
        id=uuid4(), plan_type=plan_type, title=title, body_code=document["body"], document=content,
        footprint=shape, footprint_origin="none" if shape is None else "stated", is_sample=False, version=1,
        owner_body_id=actor.body_id,
    )  # fmt: skip
    session.add(plan)
    session.flush()
    record = {"format": "assessment.v1", "verdict": "needs_review"}
    assessment = StoredAssessment(
        id=uuid4(), plan_id=plan.id, plan_version=1, rule_set="r1", assessed_on=NOW.date(),
        verdict="needs_review", record=record, facts={},
    )  # fmt: skip
    application = Application(
        id=uuid4(), number=f"R8-{uuid4().hex[:8]}", call_id=ministry.call, plan_id=plan.id,
        plan_type=plan_type, body_id=actor.body_id, state=state, state_since=NOW, first_submitted_at=NOW,
    )  # fmt: skip
    session.add_all([assessment, application])
    session.flush()
    for version in range(1, number + 1):
        send_again(session, ministry, application, assessment.id, content, version, shape)
    return application


def send_again(
    session: Session,
    ministry: Ministry,
    application: Application,
    assessment: UUID,
    document: dict[str, Any],
    number: int,
    shape: Any = None,
) -> None:
    """Store one more version of an application."""
    actor = ministry.actors[WHO[document["body"]]]
    session.add(
        Submission(
            id=uuid4(), application_id=application.id, number=number, document=document,
            document_sha256=HASH, title=document["title"], footprint=shape, plan_version=1, rule_set="r1",
            form_version="f1", assessment_id=assessment, receipt={}, idempotency_key=f"k{number}",
            submitted_at=NOW + timedelta(days=number), account_id=actor.account_id, post_id=actor.post_id,
        )
    )  # fmt: skip
    session.flush()
