"""The criteria of the 地場産業成長プラン (plan type C), in the order of the document's clauses."""

from __future__ import annotations

from data.domain.assessment import Kind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.plan_types import c_conditions as parts
from rules.plan_types import shared, shared_conditions

_POSITION = Criterion(
    id="promise.position",
    title=Text("付加価値の向上又は販路の拡大", "More value or a wider market"),
    side=shared.PROMISE,
    citations=(cite("S2", "1965"),),
    demand=parts.MORE_VALUE_OR_WIDER_MARKET,
    question=Text(
        "既存の製品・サービスに比べて付加価値を高め、又は販路を広げる見込みがあるといえますか。",
        "Can it be expected to add value over today's product or to widen its market?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "二つのうち一方が確かめられれば足りるため、単価が上がらない計画も、それだけでは不適合になりません。",
            "One of the two is enough, so a unit value that does not rise refuses no plan by itself.",
        ),
    ),
)
_CORE = Criterion(
    id="feasible.core",
    title=Text("核となる事業者", "Driving business"),
    side=shared.FEASIBLE,
    citations=(cite("S2", "1966"),),
    demand=shared_conditions.CORE_COMPANY,
    question=Text(
        "その事業者は、プランの推進の核といえる役割と実力を備えていますか。",
        "Does the business really drive the plan?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "個人事業者は法人番号を持ちません。その場合は情報不足と表示されるので、事業の実在を審査官が別に確かめます。",
            "A sole trader has no corporate number: shown as incomplete, to be confirmed by other means.",
        ),
    ),
)
_DEPENDENCE = Criterion(
    id="dependence",
    title=Text("特定の者への依存", "Dependence on single parties"),
    side=shared.DEPENDENCE,
    citations=(cite("S2", "1967"),),
    demand=parts.CONCENTRATION_SHOWN,
    question=Text(
        "示された集中度と取引先の区分からみて、大企業やフランチャイザーなど特定の者に過度に依存していませんか。",
        "From the concentration and the kinds of counterparts: is the plan too dependent on one party?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "どこからが「過度」かを定めた文書はないため、集中度だけで適否を決めません。",
            "No document says what is excessive, so concentration alone decides nothing.",
        ),
        Text(
            "集中度（HHI）は割合（%）の二乗の和です。下限は記載のない取引が多数に分かれる場合、"
            "上限は一者に集まる場合の値です。",
            "HHI sums squared percentages: least if the rest is spread, greatest if it is one party.",
        ),
    ),
)
_LOCALISE = Criterion(
    id="spill.localise",
    title=Text("誘致企業の現地化と再投資", "Localisation and reinvestment of attracted companies"),
    side=shared.LOCALISATION,
    kind=Kind.REMARK,
    citations=(cite("S2", "1969"),),
    demand=shared_conditions.LOCALISATION,
    question=Text("立地地域に利益が及ぶ内容になっていますか。", "Does the area benefit?"),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "地場産業成長プランでは要件ではなく、留意すべき事項とされています。",
            "For this plan type this is a point to keep in mind, not a requirement.",
        ),
    ),
)
_SUPPORT = Criterion(
    id="commit.support",
    title=Text("相談窓口の設置", "Consultation desk"),
    side=shared.COMMITMENT,
    citations=(cite("S2", "1971"),),
    demand=parts.DESK,
    question=Text(
        "相談窓口は、地場の事業者が実際に相談できる体制になっていますか。",
        "Can local businesses really turn to the desk?",
    ),
    since=shared.IN_FORCE,
)
_ANNOUNCE = Criterion(
    id="commit.announce",
    title=Text("知事又は首長としての発表", "Announcement by the governor or mayor"),
    side=shared.COMMITMENT,
    citations=(cite("S2", "1971"),),
    demand=parts.ANNOUNCED_BY_HEAD,
    since=shared.IN_FORCE,
)
_EXTENT = Criterion(
    id="extent",
    title=Text("想定される範囲", "Usual extent"),
    side=shared.EXTENT,
    kind=Kind.REMARK,
    citations=(cite("S2", "1939"),),
    demand=parts.USUAL_EXTENT,
    since=shared.IN_FORCE,
    notes=(shared.ONLY_ASSUMED,),
)

CRITERIA: tuple[Criterion, ...] = (
    shared.PRODUCT,
    _POSITION,
    _CORE,
    _DEPENDENCE,
    _LOCALISE,
    shared.SPILL_REGION,
    _SUPPORT,
    _ANNOUNCE,
    shared.KPI_SET,
    shared.KPI_MONITOR,
    shared.TARGETS,
    _EXTENT,
    shared.FOOTPRINT,
    shared.consistency(),
    shared.TECHNOLOGY_CONTROL,
    shared.support_match(PlanType.C),
)
