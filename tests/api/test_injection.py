"""Markup, statements, templates and formulas in every text that people write: shown and exported as text.

What is written are the fields of every plan type, and names, titles, remarks, reasons, letters and notes of
every table, by the API and the pages where they take them. Every page, map, export and workbook is then read.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from openpyxl import load_workbook
from sqlalchemy import Engine, text

from data.attachment_store import AttachmentStore
from data.domain.exported import FORMULA
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.notation import from_yaml
from data.domain.plan.shape import ValueKind, shapes
from tests.api.test_canaries import addresses, become, choices
from tests.architecture.files import ROOT
from tests.support.planted import Planted, planted

EVIL = (
    "=cmd|'/C calc'!A0<script>alert(1)</script>\"><img src=x onerror=alert(1)>'; DROP TABLE plan;--X{{7*7}}Y"
)
REASON = {"reason": EVIL}
SAMPLES = {
    PlanType.A: "15-setouchi-next-ships", PlanType.B: "01-niigata-medical-parts",
    PlanType.C: "12-kochi-yuzu-food", PlanType.GX1: "17-mie-complex-renewal",
    PlanType.GX2: "18-akita-data-centre", PlanType.GX3: "21-hokkaido-gx-estate",
    PlanType.GX4: "23-aomori-regional-contribution",
}  # fmt: skip
READERS = ("public", "officer", "manager", "administrator", "unfinished")
LONG = re.compile(r"\.pdf|\.gpkg|/print$|counterfacts|support|kpi-advice|\.cp932|forms/")
"""Not read here: paper shows no markup, and some answers take long and hold nothing that people wrote."""
SHOWN = re.compile(r"/(?!v1)|.*(csv|xlsx|workbook|return-slip)")
"""Pages and tables; other answers of the API are JSON, told to be nothing else."""
EXECUTED = re.compile(r"<script>alert|<img src=x|X49Y", re.I)


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, own_engine: Engine, client: TestClient, tmp_path: Path) -> Planted:
    for module in ("ministry", "planted"):
        monkeypatch.setattr(
            f"tests.support.{module}.canary", lambda table, whose: f"{EVIL}{table}{whose}"[:190]
        )
    return planted(own_engine, client, AttachmentStore(tmp_path / "attachments"))


def evil(kind: PlanType) -> dict[str, Any]:
    """Return the sample of a type with the markers in each of its texts."""
    document = from_yaml((ROOT / f"data/samples/{SAMPLES[kind]}.yaml").read_bytes())
    for path, shape in shapes(DOCUMENTS[kind]).items():
        if shape.kind is ValueKind.TEXT:
            _fill(document, path.split("."), EVIL[: shape.longest or len(EVIL)])
    return document


def _fill(value: Any, steps: list[str], written: str) -> None:
    step, *rest = steps
    name = step.removesuffix("[]")
    if not isinstance(value, dict) or value.get(name) is None:
        return
    if rest:
        rows = value[name] if isinstance(value[name], list) else [value[name]]
        for place, row in enumerate(rows):  # no two rows may be the same
            _fill(row, rest, f"{written[:-1]}{place}")
    elif isinstance(value[name], list):
        value[name] = [f"{written[:-1]}{place}" for place, _ in enumerate(value[name])]
    else:
        value[name] = written


def write_by_doors(client: TestClient, engine: Engine, house: Planted) -> list[str]:
    """Send the markers through forms and the API; returns the plans that everybody can open."""
    ministry, case = house.ministry, house.ministry.sent
    plans = [client.post("/v1/plans", json=evil(kind)) for kind in SAMPLES]
    taken = list(plans)
    become(client, engine, ministry, "administrator")
    terms = {
        "code": "R9-EVIL", "title_ja": EVIL, "title_en": EVIL, "opens_at": "2026-06-01T09:00:00",
        "closes_at": "2099-02-13T17:00:00", "screenings": {"GX2": 2},
    }  # fmt: skip
    made = client.post("/v1/calls", json=terms)
    taken += [
        made,
        client.post(f"/v1/calls/{made.json()['id']}/publication", headers={"if-match": made.headers["etag"]}),
        client.post("/admin/accounts", data={"login": "evil", "name": EVIL}),
        client.post(
            "/admin/bodies", data={"kind": "prefecture", "code": "47000", "name_ja": EVIL, "name_en": EVIL}
        ),
        client.post(
            "/admin/posts", data={"role": "officer", "body": "47000", "title_ja": EVIL, "title_en": EVIL}
        ),
        client.post("/v1/outages", json={"began_at": "2026-06-01T09:00:00", "description": EVIL}),
    ]
    become(client, engine, ministry, "reviewer")
    seen = {"if-match": client.get(f"/v1/review/cases/{case}").headers["etag"]}
    asked = {"items": [{"pointer": "/title", "remark": EVIL, "due_on": "2099-01-01"}]}
    judged = {"criterion": "GX2-1", "status": "not_met", **REASON}
    taken += [
        client.post(f"/v1/review/cases/{case}/judgements", json=judged),
        client.post(f"/v1/review/cases/{case}/corrections", json=asked),
        client.post("/v1/review/conflicts", json={"body": "16000", **REASON}),
    ]
    become(client, engine, ministry, "unfinished")
    sides = {side: {"points": 3, **REASON}
             for side in ("infrastructure", "competitiveness", "decarbonisation", "region")}  # fmt: skip
    taken.append(client.post(f"/v1/review/cases/{case}/scores", json={"sides": sides, "final": True}))
    become(client, engine, ministry, "neighbour")
    draft = f"/v1/applications/{ministry.draft}"
    seen = {"if-match": client.get(f"{draft}/sections/title").headers["etag"]}
    taken += [
        client.put(f"{draft}/sections/title", json={"value": EVIL}, headers=seen),
        client.post(f"{draft}/attachments", params={"name": "=a<b>.txt"}, content="記載".encode()),
    ]
    refused = {str(answer.request.url): answer.text[:700] for answer in taken if answer.status_code >= 400}
    assert refused == {}
    return [str(answer.json()["plan"]["id"]) for answer in plans]


def cells_that_run(address: str, content: bytes, kind: str) -> Iterator[str]:
    """Cells of a table that a spreadsheet would compute."""
    if "csv" in kind:
        rows = csv.reader(io.StringIO(content.decode("utf-8-sig")))
        yield from (f"{address}: {cell[:60]}" for row in rows for cell in row if _runs(cell))
    elif content.startswith(b"PK") and "spreadsheet" in kind:
        book = load_workbook(io.BytesIO(content))
        for sheet in book:
            yield from (
                f"{address}: {cell.coordinate}" for row in sheet for cell in row if cell.data_type == "f"
            )


def _runs(cell: str) -> bool:
    return cell.startswith(FORMULA) and re.fullmatch(r"-?[0-9.]+", cell) is None


def test_what_people_write_is_shown_as_text_and_computed_by_nothing(
    app: FastAPI, client: TestClient, own_engine: Engine, house: Planted
) -> None:
    plans = write_by_doors(client, own_engine, house)
    asked = list(addresses(app, house, choices(own_engine, house)))
    asked += [
        ("GET", path) for path in ("/plans.xlsx", "/v1/portfolio.csv", "/v1/review/workbook", "/ledger")
    ]
    shown, wrong = 0, []
    for name in READERS:
        become(client, own_engine, house.ministry, name)
        for address in dict.fromkeys(address for method, address in asked if method == "GET"):
            if (
                LONG.search(address)
                or not SHOWN.match(address)
                or (name != "public" and any(plan in address for plan in plans))
            ):
                continue
            answer = client.get(address, headers={"accept": "text/html"}, follow_redirects=False)
            kind = answer.headers.get("content-type", "")
            if "html" in kind:
                shown += "&lt;script&gt;alert" in answer.text
                wrong += [f"{name} {address}: {found}" for found in EXECUTED.findall(answer.text)]
            wrong += cells_that_run(address, answer.content, kind)
            if answer.status_code == 500:
                wrong.append(f"{name} {address}: 500")
    assert wrong == []
    assert shown > 60, "the pages show what was written"
    with own_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM plan")) > len(plans)
        kept = connection.scalar(text("SELECT title FROM plan WHERE plan_type = 'GX4'"))
    assert kept == EVIL[: len(kept)]


def test_statements_in_addresses_and_filters_are_values(
    client: TestClient, own_engine: Engine, house: Planted
) -> None:
    become(client, own_engine, house.ministry, "manager")
    marks = ("' OR '1'='1", "1; DROP TABLE plan--", "%27%29%3B", EVIL)
    for mark in marks:
        for name in ("call", "prefecture", "block", "field", "assignee", "after"):
            answer = client.get("/v1/review/queue", params={name: mark})
            assert answer.status_code in {200, 404, 422}, (name, answer.text)
            assert answer.status_code != 200 or answer.json()["items"] == [], (name, mark)
        for path in ("/ogc/collections/plans/items", "/v1/ledger", "/v1/plans"):
            assert client.get(path, params={"filter": mark, "about": mark, "after": mark}).status_code < 500
        assert client.get(f"/v1/plans/{mark}").status_code in {404, 422}
    assert client.get(f"/v1/applications/{uuid4()}").status_code == 404
    with own_engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM plan")) > 0
