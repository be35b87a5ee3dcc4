"""The 審査票 of a case as PDF and workbook: findings with the judgements beside them."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from api.deps import DatabaseSession, language_of
from api.reports import pdf, workbook
from api.reports.report import Line, Report, Table
from api.services.reviews import case_view
from api.services.reviews.case_view import CaseView
from api.web import filters
from api.web.report_content import FINDING_COLUMNS, columns, finding_row
from api.web.review.case_page import by_side
from api.web.review.gates import require_review
from data.domain.assessment import Verdict, finding_id
from data.domain.wording import Language, Text
from data.domain.workflow import State
from rules.screening.effective import EffectiveFinding, Mark

router = APIRouter(prefix="/review", include_in_schema=False, dependencies=[Depends(require_review)])
Ending = Literal["pdf", "xlsx"]
_LAID_OUT = {"pdf": (pdf.pdf_of, pdf.MEDIA_TYPE), "xlsx": (workbook.workbook_of, workbook.MEDIA_TYPE)}
_NOT_PUBLIC = Text(
    "審査中の内容です。審査以外の目的に使わず、外部に示さないでください。",
    "This is under review. Use it for the review only, and show it to nobody else.",
)
_STANDS_BESIDE = Text(
    "「結果」は提出時の機械判定です。審査官の判断と機械判定の変更は右端の欄に示し、機械判定は書き換えません。",
    "Result is what the machine found when the plan was sent. What people said stands beside it.",
)


@router.get("/{case_id}/review-sheet.{ending}")
def review_sheet(case_id: UUID, ending: Ending, request: Request, session: DatabaseSession) -> Response:
    """Give the 審査票 of the version sent last; that it was read is recorded."""
    view = case_view.read(session, case_id)
    host = str(request.base_url).rstrip("/")
    report = sheet_of(view, host, language_of(request))
    lay_out, media_type = _LAID_OUT[ending]
    headers = {
        "Content-Disposition": f'attachment; filename="{report.name}.{ending}"',
        "Content-Language": report.language,
        "Cache-Control": "no-store",
    }
    return Response(lay_out(report), media_type=media_type, headers=headers)


def sheet_of(view: CaseView, host: str, language: Language) -> Report:
    """Return the 審査票 of a case; its links lead to ``host``."""
    return Report(
        name=f"shuseki-review-sheet-{view.application.number}",
        title=Text("審査票", "Review sheet").in_language(language),
        subtitle=view.version.submission.title,
        language=language,
        lines=_lines(view, host, language),
        tables=tuple(
            Table(
                side.in_language(language),
                columns(FINDING_COLUMNS, language),
                tuple(_row(view, each, language) for each in group),
            )
            for side, group in by_side(view)
        ),
        notes=(_STANDS_BESIDE.in_language(language), _NOT_PUBLIC.in_language(language)),
        landscape=True,
    )


def _lines(view: CaseView, host: str, language: Language) -> tuple[Line, ...]:
    case, sent, assessment = view.application, view.version.submission, view.version.assessment
    named = (
        (Text("案件番号", "Case"), case.number or "", f"{host}/review/{case.id}"),
        (Text("計画の種別", "Plan type"), filters.plan_type(case.plan_type, language), None),
        (Text("状態", "State"), State.of(case.state).text.in_language(language), None),
        (Text("提出", "Sent"), f"{sent.number} – {filters.moment(sent.submitted_at, language)}", None),
        (Text("提出時の機械判定", "As assessed when sent"), _verdict(assessment.verdict, language), None),
        (Text("判断を含めた結果", "With judgements"), _verdict(view.result.verdict, language), None),
        (Text("判断待ちの項目", "Left to judgement"), str(len(view.result.unjudged)), None),
        (Text("審査基準の版", "Rule set"), sent.rule_set, None),
        (
            Text("確認結果の番号", "Assessment"),
            str(assessment.id),
            f"{host}/v1/assessments/{assessment.id}",
        ),
    )
    return tuple(Line(label.in_language(language), value, address) for label, value, address in named)


def _verdict(verdict: str, language: Language) -> str:
    return filters.VERDICT_WORDS[Verdict(verdict)].in_language(language)


def _row(view: CaseView, each: EffectiveFinding, language: Language) -> tuple[str, ...]:
    said = [
        _said(words, mark, language)
        for words, mark in (
            (Text("機械判定の変更", "Overruled"), each.overruling),
            (Text("判断", "Judged"), each.judgement),
        )
        if mark
    ]
    identity = finding_id(view.version.assessment.id, each.finding.criterion)
    return finding_row(each.finding.record(), identity, language, "\n".join(said))


def _said(words: Text, mark: Mark, language: Language) -> str:
    status = filters.STATUS_WORDS[mark.status].in_language(language)
    at = filters.moment(mark.at, language)
    return f"【{words.in_language(language)}】{status}　{mark.by}　{at}\n{mark.reason}"
