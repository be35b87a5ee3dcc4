"""The document of a 地場産業成長プラン (plan type C). Every answer may be open while it is a draft."""

from __future__ import annotations

from typing import Annotated, Literal

from data.domain.plan.document import PlanDocument
from data.domain.plan.fields import Amount, CorporateNumber, LongText, Percent, Section, ShortText, means
from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import CounterpartKind
from data.domain.plan.rows import Rows
from data.domain.plan.sections import (
    Announcement,
    Company,
    Kpi,
    Localisation,
    MarketSegment,
    Monitoring,
    PlanTargets,
    Product,
    SpilloverTarget,
    SupportDesk,
)


class ValueGain(Section):
    """Value of one unit of the product today and under the plan."""

    unit: Annotated[ShortText | None, means("単位", "unit")] = None
    before: Annotated[Amount | None, means("現在の単価", "unit value today")] = None
    after: Annotated[Amount | None, means("計画後の単価", "unit value under the plan")] = None
    basis: Annotated[ShortText | None, means("算定の根拠", "basis")] = None


class SalesChannel(Section):
    """A way to customers that the product does not have today."""

    name: Annotated[ShortText, means("新たな販路", "new channel")]
    region: Annotated[ShortText | None, means("対象地域", "region")] = None
    description: Annotated[LongText | None, means("内容", "description")] = None


class Counterpart(Section):
    """One party the plan sells to or buys from, with its share of the plan's dealings."""

    name: Annotated[ShortText, means("取引先（非公開）", "counterpart (confidential)", confidential=True)]
    corporate_number: Annotated[
        CorporateNumber | None,
        means("法人番号（非公開）", "corporate number (withheld)", confidential=True),
    ] = None
    kind: Annotated[CounterpartKind | None, means("取引先の区分", "kind of counterpart")] = None
    sales_share: Annotated[Percent | None, means("売上に占める割合", "share of sales", unit="%")] = None
    purchase_share: Annotated[Percent | None, means("仕入に占める割合", "purchase share", unit="%")] = None


class PlanC(PlanDocument):
    """A plan that grows a local industry on the resources of its area."""

    plan_type: Annotated[Literal[PlanType.C], means("計画の種別", "plan type")]
    industry: Annotated[ShortText | None, means("対象産業", "industry")] = None
    resource: Annotated[LongText | None, means("活用する地域資源", "local resource")] = None
    product: Annotated[Product | None, means("製品・サービス", "product")] = None
    markets: Annotated[Rows[MarketSegment] | None, means("市場", "markets")] = None
    value_gain: Annotated[ValueGain | None, means("付加価値の向上", "value gain")] = None
    channels: Annotated[Rows[SalesChannel] | None, means("販路の拡大", "new channels")] = None
    companies: Annotated[Rows[Company] | None, means("推進の核となる事業者", "driving businesses")] = None
    counterparts: Annotated[Rows[Counterpart] | None, means("主な取引先", "counterparts")] = None
    localisation: Annotated[Localisation | None, means("現地化", "localisation")] = None
    spillover: Annotated[Rows[SpilloverTarget] | None, means("域内波及の目標", "spillover targets")] = None
    support: Annotated[Rows[SupportDesk] | None, means("相談窓口", "consultation desk")] = None
    announcement: Annotated[Announcement | None, means("首長の発表", "announcement")] = None
    kpis: Annotated[Rows[Kpi] | None, means("KPI", "KPIs")] = None
    monitoring: Annotated[Monitoring | None, means("モニタリング", "monitoring")] = None
    targets: Annotated[PlanTargets | None, means("売上・付加価値目標", "targets")] = None
