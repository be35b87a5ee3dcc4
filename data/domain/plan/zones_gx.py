"""The documents of applications for the four types of GX戦略地域."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from data.domain.plan.document import PlanDocument
from data.domain.plan.fields import (
    CorporateNumber,
    Day,
    LongText,
    MunicipalityCode,
    Percent,
    Section,
    ShortText,
    Yen,
    means,
)
from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import ContributionKind
from data.domain.plan.rows import Rows
from data.domain.plan.sections_gx import (
    ElectricityRow,
    Partner,
    Phase,
    Plot,
    Power,
    SideStatement,
    Statement,
    StatusStep,
)


class ZoneApplication(PlanDocument):
    """What applications for an area (types ①–③) have in common."""

    call: Annotated[ShortText | None, means("公募の番号", "call")] = None
    partners: Annotated[Rows[Partner] | None, means("参画者", "partners")] = None
    plots: Annotated[Rows[Plot] | None, means("区画", "plots")] = None
    power: Annotated[Power | None, means("電力", "power")] = None
    electricity: Annotated[Rows[ElectricityRow] | None, means("使用電力の構成", "electricity")] = None
    phases: Annotated[Rows[Phase] | None, means("段階整備", "phases")] = None
    statements: Annotated[Rows[Statement] | None, means("項目別の記述", "statements by topic")] = None
    sides: Annotated[Rows[SideStatement] | None, means("四つの観点", "four sides")] = None
    history: Annotated[Rows[StatusStep] | None, means("状態の履歴", "status history")] = None


class PlanGX1(ZoneApplication):
    """①コンビナート等再生型: a former complex or idle plant land made a cluster again."""

    plan_type: Annotated[Literal[PlanType.GX1], means("計画の種別", "plan type")]


class PlanGX2(ZoneApplication):
    """②データセンター集積型: data centres where power and telecom can be built out well."""

    plan_type: Annotated[Literal[PlanType.GX2], means("計画の種別", "plan type")]


class LandDevelopment(Section):
    """Making the estate's land ready."""

    developer: Annotated[ShortText | None, means("造成の主体", "developer")] = None
    start: Annotated[Day | None, means("造成開始日", "start")] = None
    end: Annotated[Day | None, means("造成完了日", "end")] = None


class PowerBuildOut(Section):
    """Bringing the decarbonised power to the estate."""

    operator: Annotated[ShortText | None, means("電力整備の主体", "operator")] = None
    start: Annotated[Day | None, means("整備開始日", "start")] = None
    end: Annotated[Day | None, means("整備完了日", "end")] = None


class Tenant(Section):
    """A company that is to move into the estate; its name is not public."""

    name: Annotated[ShortText, means("入居予定企業（非公開）", "tenant (confidential)", confidential=True)]
    corporate_number: Annotated[
        CorporateNumber | None,
        means("法人番号（非公開）", "corporate number (withheld)", confidential=True),
    ] = None
    industry: Annotated[ShortText | None, means("業種", "industry")] = None
    start: Annotated[Day | None, means("操業開始予定日", "start of operation")] = None
    clean_share: Annotated[Percent | None, means("脱炭素電力の割合", "decarbonised share", unit="%")] = None


class PlanGX3(ZoneApplication):
    """③脱炭素電源活用型（GX産業団地）: land, power and tenants as one package."""

    plan_type: Annotated[Literal[PlanType.GX3], means("計画の種別", "plan type")]
    land: Annotated[LandDevelopment | None, means("用地造成", "land development")] = None
    build_out: Annotated[PowerBuildOut | None, means("電力整備", "power build-out")] = None
    tenants: Annotated[Rows[Tenant] | None, means("入居企業", "tenants")] = None


class Contribution(Section):
    """What the company gives back to the area of the power source."""

    kind: Annotated[ContributionKind, means("貢献の区分", "kind of contribution")]
    description: Annotated[LongText | None, means("内容", "description")] = None
    amount_yen: Annotated[Yen | None, means("金額", "amount", unit="円")] = None
    start: Annotated[Day | None, means("開始日", "start")] = None
    years: Annotated[int | None, Field(ge=0, le=100), means("継続年数", "duration", unit="年")] = None


class PlanGX4(PlanDocument):
    """④脱炭素電源地域貢献型: a company's investment that gives back to the power's area."""

    plan_type: Annotated[Literal[PlanType.GX4], means("計画の種別", "plan type")]
    call: Annotated[ShortText | None, means("公募の番号", "call")] = None
    company: Annotated[ShortText | None, means("申請企業", "applying company")] = None
    corporate_number: Annotated[CorporateNumber | None, means("法人番号", "corporate number")] = None
    site_municipality: Annotated[MunicipalityCode | None, means("立地市区町村", "site")] = None
    eligible_investment_yen: Annotated[
        Yen | None, means("補助対象投資額", "eligible investment", unit="円")
    ] = None
    requested_rate: Annotated[Percent | None, means("希望する補助率", "rate asked for", unit="%")] = None
    electricity: Annotated[Rows[ElectricityRow] | None, means("使用電力の構成", "electricity")] = None
    contributions: Annotated[Rows[Contribution] | None, means("地域への貢献", "contributions")] = None
    history: Annotated[Rows[StatusStep] | None, means("状態の履歴", "status history")] = None
