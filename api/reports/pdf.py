"""Lays a report out as tagged PDF (PDF/UA-1) with its Japanese font embedded; asks nobody for anything.

WeasyPrint sets the pages from a template, because a report is a document and not a drawing. It needs the
system's Pango; where that is missing the server runs without PDF and says what to install.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from threading import Lock

import jinja2

from api.reports.report import Report
from data.domain.errors import NotReady
from data.domain.wording import Text

MEDIA_TYPE = "application/pdf"
HERE = Path(__file__).parent / "templates"
ACCESSIBLE = "pdf/ua-1"
PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-ipaexfont-gothic"
_ONE_AT_A_TIME = Lock()
"""Setting a page takes a processor for seconds; two at once would slow everybody else down."""

_Setter = Callable[[str], bytes]


def pdf_of(report: Report) -> bytes:
    """Return the report as PDF; raises ``NotReady`` where the system has no Pango."""
    return set_html(template("paper.jinja").render(report=report))


def set_html(html: str) -> bytes:
    """Set a page of ours as PDF; raises ``NotReady`` where the system has no Pango."""
    with _ONE_AT_A_TIME:
        return _setter()(html)


@cache
def template(name: str) -> jinja2.Template:
    """Return a template of written reports; everything is escaped, an undefined name is an error."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


@cache
def _setter() -> _Setter:
    try:
        from weasyprint import HTML  # noqa: PLC0415 - loads Pango, without which all else still works
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except OSError as error:
        raise NotReady(
            Text(
                f"PDFを作るための部品がサーバーにありません。管理者に次の導入を依頼してください: {PACKAGES}。"
                "Excelと印刷用の画面は使えます。",
                f"The server lacks what PDF needs. Ask the administrator to install: {PACKAGES}. "
                "The workbook and the page for printing work without.",
            )
        ) from error
    nobody = URLFetcher(allowed_protocols=())

    def set_pages(html: str) -> bytes:
        written: bytes = HTML(string=html, url_fetcher=nobody).write_pdf(pdf_variant=ACCESSIBLE)
        return written

    return set_pages
