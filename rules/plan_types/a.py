"""The criteria of the 戦略産業クラスター計画 (plan type A), in the order of the document's clauses."""

from __future__ import annotations

from data.domain.assessment import Kind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.plan_types import a_conditions as parts
from rules.plan_types import shared

STRATEGY = Text("成長戦略との関係", "relation to the growth strategy")
MAKING = Text("作成の手続", "how the plan is made")
CORE = Text("クラスターの中核", "core of the cluster")
BARRIERS = Text("課題と政策手段", "barriers and means")

_FIELD = Criterion(
    id="a.field",
    title=Text("戦略分野と製品・技術等", "Strategic field and product"),
    side=STRATEGY,
    citations=(cite("S2", "1944"), cite("S0", "7-41")),
    demand=parts.LISTED_FIELD_AND_PRODUCT,
    since=shared.IN_FORCE,
    notes=(
        Text(
            "一覧は今後追加され得るとされています。所管府省庁は一覧から示しています。",
            "The list may grow; the lead ministries follow from it.",
        ),
    ),
)
_ROADMAP = Criterion(
    id="a.roadmap",
    title=Text("官民投資ロードマップとの整合", "Agreement with the public-private roadmap"),
    side=STRATEGY,
    citations=(cite("S2", "1940"), cite("S2", "1949"), cite("S0", "4")),
    demand=parts.ROADMAP,
    question=Text(
        "計画の内容は、その分野の官民投資ロードマップと整合していますか。",
        "Does the plan agree with the investment roadmap of its field?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "ロードマップの本文は収録していません。先行の有無は、製品・技術等の一覧によるものです。",
            "The roadmaps themselves are not held here; being ahead is as the list of products says.",
        ),
    ),
)
_AUTHOR = Criterion(
    id="a.author",
    title=Text("国による作成と都道府県の提案", "Written by the State on proposals"),
    side=MAKING,
    citations=(cite("S2", "1951"),),
    demand=parts.WRITTEN_BY_STATE_ON_PROPOSALS,
    since=shared.IN_FORCE,
    notes=(
        Text(
            "区域が及ぶ都道府県の表示は境界データの位置誤差を含むため、参考にとどめます。",
            "Prefectures touched are shown for information, as boundaries have their accuracy.",
        ),
    ),
)
_INVESTMENT = Criterion(
    id="a.investment",
    title=Text("企業の大規模投資", "Large corporate investment"),
    side=CORE,
    citations=(cite("S2", "1939"), cite("S2", "1948")),
    demand=parts.COMMITTED_INVESTMENT,
    question=Text(
        "投資は企業として決定されたもので、クラスターの中心といえる規模ですか。",
        "Is the investment decided by the companies, and large enough to be the core of the cluster?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "何円以上を「大規模」とするかを定めた文書はないため、額だけで適否を決めません。",
            "No document says which amount is large, so the amount alone decides nothing.",
        ),
    ),
)
_PLACE = Criterion(
    id="a.place",
    title=Text("勝ち筋としての地域の特定", "Why this area"),
    side=CORE,
    citations=(cite("S2", "1949"),),
    demand=parts.PLACE,
    question=Text(
        "示された根拠は、その地域に結び付いた勝ち筋といえますか。",
        "Does the evidence show a winning position tied to the area?",
    ),
    since=shared.IN_FORCE,
)
_BARRIERS = Criterion(
    id="a.barriers",
    title=Text("障壁となる課題と政策手段", "Barriers and the means against them"),
    side=BARRIERS,
    citations=(cite("S2", "1939"), cite("S2", "1949-1950")),
    demand=parts.BARRIERS_WITH_MEANS,
    since=shared.IN_FORCE,
)
_PEOPLE = Criterion(
    id="a.people",
    title=Text("産業人材の需要", "Demand for industrial personnel"),
    side=BARRIERS,
    citations=(cite("S2", "1942"), cite("S2", "1950")),
    demand=parts.PEOPLE,
    since=shared.IN_FORCE,
)
_EXTENT = Criterion(
    id="a.extent",
    title=Text("想定される範囲", "Usual extent"),
    side=shared.EXTENT,
    kind=Kind.REMARK,
    citations=(cite("S2", "1939"),),
    demand=parts.USUAL_EXTENT,
    since=shared.IN_FORCE,
    notes=(
        shared.ONLY_ASSUMED,
        Text(
            "地域ブロックの区分を定めた文書はないため、広域地方計画の区域などの慣用の区分で示しています。",
            "No document fixes the blocks; they are shown by the division in common use.",
        ),
    ),
)

CRITERIA: tuple[Criterion, ...] = (
    _FIELD,
    _ROADMAP,
    _AUTHOR,
    _INVESTMENT,
    _PLACE,
    _BARRIERS,
    _PEOPLE,
    _EXTENT,
    shared.FOOTPRINT,
    shared.consistency(),
    shared.TECHNOLOGY_CONTROL,
    shared.support_match(PlanType.A),
)
