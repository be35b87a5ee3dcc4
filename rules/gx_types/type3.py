"""The criteria of ③脱炭素電源活用型（GX産業団地）: land, power and tenants as one package."""

from __future__ import annotations

from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.condition import Compare, Doubt, Every, Is, Show, Stated, ValueOf, all_of, fact, stated
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.gx_types import shared
from rules.gx_types.topics import INDICATORS
from rules.plan_types.shared import FOOTPRINT

_APPLICANT = shared.applicant(
    all_of(Is("applicant.kind", shared.ANY_BODY), shared.WITH_JOINT_BODIES), "2006-2010"
)
_ALL_CLEAN = Text(
    "入居企業が使う電力をすべて脱炭素電源によるものとしてください。",
    "Let all electricity the tenants use come from decarbonised sources.",
)
_CLEAN = Criterion(
    id="gx.power.clean",
    title=Text("入居企業の電力の全量脱炭素化", "Tenants use decarbonised electricity only"),
    side=shared.POWER,
    citations=(cite("PRESS", "③と④の電力の求め"), cite("S2", "2010")),
    demand=all_of(
        Every("electricity", stated(".share", ".contract")),
        Compare(fact("gx_power.other_percent"), "==", ValueOf("gx.power.none_percent"), _ALL_CLEAN),
        Compare(fact("gx_power.clean_percent"), "==", ValueOf("gx.power.clean_percent"), _ALL_CLEAN),
        Every("tenants", Compare(fact(".clean_share"), "==", ValueOf("gx.power.clean_percent"), _ALL_CLEAN)),
        Show(
            (
                "gx_power.by_source",
                "zone.plants",
                "zone.supply_areas",
                "zone.supply_areas_drawn",
                "zone.supply_differences",
            )
        ),
    ),
    since=shared.IN_FORCE,
    notes=(shared.PLANTS_NOTE,),
)
_AFTER = Text(
    "操業開始が用地と電力の整備後となるよう、日付を確認してください。",
    "Check the dates: operation starts once land and power are ready.",
)
_PACKAGE = Criterion(
    id="gx.package",
    title=Text("用地・電力・入居企業の一体整備", "Land, power and tenants as one package"),
    side=shared.LAND,
    citations=(cite("S2", "2010"), cite("PRESS", "③で考慮される事項")),
    demand=all_of(
        stated("land.developer", "land.start", "land.end"),
        stated("build_out.operator", "build_out.start", "build_out.end"),
        Every("tenants", Stated(".start")),
        Every(
            "tenants",
            all_of(
                Doubt(Compare(fact(".start"), ">=", fact("land.end"), _AFTER)),
                Doubt(Compare(fact(".start"), ">=", fact("build_out.end"), _AFTER)),
            ),
        ),
    ),
    doubt=Text(
        "用地又は電力の整備が終わる前に操業を始める入居企業があります。工程は成り立ちますか。",
        "A tenant starts before land or power are ready. Does the schedule hold?",
    ),
    since=shared.IN_FORCE,
    notes=(Text("面積の下限はありません。", "There is no floor of area."),),
)

CRITERIA: tuple[Criterion, ...] = (
    _APPLICANT,
    shared.PARTNERS,
    shared.WINDOW,
    _CLEAN,
    _PACKAGE,
    shared.FOUR_SIDES,
    *INDICATORS,
    FOOTPRINT,
    shared.AREA_CONSISTENCY,
    shared.TECHNOLOGY_CONTROL,
    shared.support(PlanType.GX3),
)
