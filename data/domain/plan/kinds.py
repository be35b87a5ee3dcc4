"""The kinds of plan and the closed vocabularies inside a plan document."""

from __future__ import annotations

from enum import StrEnum

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


class CompanyOrigin(StrEnum):
    """Whether a company is from the area or comes into it."""

    LOCAL = "local"
    ATTRACTED = "attracted"


class SourcePlace(StrEnum):
    """Where a part, technology or process is procured."""

    REGION = "region"
    DOMESTIC = "domestic"
    OVERSEAS = "overseas"


class LocalisationKind(StrEnum):
    """What a localisation milestone brings into the area."""

    LABOUR = "labour"
    TECHNOLOGY = "technology"


class SpilloverKind(StrEnum):
    """Effects on the area for which targets are asked; jobs and wages both count as working conditions."""

    TRANSACTIONS = "transactions"
    SALES = "sales"
    JOBS = "jobs"
    WAGES = "wages"


class Direction(StrEnum):
    """Which way a target lies from its baseline."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Office(StrEnum):
    """Who announces a plan in public."""

    GOVERNOR = "governor"
    MAYOR = "mayor"


class BenchmarkScope(StrEnum):
    """What a value-added benchmark describes."""

    INDUSTRY = "industry"
    PREFECTURE = "prefecture"


class ValueAddedDefinition(StrEnum):
    """Statistical definitions of value added; figures of different definitions are never compared."""

    ECONOMIC_CENSUS_NET = "economic_census_net"
    MANUFACTURING_SURVEY = "manufacturing_survey"
    STRUCTURE_SURVEY = "structure_survey"


VOCABULARY: dict[StrEnum, Text] = {
    CompanyOrigin.LOCAL: Text("地元", "local"),
    CompanyOrigin.ATTRACTED: Text("誘致", "attracted"),
    SourcePlace.REGION: Text("域内", "within the region"),
    SourcePlace.DOMESTIC: Text("国内", "within Japan"),
    SourcePlace.OVERSEAS: Text("海外", "overseas"),
    LocalisationKind.LABOUR: Text("労働", "labour"),
    LocalisationKind.TECHNOLOGY: Text("技術", "technology"),
    SpilloverKind.TRANSACTIONS: Text("域内取引額", "intra-regional transactions"),
    SpilloverKind.SALES: Text("売上額", "sales"),
    SpilloverKind.JOBS: Text("雇用", "jobs"),
    SpilloverKind.WAGES: Text("賃金", "wages"),
    Direction.INCREASE: Text("増加", "increase"),
    Direction.DECREASE: Text("減少", "decrease"),
    Office.GOVERNOR: Text("知事", "governor"),
    Office.MAYOR: Text("市区町村長", "mayor"),
    BenchmarkScope.INDUSTRY: Text("業種", "industry"),
    BenchmarkScope.PREFECTURE: Text("都道府県", "prefecture"),
    ValueAddedDefinition.ECONOMIC_CENSUS_NET: Text(
        "経済センサス（純付加価値額）", "Economic Census, net value added"
    ),
    ValueAddedDefinition.MANUFACTURING_SURVEY: Text(
        "工業統計・製造業調査（付加価値額）", "manufacturing survey, value added"
    ),
    ValueAddedDefinition.STRUCTURE_SURVEY: Text(
        "経済構造実態調査（付加価値額）", "economic structure survey, value added"
    ),
}
"""Display wording of every vocabulary member; the member's value is the key everywhere else."""
