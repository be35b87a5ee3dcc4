"""The document of a 戦略産業クラスター計画 (plan type A), written by the State on prefectures' proposals."""

from __future__ import annotations

from typing import Annotated, Literal

from data.domain.plan.document import PlanDocument
from data.domain.plan.fields import (
    Day,
    Headcount,
    LongText,
    MunicipalityCode,
    Section,
    ShortText,
    Year,
    means,
)
from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import AuthorKind, BarrierKind
from data.domain.plan.rows import Rows
from data.domain.plan.sections import InvestmentPlan, Kpi, Monitoring


class FieldChoice(Section):
    """A strategic field with one of its products or technologies, by their numbers in the catalogue."""

    field_id: Annotated[ShortText, means("戦略分野", "strategic field")]
    product_id: Annotated[ShortText | None, means("主要な製品・技術等", "product or technology")] = None


class Roadmap(Section):
    """The public-private investment roadmap the plan follows."""

    entry: Annotated[ShortText | None, means("該当する工程", "roadmap entry")] = None
    agreement: Annotated[LongText | None, means("整合の説明", "how the plan agrees with it")] = None


class ProjectProposal(Section):
    """A prefecture's project proposal, with its governor's commitment."""

    prefecture: Annotated[MunicipalityCode, means("提案都道府県", "proposing prefecture")]
    project: Annotated[ShortText | None, means("プロジェクト名", "project")] = None
    proposed_on: Annotated[Day | None, means("提案日", "proposed on")] = None
    governor: Annotated[ShortText | None, means("知事名", "governor")] = None
    committed_on: Annotated[Day | None, means("知事コミットメントの日", "governor's commitment on")] = None


class Barrier(Section):
    """A barrier to the cluster and a policy means against it; further means stand in further rows."""

    kind: Annotated[BarrierKind, means("課題の区分", "kind of barrier")]
    description: Annotated[ShortText | None, means("課題", "barrier")] = None
    means_name: Annotated[ShortText | None, means("政策手段", "policy means")] = None
    owner: Annotated[ShortText | None, means("担当", "owner")] = None
    due: Annotated[Day | None, means("期限", "due")] = None


class PlaceEvidence(Section):
    """A piece of evidence that ties the winning position to the area."""

    statement: Annotated[ShortText, means("地域の優位性", "advantage of the place")]
    evidence: Annotated[LongText | None, means("根拠", "evidence")] = None
    source: Annotated[ShortText | None, means("出典", "source")] = None


class PersonnelDemand(Section):
    """People needed in an occupation and year, with the institution that trains them."""

    occupation: Annotated[ShortText, means("職種", "occupation")]
    headcount: Annotated[Headcount | None, means("必要人数", "head-count", unit="人")] = None
    year: Annotated[Year | None, means("対象年度", "year", unit="年度")] = None
    institution: Annotated[ShortText | None, means("育成機関（大学・高専等）", "university or kosen")] = None


class PlanA(PlanDocument):
    """The State's plan for a cluster of a strategic field around large investment."""

    plan_type: Annotated[Literal[PlanType.A], means("計画の種別", "plan type")]
    author: Annotated[AuthorKind | None, means("作成者", "author")] = None
    fields: Annotated[Rows[FieldChoice] | None, means("戦略分野と製品・技術", "fields and products")] = None
    roadmap: Annotated[Roadmap | None, means("官民投資ロードマップ", "investment roadmap")] = None
    prefectures: Annotated[Rows[MunicipalityCode] | None, means("関係都道府県", "prefectures")] = None
    proposals: Annotated[Rows[ProjectProposal] | None, means("プロジェクト提案", "project proposals")] = None
    investment: Annotated[InvestmentPlan | None, means("投資計画", "investment plan")] = None
    barriers: Annotated[Rows[Barrier] | None, means("課題と政策手段", "barriers and means")] = None
    place: Annotated[Rows[PlaceEvidence] | None, means("地域を選ぶ理由", "why this place")] = None
    people: Annotated[Rows[PersonnelDemand] | None, means("産業人材の需要", "personnel")] = None
    kpis: Annotated[Rows[Kpi] | None, means("KPI", "KPIs")] = None
    monitoring: Annotated[Monitoring | None, means("モニタリング", "monitoring")] = None
