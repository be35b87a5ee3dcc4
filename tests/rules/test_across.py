"""The double-claim ledger: what meets, what does not, how sure it is, and what stays unknown."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from data.domain.plan.kinds import PlanType
from data.domain.plan.reading import read_plan
from data.domain.wording import Text
from rules.across.claims import BESIDE_CRITERIA, CLAIMED_FIELDS, ClaimKind, claims_of
from rules.across.entries import Certainty, Entry, Filed, RoomHeld, Side
from rules.across.footprints import Overlap, overlap_entry
from rules.across.matching import double_claims
from rules.rulebooks import register
from tests.rules.samples import names, sample

NUMBER, OTHER = "7000012050002", "4000012090001"
SOURCE = Text("公表資料", "publication")


def filed(number: int, plan_type: str, bodies: tuple[str, ...]) -> Filed:
    key = UUID(int=number)
    return Filed(key, key, key, f"R8-{number}", PlanType(plan_type), f"計画{number}", frozenset(bodies))


def sides(*documents: dict[str, Any]) -> list[Side]:
    found = []
    for number, content in enumerate(documents):
        plan = read_plan({"title": "計画", "body": "15000", **content})
        who = filed(number, str(plan.plan_type), (plan.body, *(plan.joint_bodies or ())))
        found += [Side(who, claim) for claim in claims_of(plan, is_drawn=True)]
    return found


def ledger(*documents: dict[str, Any], rooms: dict[str, list[RoomHeld]] | None = None) -> list[Entry]:
    return double_claims(sides(*documents), rooms or {})


def only(entries: list[Entry], kind: ClaimKind) -> Entry:
    found = [entry for entry in entries if entry.kind is kind]
    assert len(found) == 1, entries
    return found[0]


def zone(mw: float | None, year: int = 2030, substation: str = "柏崎変電所", **rest: Any) -> dict[str, Any]:
    step = {"year": year, "capacity_mw": mw, "substation": substation, "stage": "study"}
    return {
        "plan_type": "GX2",
        "power": {"steps": [{k: v for k, v in step.items() if v is not None}]},
        **rest,
    }


def invested(
    year: int | None = 2028, amount: int = 500, plan_type: str = "B", **company: Any
) -> dict[str, Any]:
    row = {"purpose": "工場", "amount_yen": amount, **company}
    return {"plan_type": plan_type, "investment": {"rows": [row if year is None else row | {"year": year}]}}


def room(lowest: int | None, highest: int | None) -> dict[str, list[RoomHeld]]:
    low, high = (None if mw is None else Decimal(mw) for mw in (lowest, highest))
    return {"柏崎": [RoomHeld("柏崎", low, high, SOURCE)]}


@pytest.mark.parametrize(
    ("lowest", "highest", "told"),
    [
        (100, 200, "100 MW超えます"),
        (250, 350, "足りるかどうかは分かりません"),
        (300, 400, "範囲内です"),
        (100, None, "足りるかどうかは分かりません"),
        (None, None, "分かりません"),
    ],
)
def test_megawatts_at_one_substation_are_summed_and_held_against_its_room(lowest, highest, told):
    entry = only(
        ledger(zone(100), zone(200, substation="柏崎 変電所"), rooms=room(lowest, highest)),
        ClaimKind.SUBSTATION,
    )
    assert entry.total == 300
    assert told in entry.statement.ja
    assert {side.filed.number for side in entry.sides} == {"R8-0", "R8-1"}
    assert SOURCE in entry.sources


def test_without_published_room_it_stays_unknown_and_several_of_one_name_are_not_chosen_from():
    assert "分かりません" in only(ledger(zone(1), zone(2)), ClaimKind.SUBSTATION).statement.ja
    two = {"柏崎": [*room(1, 2)["柏崎"], *room(3, 4)["柏崎"]]}
    assert "複数" in only(ledger(zone(1), zone(2), rooms=two), ClaimKind.SUBSTATION).statement.ja


def test_a_step_holds_until_the_next_one_and_totals_go_by_year():
    steps = [
        {"year": year, "capacity_mw": mw, "substation": "柏崎変電所"} for year, mw in ((2028, 50), (2032, 80))
    ]
    entry = only(
        ledger({"plan_type": "GX2", "power": {"steps": steps}}, zone(100, 2030)), ClaimKind.SUBSTATION
    )
    assert [(y.year, int(y.total_mw)) for y in entry.by_year] == [(2028, 50), (2030, 150), (2032, 180)]


def test_capacity_that_is_not_stated_is_not_zero():
    entry = only(ledger(zone(100), zone(None)), ClaimKind.SUBSTATION)
    assert entry.total is None
    assert entry.by_year[0].at_least
    assert "少なくとも" in entry.statement.ja


def test_the_same_name_in_another_prefecture_is_only_possibly_the_same_substation():
    entry = only(ledger(zone(100), zone(200, body="43000")), ClaimKind.SUBSTATION)
    assert entry.certainty is Certainty.POSSIBLE
    assert "別の変電所" in entry.statement.ja


def test_one_company_is_known_by_its_number_whatever_it_is_called():
    entry = only(
        ledger(
            invested(company="株式会社甲", corporate_number=NUMBER),
            invested(company="㈱コウ", corporate_number=NUMBER, amount=700),
        ),
        ClaimKind.INVESTMENT,
    )
    assert entry.certainty is Certainty.SAME
    assert entry.total == 1200
    assert "合計は1,200 円" in entry.statement.ja
    assert entry.unit == "円"


def test_a_bare_name_meets_the_number_it_belongs_to_and_is_told_as_possible():
    entry = only(
        ledger(invested(company="株式会社甲", corporate_number=NUMBER), invested(company="（株）甲")),
        ClaimKind.INVESTMENT,
    )
    assert entry.certainty is Certainty.POSSIBLE
    assert "名称の一致だけ" in entry.statement.ja


def test_a_name_that_two_companies_bear_belongs_to_neither():
    found = ledger(
        invested(company="甲", corporate_number=NUMBER),
        invested(company="甲", corporate_number=OTHER, amount=1),
        invested(company="甲", amount=2),
    )
    assert [entry for entry in found if entry.kind is ClaimKind.INVESTMENT] == []


@pytest.mark.parametrize("front", ["甲株式会社", "株式会社乙"])
def test_other_names_are_other_companies(front):
    found = ledger(invested(company="株式会社甲"), invested(company=front, amount=2))
    assert found == []


def test_investment_in_other_years_is_no_double_claim_and_without_a_year_it_may_be():
    same: dict[str, Any] = {"company": "甲", "corporate_number": NUMBER}
    assert ledger(invested(2028, **same), invested(2029, **same)) == []
    open_year = only(ledger(invested(2028, **same), invested(None, **same)), ClaimKind.INVESTMENT)
    assert open_year.certainty is Certainty.POSSIBLE


def test_an_equal_row_without_a_company_is_told_once():
    assert only(ledger(invested(), invested()), ClaimKind.INVESTMENT_ROW).certainty is Certainty.POSSIBLE
    named = ledger(invested(company="甲"), invested(company="甲"))
    assert [entry.kind for entry in named] == [ClaimKind.INVESTMENT]


@pytest.mark.parametrize(("name", "certainty"), [("青海川123番4", "same"), ("第1区画", "possible")])
def test_a_plot_is_the_same_by_its_lot_number_and_perhaps_by_its_name(name, certainty):
    plot = {"plan_type": "GX1", "plots": [{"name": name, "municipality": "15205", "area_ha": 12.5}]}
    entry = only(ledger(plot, plot), ClaimKind.PARCEL)
    assert str(entry.certainty) == certainty
    assert [side.claim.amount for side in entry.sides] == [Decimal("12.5")] * 2
    elsewhere = {"plan_type": "GX1", "plots": [{"name": name, "municipality": "15202"}]}
    assert ledger(plot, elsewhere) == []


def test_jobs_of_plans_with_a_company_in_common_are_told_together_as_possible():
    jobs = {"kind": "jobs", "unit": "人", "target": 120, "target_year": 2031}
    companies = [{"name": "甲", "corporate_number": NUMBER}, {"name": "乙", "corporate_number": OTHER}]
    plan = {"plan_type": "B", "spillover": [jobs], "companies": companies}
    entry = only(ledger(plan, plan), ClaimKind.JOBS)
    assert entry.what == "乙、甲"
    assert entry.certainty is Certainty.POSSIBLE
    assert [side.claim.amount for side in entry.sides] == [120, 120]


def test_the_reasons_name_a_common_body_before_the_general_one():
    entry = only(ledger(zone(1, joint_bodies=["16000"]), zone(2, body="16000")), ClaimKind.SUBSTATION)
    assert "共通" in entry.may_be_in_order[0].ja
    assert len(entry.may_be_in_order) == 2


@pytest.mark.parametrize(
    ("width", "certainty"), [("24.9", "borderline"), ("25", "borderline"), ("25.1", "same")]
)
def test_a_strip_as_thin_as_the_boundaries_are_exact_is_borderline(width, certainty):
    one, other = filed(1, "GX2", ("15000",)), filed(2, "B", ("16000",))
    measured = Overlap(one, other, Decimal("3.21"), Decimal(width), Decimal(100), Decimal(200))
    entry = overlap_entry(measured, date(2026, 11, 1))
    assert str(entry.certainty) == certainty
    assert entry.total == Decimal("3.21")
    assert [side.claim.amount for side in entry.sides] == [100, 200]


def test_one_plan_alone_claims_nothing_twice():
    for name in names():
        plan = sample(name)
        who = filed(1, str(plan.plan_type), (plan.body,))
        assert double_claims([Side(who, claim) for claim in claims_of(plan, is_drawn=False)], {}) == []


def test_the_order_of_documents_and_claims_does_not_matter():
    everything = [
        Side(filed(n, str(sample(name).plan_type), (sample(name).body,)), claim)
        for n, name in enumerate(names() * 2)
        for claim in claims_of(sample(name), is_drawn=n % 2 == 0)
    ]
    expected = {told(entry) for entry in double_claims(everything, {})}
    assert {kind for kind, *_ in expected} >= {ClaimKind.INVESTMENT, ClaimKind.SUBSTATION, ClaimKind.PARCEL}
    for seed in range(5):
        random.Random(seed).shuffle(everything)
        assert {told(entry) for entry in double_claims(everything, {})} == expected


def told(entry: Entry) -> tuple[Any, ...]:
    places = frozenset((side.filed.id, side.claim.location) for side in entry.sides)
    return entry.kind, entry.certainty, entry.total, places


def test_claims_are_taken_from_no_other_fields_than_those_named():
    for name in names():
        plan = sample(name)
        kept = plan.model_copy(
            update={field: None for field in type(plan).model_fields if field not in CLAIMED_FIELDS}
        )
        assert list(claims_of(kept, is_drawn=True)) == list(claims_of(plan, is_drawn=True))


def test_the_criteria_that_lead_to_the_ledger_exist():
    assert {criterion.id for criterion in register()} >= BESIDE_CRITERIA
