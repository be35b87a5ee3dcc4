"""Criteria and parts of criteria that several types of GX戦略地域 share, and the sides they are on."""

from __future__ import annotations

from datetime import date

from data.domain.assessment import Kind
from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import ApplicantKind, PartnerKind, Side
from data.domain.wording import Text
from rules.engine.condition import (
    Compare,
    Condition,
    Doubt,
    Empty,
    Every,
    Show,
    Stated,
    ValueOf,
    WhenStated,
    all_of,
    fact,
    stated,
)
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.plan_types.shared import ACROSS
from rules.plan_types.shared_conditions import listed
from rules.settings import asked_by_operator
from rules.support import support_offers

IN_FORCE = date(2025, 12, 22)
"""Date of the interim report that the scheme's description is taken from (S2, line 1980)."""

APPLICATION = Text("申請", "application")
LAND = Text("用地", "land")
POWER = Text("電力", "power")
SITE = Text("立地環境", "siting")
REGION = Text("地域", "region")
JUDGING = Text("四つの観点", "four sides")

LOCAL_BODIES = (PartnerKind.MUNICIPALITY, PartnerKind.PREFECTURE)
COMPANIES = (
    PartnerKind.POWER_COMPANY,
    PartnerKind.TELECOM_COMPANY,
    PartnerKind.DATA_CENTRE_COMPANY,
    PartnerKind.COMPANY,
)
PREFECTURE_OR_CITY = (ApplicantKind.PREFECTURE, ApplicantKind.DESIGNATED_CITY)
ANY_BODY = (*PREFECTURE_OR_CITY, ApplicantKind.MUNICIPALITY)
BOTH_SIDES = all_of(
    listed("partners", ".kind", LOCAL_BODIES, Text("自治体", "local government")),
    listed("partners", ".kind", COMPANIES, Text("企業", "company")),
    Every("partners", Stated(".role")),
)
WITH_JOINT_BODIES = WhenStated(("joint_bodies",), Show(("applicant.joint_kinds",)))
LATE = Text(
    "公募の締切を過ぎた申請は受け付けられません。次の公募の有無を確認してください。",
    "A filing after the deadline cannot be taken; see whether there is another call.",
)
EARLY = Text("公募の開始後に申請してください。", "File once the call has opened.")


def applicant(demand: Condition, lines: str, doubt: Text | None = None) -> Criterion:
    """Return the criterion on who applies."""
    return Criterion(
        id="gx.applicant",
        title=Text("申請者の区分", "Kind of applicant"),
        side=APPLICATION,
        citations=(cite("PRESS", "類型ごとの申請者"), cite("S2", lines)),
        demand=demand,
        doubt=doubt,
        since=IN_FORCE,
    )


