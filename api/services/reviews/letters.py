"""The text of a letter that tells a decision, in the style of Japanese offices; it stores nothing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from data.domain.actor import BodyKind
from data.domain.jp_dates import format_date
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.review import Outcome, ScreeningRound
from data.orm import Application, Body, Decision, Submission

JAPAN = ZoneInfo("Asia/Tokyo")
HEADS = {BodyKind.PREFECTURE: "{name}知事", BodyKind.MUNICIPALITY: "{name}長"}
"""How the head of a body is addressed; other bodies as a whole."""
UNNUMBERED = "（文書番号）"
RIGHT = "　" * 30
LETTER = """\
{right}{number}
{right}{dated}

{addressee}

{right}{sender}


　　　　{title}に係る審査の結果について（通知）


　{submitted}に提出のあった標記の申請（{plan_type}、案件番号 {case_number}）\
について、{screening}の結果を下記のとおり決定しましたので、通知します。

　　　　　　　　　　　　　　　　　　記

１　結果
　　{result}

２　理由
　　{reason}

３　今後の手続
　　{procedure}

{right}以上
"""
RESULTS = {
    Outcome.CERTIFIED: "認定します（{batch}）。",
    Outcome.PROMISING: "有望な計画として選定します。",
    Outcome.NOT_SELECTED: "今回は選定しないこととしました。",
}
PROCEDURES = {
    Outcome.CERTIFIED: "計画に定めた周期により、KPIの実績を本システムから報告してください。",
    Outcome.PROMISING: "計画の具体化について担当者から連絡します。選定は認定を約束するものではありません。",
    Outcome.NOT_SELECTED: "結果について照会のある場合は、案件番号を添えて担当者まで連絡してください。",
}


@dataclass(frozen=True, slots=True)
class LetterParts:
    """Everything a letter names."""

    case: Application
    submission: Submission
    decision: Decision
    to: Body
    sender: Body


def text_of(parts: LetterParts, number: str | None, dated: date) -> str:
    """Return the letter; without ``number`` a draft with a place for it."""
    case, decision = parts.case, parts.decision
    outcome = Outcome.of(decision.outcome)
    return LETTER.format(
        right=RIGHT,
        number=number or UNNUMBERED,
        dated=format_date(dated),
        addressee=_addressee(parts.to),
        sender=parts.sender.name_ja,
        title=parts.submission.title,
        plan_type=PLAN_TYPE_TITLES[PlanType(case.plan_type)].ja,
        case_number=case.number,
        submitted=format_date(parts.submission.submitted_at.astimezone(JAPAN).date()),
        screening=ScreeningRound.of(decision.screening).text.ja,
        result=RESULTS[outcome].format(batch=decision.batch),
        reason=decision.reason,
        procedure=PROCEDURES[outcome],
    )


def _addressee(body: Body) -> str:
    head = HEADS.get(BodyKind.of(body.kind))
    return f"{head.format(name=body.name_ja)}　殿" if head else f"{body.name_ja}　御中"
