"""Attachments: kept by hash before any row, refused when disguised, read back before a receipt is given."""

from __future__ import annotations

import errno
import io
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from api.services import attachment_care
from api.services.applications import file_checks, steps
from data.attachment_store import AttachmentStore
from data.domain.errors import InvalidInput
from data.orm import Application, Attachment, AuditRow, CaseEvent, Submission
from data.queries import attachments as attachment_queries
from tests.support.applying import Office

PDF = b"%PDF-1.7\n" + b"x" * 3000


@pytest.fixture
def store(app: FastAPI) -> AttachmentStore:
    kept: AttachmentStore = app.state.attachments
    return kept


def attach(office: Office, case: str, content: bytes = PDF, name: str = "根拠資料.pdf") -> Any:
    return office.client.post(f"/v1/applications/{case}/attachments", params={"name": name}, content=content)


def zipped(**entries: bytes) -> bytes:
    packed = io.BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), content)
    return packed.getvalue()


def test_a_file_goes_in_is_named_on_the_receipt_and_is_read_by_the_ministry(
    office: Office, store: AttachmentStore
) -> None:
    case = office.start()
    answer = attach(office, case)
    assert answer.status_code == 201, answer.text
    file = answer.json()
    assert store.is_sound(file["sha256"], len(PDF))
    assert office.by("neighbour").get(f"/v1/applications/{case}/attachments/{file['id']}").status_code == 404
    assert office.by("reviewer").get(f"/v1/applications/{case}/attachments/{file['id']}").status_code == 404
    for name, event in (("officer", "approval_requested"), ("approver", "approved")):
        office.step(name, case, event)
    receipt = office.send("approver", case).json()
    assert [(f["name"], f["size_bytes"], f["sha256"]) for f in receipt["attachments"]] == [
        ("根拠資料.pdf", len(PDF), file["sha256"])
    ]
    read = office.by("reviewer").get(f"/v1/applications/{case}/attachments/{file['id']}")
    assert read.content == PDF
    assert read.headers["content-disposition"].startswith("attachment")
    assert read.headers["x-content-type-options"] == "nosniff"
    with office.system() as session:
        events = session.scalars(select(AuditRow.event)).all()
        assert "application:confidential:read" in events
        assert "plan:attachment:added" in events


def test_a_damaged_or_lost_file_holds_the_submission_back_and_is_named_at_night(
    office: Office, store: AttachmentStore
) -> None:
    case = office.start()
    sha256 = attach(office, case).json()["sha256"]
    office.step("officer", case, "approval_requested")
    store.place_of(sha256).write_bytes(PDF[:-1] + b"y")
    refused = office.step("approver", case, "approved")
    assert refused.status_code == 409
    assert "根拠資料.pdf" in refused.text
    with office.system() as session:
        report = attachment_care.verify(session, store)
        assert [file.sha256 for file in report.damaged] == [sha256]
    store.place_of(sha256).unlink()
    assert office.step("approver", case, "approved").status_code == 409
    assert "破損または欠落" in office.by("administrator").get("/v1/notices").text
    file_id = office.by("officer").get(f"/v1/applications/{case}/attachments").json()[0]["id"]
    assert office.client.get(f"/v1/applications/{case}/attachments/{file_id}").status_code == 404


