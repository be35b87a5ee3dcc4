"""The public pages of zones and published plans: dates in picture and table alike, nothing unpublished."""

from __future__ import annotations

from datetime import date
from html import unescape
from uuid import uuid4

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.services.samples import load_samples
from api.services.zones import Zone, ZoneStep
from api.web.timeline import LEFT, WIDTH, drawn
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.plan.kinds_zones import ZoneStatus
from tests.support.ministry import found

PAGE = {"accept": "text/html"}
TODAY = date(2026, 11, 24)


def zone(*steps: ZoneStep) -> Zone:
    return Zone("GX2", "試験", "05000", None, False, "/plans/1", steps)


def test_zones_are_listed_with_the_days_their_documents_state(client: TestClient, own_engine: Engine) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        load_samples(session, TODAY)
    page = unescape(client.get("/zones", headers=PAGE).text)
    assert "石狩湾新港 GX産業団地" in page
    assert "令和8年9月11日（2026年9月11日）に認定（第1弾）" in page
    assert page.count("<circle") == page.count('class="letter')
    assert "石狩湾新港" not in client.get("/zones?plan_type=GX1", headers=PAGE).text


def test_what_is_not_published_is_on_no_public_page(client: TestClient, own_engine: Engine) -> None:
    with unit_of_work(make_session_factory(own_engine), SYSTEM) as session:
        ministry = found(session)
    assert client.get(f"/published/{uuid4()}", headers=PAGE).status_code == 404
    for path in ("/zones", "/plans", "/"):
        page = client.get(path, headers=PAGE).text
        assert "秘:" not in page, path
    assert ministry is not None


def test_marks_stand_in_the_order_of_their_days_within_the_picture() -> None:
    steps = [
        ZoneStep(ZoneStatus.APPLIED, date(2026, 2, 13)),
        ZoneStep(ZoneStatus.PROMISING, date(2026, 4, 24)),
    ]
    picture = drawn([zone(*steps), zone()], TODAY)
    assert picture is not None
    assert len(picture.rows) == 1
    row = picture.rows[0]
    assert row.until == picture.today
    assert LEFT <= row.marks[0].x < row.marks[1].x < picture.today <= LEFT + WIDTH
    certified = drawn([zone(*steps, ZoneStep(ZoneStatus.CERTIFIED, date(2026, 9, 11)))], TODAY)
    assert certified is not None
    assert certified.rows[0].until == certified.rows[0].marks[-1].x
    assert drawn([zone()], TODAY) is None
