"""What a program can decide of the clauses that several plan types share."""

from __future__ import annotations

from data.domain.plan.kinds import CompanyOrigin, Direction, LocalisationKind, SpilloverKind
from data.domain.wording import Text
from rules.engine.condition import (
    Compare,
    Condition,
    Every,
    Is,
    Listed,
    OnlyIf,
    Some,
    Stated,
    TotalOf,
    WhenStated,
    all_of,
    fact,
    stated,
)

VALID_NUMBER = Is(
    ".number_is_valid",
    (True,),
    holds=Text("法人番号の検査用数字は正しい値です。", "The check digit of the corporate number is right."),
    fails=Text(
        "法人番号の検査用数字が正しくありません。", "The check digit of the corporate number is wrong."
    ),
    remedy=Text(
        "法人番号を公表情報で確かめ、13桁を入力し直してください。",
        "Look the corporate number up and enter its 13 digits again.",
    ),
)
YEAR_IN_PLAN_REMEDY = Text(
    "年度を計画期間内に改めるか、計画期間の記載を確認してください。",
    "Move the year into the plan period or check the period.",
)


def year_in_plan(path: str) -> Condition:
    """Demand that a fiscal year touches the plan period."""
    return all_of(
        Compare(fact(path), ">=", fact("period.first_fiscal_year"), YEAR_IN_PLAN_REMEDY),
        Compare(fact(path), "<=", fact("period.last_fiscal_year"), YEAR_IN_PLAN_REMEDY),
    )


def listed(rows: str, path: str, allowed: tuple[object, ...], what: Text) -> Condition:
    """Demand a row of a kind; a row that is not there is still to be stated."""
    return Listed(rows, Is(path, allowed), what)


IS_CORE = Is(
    ".core",
    (True,),
    holds=Text("核となる企業とされています。", "It is named as a core company."),
    fails=Text("核となる企業とはされていません。", "It is not named as a core company."),
    remedy=Text(
        "核となる企業を定め、その旨を記載してください。", "Decide which company is the core and say so."
    ),
)
CORE_COMPANY = Some(
    "companies",
    all_of(IS_CORE, VALID_NUMBER, stated(".role", ".origin")),
    Text(
        "核となる企業（法人番号・役割・地元又は誘致の別を備えたもの）",
        "core company with number, role and origin",
    ),
)

LOCALISATION = OnlyIf(
    Some("companies", Is(".origin", (CompanyOrigin.ATTRACTED,)), Text("誘致企業", "attracted company")),
    all_of(
        listed(
            "localisation.milestones",
            ".kind",
            (LocalisationKind.LABOUR,),
            Text("労働の現地化の工程", "milestone for labour"),
        ),
        listed(
            "localisation.milestones",
            ".kind",
            (LocalisationKind.TECHNOLOGY,),
            Text("技術の現地化の工程", "milestone for technology"),
        ),
        Every("localisation.milestones", stated(".date", ".goal")),
        Stated("localisation.reinvestment"),
    ),
    Text("誘致企業がないため、対象になりません。", "No company is attracted, so this point does not apply."),
)

SPILL_REGION_ROW = all_of(
    stated(".unit", ".baseline", ".baseline_year", ".target", ".target_year"),
    Compare(
        fact(".target"),
        ">",
        fact(".baseline"),
        Text("目標値を基準値より高く設定してください。", "Set the target above its baseline."),
    ),
    Compare(fact(".baseline_year"), "<", fact(".target_year")),
    year_in_plan(".target_year"),
)

SPILLOVER_GROUPS: tuple[tuple[tuple[SpilloverKind, ...], Text], ...] = (
    ((SpilloverKind.TRANSACTIONS,), Text("域内取引額の目標", "target for intra-regional transactions")),
    ((SpilloverKind.SALES,), Text("売上額の目標", "target for sales")),
    (
        (SpilloverKind.JOBS, SpilloverKind.WAGES),
        Text("持続可能な労働環境（雇用又は賃金）の目標", "target for jobs or wages"),
    ),
)
SPILL_REGION = all_of(
    *(listed("spillover", ".kind", kinds, what) for kinds, what in SPILLOVER_GROUPS),
    Every("spillover", SPILL_REGION_ROW),
)

KPI_ROW = all_of(
    stated(".unit", ".direction", ".baseline", ".baseline_date", ".target", ".target_date", ".data_source"),
    Compare(fact(".baseline_date"), "<", fact(".target_date")),
)
KPI_DIRECTIONS = all_of(
    Every("kpis", Compare(fact(".target"), ">", fact(".baseline")), Is(".direction", (Direction.INCREASE,))),
    Every("kpis", Compare(fact(".target"), "<", fact(".baseline")), Is(".direction", (Direction.DECREASE,))),
)
KPI_FOR_EACH_TARGET = Every(
    "spillover",
    Is(
        ".has_kpi",
        (True,),
        holds=Text("対応するKPIが設定されています。", "A KPI serves it."),
        fails=Text("対応するKPIが設定されていません。", "No KPI serves it."),
        remedy=Text(
            "波及目標ごとに、進捗を測るKPIを一つ以上対応付けてください。",
            "Tie at least one KPI to each spillover target.",
        ),
    ),
)


SAME_NUMBERS = Every("same_numbers", Compare(fact(".restated"), "==", fact(".stated")))
PERIOD_IN_ORDER = WhenStated(
    ("period.start", "period.end"), Compare(fact("period.start"), "<=", fact("period.end"))
)

TARGETS = all_of(
    stated("targets.sales_yen", "targets.value_added_yen", "targets.year"),
    Compare(
        fact("targets.value_added_yen"),
        "<=",
        fact("targets.sales_yen"),
        Text(
            "付加価値目標が売上目標を超えないよう、いずれかを見直してください。",
            "Mend one of the two: value added cannot exceed sales.",
        ),
    ),
    SAME_NUMBERS,
)

INVESTMENT_ADDS_UP = Compare(
    TotalOf("investment.rows", "amount_yen"),
    "==",
    fact("investment.total_yen"),
    Text(
        "各年度の投資額の合計と投資総額をそろえてください。",
        "Make the yearly amounts add up to the stated total.",
    ),
)
