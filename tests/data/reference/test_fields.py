"""The strategic fields against counts read by hand, and against the source document where it is at hand."""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

import pytest

from data.reference.fields import products, strategic_fields

# key: (number of products, leading ones), counted by hand in the source
COUNTS = {
    "ai-semiconductors": (3, 2),
    "shipbuilding": (2, 1),
    "quantum": (3, 1),
    "synthetic-biology": (2, 2),
    "aerospace": (6, 4),
    "digital-cybersecurity": (6, 2),
    "content": (5, 1),
    "food-tech": (4, 2),
    "energy-gx": (7, 3),
    "disaster-resilience": (1, 1),
    "drug-discovery": (5, 2),
    "fusion": (1, 1),
    "materials": (5, 1),
    "port-logistics": (3, 1),
    "defense": (3, 1),
    "communications": (3, 1),
    "ocean": (3, 1),
}
HEADER = "戦略分野\t"


def test_there_are_17_fields_in_the_order_of_the_strategy():
    fields = strategic_fields()
    assert list(fields) == list(COUNTS)
    assert [field.number for field in fields.values()] == list(range(1, 18))
    assert all(field.ministries for field in fields.values())


def test_each_field_has_the_products_counted_by_hand():
    for key, field in strategic_fields().items():
        leading = sum(product.leading for product in field.products)
        assert (len(field.products), leading) == COUNTS[key], key
        assert [product.number for product in field.products] == list(range(1, len(field.products) + 1))


def test_there_are_62_entries_for_61_products_of_which_27_lead():
    table = products()
    assert len(table) == 62
    assert sum(product.leading for product in table.values()) == 27
    assert len(table) - sum(product.same_as is not None for product in table.values()) // 2 == 61


def test_a_shared_product_points_to_its_twin_and_back():
    shared = {key: product.same_as for key, product in products().items() if product.same_as}
    assert shared == {"synthetic-biology/2": "drug-discovery/3", "drug-discovery/3": "synthetic-biology/2"}
    assert products()["synthetic-biology/2"].name == products()["drug-discovery/3"].name


def test_names_are_in_japanese_and_english():
    fields = [field.name for field in strategic_fields().values()]
    for name in fields + [product.name for product in products().values()]:
        assert name.ja
        assert name.en.isascii()


@pytest.fixture(scope="module")
def document() -> list[str]:
    given = os.environ.get("SHUSEKI_SHARED_DATA")
    shared = Path(given) if given else Path(__file__).resolve().parents[4] / "shared" / "data"
    found = sorted((shared.parent / "seeds").glob("000_*.txt"))
    if not found:
        pytest.skip("the source document of the strategic fields is not at hand")
    return found[0].read_text(encoding="utf-8").splitlines()


def plain(text: str) -> str:
    return re.sub(r"<[^>]*>|\s", "", unicodedata.normalize("NFKC", text))


def test_every_name_number_and_ministry_stands_in_the_line_it_cites(document):
    for field in strategic_fields().values():
        first = document[min(product.line for product in field.products) - 1].split("\t")
        assert plain(first[0]).startswith(plain(field.name.ja)), field.key
        written = plain(first[0])[len(plain(field.name.ja)) :]
        assert written == "、".join(plain(ministry.as_written) for ministry in field.ministries)
        for product in field.products:
            column = 2 if product.leading else 1
            cell = document[product.line - 1].split("\t")[column]
            assert f"{product.number}{plain(product.name.ja)}" in plain(cell), product.key


def test_nothing_of_the_document_is_left_out(document):
    rows = [line.split("\t") for line in document if line.count("\t") == 4 and not line.startswith(HEADER)]
    circled = re.compile(r"[①-⑳]")
    listed = [len(circled.findall(re.sub(r"\([^()]*[③②]と同じ\)", "", row[1]))) for row in rows if row[0]]
    assert sorted(listed) == sorted(count for count, _ in COUNTS.values())
    assert len(rows) == sum(leading for _, leading in COUNTS.values())
