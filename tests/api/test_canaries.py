"""Canaries in every confidential field, looked for in every answer, file and log line, as everybody.

What is asked is made from the table of routes, so that a new route is searched without anybody's doing. With
``SHUSEKI_ACCESS_REPORT`` set to a file, the counts are written there (``docs/access-tested.md``).
"""

from __future__ import annotations

import io
import logging
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from pypdf import PdfReader
from pypdf.errors import PyPdfError
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from data.attachment_store import AttachmentStore
from data.db import act_as
from data.domain.actor import PUBLIC
from data.orm import (
    Assignment,
    Attachment,
    Base,
    ConflictOfInterest,
    CorrectionItem,
    Decision,
    Plan,
    StoredAssessment,
)
from tests.api.access_report import Line, written
from tests.api.test_access import ACCESS, routes
from tests.api.test_access import PUBLIC as OPEN
from tests.api.test_routes_by_role import ENDS_THE_SESSION
from tests.data.test_row_level_security import COMES_ACROSS, PEOPLE, PERSONAL, canaries
from tests.support.ministry import Ministry
from tests.support.planted import ALSO_THEIRS, NUMBER, Planted, every_id, planted
from tests.support.signing_in import sign_in, sign_out

MARK = re.compile(r"秘:(\w+:\w+)")
CHOICES: Mapping[str, Sequence[str]] = {
    "number": ("1",), "z": ("0",), "x": ("0",), "y": ("0",), "name": ("title",), "grid": ("WebMercatorQuad",),
    "ending": ("xlsx", "pdf"), "collection": ("plans", "zones"), "which": ("plans",), "plan_type": ("B",),
    "file_format": ("csv", "gpkg", "geojson"), "what": ("ranking",), "code": ("0",),
}  # fmt: skip
MEANINGS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "/maps/data/{name}.json": {"name": ("plans",)},
    "/applications/{application_id}/edit/{key}": {"key": ("title", "investment")},
    "/applications/{application_id}/edit/{key}/autosave": {"key": ("title",)},
    "/ogc/collections/{collection}/items": {"collection": ("plans",)},
}
"""Where a name in an address stands for something else than elsewhere."""
ASKED_WITH: Mapping[str, str] = {
    "/applications/{application_id}/compare": "first=1&second=1",
    "/v1/applications/{application_id}/versions/compare": "first=1&second=1",
    "/review/next": "case={case}",
    "/v1/review/queue/next": "case={case}",
    "/review/letters.pdf": "case={case}",
    "/review/scores": "screening=final&places=1",
    "/v1/review/reports/cut-line": "call={call}&plan_type=GX2&screening=first&places=1",
    "/v1/review/reports/disagreement": "call={call}&plan_type=GX2&screening=first",
    "/v1/power-near": "lon=138.5&lat=37.3",
}
"""What some addresses want to be asked with."""
WITH_IDS: Mapping[str, type[Base]] = {
    "assessment_id": StoredAssessment,
    "attachment_id": Attachment,
    "assignment_id": Assignment,
    "conflict_id": ConflictOfInterest,
    "item_id": CorrectionItem,
    "decision_id": Decision,
    "plan_id": Plan,
}
SECOND_OF_A_ROLE = ("approver", "conflicted", "unfinished", "unassigned")
"""Who differs from somebody else here by rows alone; asks for programs' answers and for review pages."""
SAME_FOR_ALL = ("/ogc", "/tiles", "/v1/features", "/v1/exports", "/v1/siting", "/siting", "/maps")
"""What shows published things to everybody alike, and is asked for by few."""
TILE = "/tiles/plans/0/0/0.mvt"
"""Tiles are no route of FastAPI's, so they stand in no table of routes."""
LARGE = re.compile(r"\.pdf|\.gpkg|/map$|/print$")
"""Answers that take long to make; only these people ask for them:"""
ASK_FOR_LARGE = ("public", "neighbour")
SENDERS = ("neighbour", "manager", "unassigned")
"""Who also sends changes, with nothing in them; what comes back are error bodies and pages."""


@pytest.fixture
def store(tmp_path: Path) -> AttachmentStore:
    """Where the product of the fixture ``app`` keeps files."""
    return AttachmentStore(tmp_path / "attachments")


@pytest.fixture
def house(own_engine: Engine, client: TestClient, store: AttachmentStore) -> Planted:
    return planted(own_engine, client, store)


def choices(engine: Engine, house: Planted) -> dict[str, Sequence[str]]:
    """What may stand in each place of an address: every id there is of that kind."""
    with Session(engine) as session:
        known = {
            name: [str(found_id) for found_id in session.scalars(select(table.id))]  # type: ignore[attr-defined]
            for name, table in WITH_IDS.items()
        }
    return {**CHOICES, **known, **every_id(house)}


def addresses(app: FastAPI, house: Planted, known: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, str]]:
    """Method and address of every request that can be made of the table of routes."""
    asked = {"case": str(house.published.id), "call": str(house.ministry.call)}
    yield "GET", TILE
    for route in routes(app):
        names = re.findall(r"\{(\w+)", route.path)
        values = {**known, **MEANINGS.get(route.path, {})}
        query = ASKED_WITH.get(route.path, "").format(**asked)
        for method in sorted((route.methods or set()) - {"HEAD", "OPTIONS"}):
            if f"{method} {route.path}" in ENDS_THE_SESSION or (method != "GET" and "{" not in route.path):
                continue
            for filled in _combined({name: values.get(name, [str(uuid4())]) for name in names}):
                path = re.sub(r":\w+\}", "}", route.path).format(**filled)
                yield method, f"{path}?{query}" if query else path


