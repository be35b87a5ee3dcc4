"""Plans as the actor may know them: found, listed, counted, drawn and compared through the row filter."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from shapely.geometry import MultiPolygon, box
from sqlalchemy import text
from sqlalchemy.orm import Session

from data.db import act_as
from data.domain.actor import PUBLIC, SYSTEM, Actor
from data.queries import assessments, plans
from tests.support.ministry import Ministry

HERE = MultiPolygon([box(139.0, 37.0, 139.1, 37.1)])


@pytest.fixture
def ministry(session: Session, ministry: Ministry) -> Ministry:
    """Every plan lies on the same ground."""
    give = text(
        "UPDATE plan SET footprint_origin = 'stated', footprint = ST_GeomFromText(:shape, 4326) "
        "WHERE title > ''"
    )
    session.execute(give, {"shape": HERE.wkt})
    return ministry


def who(ministry: Ministry, name: str) -> Actor:
    return PUBLIC if name == "public" else ministry.actors[name]


def expected(ministry: Ministry, name: str) -> set[UUID]:
    own = {
        "officer": {ministry.sent_plan},
        "approver": {ministry.sent_plan},
        "neighbour": {ministry.draft_plan},
    }
    return {ministry.open_plan} | own.get(name, set())


@pytest.mark.parametrize("name", ["public", "officer", "approver", "neighbour", "manager", "administrator"])
def test_lists_details_counts_and_shapes_show_the_same_plans(
    session: Session, ministry: Ministry, name: str
) -> None:
    act_as(session, who(ministry, name))
    wanted = expected(ministry, name)
    everything = {ministry.open_plan, ministry.sent_plan, ministry.draft_plan}
    assert {line.id for line in plans.list_newest_first(session, 10)} == wanted
    assert sum(plans.verdict_counts(session).values()) == len(wanted)
    assert {key for key in everything if plans.find(session, key)} == wanted
    assert {key for key in everything if plans.footprint_geojson(session, key)} == wanted
    assert {key for key in everything if assessments.of_plan(session, key)} <= wanted | {ministry.sent_plan}


def test_a_body_is_not_told_of_demonstration_plans_nor_the_public_of_a_bodys(
    session: Session, ministry: Ministry
) -> None:
    for name, wanted in (
        ("public", {ministry.open_plan}),
        ("officer", {ministry.sent_plan}),
        ("neighbour", {ministry.draft_plan}),
    ):
        act_as(session, who(ministry, name))
        assert {o.plan_id for o in plans.overlaps(session, HERE, uuid4(), samples=False)} == wanted
    act_as(session, SYSTEM)
    assert {o.plan_id for o in plans.overlaps(session, HERE, None, samples=False)} == {ministry.open_plan}


def test_the_ministry_reads_the_verdict_that_was_sent_and_not_the_working_one(
    session: Session, ministry: Ministry
) -> None:
    act_as(session, ministry.actors["reviewer"])
    found = assessments.of_plan(session, ministry.sent_plan)
    assert [row.record["findings"][0]["reason"]["ja"] for row in found] == ["秘:assessment:sent"]
    assert list(assessments.of_plan(session, ministry.draft_plan)) == []
