"""The document of a 地域産業クラスター計画 (plan type B). Every answer may be open while it is a draft."""

from __future__ import annotations

from typing import Annotated, Literal

from data.domain.plan.document import PlanDocument
from data.domain.plan.fields import ShortText, means
from data.domain.plan.kinds import PlanType
from data.domain.plan.rows import Rows
from data.domain.plan.sections import (
    Announcement,
    Benchmark,
    Company,
    ExportTarget,
    InvestmentPlan,
    Kpi,
    Localisation,
    MarketSegment,
    Monitoring,
    PlanTargets,
    Product,
    ShareTarget,
    SpilloverTarget,
    SupportDesk,
    ValueAddedPlan,
    ValueChainRow,
)


class PlanB(PlanDocument):
    """A governor's plan for a cluster of chosen industries and firms."""

    plan_type: Annotated[Literal[PlanType.B], means("計画の種別", "plan type")]
    industry: Annotated[ShortText | None, means("対象産業", "industry")] = None
    product: Annotated[Product | None, means("製品・サービス", "product")] = None
    markets: Annotated[Rows[MarketSegment] | None, means("市場", "markets")] = None
    export: Annotated[ExportTarget | None, means("輸出目標", "export target")] = None
    share: Annotated[ShareTarget | None, means("国内シェア目標", "share target")] = None
    companies: Annotated[Rows[Company] | None, means("個別企業リスト", "companies")] = None
    value_chain: Annotated[Rows[ValueChainRow] | None, means("バリューチェーン", "value chain")] = None
    value_added: Annotated[ValueAddedPlan | None, means("付加価値の見込み", "value added")] = None
    benchmarks: Annotated[Rows[Benchmark] | None, means("比較する統計", "benchmarks")] = None
    localisation: Annotated[Localisation | None, means("現地化", "localisation")] = None
    spillover: Annotated[Rows[SpilloverTarget] | None, means("域内波及の目標", "spillover targets")] = None
    support: Annotated[Rows[SupportDesk] | None, means("伴走支援体制", "standing support")] = None
    announcement: Annotated[Announcement | None, means("知事の発表", "announcement")] = None
    kpis: Annotated[Rows[Kpi] | None, means("KPI", "KPIs")] = None
    monitoring: Annotated[Monitoring | None, means("モニタリング", "monitoring")] = None
    targets: Annotated[PlanTargets | None, means("売上・付加価値目標", "targets")] = None
    investment: Annotated[InvestmentPlan | None, means("投資計画", "investment plan")] = None
