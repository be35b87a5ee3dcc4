"""Editions stand side by side, one in use; repeating, stopping and failing change nothing that was there."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from data.domain.errors import InvalidInput
from data.domain.issues import ImportOutcome
from data.importers import formats
from data.importers.reading import Reading, Swap
from data.orm.facility import DataCentre
from data.orm.source import DatasetEdition
from data.queries.sources import editions, editions_in_use, issues_of
from tests.data.importers.files import DATA_CENTRES, N03_ZIP, PLANTS_WRI, accounted_for, load


def variant(path: Path) -> Path:
    """The data centres without their last row: another file of the same dataset."""
    lines = DATA_CENTRES.read_text(encoding="utf-8-sig").splitlines()
    path.write_text("\n".join(lines[:-1]) + "\n", encoding="utf-8")
    return path


def test_the_same_file_again_stores_nothing_and_says_so(session: Session) -> None:
    first = load(session, "datacentres", DATA_CENTRES)
    again = load(session, "datacentres", DATA_CENTRES)
    assert [edition.outcome for edition in again.editions] == [ImportOutcome.UNCHANGED]
    assert again.editions[0].edition_id == first.editions[0].edition_id
    assert session.scalar(select(func.count()).select_from(DataCentre)) == first.counts.stored


def test_the_same_file_again_may_correct_the_date(session: Session) -> None:
    load(session, "datacentres", DATA_CENTRES)
    load(session, "datacentres", DATA_CENTRES, as_of=date(2026, 9, 17))
    assert [edition.as_of for edition in editions_in_use(session)] == [date(2026, 9, 17)]


def test_a_new_file_supersedes_and_the_old_rows_stay(session: Session, tmp_path: Path) -> None:
    load(session, "datacentres", DATA_CENTRES)
    load(session, "datacentres", variant(tmp_path / "next.csv"))
    assert [edition.status for edition in editions(session)] == ["current", "superseded"]
    assert session.scalar(select(func.count(DataCentre.edition_id.distinct()))) == 2


def test_an_older_edition_is_stored_beside_the_newer_one_in_use(session: Session, tmp_path: Path) -> None:
    newer = load(session, "datacentres", DATA_CENTRES, as_of=date(2026, 9, 17))
    older = load(session, "datacentres", variant(tmp_path / "old.csv"), as_of=date(2020, 1, 1))
    assert older.editions[0].outcome is ImportOutcome.LOADED_OLDER
    assert [edition.id for edition in editions_in_use(session)] == [newer.editions[0].edition_id]


def test_the_database_refuses_two_editions_in_use(session: Session, tmp_path: Path) -> None:
    load(session, "datacentres", DATA_CENTRES)
    load(session, "datacentres", variant(tmp_path / "next.csv"))
    for edition in session.scalars(select(DatasetEdition)):
        edition.status = "current"
    with pytest.raises(IntegrityError, match="uq_dataset_edition_current"):
        session.flush()


def test_the_database_refuses_an_edition_that_loses_rows(session: Session) -> None:
    load(session, "datacentres", DATA_CENTRES)
    session.scalars(select(DatasetEdition)).one().rows_in += 1
    with pytest.raises(IntegrityError, match="rows_accounted_for"):
        session.flush()


def test_a_file_without_a_usable_row_stops_and_is_rejected(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "abroad.csv"
    path.write_text("source_id,name,operator,type,lon,lat\nx,A,,colocation,2.35,48.86\n", encoding="utf-8")
    loaded = load(session, "datacentres", DATA_CENTRES)
    report = load(session, "datacentres", path)
    assert report.stopped
    assert report.counts.stored == 0
    assert [edition.id for edition in editions_in_use(session)] == [loaded.editions[0].edition_id]
    stored = issues_of(session, report.editions[0].edition_id)
    assert [issue.code for issue in stored][:2] == ["nothing-to-load", "coordinates-outside-japan"]


def test_a_rejected_file_may_be_tried_again(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "swapped.csv"
    path.write_text("source_id,name,operator,type,lon,lat\nx,A,,colocation,35.6,139.7\n", encoding="utf-8")
    assert load(session, "datacentres", path).stopped
    assert load(session, "datacentres", path).stopped
    assert not load(session, "datacentres", path, reading=Reading(swap=Swap.FLAGGED)).stopped


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.csv", b""),
        ("binary.csv", b"\x00\xff\xfe\x80\xa0"),
        ("columns.csv", b"a,b\n1,2\n"),
        ("broken.csv.gz", b"\x1f\x8b\x08\x00broken"),
    ],
)
def test_an_unreadable_table_is_refused_and_nothing_is_stored(
    session: Session, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(InvalidInput):
        load(session, "datacentres", path)
    assert editions(session) == ()


def test_a_file_that_is_not_there_is_refused(session: Session, tmp_path: Path) -> None:
    for importer in ("datacentres", "lines"):
        with pytest.raises(InvalidInput):
            load(session, importer, tmp_path / "nothing.gpkg")


def test_an_archive_larger_than_allowed_is_refused(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "LARGEST_UNPACKED", 1_000)
    with pytest.raises(InvalidInput):
        load(session, "n03", N03_ZIP)


def test_members_of_an_archive_cannot_climb_out_of_it(tmp_path: Path) -> None:
    path = tmp_path / "climbing.zip"
    with zipfile.ZipFile(N03_ZIP) as good, zipfile.ZipFile(path, "w") as bad:
        for item in good.infolist():
            bad.writestr("../../climbed" + item.filename[-4:], good.read(item))
    with pytest.raises(InvalidInput) as caught, formats.opened(path):
        pass
    assert "leaves its folder" in caught.value.problems[0].message.en
    assert not list(tmp_path.parent.parent.glob("climbed*"))


def test_progress_is_told_up_to_the_last_row(session: Session) -> None:
    from api.services.imports import run_import  # noqa: PLC0415 - the one test that looks at progress
    from data.importers.steps import ImportOptions  # noqa: PLC0415

    seen: list[tuple[int, int | None]] = []
    report = run_import(
        session,
        "plants",
        PLANTS_WRI,
        options=ImportOptions(source="wri"),
        progress=lambda done, total: seen.append((done, total)),
    )
    assert seen[-1] == (report.counts.stored, report.counts.stored)
    assert accounted_for(report.counts)
