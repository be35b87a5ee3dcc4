"""What a program can decide of the clauses of plan type B, in the order of the clauses."""

from __future__ import annotations

from data.domain.plan.kinds import Office, SourcePlace
from data.domain.wording import Text
from rules.engine.condition import (
    AnyOf,
    Compare,
    Empty,
    Every,
    Is,
    OnlyIf,
    Show,
    Some,
    Stated,
    ValueOf,
    WhenStated,
    all_of,
    fact,
    stated,
)
from rules.plan_types.shared_conditions import INVESTMENT_ADDS_UP, IS_CORE, VALID_NUMBER, year_in_plan
from rules.settings import asked_by_operator

EXPORT_OR_SHARE = AnyOf(
    Text("輸出目標又は国内シェア目標", "an export target or a share target"),
    (
        stated("export.amount_yen", "export.destinations", "export.year"),
        all_of(
            AnyOf(
                Text("国内順位又は国内シェア", "a rank or a percentage"),
                (Stated("share.rank"), Stated("share.percent")),
            ),
            stated("share.basis", "share.year"),
        ),
    ),
)
EXPORT_WITHIN_SALES = WhenStated(
    ("export.amount_yen", "export.year", "targets.sales_yen", "targets.year"),
    OnlyIf(
        Compare(fact("export.year"), "==", fact("targets.year")),
        Compare(
            fact("export.amount_yen"),
            "<=",
            fact("targets.sales_yen"),
            Text(
                "同じ年度の輸出目標額が売上目標を超えないよう、いずれかを見直してください。",
                "Mend one of the two: exports of a year cannot exceed its sales.",
            ),
        ),
        Text(
            "輸出目標と売上目標の年度が異なるため、額は比較していません。",
            "Export and sales targets are of different years and are not compared.",
        ),
    ),
)

ADVANCED_TECHNOLOGY = OnlyIf(
    Is(
        "product.first_in_japan",
        (True,),
        holds=Text(
            "国内で初めて実現する製品・サービスとされています。", "It is said to be the first in Japan."
        ),
        fails=Text(
            "国内で初めて実現するものとはされていません。", "It is not said to be the first in Japan."
        ),
    ),
    all_of(
        Every("product.technologies", Stated(".readiness")),
        Show(("technology.matches",)),
    ),
    Text(
        "国内で初めて実現する製品・サービスではないため、対象になりません。",
        "Not the first in Japan, so this point does not apply.",
    ),
)

DECISIVE_ROWS_AT_HOME = all_of(
    Every(
        "value_chain",
        all_of(
            Is(
                ".target_source",
                (SourcePlace.REGION, SourcePlace.DOMESTIC),
                Text(
                    "必須又は付加価値の過半を担う部分について、域内又は国内での調達・提供を目標としてください。",
                    "Aim at sourcing essential and main parts in the region or in Japan.",
                ),
            ),
            Show((".current_source",)),
        ),
        where=Is(
            ".decisive",
            (True,),
            holds=Text(
                "必須であるか、付加価値の過半を担います。",
                "It is essential or in the majority of value added.",
            ),
        ),
    ),
    Is(
        "dependence.majority_is_listed",
        (True,),
        holds=Text(
            "付加価値の過半を担う部品・技術・工程は、すべて記載されています。",
            "Everything that carries the majority of value added is listed.",
        ),
    ),
    Show(("technology.critical",)),
)

VALUE_ADDED_COMPARED = all_of(
    stated("value_added.definition", "value_added.year", "value_added.industry_jsic"),
    stated("cost_effect.per_worker_yen", "cost_effect.per_invested"),
    stated("cost_effect.benchmark_year"),
    stated("cost_effect.industry_ratio", "cost_effect.prefecture_ratio"),
    asked_by_operator(
        "cost_effect.industry_ratio", "cost_effect.prefecture_ratio", "cost_effect.per_invested"
    ),
)

SUPPORT_THROUGHOUT = all_of(
    Every("support", Stated(".contact")),
    Empty(
        "support_cover.gaps",
        Text(
            "計画の開始から終了まで切れ目がないよう、支援体制の期間を見直してください。",
            "Extend the support so that it covers the plan period without a gap.",
        ),
    ),
)

ANNOUNCED_BY_GOVERNOR = all_of(
    Is("announcement.office", (Office.GOVERNOR,)),
    Is(
        "author.is_prefecture",
        (True,),
        holds=Text("作成主体は都道府県です。", "The author is a prefecture."),
        fails=Text("作成主体が都道府県ではありません。", "The author is not a prefecture."),
        remedy=Text(
            "知事の発表に合わせ、作成主体を都道府県としてください。",
            "Name the prefecture as the author, as the governor announces the plan.",
        ),
    ),
    stated("announcement.name", "announcement.date", "announcement.place"),
)

COMPANY_LIST = all_of(
    Every("companies", VALID_NUMBER),
    Some("companies", IS_CORE, Text("核となる企業", "core company")),
)

INVESTMENT = all_of(
    Stated("investment.total_yen"),
    Every(
        "investment.rows",
        all_of(
            Stated(".amount_yen"),
            year_in_plan(".year"),
            Is(
                ".names_company",
                (False,),
                holds=Text("投資内容から企業は分かりません。", "The purpose does not tell the company."),
                fails=Text(
                    "投資内容に企業名又は法人番号が含まれています。", "The purpose tells the company."
                ),
                remedy=Text(
                    "公開される投資内容から、企業名と法人番号を除いてください。",
                    "Take names and numbers of companies out of the published purpose.",
                ),
            ),
        ),
    ),
    INVESTMENT_ADDS_UP,
)

SHARE_AND_RANK_AGREE = WhenStated(
    ("share.rank", "share.percent"),
    Compare(fact("share.percent"), "<=", fact("agreement.highest_share")),
)
SHARES_WITHIN_WHOLE = Compare(fact("agreement.listed_share"), "<=", ValueOf("shared.whole_percent"))

USUAL_EXTENT = all_of(
    Compare(
        fact("extent.prefectures"),
        "==",
        ValueOf("b.extent.prefectures"),
        Text(
            "複数の都道府県に及ぶ理由を概要に記載すると、審査の参考になります。",
            "Say in the outline why the plan covers several prefectures.",
        ),
    ),
    Compare(
        fact("extent.municipalities"),
        ">=",
        ValueOf("b.extent.municipalities"),
        Text(
            "市区町村域をまたがない理由を概要に記載すると、審査の参考になります。",
            "Say in the outline why the plan stays within one municipality.",
        ),
    ),
)
