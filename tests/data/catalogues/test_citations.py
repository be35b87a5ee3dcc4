"""Every name, category and plan type stands in the line of the source document that is cited for it."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pytest

from data.reference.catalogues.critical import Basis, Category, critical_goods
from data.reference.catalogues.entries import Entry, catalogues, entries
from data.reference.catalogues.support import support_measures

Lines = Callable[[str], list[str]]
COLUMN = {Category.INNOVATION: 2, Category.ADVANTAGE: 3, Category.DEPENDENCE: 4}
PLAN_TYPE_SIGNS = {
    ("A", 1950): (1946, "A.戦略産業クラスター計画について"),
    ("B", 1960): (1960, "-B.地域産業クラスター計画"),
    ("C", 1961): (1961, "-C.地場産業プラン"),
    ("B", 1962): (1962, "上記の計画"),
    ("C", 1962): (1962, "上記の計画"),
    ("B", 1974): (1964, "B.地域産業クラスター計画"),
    ("GX1", 1984): (1984, "1~3類型"),
    ("GX2", 1984): (1984, "1~3類型"),
    ("GX3", 1984): (1984, "1~3類型"),
    ("GX4", 1984): (1984, "4類型"),
}
"""Plan type and cited line: the line in which the type is named, and how."""


def plain(text: str) -> str:
    """The text without markup, spaces and bullets; S1 writes 組み込み where S4 writes 組込み."""
    bare = re.sub(r"<[^>]*>|[\s•]", "", unicodedata.normalize("NFKC", text))
    return bare.replace("組み込み", "組込み").replace("〜", "~").replace("～", "~")


@pytest.fixture(scope="module")
def document() -> Lines:
    given = os.environ.get("SHUSEKI_SHARED_DATA")
    shared = Path(given) if given else Path(__file__).resolve().parents[4] / "shared" / "data"
    found = {
        f"S{n}": path for n in range(5) for path in sorted((shared.parent / "seeds").glob(f"00{n}_*.txt"))
    }
    if len(found) < 5:
        pytest.skip("the source documents of the catalogues are not at hand")
    texts = {key: path.read_text(encoding="utf-8").split("\n") for key, path in found.items()}
    return texts.__getitem__


def cited(entry: Entry, document: Lines) -> str:
    lines = document(entry.document)
    return plain("".join(lines[line - 1] for line in entry.lines))


def test_every_name_stands_in_the_lines_it_cites(document):
    tables = [key for key in catalogues() if key != "fields"]
    checked = [entry for entry in entries().values() if entry.catalogue in tables]
    assert [entry.id for entry in checked if plain(entry.name.ja) not in cited(entry, document)] == []
    assert len(checked) == 219


def test_the_products_of_the_fields_stand_in_the_lines_they_cite(document):
    for entry in catalogues()["fields"].entries:
        assert plain(entry.name.ja) in cited(entry, document), entry.id


def test_no_area_and_no_field_of_the_first_document_is_left_out(document):
    lines = document("S1")
    for key, first, last in (("emerging", 56, 65), ("national", 70, 75)):
        named = {entry.lines[0]: 0 for entry in catalogues()[key].entries}
        assert sorted(named) == list(range(first, last + 1))
        for line in range(first, last + 1):
            heading, *examples = (
                plain(entry.name.ja) for entry in catalogues()[key].entries if entry.lines == (line,)
            )
            written = re.sub("(?<=技術)や", "、", plain(lines[line - 1]).lstrip("-"))
            assert written == "、".join(examples) + "といった" + heading
    listed = sum(lines[line - 1].count("○") for line in range(234, 244))
    assert listed == len(catalogues()["specified"].entries)


def test_no_prior_report_technology_is_left_out_and_the_numbers_are_the_sources(document):
    lines = document("S4")
    for entry in catalogues()["prior-report"].entries:
        assert plain(lines[entry.lines[0] - 1]) == f"{entry.number}{plain(entry.name.ja)}"
    circled = [line for line in lines[2971:3003] if re.match(r"[①-⑳]", line)]
    assert len(circled) == 15


def test_no_k_program_technology_is_left_out(document):
    bullets = sum(line.startswith("• ") for line in document("S3")[318:446])
    technologies = [
        entry
        for entry in catalogues()["k-program"].entries
        if not entry.heading and "/emerging/" not in entry.id
    ]
    assert len(technologies) == bullets == 27


def test_every_category_stands_where_its_reading_says(document):
    for good in critical_goods().values():
        name = plain(re.sub("[（(].*", "", good.entry.name.ja))
        for reading in good.readings:
            line = document(reading.document)[reading.line - 1]
            if reading.basis is Basis.STATED:
                parts = re.split("として、", plain(line))
                sentence = parts[1 + list(Category).index(reading.category)]
            elif reading.basis is Basis.TABLE:
                sentence = plain(line.split("\t")[COLUMN[reading.category]])
            else:
                sentence = plain(line.split(" ")[-1])[-len(plain(good.entry.name.ja)) :]
            assert name in sentence, (good.entry.id, reading)


def test_every_cell_of_the_copied_table_has_its_reading(document):
    cells = {
        (line, category)
        for line in range(729, 748)
        for category, column in COLUMN.items()
        if (document("S1")[line - 1].split("\t") + [""] * 5)[column].strip()
    }
    read = {
        (reading.line, reading.category)
        for good in critical_goods().values()
        for reading in good.readings
        if reading.basis is Basis.TABLE
    }
    assert read == cells


def test_the_document_names_the_plan_type_of_each_statement_on_a_measure(document):
    stated = {
        (kind.value, line) for item in support_measures().values() for kind, line in item.stated.items()
    }
    assert stated == set(PLAN_TYPE_SIGNS)
    for line, sign in PLAN_TYPE_SIGNS.values():
        assert sign in plain(document("S2")[line - 1])
    company_list = document("S2")[1973].split("\t")
    assert "優先採択" in company_list[2]
    assert [cell.strip() for cell in company_list[3:] if cell.strip()] == ["—"]
