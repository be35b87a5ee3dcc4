"""What a program can decide of the clauses of plan type A, in the order of the clauses."""

from __future__ import annotations

from data.domain.plan.kinds_zones import AuthorKind
from data.domain.wording import Text
from rules.engine.condition import Compare, Every, Is, Show, Stated, ValueOf, all_of, fact, stated
from rules.plan_types.shared_conditions import INVESTMENT_ADDS_UP, year_in_plan
from rules.settings import asked_by_operator

LISTED_FIELD_AND_PRODUCT = Every(
    "fields",
    all_of(
        Is(
            ".is_listed",
            (True,),
            holds=Text("17の戦略分野の一つです。", "It is one of the 17 strategic fields."),
            fails=Text("17の戦略分野の一覧にありません。", "It is not one of the 17 strategic fields."),
            remedy=Text(
                "一覧にある戦略分野の番号又は名称を記載してください。",
                "State a field by its number or name on the list.",
            ),
        ),
        Is(
            ".product_is_listed",
            (True,),
            holds=Text(
                "その分野の主要な製品・技術等の一つです。", "It is a main product or technology of the field."
            ),
            fails=Text(
                "その分野の主要な製品・技術等の一覧にありません。",
                "It is not a main product or technology of the field.",
            ),
            remedy=Text(
                "その分野の一覧にある製品・技術等の番号又は名称を記載してください。",
                "State a product or technology by its number or name on the list of the field.",
            ),
        ),
        Show((".name", ".product", ".ministries")),
    ),
)

ROADMAP = all_of(
    stated("roadmap.entry", "roadmap.agreement"),
    Show(("roadmap.product",)),
    Every("fields", Show((".product",))),
)

WRITTEN_BY_STATE_ON_PROPOSALS = all_of(
    Is(
        "author",
        (AuthorKind.STATE,),
        Text(
            "国が作成する計画とするか、地域産業成長プラン（B又はC）として作り直してください。",
            "Let the State write the plan, or make it a regional growth plan (B or C).",
        ),
    ),
    Every("concerned", stated(".project", ".governor", ".committed_on")),
    Show(("extent.unlisted_prefectures",)),
)

COMMITTED_INVESTMENT = all_of(
    Stated("investment.total_yen"),
    Every("investment.rows", all_of(stated(".company", ".amount_yen"), year_in_plan(".year"))),
    INVESTMENT_ADDS_UP,
    asked_by_operator("a.investment_yen"),
)

BARRIERS_WITH_MEANS = Every("barriers", stated(".description", ".means_name", ".owner", ".due"))

PLACE = Every("place", stated(".evidence", ".source"))

PEOPLE = Every("people", stated(".headcount", ".year", ".institution"))

USUAL_EXTENT = all_of(
    Compare(
        fact("extent.prefectures"),
        ">=",
        ValueOf("a.extent.prefectures"),
        Text(
            "一つの都道府県にとどまる理由を概要に記載すると、審査の参考になります。",
            "Say in the outline why the plan stays within one prefecture.",
        ),
    ),
    Show(("extent.blocks",)),
)
