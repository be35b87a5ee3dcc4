"""A body beyond the limit is refused unread on the form it came from: limit, size and what to do about it."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.deps import FORM_BYTES, MAX_LAYER_BYTES
from api.security.intake import MAX_BODY_BYTES, MEGABYTE
from api.services.applications.file_checks import MAX_FILE_BYTES
from tests.support.applying import Office, document, open_office

ZONE = {**dict.fromkeys(document()), "plan_type": "GX2", "title": "区域", "body": "15000"}
FORMS = {
    "/plans": ("public", MAX_BODY_BYTES, 'action="/plans"', "シート"),
    "/footprints": ("public", MAX_BODY_BYTES, 'action="/footprints"', "頂点を間引いて"),
    "/applications/{case}/workbook": ("officer", MAX_BODY_BYTES, "記入したブック", "値を写して"),
    "/applications/{case}/footprint": ("officer", MAX_BODY_BYTES, 'id="plan-form"', "頂点を間引いて"),
    "/applications/{zone}/plots/0/shape": ("officer", MAX_BODY_BYTES, 'id="plan-form"', "頂点を間引いて"),
    "/applications/{case}/files": ("officer", MAX_FILE_BYTES + FORM_BYTES, "資料を選ぶ", "資料を分けて"),
    "/review/workbook": ("reviewer", MAX_BODY_BYTES, "記入したブック", "値を写して"),
    "/review/assignments/csv": ("manager", MAX_BODY_BYTES, "CSVファイル", "CSVを分けて"),
    "/rules/rehearsal": ("manager", MAX_BODY_BYTES, "案", "値だけを記入"),
    "/admin/layers": ("administrator", MAX_LAYER_BYTES, "アップロードして確認する", "shuseki import"),
}
"""Who sends it, how much may be sent, what shows that the form is there again, and the remedy."""


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    return open_office(client, own_engine, ("B", "GX2"))


def send(office: Office, path: str, size: int, **headers: str):
    stated = {"accept": "text/html", "content-length": str(size), **headers}
    return office.client.post(path, content=b"x", headers=stated)


def test_every_form_that_takes_a_file_is_shown_again_with_limit_size_and_remedy(office: Office) -> None:
    cases = {"case": office.start(), "zone": office.start(**ZONE, plots=[{"name": "北区画", "area_ha": 8}])}
    for form, (name, limit, is_there, remedy) in FORMS.items():
        path = form.format(**cases)
        office.client.cookies.clear() if name == "public" else office.by(name)
        answer = send(office, path, limit + 3 * MEGABYTE)
        assert answer.status_code == 413, form
        told = answer.text.partition('role="alert"')[2].partition("</section>")[0]
        assert f"{limit // MEGABYTE}MBまで" in told, form
        assert f"{(limit + 3 * MEGABYTE) / MEGABYTE:,.1f}MBあります" in told, form
        assert remedy in told, form
        assert is_there in answer.text, form
        if name != "public":
            assert "サインアウト" in answer.text, form
    office.by("neighbour")
    foreign = send(office, f"/applications/{cases['case']}/workbook", MAX_BODY_BYTES + 1)
    assert foreign.status_code == 413
    assert document()["title"] not in foreign.text


def test_one_field_that_is_too_long_is_told_with_its_limit_and_the_way_back(office: Office) -> None:
    headers = {"accept": "text/html", "referer": "http://testserver/review/decisions"}
    fields = {"batch": "あ" * MEGABYTE}
    answer = office.by("manager").post("/review/decisions/draft", data=fields, headers=headers)
    assert answer.status_code == 413
    assert "1,024KBまで" in answer.text
    assert 'href="/review/decisions"' in answer.text


def test_another_form_is_led_back_to_with_the_limit(office: Office) -> None:
    path = f"/applications/{office.start()}/edit/product"
    answer = send(office, path, 12 * MEGABYTE, referer=f"http://testserver{path}?lang=en")
    assert answer.status_code == 413
    assert "10MBまで" in answer.text
    assert "12.0MBあります" in answer.text
    assert f'href="{path}?lang=en"' in answer.text
