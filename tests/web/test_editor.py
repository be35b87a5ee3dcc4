"""The plan editor without a script: a form made from shapes, and what was typed is never lost."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, bindparam
from sqlalchemy import text as sql
from sqlalchemy.dialects.postgresql import JSONB

from api.security.intake import MAX_BODY_BYTES
from api.web.editor_pages import pages_of
from data.domain.plan.kinds import PlanType
from tests.support.applying import Office, document, open_office

HTML = {"accept": "text/html"}


@pytest.fixture
def office(client: TestClient, own_engine: Engine) -> Office:
    return open_office(client, own_engine)


@pytest.fixture
def zones(client: TestClient, own_engine: Engine) -> Office:
    """The same office in a call for data centre zones."""
    return open_office(client, own_engine, ("GX2",))


def fields(html: str) -> dict[str, list[str]]:
    """What a browser would send of the editor's form: hidden fields, lines and boxes with their texts."""
    form = html.partition('id="plan-form"')[2].partition("</form>")[0]
    form = re.sub(r"<template.*?</template>", "", form, flags=re.S)
    sent: dict[str, list[str]] = {}
    for tag in re.findall(r"<input [^>]*>", form):
        name = re.search(r'name="([^"]*)"', tag)
        value = re.search(r'value="([^"]*)"', tag)
        if name and ("checkbox" not in tag or " checked" in tag):
            sent.setdefault(unescape(name[1]), []).append(unescape(value[1]) if value else "")
    for name_, text in re.findall(r'<textarea [^>]*name="([^"]*)"[^>]*>\n(.*?)</textarea>', form, re.S):
        sent[unescape(name_)] = [unescape(text)]
    for name_, options in re.findall(r'<select [^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        sent[unescape(name_)] = [unescape(chosen[1]) if chosen else ""]
    return sent


def show(office: Office, case: str, page: str) -> dict[str, list[str]]:
    answer = office.client.get(f"/applications/{case}/edit/{page}", headers=HTML)
    assert answer.status_code == 200, answer.text
    return fields(answer.text)


def post(office: Office, case: str, page: str, sent: dict[str, list[str]], do: str = "save"):
    return office.client.post(
        f"/applications/{case}/edit/{page}", data={**sent, "do": do}, headers=HTML, follow_redirects=False
    )


def stored(office: Office, case: str) -> dict:
    return office.client.get(f"/v1/applications/{case}/document").json()["document"]


def test_every_page_of_the_form_sent_back_as_it_came_changes_nothing(office: Office) -> None:
    case = office.start()
    before = office.client.get(f"/v1/applications/{case}/document").json()
    tasks = office.client.get(f"/applications/{case}/edit", headers=HTML).text
    pages = re.findall(rf'/applications/{case}/edit/(\w+)"', tasks)
    assert len(pages) > 10
    for page in dict.fromkeys(pages):
        assert post(office, case, page, show(office, case, page)).status_code == 303, page
    assert office.client.get(f"/v1/applications/{case}/document").json() == before


def test_japanese_dates_and_amounts_with_units_are_understood(office: Office) -> None:
    case = office.start()
    sent = show(office, case, "period")
    assert post(office, case, "period", {**sent, "/period/start": ["令和８年４月１日"]}).status_code == 303
    sent = show(office, case, "investment") | {"/investment/total_yen": ["１２億３４００万円"]}
    row = next(key for key in sent if key.endswith("/amount_yen"))
    assert post(office, case, "investment", sent | {row: ["1.2億円"]}).status_code in (303, 422)
    assert stored(office, case)["period"]["start"] == "2026-04-01"


def test_what_was_typed_stays_when_it_is_refused_and_nothing_is_stored(office: Office) -> None:
    case = office.start()
    before = stored(office, case)
    sent = show(office, case, "period") | {"/period/start": ["<script>来年の春</script>"]}
    answer = post(office, case, "period", sent)
    assert answer.status_code == 422
    assert fields(answer.text)["/period/start"] == ["<script>来年の春</script>"]
    assert 'id="f-period-start-problem"' in answer.text
    assert "<script>来年" not in answer.text
    assert stored(office, case) == before


def test_rows_are_added_and_removed_without_a_script(office: Office) -> None:
    case = office.start()
    sent = show(office, case, "kpis")
    count = len(stored(office, case)["kpis"])
    more = fields(post(office, case, "kpis", sent, do="add:/kpis").text)
    assert more[f"/kpis/{count}/indicator"] == [""]
    less = fields(post(office, case, "kpis", more, do="remove:/kpis/0").text)
    assert "/kpis/0/indicator" not in less
    less[f"/kpis/{count}/indicator"] = ["域内調達率"]
    assert post(office, case, "kpis", less).status_code == 303
    names = [row["indicator"] for row in stored(office, case)["kpis"]]
    assert len(names) == count
    assert names[-1] == "域内調達率"


def test_the_later_of_two_people_sees_the_others_text_beside_their_own(office: Office) -> None:
    case = office.start()
    mine = show(office, case, "product")
    office.by("colleague")
    theirs = show(office, case, "product") | {"/product/name": ["同僚の案"]}
    assert post(office, case, "product", theirs).status_code == 303
    office.by("officer")
    answer = post(office, case, "product", mine | {"/product/name": ["わたしの案"]})
    assert answer.status_code == 412
    assert "同僚の案" in answer.text
    again = fields(answer.text)
    assert again["/product/name"] == ["わたしの案"]
    assert post(office, case, "product", again).status_code == 303
    assert stored(office, case)["product"]["name"] == "わたしの案"


def test_saving_by_itself_keeps_what_can_stand_and_tells_the_rest(office: Office) -> None:
    case = office.start()
    sent = show(office, case, "period") | {"/period/start": ["令和8年5月1日"], "/period/end": ["そのうち"]}
    answer = office.client.post(f"/applications/{case}/edit/period/autosave", data=sent)
    told = answer.json()
    assert told["saved"] is True
    assert [problem["id"] for problem in told["problems"]] == ["f-period-end"]
    assert told["echoes"]["f-period-start"] == "令和8年5月1日（2026年5月1日）"
    assert stored(office, case)["period"]["start"] == "2026-05-01"
    late = office.client.post(f"/applications/{case}/edit/period/autosave", data=sent)
    assert late.status_code == 200, "what is unchanged since is no conflict"


def test_a_municipality_is_found_by_its_kana_and_an_ambiguous_name_is_told(office: Office) -> None:
    case = office.start()
    sent = show(office, case, "ground")
    found = post(office, case, "ground", sent | {"search": ["とやまし"]}, do="search")
    assert 'value="16201"' in found.text
    assert "富山県富山市" in found.text
    sent = show(office, case, "companies") | {"/companies/0/municipality": ["府中市"]}
    answer = post(office, case, "companies", sent)
    assert answer.status_code == 422
    assert "13206" in answer.text


def test_the_approver_reads_and_nobody_else_gets_in(office: Office) -> None:
    case = office.start()
    path = f"/applications/{case}/edit/product"
    page = office.by("approver").get(path, headers=HTML)
    assert page.status_code == 200
    assert 'id="plan-form"' not in page.text
    for name in ("neighbour", "reviewer", "administrator"):
        assert office.by(name).get(path, headers=HTML).status_code == 404


def square(south: float) -> bytes:
    """A small square of land in the first prefecture as a file."""
    ring = [[138.95, south], [138.953, south], [138.953, south + 0.0027], [138.95, south + 0.0027]]
    shape = {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}
    feature = {"type": "Feature", "properties": {}, "geometry": shape}
    return json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()


def zone(office: Office) -> tuple[str, str]:
    """A data centre zone with two plots that are not drawn, and the address of its plots."""
    plots = [{"name": "北区画", "area_ha": 8}, {"name": "南区画", "area_ha": 8}]
    blank = dict.fromkeys(document())
    case = office.start(**{**blank, "plan_type": "GX2", "title": "区域", "body": "15000", "plots": plots})
    return case, f"/applications/{case}/plots"


def test_a_point_kept_without_a_position_can_be_edited_and_comes_in_by_no_door(
    zones: Office, own_engine: Engine
) -> None:
    case, _path = zone(zones)
    with own_engine.begin() as connection:
        connection.execute(
            sql("UPDATE plan SET document = jsonb_set(document, '{plots,0,geometry}', :geometry)").bindparams(
                bindparam("geometry", {"type": "Point", "coordinates": []}, JSONB)
            )
        )
    book = zones.client.get(f"/v1/applications/{case}/workbook").content
    handed_in = zones.client.post(f"/v1/applications/{case}/workbook/check", content=book)
    shown = show(zones, case, "plots")
    assert shown["/plots/0/name"] == ["北区画"]
    saved = post(zones, case, "plots", {**shown, "/plots/0/name": ["北の区画"]})
    for refused in (handed_in, saved):
        assert refused.status_code == 422, refused.text
        assert "経度と緯度の二つの数値になっていません" in refused.text
    assert stored(zones, case)["plots"][0]["name"] == "北区画"


def test_each_plot_of_a_zone_is_drawn_from_a_file_with_the_map_at_once(zones: Office) -> None:
    case, path = zone(zones)
    editor = f"/applications/{case}/edit/plots"
    html = zones.client.get(editor, headers=HTML).text
    assert "まだ地図に描ける区域がありません" in html
    tags = re.findall(r'name="tag" value="([^"]+)"', html)[::2]

    def hand_in(index: int, content: bytes, **fields: str):
        files = {"file": ("plot.geojson", content)} if content else None
        data = {"tag": tags[index], "crs": "", "do": "draw", **fields}
        return zones.client.post(f"{path}/{index}/shape", data=data, files=files, headers=HTML)

    assert 'role="alert"' in hand_in(0, b"").text, "no file: told on the page of the plots"
    sea = hand_in(0, square(30.0))
    assert sea.status_code == 422
    assert 'id="plan-form"' in sea.text
    drawn = hand_in(1, square(37.63))
    assert drawn.status_code == 200, drawn.text
    assert "登録済み（図形の面積" in drawn.text
    assert f'src="/plans/{plan_of(drawn.text)}/map"' in drawn.text
    plots = stored(zones, case)["plots"]
    assert [plot.get("geometry", {}).get("type") for plot in plots] == [None, "MultiPolygon"]
    stale = hand_in(1, square(37.64))
    assert stale.status_code == 412
    assert "もう一度ファイルを選んでください" in stale.text
    tags = re.findall(r'name="tag" value="([^"]+)"', stale.text)[::2]
    hand_in(1, b"", do="remove")
    assert stored(zones, case)["plots"] == [
        {"name": "北区画", "area_ha": 8},
        {"name": "南区画", "area_ha": 8},
    ]


def test_a_plot_is_placed_by_a_typed_position_and_a_slip_is_told_at_its_field(zones: Office) -> None:
    case, path = zone(zones)
    editor = f"/applications/{case}/edit/plots"
    tag = re.findall(r'name="tag" value="([^"]+)"', zones.client.get(editor, headers=HTML).text)[0]

    def place(typed: str):
        data = {"tag": tag, "do": "place", "position": typed}
        return zones.client.post(f"{path}/0/shape", data=data, headers=HTML)

    refused = place("138.95, 37.63")
    assert refused.status_code == 422
    assert "緯度と経度の順が逆" in refused.text
    assert '<a href="#position-0">' in refused.text
    assert re.search(
        r'id="position-0"[^>]* value="138.95, 37.63"[^>]*position-0-problem" aria-inv', refused.text
    )
    placed = place("北緯37度37分48秒　東経138度57分")
    assert "位置（点）だけを登録済み：北緯37.63度、東経138.95度" in placed.text
    assert stored(zones, case)["plots"][0]["geometry"] == {"type": "Point", "coordinates": [138.95, 37.63]}
    assert place("37.7, 138.9").status_code == 412, "the plot was placed since the page was opened"


def plan_of(html: str) -> str:
    return re.findall(r'data-src="/plans/([^/]+)/map', html)[0]


def test_the_form_of_the_plots_keeps_shapes_of_rows_that_move(zones: Office) -> None:
    case, path = zone(zones)
    tag = re.findall(
        r'name="tag" value="([^"]+)"', zones.client.get(f"/applications/{case}/edit/plots").text
    )[2]
    zones.client.post(f"{path}/1/shape", data={"tag": tag}, files={"file": ("a.geojson", square(37.63))})
    sent = fields(post(zones, case, "plots", show(zones, case, "plots"), do="remove:/plots/0").text)
    assert post(zones, case, "plots", sent).status_code == 303
    (plot,) = stored(zones, case)["plots"]
    assert (plot["name"], plot["geometry"]["type"]) == ("南区画", "MultiPolygon")


def test_the_editor_serves_every_type_and_an_empty_form_stores_nothing(
    client: TestClient, own_engine: Engine
) -> None:
    office = open_office(client, own_engine, list(PlanType))
    for plan_type in PlanType:
        blank = {**dict.fromkeys(document()), "plan_type": plan_type, "title": "計画", "body": "15000"}
        case = office.start(**blank)
        before = stored(office, case)
        for page in (each for each in pages_of(plan_type) if each.key in ("basics", "ground", "plots")):
            assert post(office, case, page.key, show(office, case, page.key)).status_code == 303, page.key
        assert stored(office, case) == before


def test_ten_megabytes_are_told_at_the_field_or_with_the_limit_and_nothing_is_stored(office: Office) -> None:
    case = office.start()
    before = stored(office, case)
    sent = show(office, case, "product")
    long = post(office, case, "product", sent | {"/product/name": ["長" * 300_000]})
    assert long.status_code == 422
    assert 'id="f-product-name-problem"' in long.text
    assert len(fields(long.text)["/product/name"][0]) == 300_000, "what was typed stays"
    beyond = post(office, case, "product", sent | {"/product/name": ["x" * MAX_BODY_BYTES]})
    assert beyond.status_code == 413
    assert "10MBまで" in beyond.text
    assert stored(office, case) == before
