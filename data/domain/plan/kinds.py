"""The kinds of plan and the closed vocabularies inside a plan document."""

from __future__ import annotations

from enum import StrEnum

from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text


class PlanType(StrEnum):
    """Three cluster plans (A, B, C) and four types of GX strategic zone (GX1 to GX4)."""

    A = "A"
    B = "B"
    C = "C"
    GX1 = "GX1"
    GX2 = "GX2"
    GX3 = "GX3"
    GX4 = "GX4"


PLAN_TYPE_TITLES: dict[PlanType, Text] = {
    PlanType.A: Text("戦略産業クラスター計画", "Strategic industry cluster plan"),
    PlanType.B: Text("地域産業クラスター計画", "Regional industry cluster plan"),
    PlanType.C: Text("地場産業成長プラン", "Local industry growth plan"),
    PlanType.GX1: Text("GX戦略地域①コンビナート等再生型", "GX zone 1: industrial complex renewal"),
    PlanType.GX2: Text("GX戦略地域②データセンター集積型", "GX zone 2: data centre cluster"),
    PlanType.GX3: Text("GX戦略地域③脱炭素電源活用型", "GX zone 3: decarbonised power estate"),
    PlanType.GX4: Text("GX戦略地域④脱炭素電源地域貢献型", "GX zone 4: contribution to power host area"),
}


class CompanyOrigin(Vocabulary):
    """Whether a company is from the area or comes into it."""

    LOCAL = "local", "地元", "local"
    ATTRACTED = "attracted", "誘致", "attracted"


class SourcePlace(Vocabulary):
    """Where a part, technology or process is procured."""

    REGION = "region", "域内", "within the region"
    DOMESTIC = "domestic", "国内", "within Japan"
    OVERSEAS = "overseas", "海外", "overseas"


class LocalisationKind(Vocabulary):
    """What a localisation milestone brings into the area."""

    LABOUR = "labour", "労働", "labour"
    TECHNOLOGY = "technology", "技術", "technology"


class SpilloverKind(Vocabulary):
    """Effects on the area for which targets are asked; jobs and wages both count as working conditions."""

    TRANSACTIONS = "transactions", "域内取引額", "intra-regional transactions"
    SALES = "sales", "売上額", "sales"
    JOBS = "jobs", "雇用", "jobs"
    WAGES = "wages", "賃金", "wages"


class Direction(Vocabulary):
    """Which way a target lies from its baseline."""

    INCREASE = "increase", "増加", "increase"
    DECREASE = "decrease", "減少", "decrease"


class Office(Vocabulary):
    """Who announces a plan in public."""

    GOVERNOR = "governor", "知事", "governor"
    MAYOR = "mayor", "市区町村長", "mayor"


class BenchmarkScope(Vocabulary):
    """What a value-added benchmark describes."""

    INDUSTRY = "industry", "業種", "industry"
    PREFECTURE = "prefecture", "都道府県", "prefecture"


class ValueAddedDefinition(Vocabulary):
    """Statistical definitions of value added; figures of different definitions are never compared."""

    ECONOMIC_CENSUS_NET = (
        "economic_census_net",
        "経済センサス（純付加価値額）",
        "Economic Census, net value added",
    )
    MANUFACTURING_SURVEY = (
        "manufacturing_survey",
        "工業統計・製造業調査（付加価値額）",
        "manufacturing survey, value added",
    )
    STRUCTURE_SURVEY = (
        "structure_survey",
        "経済構造実態調査（付加価値額）",
        "economic structure survey, value added",
    )
