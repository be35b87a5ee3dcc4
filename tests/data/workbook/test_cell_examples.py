"""One cell after another as officers write them: what it states, and what is flagged instead of guessed."""

from __future__ import annotations

from datetime import date

import pytest

from data.domain.jp_dates import parse_date, parse_year
from data.domain.parsing import Read, Unreadable
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.shape import shapes
from data.importers.plan_workbook.cells import Surroundings, is_ditto, read_cell
from data.importers.workbook import Cell, open_workbook
from tests.data.workbook.editing import edited, set_to, written

FIELDS = shapes(DOCUMENTS[PlanType.B])


def state(path: str, value: object, **around: object) -> object:
    read = read_cell(Cell("A1", value), FIELDS[path], Surroundings(**around))  # type: ignore[arg-type]
    assert isinstance(read, Read), read
    return read.value


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("令和8年2月13日", "2026-02-13"),
        ("令和　８年　２月１３日", "2026-02-13"),
        ("R8.2.13", "2026-02-13"),
        ("Ｒ８．２．１３", "2026-02-13"),
        ("2026/2/13", "2026-02-13"),
        ("2026-02-13", "2026-02-13"),
        ("２０２６年２月１３日", "2026-02-13"),
        ("H31.4.30", "2019-04-30"),
        ("R元.5.1", "2019-05-01"),
        ("令和元年5月1日", "2019-05-01"),
        (46066, "2026-02-13"),
        (46066.0, "2026-02-13"),
        (" ４６０６６ ", "2026-02-13"),
    ],
)
def test_a_day(typed: object, day: str) -> None:
    assert state("period.start", typed) == day


def test_a_serial_day_of_an_old_mac_counts_from_1904() -> None:
    assert state("period.start", 44604, epoch_1904=True) == "2026-02-13"


@pytest.mark.parametrize("typed", ["H31.5.1", "平成31年5月1日", "H32.1.1"])
def test_a_day_after_the_end_of_its_era_is_flagged_with_the_likely_day(typed: str) -> None:
    read = parse_date(typed)
    assert isinstance(read, Unreadable)
    assert "令和" in read.remedy.ja


def test_the_first_year_of_an_era() -> None:
    read = parse_year("令和元年", fiscal=False)
    assert isinstance(read, Read)
    assert read.value == date(2019, 5, 1).year


@pytest.mark.parametrize(
    ("typed", "yen"),
    [
        ("１２３，４５６千円", 123_456_000),
        ("123,456千円", 123_456_000),
        ("▲12百万円", -12_000_000),
        ("△12百万円", -12_000_000),
        ("▲１２百万円", -12_000_000),
        ("1.2億円", 120_000_000),
        ("１．２億円", 120_000_000),
        ("０", 0),
        (0, 0),
        (1500.0, 1500),
    ],
)
def test_an_amount(typed: object, yen: int) -> None:
    assert state("investment.total_yen", typed) == yen


@pytest.mark.parametrize("typed", [None, "", "　", "－", "―", "未定"])
def test_nothing_stated_is_never_zero(typed: object) -> None:
    read = read_cell(Cell("A1", typed), FIELDS["investment.total_yen"], Surroundings())  # type: ignore[arg-type]
    assert not isinstance(read, Read) or read.value is None


@pytest.mark.parametrize("typed", ["〃", " 〃 ", "同上"])
def test_a_ditto_mark(typed: str) -> None:
    assert is_ditto(Cell("A1", typed))
    assert not is_ditto(Cell("A1", typed, literal=True))


@pytest.mark.parametrize(
    "text", ["髙﨑𠮷①㈱～－", "髙﨑　𠮷", "〜～‐－—", "神・福・羽", "葛\U000e0100城", "𩸽と🍊"]
)
def test_unusual_characters_survive_a_workbook_both_ways(text: str) -> None:
    content = edited(set_to("title", text), written())
    cells = open_workbook(content).sheets[1].cells.values()
    assert text in {cell.value for cell in cells}
    assert state("title", text) == text
