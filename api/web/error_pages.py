"""Where a refusal that no page caught is shown: on the form it was sent from, else on a page of its own."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from uuid import UUID

from fastapi import Request, Response
from sqlalchemy.orm import Session

from api.errors import Answer
from api.security.intake import LengthRequired, TooLarge
from api.web import (
    applications,
    drawing,
    footprints,
    layer_administration,
    plans,
    rehearsal,
    review_workbook,
    view,
    workbooks,
)
from api.web.review import assignments
from data.db import unit_of_work
from data.domain.errors import Problem, ShusekiError
from data.domain.identity import Caller
from data.domain.wording import Text

_NOTHING_STORED = Text("何も保存していません。", "Nothing was stored.")
_LESS_PLAN = Text(
    "計画に使わないシート、画像、空の行を除いて保存し直してください。添付資料は提出する案件に添付します。",
    "Leave out sheets, pictures and empty rows that are not of the plan; files are attached to the case.",
)
_LESS_WORKBOOK = Text(
    "画像や使わないシートを除くか、ダウンロードし直したブックに値を写して、選び直してください。",
    "Leave out pictures and sheets of your own, or copy the values into a fresh download; choose it again.",
)
_LESS_SHAPE = Text(
    "区域の図形だけを残すか、頂点を間引いて（簡略化して）保存し直してください。",
    "Keep only the shape that is meant, or simplify its outline, and save it again.",
)
_LESS_FILE = Text(
    "画像の解像度を下げるか、資料を分けて、選び直してください。",
    "Lower the resolution of its pictures, or split it, and choose it again.",
)
_LESS_ROWS = Text("CSVを分けて、順に確認してください。", "Split the CSV and try its parts one by one.")
_LESS_DRAFT = Text("変更する値だけを記入してください。", "Write only the values that are to change.")
_LESS_LAYER = Text(
    "範囲を分けるか、サーバーで shuseki import により取り込んでください。",
    "Split it by region, or load it on the server with `shuseki import`.",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form whose body was not read: by whom, and what its address names."""

    request: Request
    caller: Caller
    session: Session
    answer: Answer
    named: Mapping[str, str]

    @property
    def case(self) -> UUID:
        """The application in the address; raises ``ValueError`` where that is none."""
        return UUID(self.named["case"])


@dataclass(frozen=True, slots=True)
class Form:
    """A form that takes a file: the addresses it sends to, how to make the file smaller, and its page."""

    address: re.Pattern[str]
    remedy: Text
    show: Callable[[Sent], Response]


_CASE = r"/applications/(?P<case>[^/]+)"
FORMS = (
    Form(re.compile("/plans"), _LESS_PLAN, lambda sent: plans.refused(sent.request, sent.answer)),
    Form(re.compile("/footprints"), _LESS_SHAPE, lambda sent: footprints.refused(sent.request, sent.answer)),
    Form(
        re.compile(f"{_CASE}/workbook"),
        _LESS_WORKBOOK,
        lambda sent: workbooks.refused(sent.request, sent.session, sent.case, sent.answer),
    ),
    Form(
        re.compile(f"{_CASE}/(?P<ground>footprint|plots)(/(?P<index>[0-9]+)/shape)?"),
        _LESS_SHAPE,
        lambda sent: drawing.refused(
            sent.request, sent.session, sent.case, sent.named["index"], sent.answer.error
        ),
    ),
    Form(
        re.compile(f"{_CASE}/files"),
        _LESS_FILE,
        lambda sent: applications.page(
            sent.request, sent.caller, sent.session, sent.case, file_error=sent.answer.error
        ),
    ),
    Form(
        re.compile(review_workbook.ADDRESS),
        _LESS_WORKBOOK,
        lambda sent: review_workbook.refused(sent.request, sent.caller, sent.answer),
    ),
    Form(
        re.compile(f"{assignments.ADDRESS}/csv"),
        _LESS_ROWS,
        lambda sent: assignments.too_large(sent.request, sent.caller, sent.session, sent.answer),
    ),
    Form(
        re.compile(rehearsal.ADDRESS),
        _LESS_DRAFT,
        lambda sent: rehearsal.refused(sent.request, sent.caller, sent.answer),
    ),
    Form(
        re.compile(layer_administration.ADDRESS),
        _LESS_LAYER,
        lambda sent: layer_administration.refused(sent.request, sent.caller, sent.session, sent.answer),
    ),
)
"""Forms that take files; a body that is too large is refused unread, on the page of its form."""


def error_page(request: Request, answer: Answer) -> Response:
    """Show an error where its cause can be mended."""
    if isinstance(answer.error, TooLarge | LengthRequired):
        for form in FORMS:
            if found := form.address.fullmatch(request.url.path):
                return _on_its_page(form, request, answer, found.groupdict())
    return view.error_page(request, answer)


def _on_its_page(form: Form, request: Request, answer: Answer, named: dict[str, str]) -> Response:
    """Show the form again; who may not see it gets the page that tells of the size alone."""
    problem = Problem("file", None, answer.error.message, form.remedy)
    told = replace(answer, error=type(answer.error)(_NOTHING_STORED, [problem]))
    caller = view.caller_of(request)
    try:
        with unit_of_work(request.app.state.sessions, caller.actor) as session:
            return form.show(Sent(request, caller, session, told, named))
    except (ShusekiError, ValueError):
        return view.error_page(request, told)
