"""Criteria and parts of criteria that several plan types share, and the sides they are judged from."""

from __future__ import annotations

from datetime import date

from data.domain.assessment import Kind
from data.domain.plan.kinds import Direction
from data.domain.wording import Text
from rules.engine.condition import (
    Compare,
    Condition,
    Doubt,
    Empty,
    Every,
    Is,
    Listed,
    Show,
    Stated,
    ValueOf,
    WhenStated,
    all_of,
    fact,
    stated,
)
from rules.engine.criterion import Criterion
from rules.engine.sources import cite

IN_FORCE = date(2026, 6, 1)
"""Publication month of the source of the plan types (S2, June 2026), counted from its first day."""

PROMISE = Text("有望度", "promise")
FEASIBLE = Text("実現可能性", "feasibility")
DEPENDENCE = Text("外部依存性", "dependence")
COST_EFFECT = Text("費用対効果", "cost-effectiveness")
LOCALISATION = Text("現地化", "localisation")
SPILLOVER = Text("域内への波及", "spillover")
COMMITMENT = Text("自治体のコミットメント", "commitment of the local government")
EVIDENCE = Text("EBPM", "evidence-based policy")
CONTENT = Text("計画記載項目", "contents of the plan")
EXTENT = Text("想定範囲", "usual extent")
ACROSS = Text("共通", "across all plans")

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


PRODUCT = Criterion(
    id="promise.product",
    title=Text("製品・サービスと市場ニーズ", "Product or service and market need"),
    side=PROMISE,
    citations=(cite("S2", "1965"),),
    demand=all_of(
        stated("product.name", "product.description"),
        Every("markets", stated(".need", ".size", ".unit", ".year", ".source")),
    ),
    question=Text(
        "製品・サービスの内容は明確で、市場ニーズは実在するといえますか。",
        "Is the product or service clear, and is the need real?",
    ),
    since=IN_FORCE,
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

KPI_SET = Criterion(
    id="kpi.set",
    title=Text("具体的なKPIの設定", "Concrete KPIs"),
    side=EVIDENCE,
    citations=(cite("S2", "1972"),),
    demand=all_of(Every("kpis", KPI_ROW), KPI_DIRECTIONS, KPI_FOR_EACH_TARGET),
    question=Text(
        "計画の成果を測る指標として適切なKPIですか。",
        "Are these the right indicators for what the plan is to achieve?",
    ),
    since=IN_FORCE,
)

KPI_MONITOR = Criterion(
    id="kpi.monitor",
    title=Text("定期的なモニタリング", "Regular monitoring"),
    side=EVIDENCE,
    citations=(cite("S2", "1972"),),
    demand=all_of(
        stated("monitoring.cycle_months", "monitoring.dates", "monitoring.responsible"),
        Every(
            "monitoring_gaps",
            Compare(
                fact(".next"),
                "<=",
                fact(".due"),
                Text(
                    "点検の間隔が周期を超えないよう、点検予定日を追加してください。",
                    "Add monitoring dates so that no gap exceeds the cycle.",
                ),
            ),
        ),
        Stated("monitoring.next_date"),
    ),
    since=IN_FORCE,
)

FOOTPRINT = Criterion(
    id="footprint",
    title=Text("計画区域の位置と形状", "Place and shape of the footprint"),
    side=ACROSS,
    citations=(cite("S2", "1939"),),
    demand=all_of(
        stated("land.area_ha", "land.prefectures"),
        Compare(fact("extent.outside_percent"), "<", ValueOf("shared.whole_percent")),
        Doubt(
            Compare(
                fact("extent.outside_percent"),
                "<=",
                ValueOf("shared.footprint.outside_percent"),
                Text(
                    "計画区域を作成主体の区域内に収めるか、関係団体を共同作成団体に加えてください。",
                    "Keep the footprint inside the bodies' area or add the bodies concerned as joint bodies.",
                ),
            )
        ),
        Show(("land.municipalities", "land.overlaps")),
    ),
    doubt=Text(
        "区域外とされた部分は、境界データの位置誤差によるものですか、実際に区域外ですか。",
        "Is the part outside due to the accuracy of the boundary layer, or really outside?",
    ),
    since=IN_FORCE,
    notes=(
        Text(
            "他の計画・地域との重なりは参考情報であり、不適合の理由にはなりません。",
            "Overlaps with other plans and zones are information, never a refusal.",
        ),
    ),
)

CONSISTENCY = Criterion(
    id="consistency",
    title=Text("数値の整合", "Agreement of numbers stated twice"),
    side=ACROSS,
    citations=(cite("S2", "1972-1975"),),
    demand=all_of(
        WhenStated(("period.start", "period.end"), Compare(fact("period.start"), "<=", fact("period.end"))),
        Every("same_numbers", Compare(fact(".restated"), "==", fact(".stated"))),
        WhenStated(
            ("share.rank", "share.percent"),
            Compare(fact("share.percent"), "<=", fact("agreement.highest_share")),
        ),
        Compare(fact("agreement.listed_share"), "<=", ValueOf("shared.whole_percent")),
    ),
    since=IN_FORCE,
)

TECHNOLOGY_CONTROL = Criterion(
    id="technology.control",
    title=Text("技術管理上の留意情報", "Technology control"),
    side=ACROSS,
    kind=Kind.INFORMATION,
    citations=(cite("S4", "2969-3001"),),
    demand=Doubt(Empty("technology_control.candidates")),
    doubt=Text(
        "名称の一致した技術は対象技術に当たりますか。該当する場合、移転前の事前報告について申請者に案内してください。",
        "Is it the technology listed? If so, tell the applicant about the prior report before a transfer.",
    ),
    since=IN_FORCE,
    notes=(
        Text(
            "名称の照合による候補の表示であり、該当の判断でも不適合の理由でもありません。",
            "Candidates by name only; neither a classification nor a refusal.",
        ),
    ),
)
