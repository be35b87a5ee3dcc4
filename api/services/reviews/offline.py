"""Reviewing without a connection: one's cases as a workbook, and what was filled in is merged.

A row counts only if nobody has said anything new of its finding since it was written; the others are told as
conflicts and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import audit
from api.services.plans import StaleVersion
from api.services.reviews import judgements, versions
from data.db import actor_of
from data.domain.assessment import Status, finding_id
from data.domain.audit import AuditEvent
from data.domain.canonical import tag_of
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from data.domain.workflow import STAGE_OF, State
from data.importers.review_workbook import FilledRow, ReviewRow, read_review, write_review
from data.orm import Application
from data.queries.reviews import assignments, cases
from rules.access import Action, GeneralAction, may, require_generally
from rules.screening.effective import EffectiveFinding, Mark

WORDS: Mapping[str, Status] = {"充足": Status.MET, "不充足": Status.NOT_MET}
NAMES: Mapping[Status, str] = {
    Status.MET: "充足",
    Status.NOT_MET: "不充足",
    Status.INCOMPLETE: "資料不足",
    Status.NEEDS_REVIEW: "要審査",
    Status.NOT_APPLICABLE: "該当しない",
}


@dataclass(frozen=True, slots=True)
class Judged:
    """One judgement of the workbook; ``before`` is what was said last, ``None`` when nothing was."""

    row: FilledRow
    case_id: UUID
    criterion: str
    before: Mark | None
    status: Status


@dataclass(frozen=True, slots=True)
class Merged:
    """What the workbook adds, and the rows that stay as they are because somebody was faster."""

    judged: Sequence[Judged]
    conflicts: Sequence[Problem]
    seen: str
    """Marks what the judgements start from; merging asks for it."""


@dataclass(frozen=True, slots=True)
class _Open:
    case: Application
    title: str
    found: EffectiveFinding
    mark: str


def workbook(session: Session) -> bytes:
    """Return the cases assigned to the acting post that it may judge now, with all their findings.

    Every case is put on the audit trail as read. Raises ``NotAllowed`` for who judges nothing.
    """
    findings = _findings(session)
    for case_id in dict.fromkeys(each.case.id for each in findings.values()):
        audit.record(
            session, AuditEvent.CONFIDENTIAL_READ, "application", case_id, after={"workbook": "review"}
        )
    return write_review([_row(key, each) for key, each in findings.items()], list(WORDS))


def try_out(session: Session, content: bytes) -> Merged:
    """Tell what a filled-in workbook would add, and store nothing.

    Raises ``NotAllowed``, and ``InvalidInput`` with every row that cannot be read.
    """
    findings = _findings(session)
    by_name = {(each.case.number or "", each.found.finding.criterion): key for key, each in findings.items()}
    judged: list[Judged] = []
    conflicts: list[Problem] = []
    problems: list[Problem] = []
    for row in read_review(content):
        known = findings.get(row.finding or by_name.get((row.number, row.criterion), ""))
        problem = _unreadable(row)
        if problem is not None:
            problems.append(problem)
        elif known is None:
            conflicts.append(_told(row, _GONE))
        elif not _says_the_same(row, known.found.judgement):
            if row.mark != known.mark or known.found.finding.status is not Status.NEEDS_REVIEW:
                conflicts.append(_told(row, _FASTER))
            else:
                judged.append(_judged(row, known))
    if problems:
        raise InvalidInput.of(problems)
    marks = sorted((each.row.place, each.row.judged, each.row.reason, each.row.mark) for each in judged)
    return Merged(judged, conflicts, tag_of([list(mark) for mark in marks]))


def merge(session: Session, content: bytes, seen: str) -> Merged:
    """Store the judgements of a workbook that nobody was faster with; all of them or none.

    Raises as ``try_out``, and ``StaleVersion`` when it would add other rows than were ``seen``.
    """
    merged = try_out(session, content)
    if merged.seen != seen:
        raise StaleVersion(_CHANGED)
    for each in merged.judged:
        judgements.judge(session, each.case_id, each.criterion, each.status, each.row.reason)
    return merged


def _findings(session: Session) -> dict[str, _Open]:
    actor = actor_of(session)
    require_generally(actor, GeneralAction.SEE_SCORE_REPORTS)
    own = assignments.cases_of_post(session, actor.post_id) if actor.post_id is not None else ()
    open_ones = {case.id: case for case in own if may(actor, Action.JUDGE, STAGE_OF[State.of(case.state)])}
    sent = cases.latest_versions(session, list(open_ones))
    results = versions.results(session, list(sent.values()))
    return {
        finding_id(version.assessment.id, found.finding.criterion): _Open(
            open_ones[case_id], version.submission.title, found, _mark(found)
        )
        for case_id, version in sent.items()
        for found in results[version.submission.id].findings
    }


def _judged(row: FilledRow, known: _Open) -> Judged:
    criterion = known.found.finding.criterion
    return Judged(row, known.case.id, criterion, known.found.judgement, WORDS[row.judged])


def _mark(found: EffectiveFinding) -> str:
    said = [[str(m.status), m.reason, m.at.isoformat()] for m in (found.judgement, found.overruling) if m]
    return tag_of([found.finding.criterion, str(found.finding.status), said])


def _row(key: str, each: _Open) -> ReviewRow:
    finding, said = each.found.finding, each.found.judgement
    last = f"{NAMES[said.status]}（{said.by}）{said.reason}" if said else ""
    shown = (
        each.case.number or "",
        each.title,
        finding.criterion,
        finding.title.ja,
        NAMES[finding.status],
        finding.reason.ja,
        last,
    )
    return ReviewRow(key, each.mark, shown, finding.status is Status.NEEDS_REVIEW)


def _says_the_same(row: FilledRow, said: Mark | None) -> bool:
    return said is not None and (WORDS[row.judged], row.reason) == (said.status, said.reason)


def _unreadable(row: FilledRow) -> Problem | None:
    if row.judged not in WORDS:
        return Problem(row.place, row.judged or None, _NO_CHOICE, _CHOOSE)
    return None if row.reason else Problem(row.place, row.judged, _NO_REASON, _SAY_WHY)


def _told(row: FilledRow, why: Text) -> Problem:
    return Problem(row.place, f"{row.number} {row.criterion}", why, _LOOK)


_NO_CHOICE = Text(
    "判断が「充足」「不充足」のどちらでもありません。", "The judgement is neither met nor not met."
)
_CHOOSE = Text("一覧から選んでください。", "Choose one from the list.")
_NO_REASON = Text("判断の理由がありません。", "The reason is missing.")
_SAY_WHY = Text("判断の理由を記入してください。", "Say why.")
_GONE = Text(
    "担当でなくなったか、新しい版が提出されたか、審査の段階が変わったため、取り込みません。",
    "Not taken: you are no longer assigned, a newer version was sent, or the stage has changed.",
)
_FASTER = Text(
    "ダウンロードの後に判断が記録されたか、人が判断する項目でないため、取り込みません。",
    "Not taken: somebody judged it since the download, or it is not left to a person.",
)
_LOOK = Text("画面で今の内容を確かめてください。", "Look at the page of the case.")
_CHANGED = Text(
    "確認の後に、判断が記録されました。何も保存していません。もう一度ブックを確認してください。",
    "Something was judged since. Nothing was stored. Try the workbook again.",
)
