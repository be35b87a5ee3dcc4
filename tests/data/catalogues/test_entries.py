"""The catalogues hold what was counted by hand in the sources, under stable identifiers."""

from __future__ import annotations

import re
import sys
from subprocess import run

import pytest

from data.domain.plan.kinds import PlanType
from data.reference.catalogues.critical import (
    Basis,
    Category,
    Certainty,
    category_names,
    critical_goods,
)
from data.reference.catalogues.entries import catalogues, entries, headings_of
from data.reference.catalogues.support import Applicability, support_measures
from data.reference.fields import products
from data.reference.sources import sources

# catalogue: (document, headings, items), counted by hand
COUNTS = {
    "fields": ("S0", 17, 62),
    "national": ("S1", 6, 20),
    "emerging": ("S1", 10, 19),
    "specified": ("S1", 0, 20),
    "k-program": ("S3", 12, 32),
    "critical": ("S4", 4, 53),
    "prior-report": ("S4", 0, 15),
    "support": ("S2", 0, 28),
}


def items(catalogue: str):
    return [entry for entry in catalogues()[catalogue].entries if not entry.heading]


def test_each_catalogue_has_the_entries_counted_by_hand():
    found = {
        key: (table.document, sum(entry.heading for entry in table.entries), len(items(key)))
        for key, table in catalogues().items()
    }
    assert found == COUNTS


def test_identifiers_are_ascii_unique_and_begin_with_their_catalogue():
    every = [entry for table in catalogues().values() for entry in table.entries]
    assert len(entries()) == len(every) == 298
    assert [entry.id for entry in every if not re.fullmatch(r"[a-z0-9]+([-/][a-z0-9]+)*", entry.id)] == []
    outside = [entry.id for entry in every if entry.id.split("/")[0] != entry.catalogue]
    assert {entries()[key].catalogue for key in outside} == {"fields"}


def test_every_heading_that_is_named_exists_in_the_same_catalogue():
    for entry in entries().values():
        for heading in headings_of(entry):
            assert heading.catalogue == entry.catalogue
    assert [heading.id for heading in headings_of(entries()["k-program/ocean/4"])] == [
        "k-program/ocean",
        "k-program/ocean/aim-2",
    ]


def test_every_catalogue_names_a_source_and_entries_have_both_languages():
    for table in catalogues().values():
        assert table.source in sources()
        assert set(table.related) <= set(catalogues())
        assert table.note.ja
        assert table.note.en
    assert all(entry.name.ja and entry.name.en.isascii() and entry.lines for entry in entries().values())


def test_the_strategic_fields_are_those_of_the_fields_table():
    listed = {entry.id: (entry.name, entry.mark == "leading") for entry in items("fields")}
    assert listed == {key: (product.name, product.leading) for key, product in products().items()}


def test_the_six_and_the_ten_areas_are_related_to_each_other():
    assert catalogues()["national"].related == ("emerging",)
    assert catalogues()["emerging"].related == ("national",)


def test_k_program_has_27_technologies_in_four_domains():
    domains = [headings_of(entry)[0].id.split("/")[1] for entry in items("k-program")]
    counts = {domain: domains.count(domain) for domain in dict.fromkeys(domains)}
    assert counts == {"ocean": 7, "space-aviation": 14, "cross-cyber": 5, "bio": 1, "emerging": 5}


def test_ten_prior_report_technologies_were_first_and_five_were_added():
    added = [entry.number for entry in items("prior-report") if entry.mark == "added"]
    assert added == [11, 12, 13, 14, 15]


@pytest.mark.parametrize(
    ("good", "category", "certainty"),
    [
        ("computing/quantum-computers", Category.INNOVATION, Certainty.STATED),
        ("computing/semiconductor-equipment", Category.ADVANTAGE, Certainty.STATED),
        ("other/satellites-rockets", Category.ADVANTAGE, Certainty.STATED),
        ("clean-tech/lithium-lfp", Category.DEPENDENCE, Certainty.UNCONFIRMED),
        ("computing/multifunction-printers", None, Certainty.UNREAD),
    ],
)
def test_a_category_is_told_with_its_certainty(good, category, certainty):
    found = critical_goods()[f"critical/{good}"]
    assert (found.category, found.certainty) == (category, certainty)


def test_only_seven_categories_are_stated_and_the_rest_carry_a_caveat():
    goods = critical_goods().values()
    stated = [good for good in goods if good.certainty is Certainty.STATED]
    assert (len(goods), len(stated)) == (53, 7)
    assert all(good.entry.caveat for good in goods if good not in stated)
    assert all(good.entry.caveat for good in stated if len(good.possible) > 1)
    assert all(good.category in good.possible for good in goods if good.category)


def test_the_three_categories_have_their_official_names():
    assert [category_names()[category].ja[-2:] for category in Category] == ["領域"] * 3
    assert {reading.basis for good in critical_goods().values() for reading in good.readings} == set(Basis)


def test_a_measure_of_the_shared_cell_is_unclear_where_no_sentence_names_the_plan():
    grant = support_measures()["support/grants/regional-future"]
    assert {kind: grant.applicability(kind) for kind in (PlanType.A, PlanType.C, PlanType.GX1)} == {
        PlanType.A: Applicability.UNCLEAR,
        PlanType.C: Applicability.UNCLEAR,
        PlanType.GX1: Applicability.NOT_STATED,
    }
    assert grant.entry.caveat is not None


def test_the_push_is_stated_for_regional_cluster_plans_only():
    push = support_measures()["support/push"]
    stated = [kind for kind in PlanType if push.applicability(kind) is Applicability.STATED]
    assert stated == [PlanType.B]
    assert push.applicability(PlanType.C) is Applicability.NOT_STATED


def test_every_measure_of_the_shared_cell_and_no_other_stands_in_its_line():
    for measure in support_measures().values():
        assert measure.shared_cell == (measure.entry.lines == (1942,)), measure.entry.id
        assert measure.shared_cell == (measure.entry.caveat is not None)
        assert measure.shared_cell or measure.stated


def test_importing_the_catalogues_reads_no_file():
    script = (
        "from data.reference.catalogues import critical, entries, matching, search, spelling, support\n"
        "caches = [entries.catalogues, entries.entries, critical.critical_goods, support.support_measures,"
        " spelling.synonyms, search.search, matching.match]\n"
        "assert all(cached.cache_info().currsize == 0 for cached in caches)\n"
    )
    done = run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