def _combined(values: Mapping[str, Sequence[str]]) -> Iterator[dict[str, str]]:
    """Every case with everything in it, and every other thing of some case at least once."""
    cases = [name for name in values if name in {"application_id", "case_id"}]
    others = {name: found_ids for name, found_ids in values.items() if name not in cases}
    most = max((len(found_ids) for found_ids in others.values()), default=1)
    for place in range(most):
        chosen = {name: found_ids[place % len(found_ids)] for name, found_ids in others.items()}
        for case in values[cases[0]] if cases and place < 2 else [values[cases[0]][0]] if cases else [""]:
            yield {**chosen, **dict.fromkeys(cases, case)}


def readable(content: bytes) -> str:
    """Everything a person with tools could read in an answer: packed parts, properties, escapes."""
    if content.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "".join(archive.read(name).decode("utf-8", "ignore") for name in archive.namelist())
    if content.startswith(b"%PDF"):
        try:
            reader = PdfReader(io.BytesIO(content))
            return str(reader.metadata) + "".join(page.extract_text() for page in reader.pages)
        except PyPdfError as error:
            raise AssertionError("a PDF that nobody can read") from error
    text = content.decode("utf-8", "ignore") + content.decode("cp932", "ignore")
    return re.sub(r"\\u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), text.replace("&#31192;", "秘"))


def marks(answer: Any) -> set[str]:
    told = readable(answer.content) + readable(str(dict(answer.headers)).encode())
    return set(MARK.findall(told)) | ({"company:sent"} if NUMBER in told else set())


def allowed(engine: Engine, ministry: Ministry, name: str) -> set[str]:
    """What the table of the row-level tests grants a person, and the names that the database shows them."""
    with Session(engine) as session:
        act_as(session, PUBLIC if name == "public" else ministry.actors[name])
        personal = {mark for mark in canaries(session) if mark.partition(":")[0] in PERSONAL}
    return COMES_ACROSS[name] | personal | ALSO_THEIRS.get(name, set())


def left_out(house: Planted, name: str, method: str, address: str) -> bool:
    """What only some people ask for, so that the search ends soon."""
    if name in SECOND_OF_A_ROLE and not address.startswith(("/v1", "/review")):
        return True
    if name not in ("public", "neighbour", "administrator") and (
        address.startswith(SAME_FOR_ALL) or ACCESS.get(f"{method} {address}") == OPEN
    ):
        return True
    if any(plan in address for plan in house.open_plans[1:]):
        return name != "public" or method != "GET" or address.endswith(("counterfacts", "/map", "/print"))
    too_large = LARGE.search(address) is not None and name not in ASK_FOR_LARGE
    return too_large or (method != "GET" and name not in SENDERS)


def ask_for_everything(
    client: TestClient, house: Planted, name: str, asked: Sequence[tuple[str, str]]
) -> Iterator[tuple[str, Any]]:
    """Send one person's requests and yield the answers by what was asked."""
    for method, address in asked:
        if left_out(house, name, method, address):
            continue
        accept = {"accept": "application/json" if address.startswith("/v1") else "text/html"}
        yield f"{method} {address}", client.request(method, address, headers=accept, follow_redirects=False)


def become(client: TestClient, engine: Engine, ministry: Ministry, name: str) -> None:
    sign_out(client)
    if name != "public":
        sign_in(client, engine, ministry.actors[name])


def test_no_answer_file_or_log_line_tells_anybody_more_than_is_theirs(
    app: FastAPI, client: TestClient, own_engine: Engine, house: Planted, caplog: pytest.LogCaptureFixture
) -> None:
    asked = sorted(addresses(app, house, choices(own_engine, house)), key=lambda each: each[0] != "GET")
    leaks: dict[tuple[str, str], set[str]] = {}
    defects: dict[str, int] = {}
    lines: list[Line] = []
    logging.getLogger("fontTools").setLevel(logging.WARNING)  # thousands of lines on glyphs in every PDF
    with caplog.at_level(logging.DEBUG):
        for name in PEOPLE:
            become(client, own_engine, house.ministry, name)
            mine, seen, statuses = allowed(own_engine, house.ministry, name), set(), Counter[int]()
            for what, answer in ask_for_everything(client, house, name, asked):
                told = marks(answer)
                seen |= told
                statuses[answer.status_code] += 1
                if told - mine:
                    leaks[name, what] = told - mine
                if answer.status_code == 500:
                    defects[f"{name} {what}"] = answer.status_code
            lines.append(Line(name, statuses, len(seen & mine), sum(key[0] == name for key in leaks)))
    assert leaks == {}
    assert defects == {}
    assert set(MARK.findall(caplog.text)) == set()
    found_ones = {line.person: line.own for line in lines}
    assert found_ones["public"] == 0
    assert min(found_ones[name] for name in ("officer", "reviewer", "manager")) >= 8, "the search finds"
    if report := os.environ.get("SHUSEKI_ACCESS_REPORT"):
        Path(report).write_text(written(lines), encoding="utf-8")
