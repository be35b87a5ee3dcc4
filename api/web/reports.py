"""Reports on plans as PDF and workbook: 審査票, plan summary, national list."""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter, Request, Response

from api.deps import DatabaseSession, Now, Today, language_of
from api.reports import pdf, workbook
from api.reports.report import Report
from api.services import plans
from api.web import filters, plan_page, report_content, report_summary

router = APIRouter(include_in_schema=False)
LONGEST_LIST = 1000
"""Plans on one national list; a longer one says that it was cut."""
Ending = Literal["pdf", "xlsx"]
_LAID_OUT = {"pdf": (pdf.pdf_of, pdf.MEDIA_TYPE), "xlsx": (workbook.workbook_of, workbook.MEDIA_TYPE)}


@router.get("/plans.{ending}")
def national_list(ending: Ending, request: Request, session: DatabaseSession, now: Now) -> Response:
    """Give the national list of plans."""
    language, page = language_of(request), plans.page(session, LONGEST_LIST, None)
    made_at = filters.moment(now, language)
    whole = page.next_cursor is None
    return _file(report_content.national_list(page.lines, whole, made_at, language), ending)


@router.get("/plans/{plan_id}/review-sheet.{ending}")
def review_sheet(
    plan_id: UUID, ending: Ending, request: Request, session: DatabaseSession, today: Today
) -> Response:
    """Give the 審査票 of a plan's latest assessment."""
    page = plan_page.context(session, plans.get(session, plan_id), today)
    return _file(report_content.review_sheet(page, _host(request), language_of(request)), ending)


@router.get("/plans/{plan_id}/summary.{ending}")
def plan_summary(plan_id: UUID, ending: Ending, request: Request, session: DatabaseSession) -> Response:
    """Give the summary of a plan."""
    plan = plans.get(session, plan_id)
    return _file(report_summary.plan_summary(plan, _host(request), language_of(request)), ending)


def _host(request: Request) -> str:
    return str(request.base_url).rstrip("/")


def _file(report: Report, ending: Ending) -> Response:
    lay_out, media_type = _LAID_OUT[ending]
    headers = {
        "Content-Disposition": f'attachment; filename="{report.name}.{ending}"',
        "Content-Language": report.language,
    }
    return Response(lay_out(report), media_type=media_type, headers=headers)
