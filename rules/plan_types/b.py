"""The criteria of the 地域産業クラスター計画 (plan type B), in the order of the document's clauses."""

from __future__ import annotations

from data.domain.assessment import Kind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.condition import all_of
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.plan_types import b_conditions as parts
from rules.plan_types import shared, shared_conditions

_POSITION = Criterion(
    id="promise.position",
    title=Text("輸出又は国内上位シェア", "Export or a top share at home"),
    side=shared.PROMISE,
    citations=(cite("S2", "1965"),),
    demand=all_of(parts.EXPORT_OR_SHARE, parts.EXPORT_WITHIN_SALES),
    question=Text(
        "輸出又は国内シェアの目標は、市場と体制に照らして達成できる見込みがありますか。",
        "Can the export or share target be reached, given market and means?",
    ),
    since=shared.IN_FORCE,
)
_CORE = Criterion(
    id="feasible.core",
    title=Text("核となる企業", "Core company"),
    side=shared.FEASIBLE,
    citations=(cite("S2", "1966"),),
    demand=shared_conditions.CORE_COMPANY,
    question=Text(
        "その企業は、計画の推進の核といえる役割と実力を備えていますか。",
        "Is the company really the core that carries the plan?",
    ),
    since=shared.IN_FORCE,
)
_ADVANCED = Criterion(
    id="feasible.advanced",
    title=Text("国内初の場合の先進技術", "Advanced technology where first in Japan"),
    side=shared.FEASIBLE,
    citations=(cite("S2", "1966"),),
    demand=parts.ADVANCED_TECHNOLOGY,
    question=Text(
        "実装する技術は、有望で先進性が高いといえますか。", "Is the technology promising and advanced?"
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "名称を一覧と照らした候補を示します。候補がないことは先進的でないことを意味しません。",
            "Candidates from the catalogues are shown by name; having none says nothing.",
        ),
    ),
)
_DEPENDENCE = Criterion(
    id="dependence",
    title=Text("必須・主要部分の域内又は国内調達", "Essential and main parts from the region or Japan"),
    side=shared.DEPENDENCE,
    citations=(cite("S2", "1967"),),
    demand=parts.DECISIVE_ROWS_AT_HOME,
    since=shared.IN_FORCE,
)
_COST_EFFECT = Criterion(
    id="cost_effect",
    title=Text("業種・地域と比べた付加価値", "Value added against industry and region"),
    side=shared.COST_EFFECT,
    citations=(cite("S2", "1968"),),
    demand=parts.VALUE_ADDED_COMPARED,
    question=Text(
        "示された倍率は、業種内及び当該地域との比較で高い付加価値といえますか。",
        "Do the ratios show high value added against industry and region?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "何倍以上を「高い」とするかを定めた文書はないため、倍率だけで適否を決めません。",
            "No document says which ratio is high, so the ratio alone decides nothing.",
        ),
        Text(
            "投資額当たり付加価値額には、同じ定義で公表された業種・地域の値がないため、計画の値のみを示します。",
            "No industry or regional figure per yen invested is published; the plan's own value is shown.",
        ),
    ),
)
_LOCALISE = Criterion(
    id="spill.localise",
    title=Text("誘致企業の現地化と再投資", "Localisation and reinvestment of attracted companies"),
    side=shared.LOCALISATION,
    citations=(cite("S2", "1969"),),
    demand=shared_conditions.LOCALISATION,
    question=Text("立地地域に利益が及ぶ内容になっていますか。", "Does the area benefit?"),
    since=shared.IN_FORCE,
)
_SUPPORT = Criterion(
    id="commit.support",
    title=Text("計画期間を通じた伴走支援", "Standing support throughout the plan period"),
    side=shared.COMMITMENT,
    citations=(cite("S2", "1971"),),
    demand=parts.SUPPORT_THROUGHOUT,
    question=Text("伴走支援の体制は実質を備えていますか。", "Is the support real?"),
    since=shared.IN_FORCE,
)
_ANNOUNCE = Criterion(
    id="commit.announce",
    title=Text("知事としての発表", "Announcement by the governor"),
    side=shared.COMMITMENT,
    citations=(cite("S2", "1971"),),
    demand=parts.ANNOUNCED_BY_GOVERNOR,
    since=shared.IN_FORCE,
)
_COMPANIES = Criterion(
    id="content.companies",
    title=Text("個別企業リスト", "List of main companies"),
    side=shared.CONTENT,
    citations=(cite("S2", "1974"),),
    demand=parts.COMPANY_LIST,
    since=shared.IN_FORCE,
)
_INVESTMENT = Criterion(
    id="content.investment",
    title=Text("投資計画", "Investment plan"),
    side=shared.CONTENT,
    citations=(cite("S2", "1975"),),
    demand=parts.INVESTMENT,
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
    _ADVANCED,
    _DEPENDENCE,
    _COST_EFFECT,
    _LOCALISE,
    shared.SPILL_REGION,
    _SUPPORT,
    _ANNOUNCE,
    shared.KPI_SET,
    shared.KPI_MONITOR,
    shared.TARGETS,
    _COMPANIES,
    _INVESTMENT,
    _EXTENT,
    shared.FOOTPRINT,
    shared.consistency(parts.SHARE_AND_RANK_AGREE, parts.SHARES_WITHIN_WHOLE),
    shared.TECHNOLOGY_CONTROL,
    shared.support_match(PlanType.B),
)
