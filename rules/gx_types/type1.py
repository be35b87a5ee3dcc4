"""The criteria of ①コンビナート等再生型: a former complex or idle plant land made a cluster again."""

from __future__ import annotations

from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import SiteKind
from data.domain.wording import Text
from rules.engine.condition import Doubt, Every, Is, Show, Some, all_of, stated
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.gx_types import shared
from rules.gx_types.topics import INDICATORS
from rules.plan_types.shared import FOOTPRINT
from rules.settings import asked_by_operator

_FORMER = (SiteKind.FORMER_COMPLEX, SiteKind.IDLE_PLANT)
_APPLICANT = shared.applicant(
    all_of(Is("applicant.kind", shared.PREFECTURE_OR_CITY), shared.WITH_JOINT_BODIES), "1988-1993"
)

_BROWNFIELD = Criterion(
    id="gx.brownfield",
    title=Text("コンビナート跡地等の大規模でまとまった用地", "Large and connected former industrial land"),
    side=shared.LAND,
    citations=(cite("S2", "1983-1993"), cite("PRESS", "①で考慮される事項")),
    demand=all_of(
        Some(
            "plots",
            Is(".kind", _FORMER),
            Text("コンビナート跡地又は工場等の遊休地", "former industrial plot"),
        ),
        Every("plots", stated(".kind", ".area_ha")),
        stated("zone.brownfield_ha", "zone.brownfield_percent"),
        stated("zone.connected_groups", "zone.largest_connected_ha", "zone.largest_connected_percent"),
        Doubt(
            Some(
                "partners",
                Is(".start_up", (True,)),
                Text("スタートアップの参画者", "start-up among the partners"),
            )
        ),
        asked_by_operator("gx1.largest_connected_ha"),
        Show(("zone.supply_areas", "zone.supply_areas_drawn", "zone.supply_differences")),
    ),
    question=Text(
        "用地は大規模でまとまりがあり、スタートアップを含む担い手がいるといえますか。",
        "Is the land large and connected, and are there people to use it, start-ups among them?",
    ),
    doubt=Text(
        "スタートアップの参画がないことを、計画全体の中でどう評価しますか。",
        "No start-up takes part: how does that weigh in the whole?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "必要な面積やまとまりの程度を定めた文書はないため、値を示すだけで適否を決めません。",
            "No document sets an area or a degree of connection; the figures are shown and decide nothing.",
        ),
    ),
)

CRITERIA: tuple[Criterion, ...] = (
    _APPLICANT,
    shared.PARTNERS,
    shared.WINDOW,
    _BROWNFIELD,
    shared.CLEAN_JUDGED,
    shared.FOUR_SIDES,
    *INDICATORS,
    FOOTPRINT,
    shared.AREA_CONSISTENCY,
    shared.TECHNOLOGY_CONTROL,
    shared.support(PlanType.GX1),
)