PARTNERS = Criterion(
    id="gx.partners",
    title=Text("自治体と企業の参画", "Local government and companies take part"),
    side=APPLICATION,
    citations=(cite("S2", "1984"),),
    demand=BOTH_SIDES,
    since=IN_FORCE,
)
WINDOW = Criterion(
    id="gx.window",
    title=Text("公募期間内の申請", "Filed within the call"),
    side=APPLICATION,
    citations=(cite("S2", "2022-2030"), cite("PRESS", "締切の時刻")),
    demand=all_of(
        Compare(fact("window.earliest"), ">=", fact("call.opens"), EARLY),
        Compare(fact("window.earliest"), "<=", fact("call.closes"), LATE),
        Compare(fact("window.latest"), "<=", fact("call.closes"), LATE),
    ),
    since=IN_FORCE,
    notes=(
        Text(
            "時刻は日本時間で秒まで比べます。日付だけの記録は、その日の初めから終わりまでのどこかとして扱います。",
            "Moments compare to the second, in Japanese time; a date alone counts as any moment of its day.",
        ),
    ),
)
FOUR_SIDES = Criterion(
    id="gx.four_sides",
    title=Text("四つの観点の記述", "Statements on the four sides"),
    side=JUDGING,
    citations=(cite("PRESS", "①～③の評価の観点"), cite("S2", "2050")),
    demand=all_of(
        *(
            listed(
                "sides", ".side", (side,), Text(f"「{side.text.ja}」の記述", f"statement on {side.text.en}")
            )
            for side in Side
        ),
        Every("sides", stated(".text", ".evidence")),
    ),
    question=Text(
        "インフラ、競争力、脱炭素、地域との連携の各観点で、どの程度優れていますか（委員会が採点）。",
        "How good is it on each of the four sides? The committee scores.",
    ),
    since=IN_FORCE,
)
CLEAN_JUDGED = Criterion(
    id="gx.power.clean",
    title=Text("電源の脱炭素化", "Decarbonised electricity"),
    side=POWER,
    citations=(cite("S2", "1983"), cite("PRESS", "①～③の評価の観点")),
    demand=all_of(
        Every("electricity", stated(".share", ".contract")),
        stated("gx_power.clean_percent", "gx_power.by_source"),
        asked_by_operator("gx.clean_percent"),
        Show(("zone.plants",)),
    ),
    question=Text(
        "脱炭素電源の割合と調達の確かさは、類型の趣旨に照らして十分ですか。",
        "Are share and firmness of the decarbonised supply enough for this type?",
    ),
    since=IN_FORCE,
    notes=(
        Text(
            "この類型について、必要な割合を定めた文書はありません。",
            "No document sets a share for this type.",
        ),
    ),
)
PLANTS_NOTE = Text(
    "発電所の候補は名称・種類・距離による照合で、特定を意味しません。",
    "Plants are candidates by name, kind and distance, not identifications.",
)
SUPPLY_AREAS_AGREE = WhenStated(("zone.supply_differences",), Doubt(Empty("zone.supply_differences")))
"""A person is asked where the codes stated and the plots drawn do not lie in the same supply areas."""
_PERIOD_IN_ORDER = WhenStated(
    ("period.start", "period.end"), Compare(fact("period.start"), "<=", fact("period.end"))
)
_SHARES_WITHIN_WHOLE = WhenStated(
    ("agreement.electricity_percent",),
    Compare(
        fact("agreement.electricity_percent"),
        "<=",
        ValueOf("gx.whole_percent"),
        Text("電源別の割合の合計を100%以下にしてください。", "Bring the shares to 100 % or less in total."),
    ),
)
_PHASES_WITHIN_PLOTS = WhenStated(
    ("agreement.phases_ha", "agreement.plots_ha"),
    Compare(
        fact("agreement.phases_ha"),
        "<=",
        fact("agreement.plots_ha"),
        Text(
            "各段階の面積の合計が区画の面積の合計を超えないよう、いずれかを見直してください。",
            "Mend one of the two: all phases together cannot take more land than there is.",
        ),
    ),
)


def consistency(*parts: Condition) -> Criterion:
    """Return the criterion on numbers that must agree inside one document."""
    return Criterion(
        id="consistency",
        title=Text("数値の整合", "Agreement of numbers stated twice"),
        side=ACROSS,
        citations=(cite("S2", "1983-1984"),),
        demand=all_of(*parts),
        since=IN_FORCE,
    )


AREA_CONSISTENCY = consistency(_PERIOD_IN_ORDER, _SHARES_WITHIN_WHOLE, _PHASES_WITHIN_PLOTS)
COMPANY_CONSISTENCY = consistency(_PERIOD_IN_ORDER, _SHARES_WITHIN_WHOLE)
TECHNOLOGY_CONTROL = Criterion(
    id="technology.control",
    title=Text("技術管理上の留意情報", "Technology control"),
    side=ACROSS,
    kind=Kind.INFORMATION,
    citations=(cite("S4", "2969-3001"), cite("S4", "1895-1967")),
    demand=all_of(Doubt(Empty("technology.controlled")), Show(("technology.critical",))),
    doubt=Text(
        "記述に現れた技術は対象技術に当たりますか。該当する場合、移転前の事前報告について申請者に案内してください。",
        "Is it the technology listed? If so, tell the applicant about the prior report before a transfer.",
    ),
    since=IN_FORCE,
    notes=(
        Text(
            "名称が記述に現れたことを示すだけで、該当の判断でも不適合の理由でもありません。",
            "It says only that the name occurs; neither a classification nor a refusal.",
        ),
    ),
)


def support(plan_type: PlanType) -> Criterion:
    """Return what the State can propose to an application."""
    return Criterion(
        id="support.match",
        title=Text("選定後の支援策", "Support measures once selected"),
        side=ACROSS,
        kind=Kind.INFORMATION,
        citations=(cite("S2", "1984"),),
        demand=support_offers(plan_type),
        since=IN_FORCE,
    )
