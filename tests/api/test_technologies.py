"""Technologies a plan names are looked for in the catalogues: candidates shown, capped aloud, none chosen."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.services import facts, technologies
from data.domain.evidence import Known, Missing
from data.domain.plan.document import PlanDocument
from data.reference.catalogues.mentions import mentions
from rules.rulebooks import assess
from tests.rules.samples import ON, measured, sample

B, GX = "04-ishikawa-carbon-composites", "18-akita-data-centre"


def with_parts(*names: str) -> PlanDocument:
    plan = sample(B)
    rows = tuple(plan.value_chain[0].model_copy(update={"item": name}) for name in names)  # type: ignore[attr-defined]
    return plan.model_copy(update={"value_chain": rows})


def told(plan: PlanDocument, path: str) -> tuple[Any, ...]:
    found = technologies.measured(plan)[path]
    assert isinstance(found, Known), found
    assert isinstance(found.value, tuple)
    return found.value


def test_a_name_is_shown_with_every_exact_entry_and_where_it_stands():
    (line,) = (line for line in told(sample(B), "technology.matches") if line.startswith("炭素繊維 →"))
    assert "S4 2983行" in line
    assert "表記の違いを除いて名称が一致" in line
    assert "S4 1951-1952行" in line


@pytest.mark.parametrize("spelling", ["ｶｰﾎﾞﾝﾌｧｲﾊﾞｰ", "炭素せんい", "BaTiO3", "SAWフィルター", "負極バインダー"])
def test_other_spellings_reach_the_prior_report_list(spelling: str):
    assert any(line.startswith(spelling) for line in told(with_parts(spelling), "technology.controlled"))


def test_a_critical_good_is_told_with_how_sure_its_category_is():
    (line,) = told(with_parts("永久磁石"), "technology.critical")[-1:]
    assert "対外依存の領域" in line
    assert "確認が取れていない" in line


def test_names_without_a_candidate_are_said_to_have_none():
    assert "竹籠の編み方 → 候補なし" in told(with_parts("竹籠の編み方"), "technology.matches")


def test_more_names_than_are_compared_are_counted_aloud():
    plan = with_parts(*(f"部品{number}号" for number in range(technologies.MOST_NAMES + 5)))
    lines = told(plan, "technology.matches")
    assert len(lines) == technologies.MOST_NAMES + 1
    assert "照合していません" in lines[-1]


def test_nothing_named_is_missing_and_never_an_empty_list():
    plan = sample(B).model_copy(update={"value_chain": None, "product": None})
    assert all(isinstance(found, Missing) for found in technologies.measured(plan).values())


def test_a_table_left_out_keeps_the_list_open_unless_something_was_found():
    without = sample(B).model_copy(update={"product": None})
    assert isinstance(technologies.measured(with_parts("竹")), dict)
    lists = technologies.measured(without.model_copy(update={"value_chain": with_parts("竹").value_chain}))  # type: ignore[attr-defined]
    assert isinstance(lists["technology.controlled"], Missing)
    assert isinstance(lists["technology.matches"], Known)


def test_what_an_application_writes_is_searched_for_names():
    plan = sample(GX).model_copy(update={"summary": "カーボンファイバーと光ファイバーの工場に隣接する。"})
    assert told(plan, "technology.controlled") == ("炭素繊維（S4 2983行）",)
    assert any(line.startswith("光ファイバー") for line in told(plan, "technology.critical"))


def test_no_database_is_needed():
    found = facts.without_database(sample(B), ON)
    assert all(isinstance(found[path], Known) for path in technologies.PATHS)


def test_findings_show_the_candidates():
    plan = sample(B)
    first = plan.product.model_copy(update={"first_in_japan": True})  # type: ignore[attr-defined]
    document = plan.model_copy(update={"product": first})
    found = assess(document, measured(document), ON)
    assert "technology.matches" in {read.path for read in found.finding("feasible.advanced").inputs}
    assert "technology.critical" in {read.path for read in found.finding("dependence").inputs}


@given(st.text(max_size=80))
def test_any_name_is_answered_and_keeps_its_place(name: str):
    if not name.strip():
        return
    lines = told(with_parts(name), "technology.matches")
    assert any(line.startswith(name[: technologies.LONGEST_SHOWN]) for line in lines)


def test_short_spellings_are_not_found_inside_other_words():
    assert mentions("SEMINARとSYSTEM", "prior-report") == ()
    assert [each.entry.id for each in mentions("走査型電子顕微鏡を導入", "prior-report")] == [
        "prior-report/10"
    ]
