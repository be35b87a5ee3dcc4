"""What every plan and application document begins with, whatever its type."""

from __future__ import annotations

from typing import Annotated, Any

from data.domain.plan.fields import LongText, MunicipalityCode, Section, ShortText, means
from data.domain.plan.kinds import PlanType
from data.domain.plan.rows import Rows
from data.domain.plan.sections import Period


class PlanDocument(Section):
    """Who plans what, where and when. In a draft every answer but type, title and body may be open."""

    plan_type: Annotated[PlanType, means("計画の種別", "plan type")]
    title: Annotated[ShortText, means("計画の名称", "title")]
    body: Annotated[MunicipalityCode, means("作成主体", "body")]
    joint_bodies: Annotated[Rows[MunicipalityCode] | None, means("共同作成団体", "joint bodies")] = None
    summary: Annotated[LongText | None, means("計画の概要", "summary")] = None
    period: Annotated[Period | None, means("計画期間", "plan period")] = None
    municipalities: Annotated[Rows[MunicipalityCode] | None, means("対象市区町村", "municipalities")] = None
    footprint: Annotated[dict[str, Any] | None, means("計画区域", "footprint (GeoJSON, lon/lat)")] = None
