"""Sections that the cluster plans share; each says in one place what it is called and counted in."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from data.domain.plan.fields import (
    Amount,
    CorporateNumber,
    Day,
    Headcount,
    LongText,
    MunicipalityCode,
    Number,
    Percent,
    Section,
    ShortText,
    TechnologyReadiness,
    Year,
    Yen,
    means,
)
from data.domain.plan.kinds import (
    BenchmarkScope,
    CompanyOrigin,
    Direction,
    LocalisationKind,
    Office,
    SourcePlace,
    SpilloverKind,
    ValueAddedDefinition,
)
from data.domain.plan.rows import Rows


class Period(Section):
    """Plan period, both days included."""

    start: Annotated[Day | None, means("開始日", "start")] = None
    end: Annotated[Day | None, means("終了日", "end")] = None


class Technology(Section):
    """A technology the plan puts to use."""

    name: Annotated[ShortText, means("技術名", "technology")]
    catalogue_id: Annotated[ShortText | None, means("カタログ番号", "catalogue id")] = None
    readiness: Annotated[TechnologyReadiness | None, means("技術成熟度", "readiness level", unit="TRL")] = (
        None
    )


class Product(Section):
    """The product or service to be brought about."""

    name: Annotated[ShortText | None, means("製品・サービス名", "product or service")] = None
    description: Annotated[LongText | None, means("製品・サービスの内容", "description")] = None
    first_in_japan: Annotated[bool | None, means("国内初の実現か", "first in Japan")] = None
    technologies: Annotated[Rows[Technology] | None, means("実装する技術", "technologies")] = None


class MarketSegment(Section):
    """A market the plan aims at, with its size and where the figure comes from."""

    name: Annotated[ShortText, means("市場", "market segment")]
    need: Annotated[LongText | None, means("市場ニーズ", "market need")] = None
    size: Annotated[Amount | None, means("市場規模", "size")] = None
    unit: Annotated[ShortText | None, means("規模の単位", "unit of size")] = None
    year: Annotated[Year | None, means("対象年", "year", unit="年")] = None
    source: Annotated[ShortText | None, means("出典", "source")] = None


class ExportTarget(Section):
    """What the plan means to earn abroad."""

    amount_yen: Annotated[Yen | None, means("輸出目標額", "export target", unit="円")] = None
    year: Annotated[Year | None, means("目標年度", "target year", unit="年度")] = None
    destinations: Annotated[Rows[ShortText] | None, means("輸出先", "destinations")] = None


class ShareTarget(Section):
    """The place at home the plan means to reach, as rank or percent of a stated market."""

    rank: Annotated[int | None, Field(ge=1, le=1000), means("国内順位", "domestic rank", unit="位")] = None
    percent: Annotated[Percent | None, means("国内シェア", "domestic share", unit="%")] = None
    basis: Annotated[ShortText | None, means("シェアの算定基礎", "basis of the share")] = None
    year: Annotated[Year | None, means("目標年度", "target year", unit="年度")] = None


class Company(Section):
    """A main company of the cluster (個別企業リスト)."""

    name: Annotated[ShortText, means("企業名", "company")]
    corporate_number: Annotated[CorporateNumber | None, means("法人番号", "corporate number")] = None
    role: Annotated[ShortText | None, means("役割", "role")] = None
    origin: Annotated[CompanyOrigin | None, means("地元・誘致の別", "local or attracted")] = None
    core: Annotated[bool | None, means("核となる企業か", "core company")] = None
    municipality: Annotated[MunicipalityCode | None, means("所在市区町村", "municipality")] = None


class ValueChainRow(Section):
    """A part, technology or process of the value chain and where it is and will be procured."""

    item: Annotated[ShortText, means("部品・技術・工程", "part, technology or process")]
    essential: Annotated[bool | None, means("必須か", "essential")] = None
    value_added_share: Annotated[
        Percent | None, means("付加価値に占める割合", "share of value added", unit="%")
    ] = None
    current_source: Annotated[SourcePlace | None, means("現在の調達先", "current source")] = None
    target_source: Annotated[SourcePlace | None, means("目標とする調達先", "target source")] = None


class ValueAddedPlan(Section):
    """Value added in the target year with the workers and the statistical definition it is counted by."""

    amount_yen: Annotated[Yen | None, means("付加価値額", "value added", unit="円")] = None
    workers: Annotated[Headcount | None, means("従業者数", "workers", unit="人")] = None
    definition: Annotated[ValueAddedDefinition | None, means("付加価値の定義", "definition")] = None
    year: Annotated[Year | None, means("対象年度", "year", unit="年度")] = None
    industry_jsic: Annotated[ShortText | None, means("日本標準産業分類", "JSIC code")] = None


class Benchmark(Section):
    """Value added per worker of an industry or a prefecture, as a statistic gives it."""

    scope: Annotated[BenchmarkScope, means("比較対象", "scope")]
    name: Annotated[ShortText, means("比較対象の名称", "name")]
    per_worker_yen: Annotated[
        Yen | None, means("一人当たり付加価値額", "value added per worker", unit="円/人")
    ] = None
    definition: Annotated[ValueAddedDefinition | None, means("付加価値の定義", "definition")] = None
    year: Annotated[Year | None, means("統計の対象年", "year", unit="年")] = None
    source: Annotated[ShortText | None, means("出典", "source")] = None


class LocalisationMilestone(Section):
    """A dated step that brings labour or technology into the area."""

    kind: Annotated[LocalisationKind, means("区分", "kind")]
    date: Annotated[Day | None, means("期日", "date")] = None
    goal: Annotated[ShortText | None, means("到達目標", "goal")] = None


class Localisation(Section):
    """Roadmap and reinvestment policy when companies come from outside (現地化)."""

    milestones: Annotated[Rows[LocalisationMilestone] | None, means("現地化の工程", "milestones")] = None
    reinvestment: Annotated[LongText | None, means("収益の再投資方針", "reinvestment policy")] = None


class SpilloverTarget(Section):
    """A target for an effect on the area (域内への波及)."""

    kind: Annotated[SpilloverKind, means("波及の区分", "kind of spillover")]
    unit: Annotated[ShortText | None, means("単位", "unit")] = None
    baseline: Annotated[Number | None, means("基準値", "baseline")] = None
    baseline_year: Annotated[Year | None, means("基準年度", "baseline year", unit="年度")] = None
    target: Annotated[Number | None, means("目標値", "target")] = None
    target_year: Annotated[Year | None, means("目標年度", "target year", unit="年度")] = None


class SupportDesk(Section):
    """Standing support or consultation desk (伴走支援体制・相談窓口)."""

    body: Annotated[ShortText, means("支援機関", "support body")]
    contact: Annotated[ShortText | None, means("連絡先", "contact")] = None
    start: Annotated[Day | None, means("支援開始日", "start")] = None
    end: Annotated[Day | None, means("支援終了日", "end")] = None


class Announcement(Section):
    """Public announcement by the head of the body."""

    office: Annotated[Office | None, means("発表者の職", "office")] = None
    name: Annotated[ShortText | None, means("発表者の氏名", "name")] = None
    date: Annotated[Day | None, means("発表日", "date")] = None
    place: Annotated[ShortText | None, means("発表の場", "where")] = None


class Kpi(Section):
    """A key performance indicator with its baseline, target and data source."""

    indicator: Annotated[ShortText, means("指標", "indicator")]
    unit: Annotated[ShortText | None, means("単位", "unit")] = None
    direction: Annotated[Direction | None, means("増減の向き", "direction")] = None
    baseline: Annotated[Number | None, means("基準値", "baseline")] = None
    baseline_date: Annotated[Day | None, means("基準日", "baseline date")] = None
    target: Annotated[Number | None, means("目標値", "target")] = None
    target_date: Annotated[Day | None, means("目標日", "target date")] = None
    data_source: Annotated[ShortText | None, means("データの出所", "data source")] = None
    spillover: Annotated[SpilloverKind | None, means("対応する波及目標", "spillover target served")] = None


class Monitoring(Section):
    """How often the KPIs are looked at, by whom and when next."""

    cycle_months: Annotated[int | None, Field(ge=1, le=120), means("点検の周期", "cycle", unit="か月")] = None
    dates: Annotated[Rows[Day] | None, means("点検予定日", "planned dates")] = None
    responsible: Annotated[ShortText | None, means("責任者", "responsible")] = None


class PlanTargets(Section):
    """Sales and value added the plan is to create, in one year."""

    sales_yen: Annotated[Yen | None, means("売上目標", "sales target", unit="円")] = None
    value_added_yen: Annotated[Yen | None, means("付加価値目標", "value added target", unit="円")] = None
    year: Annotated[Year | None, means("目標年度", "target year", unit="年度")] = None


class InvestmentRow(Section):
    """One planned investment; the company behind it is never public."""

    company: Annotated[
        ShortText | None, means("企業名（非公開）", "company (confidential)", confidential=True)
    ] = None
    corporate_number: Annotated[
        CorporateNumber | None,
        means("法人番号（非公開）", "corporate number (confidential)", confidential=True),
    ] = None
    purpose: Annotated[ShortText | None, means("投資内容", "purpose")] = None
    amount_yen: Annotated[Yen | None, means("投資額", "amount", unit="円")] = None
    year: Annotated[Year | None, means("実施年度", "fiscal year", unit="年度")] = None


class InvestmentPlan(Section):
    """Size and schedule of investment, with the total as stated."""

    total_yen: Annotated[Yen | None, means("投資総額", "total", unit="円")] = None
    rows: Annotated[Rows[InvestmentRow] | None, means("投資計画", "investments")] = None
