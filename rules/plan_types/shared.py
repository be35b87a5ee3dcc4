"""Criteria that several plan types share, and the sides they are judged from."""

from __future__ import annotations

from datetime import date

from data.domain.assessment import Kind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.condition import (
    Compare,
    Condition,
    Doubt,
    Empty,
    Every,
    Show,
    Stated,
    ValueOf,
    all_of,
    fact,
    stated,
)
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.plan_types import shared_conditions as parts
from rules.settings import asked_by_operator
from rules.support import support_offers

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

ONLY_ASSUMED = Text(
    "範囲は「主に想定」されるものであり、異なっていても不適合にはなりません。",
    "The extent is only mainly assumed; another extent is a remark, not a refusal.",
)

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

SPILL_REGION = Criterion(
    id="spill.region",
    title=Text("域内取引・売上・労働環境の目標", "Targets for transactions, sales and working conditions"),
    side=SPILLOVER,
    citations=(cite("S2", "1970"),),
    demand=parts.SPILL_REGION,
    question=Text(
        "目標の水準は、計画の規模に見合う意欲的なものですか。", "Are the targets ambitious enough?"
    ),
    since=IN_FORCE,
)
KPI_SET = Criterion(
    id="kpi.set",
    title=Text("具体的なKPIの設定", "Concrete KPIs"),
    side=EVIDENCE,
    citations=(cite("S2", "1972"),),
    demand=all_of(
        Every("kpis", parts.KPI_ROW),
        parts.KPI_DIRECTIONS,
        parts.KPI_FOR_EACH_TARGET,
        asked_by_operator("kpi.count"),
    ),
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
        asked_by_operator("kpi.cycle_months"),
    ),
    doubt=Text(
        "点検の周期は、計画の進み方に照らして十分に短いですか。",
        "Is the monitoring cycle short enough for the pace of the plan?",
    ),
    since=IN_FORCE,
)

TARGETS = Criterion(
    id="content.targets",
    title=Text("売上・付加価値目標", "Sales and value added targets"),
    side=CONTENT,
    citations=(cite("S2", "1973"),),
    demand=parts.TARGETS,
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

TECHNOLOGY_CONTROL = Criterion(
    id="technology.control",
    title=Text("技術管理上の留意情報", "Technology control"),
    side=ACROSS,
    kind=Kind.INFORMATION,
    citations=(cite("S4", "2969-3001"), cite("S4", "1895-1967")),
    demand=all_of(Doubt(Empty("technology.controlled")), Show(("technology.critical",))),
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


def consistency(*further: Condition) -> Criterion:
    """Return the criterion on numbers stated twice, with what a plan type has to agree beyond the rest."""
    return Criterion(
        id="consistency",
        title=Text("数値の整合", "Agreement of numbers stated twice"),
        side=ACROSS,
        citations=(cite("S2", "1972-1975"),),
        demand=all_of(parts.PERIOD_IN_ORDER, parts.SAME_NUMBERS, *further),
        since=IN_FORCE,
    )


def support_match(plan_type: PlanType) -> Criterion:
    """Return the information on the support measures a plan may be offered (the push)."""
    return Criterion(
        id="support.match",
        title=Text("提案できる支援策", "Support measures to propose"),
        side=ACROSS,
        kind=Kind.INFORMATION,
        citations=(cite("S2", "1939"), cite("S2", "1942-1944")),
        demand=support_offers(plan_type),
        since=IN_FORCE,
        notes=(
            Text(
                "出典の表は欄の区切りが抽出時に失われており、支援策と計画の種別の対応は読み取れた範囲のものです。",
                "The source table lost its cell borders; which measure serves which plan type is as read.",
            ),
        ),
    )
