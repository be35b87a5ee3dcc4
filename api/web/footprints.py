"""The page that inspects a footprint: a file or municipalities in, measures and shared ground out."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import UploadFile

from api.deps import DatabaseSession
from api.errors import Answer, answer_of, shown_value
from api.security.intake import MAX_BODY_BYTES
from api.services import footprint_inspection
from api.services.footprint_inspection import Inspection
from api.web import view
from api.web.option_words import SHAPE_FORM
from data.domain.errors import InvalidInput, Problem
from data.domain.issues import SEVERITY_NAMES
from data.domain.layer import Coverage
from data.domain.wording import Text
from data.importers.reading import Reading, Swap

router = APIRouter(include_in_schema=False)
FORM = "/footprints"
STATES = {"sample": Text("見本", "sample"), "registered": Text("登録", "registered")}
"""How a plan on the same ground stands; publications say it in their own word."""
UNCOVERED = {
    Coverage.NOT_KNOWN: Text(
        "行政区域データが読み込まれていません。読み込むと分かります。",
        "No boundaries are loaded; load them to know.",
    ),
    Coverage.NOT_COVERED: Text(
        "読み込まれている行政区域データは、この区域を含んでいません。",
        "The boundaries loaded do not cover this ground.",
    ),
    Coverage.PARTLY: Text(
        "読み込まれている行政区域データは、この区域の一部しか含んでいません。",
        "The boundaries loaded cover only a part of this ground.",
    ),
}
"""Why municipalities and supply areas are not known."""


class Sent:
    """What the form sent: a file with its name, municipality codes, and how the file is to be read."""

    def __init__(self, file: tuple[str, bytes], codes: str, crs: str, *, swap: bool) -> None:
        self.name, self.content = file
        self.codes = codes
        self.crs = crs
        self.swap = swap


async def read_form(request: Request) -> Sent:
    """Read the form of the page."""
    async with request.form(max_files=1, max_fields=5, max_part_size=MAX_BODY_BYTES) as form:
        file, codes, crs = form.get("file"), form.get("municipalities"), form.get("crs")
        sent = (file.filename or "", await file.read()) if isinstance(file, UploadFile) else ("", b"")
        return Sent(
            sent,
            codes if isinstance(codes, str) else "",
            crs if isinstance(crs, str) else "",
            swap=form.get("swap") is not None,
        )


@router.get("/footprints")
def form(request: Request) -> Response:
    """Show the form."""
    return _page(request)


@router.post("/footprints")
def inspect(
    request: Request, session: DatabaseSession, sent: Annotated[Sent, Depends(read_form)]
) -> Response:
    """Show what there is to say, or every problem; nothing is stored."""
    stated: dict[str, Any] = {"codes": sent.codes, "crs": sent.crs, "swap": sent.swap}
    try:
        return _page(request, found=_inspected(session, sent), **stated)
    except InvalidInput as error:
        told = SHAPE_FORM.answer(answer_of(request, error))
        return _page(request, told.status, answer=told, **stated)


def refused(request: Request, answer: Answer) -> Response:
    """Show the form again with the reason why what it sent was not even read."""
    return _page(request, answer.status, answer=answer)


def _inspected(session: DatabaseSession, sent: Sent) -> Inspection:
    if sent.name:
        swap = Swap.FLAGGED if sent.swap else Swap.NONE
        reading = Reading(crs=sent.crs.strip() or None, swap=swap)
        return footprint_inspection.inspect_file(session, sent.content, reading=reading)
    codes = re.findall(r"[^\s,、]+", sent.codes)
    if not codes:
        raise InvalidInput.of([Problem("file", None, _NOTHING, _CHOOSE)])
    return footprint_inspection.inspect_codes(session, codes)


def _page(request: Request, status: int = 200, **shown: object) -> Response:
    given = {"found": None, "answer": None, "codes": "", "crs": "", "swap": False, **shown}
    return view.render(
        request,
        "footprints",
        status,
        noticed=SHAPE_FORM.issue,
        severities=SEVERITY_NAMES,
        states=STATES,
        uncovered=UNCOVERED,
        shown_value=shown_value,
        **{**given, "path": FORM},
    )


_NOTHING = Text("区域が指定されていません。", "No footprint is given.")
_CHOOSE = Text(
    "ファイルを選ぶか、市区町村コードを入力してください。", "Choose a file, or enter codes of municipalities."
)
