"""What the double-claim ledger tells: who claims what, how sure the match is, and why it may be in order."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from data.domain.plan.kinds import PlanType
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text
from rules.across.claims import Claim, ClaimKind


class Certainty(Vocabulary):
    """How sure it is that the plans mean the same thing."""

    SAME = "same", "同一", "the same thing"
    POSSIBLE = "possible", "同一の可能性", "possibly the same thing"
    BORDERLINE = "borderline", "精度の範囲内", "within the accuracy of the boundaries"


@dataclass(frozen=True, slots=True)
class Filed:
    """A document that is compared: the latest version of an application, or a registered plan."""

    id: UUID
    """Of the submission or, without an application, of the plan."""
    plan_id: UUID
    application_id: UUID | None
    number: str | None
    """Case number; ``None`` for a plan that is no application."""
    plan_type: PlanType
    title: str
    bodies: frozenset[str]
    """Codes of the body and the joint bodies."""


@dataclass(frozen=True, slots=True)
class Side:
    """What one document claims in an entry."""

    filed: Filed
    claim: Claim


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Megawatts of all sides together in a fiscal year; ``at_least``: some side states no capacity."""

    year: int
    total_mw: Decimal
    at_least: bool


@dataclass(frozen=True, slots=True)
class RoomHeld:
    """Room for demand that an operator publishes at a substation; ``None`` where it states none."""

    name: str
    from_mw: Decimal | None
    to_mw: Decimal | None
    source: Text


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the ledger: a note to the reviewer that changes no verdict."""

    kind: ClaimKind
    what: str
    certainty: Certainty
    sides: tuple[Side, ...]
    statement: Text
    may_be_in_order: tuple[Text, ...]
    sources: tuple[Text, ...]
    total: Decimal | None = None
    """Sum of the sides, or the shared area; ``None`` where a sum would mean nothing or a side is silent."""
    unit: str | None = None
    by_year: tuple[YearTotal, ...] = ()


DOCUMENTS = Text("提出された計画書の記載", "the documents as sent")
DRAWN = Text("計画区域の図形から楕円体上で計算", "computed on the ellipsoid from the footprints as drawn")
_JOINT = Text(
    "作成主体または共同作成団体が共通しており、一体の計画を別々に申請した可能性があります。",
    "A body is common to them: they may be parts of one plan, filed apart.",
)
_UNDER_A = Text(
    "国の戦略産業クラスター計画と地域の計画が、同じ取組をそれぞれの立場から記載することがあります。",
    "A plan of the State and a regional plan may each state the same undertaking.",
)
_BY_KIND = {
    ClaimKind.FOOTPRINT: Text(
        "同じ土地を、用途や時期を分けて使う計画である可能性があります。",
        "They may use the same land for different purposes or at different times.",
    ),
    ClaimKind.SUBSTATION: Text(
        "同じ需要を代替案として重ねて示した可能性や、接続の申込み前で容量を確保していない可能性があります。",
        "They may state the same demand as alternatives, or have reserved nothing yet.",
    ),
    ClaimKind.PLANT: Text(
        "発電所の出力が契約容量の合計より大きい可能性や、同名の別の発電所である可能性があります。",
        "The plant may be large enough for all, or another plant may bear the same name.",
    ),
    ClaimKind.PARCEL: Text(
        "同じ名称の別の区画である可能性や、区画を分けて使う可能性があります。",
        "Another plot may bear the same name, or the plot may be shared.",
    ),
    ClaimKind.INVESTMENT: Text(
        "同じ企業が、別の事業所や別の工程にそれぞれ投資する可能性があります。",
        "The company may invest in several sites or stages.",
    ),
    ClaimKind.INVESTMENT_ROW: Text(
        "定型の設備で、内容と金額が偶然に一致した可能性があります。",
        "Standard equipment may cost the same in several places.",
    ),
    ClaimKind.JOBS: Text(
        "雇用の目標は計画全体の値であり、共通する企業での雇用とは限りません。",
        "The target is for the plan as a whole; the jobs need not be at the company they share.",
    ),
    ClaimKind.TECHNOLOGY: Text(
        "同じ技術を別の事業者や別の製品に用いる可能性があります。",
        "The technology may serve other businesses or products.",
    ),
    ClaimKind.AREA: Text(
        "市区町村の全域を対象に挙げただけで、取組の場所は異なる可能性があります。",
        "They name the whole municipality; what they do may be in different places.",
    ),
}


def why_in_order(kind: ClaimKind, sides: tuple[Side, ...]) -> tuple[Text, ...]:
    """Return why a claim may rightly stand in several plans, the reasons found in these plans first."""
    filed = list({side.filed.id: side.filed for side in sides}.values())
    reasons = []
    if sum(len(one.bodies) for one in filed) > len(frozenset().union(*(one.bodies for one in filed))):
        reasons.append(_JOINT)
    types = {one.plan_type for one in filed}
    if PlanType.A in types and len(types) > 1:
        reasons.append(_UNDER_A)
    return (*reasons, _BY_KIND[kind])
