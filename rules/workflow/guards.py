"""Named conditions a step may hang on; each says in words why the step cannot be taken now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from data.domain.actor import Actor
from data.domain.wording import Text
from data.domain.workflow import StageCount

JAPAN = ZoneInfo("Asia/Tokyo")


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What the guards look at, gathered by the caller in the same transaction; nothing has a default."""

    opens_at: datetime
    closes_at: datetime
    """First moment at which nothing is taken any more: 17:00:00 itself is too late."""
    screenings: StageCount
    missing_items: tuple[str, ...]
    """Labels of required contents that the document does not state."""
    unreadable_files: tuple[str, ...]
    """Names of attachments whose stored bytes do not give their hash."""
    open_corrections: int
    """Issued correction items without an answer."""
    unjudged_findings: tuple[str, ...]
    """Criteria that need a person's judgement and have none."""
    unfinished_scores: int
    """Assigned committee members who have not made their score final."""
    batch: str | None
    """Name of the round of certification (第n弾)."""
    actor_in_conflict: bool


Guard = Callable[[CaseFacts, Actor, datetime], Text | None]


def window_is_open(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse before the call opens and from the second it closes, by the server's clock."""
    if now < facts.opens_at:
        return Text("公募の受付開始は{at}です。", "The call opens at {at}.").filled(
            at=_japan_time(facts.opens_at)
        )
    if now >= facts.closes_at:
        return Text("公募は{at}に締め切られました。", "The call closed at {at}.").filled(
            at=_japan_time(facts.closes_at)
        )
    return None


def nothing_required_is_missing(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse while required contents are not stated."""
    if not facts.missing_items:
        return None
    return Text("必要な記載がありません: {items}", "Required contents are missing: {items}").filled(
        items="、".join(facts.missing_items)
    )


def every_file_reads_back(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse while a stored attachment cannot be read back as it was received."""
    if not facts.unreadable_files:
        return None
    return Text(
        "添付資料を保存先から正しく読み戻せません。取り付け直してください: {files}",
        "Attachments do not read back as stored; attach them again: {files}",
    ).filled(files="、".join(facts.unreadable_files))


def corrections_are_answered(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse while issued correction items have no answer."""
    if facts.open_corrections == 0:
        return None
    return Text(
        "回答していない補正事項が{count}件あります。", "{count} correction item(s) have no answer yet."
    ).filled(count=facts.open_corrections)


def corrections_are_asked(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse to return an application without saying what is to be corrected."""
    if facts.open_corrections > 0:
        return None
    return Text("補正を求める事項を1件以上指定してください。", "Name at least one item to be corrected.")


def findings_are_judged(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse while findings that only a person can judge are open."""
    if not facts.unjudged_findings:
        return None
    return Text(
        "判断していない要審査の要件があります: {items}", "Criteria still to be judged: {items}"
    ).filled(items="、".join(facts.unjudged_findings))


def scores_are_final(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse while an assigned committee member's score is not final."""
    if facts.unfinished_scores == 0:
        return None
    return Text(
        "採点が確定していない委員が{count}名います。", "{count} committee score(s) are not final."
    ).filled(count=facts.unfinished_scores)


def batch_is_named(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse to certify outside a named round."""
    if facts.batch:
        return None
    return Text("認定の回（第何弾）を指定してください。", "Name the batch of the certification.")


def actor_has_no_conflict(facts: CaseFacts, actor: Actor, now: datetime) -> Text | None:
    """Refuse whoever declared a conflict of interest with this application or its body."""
    if not facts.actor_in_conflict:
        return None
    return Text(
        "利益相反が申告されているため、この案件を扱えません。", "A conflict of interest has been declared."
    )


GUARD_NAMES: dict[Guard, Text] = {
    window_is_open: Text("受付期間内", "call is open"),
    nothing_required_is_missing: Text("必要な記載が揃っている", "nothing required is missing"),
    every_file_reads_back: Text("添付資料を読み戻せる", "every file reads back"),
    corrections_are_answered: Text("補正事項に全て回答", "corrections answered"),
    corrections_are_asked: Text("補正事項を指定", "corrections itemised"),
    findings_are_judged: Text("要審査事項を全て判断", "findings judged"),
    scores_are_final: Text("採点が全て確定", "scores final"),
    batch_is_named: Text("認定の回を指定", "batch named"),
    actor_has_no_conflict: Text("利益相反なし", "no conflict of interest"),
}


def _japan_time(moment: datetime) -> str:
    return f"{moment.astimezone(JAPAN):%Y-%m-%d %H:%M:%S} JST"
