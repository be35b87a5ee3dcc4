"""Sections of applications for a GX戦略地域: plots, power, partners, statements, status."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from data.domain.plan.fields import (
    Amount,
    CorporateNumber,
    Day,
    LongText,
    MunicipalityCode,
    Percent,
    Section,
    ShortText,
    Year,
    means,
)
from data.domain.plan.kinds_zones import (
    ElectricityContract,
    ElectricitySource,
    GridStage,
    PartnerKind,
    Side,
    SiteKind,
    Topic,
    ZoneStatus,
)
from data.domain.plan.rows import Rows


class Plot(Section):
    """A plot of land; its area is stated in hectares and drawn, where known, as GeoJSON in lon/lat."""

    name: Annotated[ShortText, means("区画名", "plot")]
    municipality: Annotated[MunicipalityCode | None, means("所在市区町村", "municipality")] = None
    kind: Annotated[SiteKind | None, means("用地の区分", "kind of site")] = None
    area_ha: Annotated[Amount | None, means("面積", "area", unit="ha")] = None
    available_from: Annotated[Day | None, means("利用可能日", "available from")] = None
    tenure: Annotated[ShortText | None, means("権利関係", "tenure")] = None
    geometry: Annotated[dict[str, Any] | None, means("区画の形状", "shape (GeoJSON, lon/lat)")] = None


class PowerStep(Section):
    """Grid capacity the zone expects to draw in a year, and how firm that is."""

    year: Annotated[Year, means("年度", "fiscal year", unit="年度")]
    capacity_mw: Annotated[Amount | None, means("受電容量", "capacity", unit="MW")] = None
    stage: Annotated[GridStage | None, means("系統接続の段階", "stage of connection")] = None
    substation: Annotated[ShortText | None, means("接続変電所", "substation")] = None


class Power(Section):
    """Power drawn today and by year; demand side, never generation-side room."""

    current_mw: Annotated[Amount | None, means("現在の受電容量", "capacity today", unit="MW")] = None
    steps: Annotated[Rows[PowerStep] | None, means("受電容量の見通し", "capacity by year")] = None
    density_mw_per_ha: Annotated[
        Amount | None, Field(gt=0), means("面積当たりの電力密度", "power density", unit="MW/ha")
    ] = None


class ElectricityRow(Section):
    """One source of the electricity used, with its share of the whole."""

    source: Annotated[ElectricitySource, means("電源の種類", "source")]
    share: Annotated[Percent | None, means("使用電力に占める割合", "share of electricity", unit="%")] = None
    contract: Annotated[ElectricityContract | None, means("調達の形態", "contract")] = None
    plant: Annotated[ShortText | None, means("発電所名", "plant")] = None
    capacity_mw: Annotated[Amount | None, means("契約容量", "contracted capacity", unit="MW")] = None
    start: Annotated[Day | None, means("供給開始日", "supply from")] = None


class Partner(Section):
    """A body or company that takes part, and as what."""

    name: Annotated[ShortText, means("参画者", "partner")]
    kind: Annotated[PartnerKind, means("参画者の区分", "kind of partner")]
    corporate_number: Annotated[CorporateNumber | None, means("法人番号", "corporate number")] = None
    role: Annotated[ShortText | None, means("役割", "role")] = None
    start_up: Annotated[bool | None, means("スタートアップか", "start-up")] = None


class Statement(Section):
    """What the application says on a topic, with the evidence it offers."""

    topic: Annotated[Topic, means("項目", "topic")]
    text: Annotated[LongText | None, means("記述", "statement")] = None
    evidence: Annotated[LongText | None, means("根拠", "evidence")] = None


class SideStatement(Section):
    """The application's case on one of the four sides it is judged from."""

    side: Annotated[Side, means("観点", "side")]
    text: Annotated[LongText | None, means("記述", "statement")] = None
    evidence: Annotated[LongText | None, means("根拠", "evidence")] = None


class Phase(Section):
    """A step of the build-out."""

    name: Annotated[ShortText, means("段階", "phase")]
    start: Annotated[Day | None, means("開始日", "start")] = None
    end: Annotated[Day | None, means("完了日", "end")] = None
    capacity_mw: Annotated[Amount | None, means("容量", "capacity", unit="MW")] = None
    area_ha: Annotated[Amount | None, means("面積", "area", unit="ha")] = None


class StatusStep(Section):
    """A dated status of the zone; the history is kept whole."""

    status: Annotated[ZoneStatus, means("状態", "status")]
    date: Annotated[Day, means("日付", "date")]
    batch: Annotated[int | None, Field(ge=1, le=100), means("認定の回次", "batch")] = None