def test_a_full_disk_is_told_and_leaves_nothing(
    office: Office, store: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.start()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = attach(office, case)
    assert answer.status_code == 503
    assert "空き容量" in answer.json()["detail"]
    assert [path for path in store.folder.rglob("*") if path.is_file()] == []
    assert office.client.get(f"/v1/applications/{case}/attachments").json() == []


def test_killed_between_file_and_commit_leaves_bytes_that_are_swept_later(
    office: Office, store: AttachmentStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.start()

    def killed(session: Session, attachment: Attachment) -> None:
        raise OperationalError("INSERT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(attachment_queries, "add", killed)
    assert attach(office, case).status_code == 503
    left = [path for path in store.folder.rglob("*") if path.is_file()]
    assert len(left) == 1
    with office.system() as session:
        assert attachment_care.sweep(session, store) == 0
        old = (datetime.now(UTC) - timedelta(days=2)).timestamp()
        os.utime(left[0], (old, old))
        assert attachment_care.sweep(session, store) == 1
        assert session.scalars(select(Attachment)).all() == []


def test_killed_between_version_and_commit_leaves_the_case_as_it_was(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    case = office.approved()

    def killed(*_: object, **__: object) -> None:
        raise OperationalError("INSERT", {}, Exception("terminating connection"))

    with monkeypatch.context() as patched:
        patched.setattr(steps, "enter", killed)
        assert office.send("approver", case, key="k").status_code == 503
    with office.system() as session:
        row = session.scalars(select(Application)).one()
        assert (row.state, row.number) == ("approved", None)
        assert session.scalars(select(Submission)).all() == []
        assert len(session.scalars(select(CaseEvent)).all()) == 2
    assert office.send("approver", case, key="k").json()["number"] == "R8-B-1-0001"


def test_a_removed_file_stays_with_the_versions_it_was_sent_with(office: Office) -> None:
    case = office.start()
    file = attach(office, case).json()
    for name, event in (("officer", "approval_requested"), ("approver", "approved")):
        office.step(name, case, event)
    office.send("approver", case)
    address = f"/v1/applications/{case}/attachments/{file['id']}"
    assert office.by("officer").delete(address).status_code == 204
    assert office.client.delete(address).status_code == 404
    assert office.client.get(f"/v1/applications/{case}/attachments").json() == []
    sent = office.by("reviewer").get(f"/v1/applications/{case}/versions/1/attachments").json()
    assert [each["id"] for each in sent] == [file["id"]]
    assert office.client.get(address).content == PDF


def test_only_who_may_attach_can_send_bytes_at_all(office: Office, store: AttachmentStore) -> None:
    case = office.start()
    office.by("approver")
    assert attach(office, case).status_code == 403
    office.by("neighbour")
    assert attach(office, case).status_code == 404
    assert not (store.folder / "incoming").exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("計画.pdf", b"MZ\x90\x00" + b"x" * 100),
        ("計画.exe", b"MZ\x90\x00"),
        ("計画.pdf.exe", PDF),
        ("図.svg", b"<svg onload='x'/>"),
        ("計画.pdf", b""),
        ("表.csv", b"#!/bin/sh\n"),
        ("表.csv", b"a,b\x00"),
        ("表.xlsx", zipped(readme_dot_txt=b"x")),
        ("表.xlsx", zipped(xl__workbook_dot_xml=b"x", xl__vbaProject_dot_bin=b"x")),
        ("一式.zip", zipped(a_dot_exe=b"x")),
        ("一式.zip", zipped(a_dot_txt=b"MZ\x90\x00\x03")),
        ("一式.zip", zipped(a_dot_zip=b"x")),
        ("一式.zip", zipped(a_dot_txt=b"0" * 50_000_000)),
        ("一式.zip", b"PK\x03\x04broken"),
    ],
)
def test_disguised_and_hostile_files_are_refused(name: str, content: bytes) -> None:
    with pytest.raises(InvalidInput):
        file_checks.kind_of(io.BytesIO(content), len(content), file_checks.clean_name(name))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("../../etc/計画.pdf", "計画.pdf"),
        ("C:\\Users\\x\\計画.PDF", "計画.PDF"),
        ("計画\u202efdp.pdf", "計画fdp.pdf"),
        ("改\r\n行.pdf", "改行.pdf"),
        ("あ" * 400 + ".pdf", "あ" * 146 + ".pdf"),
        ("か\u3099.pdf", "が.pdf"),
    ],
)
def test_names_are_cleaned(name: str, cleaned: str) -> None:
    assert file_checks.clean_name(name) == cleaned


def test_what_officers_attach_is_taken() -> None:
    for name, content, media in (
        ("a.pdf", PDF, "application/pdf"),
        ("a.xlsx", zipped(xl__workbook_dot_xml=b"<x/>"), "application/vnd.openxmlformats-officedocument."),
        ("a.zip", zipped(a_dot_shp=b"\x00\x00\x27\x0a", a_dot_dbf=b"\x03"), "application/zip"),
        ("a.csv", "MZ社,1\n".encode("cp932"), "text/csv"),
    ):
        kind = file_checks.kind_of(io.BytesIO(content), len(content), name)
        assert kind.media_type.startswith(media)


def test_the_folder_is_fanned_out(tmp_path: Path) -> None:
    store = AttachmentStore(tmp_path)
    assert store.place_of("ab12" + "0" * 60).relative_to(tmp_path).parts[:2] == ("ab", "12")
