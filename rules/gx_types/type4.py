"""The criteria of ④脱炭素電源地域貢献型: a company's investment that gives back to the area of its power."""

from __future__ import annotations

from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import ContributionKind
from data.domain.wording import Text
from rules.engine.condition import Compare, Every, Is, OnlyIf, Show, Stated, ValueOf, all_of, fact, stated
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.gx_types import shared
from rules.plan_types.shared import ACROSS

_APPLICANT = shared.applicant(
    all_of(
        stated("company", "corporate_number"),
        Is(
            "applicant.number_is_valid",
            (True,),
            holds=Text(
                "申請企業の法人番号の検査用数字は正しい値です。", "The number's check digit is right."
            ),
            fails=Text(
                "申請企業の法人番号の検査用数字が正しくありません。", "The number's check digit is wrong."
            ),
            remedy=Text(
                "法人番号を公表情報で確かめ、13桁を入力し直してください。",
                "Look the corporate number up and enter its 13 digits again.",
            ),
        ),
    ),
    "2014-2018",
)
_RATE = Compare(
    fact("requested_rate"),
    "<=",
    ValueOf("gx4.rate.top_percent"),
    Text("希望する補助率を上限以下にしてください。", "Ask for a rate up to the highest one."),
)
_CLEAN_REMEDY = Text(
    "使用電力をすべて脱炭素電源とするか、希望する補助率を見直してください。",
    "Use decarbonised electricity only, or ask for a lower rate.",
)
_CLEAN = Criterion(
    id="gx.power.clean",
    title=Text("脱炭素電源の割合と補助率", "Decarbonised electricity and the rate asked for"),
    side=shared.POWER,
    citations=(cite("PRESS", "④の補助率"), cite("S2", "2018")),
    demand=all_of(
        stated("eligible_investment_yen", "requested_rate"),
        _RATE,
        Every("electricity", stated(".share", ".contract")),
        OnlyIf(
            Compare(fact("requested_rate"), ">=", ValueOf("gx4.rate.top_percent")),
            all_of(
                Compare(
                    fact("gx_power.other_percent"), "==", ValueOf("gx.power.none_percent"), _CLEAN_REMEDY
                ),
                Compare(
                    fact("gx_power.clean_percent"), "==", ValueOf("gx.power.clean_percent"), _CLEAN_REMEDY
                ),
            ),
            Text(
                "希望する補助率が上限を下回るため、全量の脱炭素電源は求められません。",
                "The rate asked for is below the highest one, which alone needs fully decarbonised power.",
            ),
        ),
        Show(("gx_power.by_source", "zone.plants")),
    ),
    since=shared.IN_FORCE,
    notes=(
        shared.PLANTS_NOTE,
        Text(
            "上限より低い補助率に必要な割合は、公表資料からは分かりません。",
            "What share a lower rate needs cannot be told from what is published.",
        ),
    ),
)
_IN_MONEY = (ContributionKind.FUND, ContributionKind.DONATION)
_CONTRIBUTION = Criterion(
    id="gx.contribution",
    title=Text("電源立地地域への貢献", "Contribution to the area of the power source"),
    side=shared.REGION,
    citations=(cite("S2", "2018"), cite("PRESS", "④で考慮される事項")),
    demand=all_of(
        Every("contributions", stated(".description", ".start")),
        Every("contributions", Stated(".amount_yen"), where=Is(".kind", _IN_MONEY)),
        Every("contributions", Stated(".years"), where=Is(".kind", (ContributionKind.LONG_PPA,))),
    ),
    question=Text(
        "貢献の種類と規模は、支援の強さに見合うものですか。",
        "Do kind and size of the contribution match the strength of the support?",
    ),
    since=shared.IN_FORCE,
)
_SITE = Criterion(
    id="footprint",
    title=Text("立地の場所", "Place of the site"),
    side=ACROSS,
    citations=(cite("S2", "2018"),),
    demand=all_of(Stated("site_municipality"), Show(("land.prefectures", "land.overlaps"))),
    since=shared.IN_FORCE,
)

CRITERIA: tuple[Criterion, ...] = (
    _APPLICANT,
    _CLEAN,
    _CONTRIBUTION,
    _SITE,
    shared.COMPANY_CONSISTENCY,
    shared.TECHNOLOGY_CONTROL,
    shared.support(PlanType.GX4),
)
