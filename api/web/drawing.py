"""Takes the footprint or the shape of a plot from a file; what cannot stand is told on the editor's page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api.deps import DatabaseSession, SignedIn
from api.security.intake import MAX_BODY_BYTES
from api.services.applications import ground
from api.services.plans import StaleVersion
from api.web import editor, editor_context, view
from api.web.editor_pages import GROUND, PLOTS
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text
from data.importers.reading import Reading

router = APIRouter(prefix="/applications/{application_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Handed:
    """The form of a file: its bytes, its reference system, and the mark of what it is to replace."""

    content: bytes
    crs: str
    tag: str
    remove: bool

    @property
    def reading(self) -> Reading:
        """How the file is to be read."""
        return Reading(crs=self.crs.strip() or None)

    def required(self) -> bytes:
        """Return the bytes of the file; raises ``InvalidInput`` where none was chosen."""
        if not self.content:
            raise InvalidInput.of([Problem("file", None, _NO_FILE, _CHOOSE)])
        return self.content


async def read_form(request: Request) -> Handed:
    """Read the form of a file."""
    async with request.form(max_files=1, max_fields=10, max_part_size=MAX_BODY_BYTES) as form:
        file = form.get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
        texts = {key: value for key, value in form.items() if isinstance(value, str)}
        return Handed(content, texts.get("crs", ""), texts.get("tag", ""), texts.get("do") == "remove")


File = Annotated[Handed, Depends(read_form)]


@router.post("/footprint")
def draw_footprint(
    application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession, handed: File
) -> Response:
    """Take the footprint from a file, or take the drawn one away, and show the map."""

    def change() -> None:
        if handed.remove:
            ground.take_away(session, application_id, handed.tag)
        else:
            ground.draw(session, application_id, handed.required(), handed.reading, handed.tag)

    return _changed(request, session, application_id, GROUND, handed.crs, change)


@router.post("/plots/{index}/shape")
def draw_plot(
    application_id: UUID,
    index: int,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    handed: File,
) -> Response:
    """Take the shape of one plot from a file, or take the drawn one away, and show the map."""

    def change() -> None:
        if handed.remove:
            ground.take_plot_away(session, application_id, index, handed.tag)
        else:
            content = handed.required()
            ground.draw_plot(session, application_id, index, handed.tag, content, handed.reading)

    return _changed(request, session, application_id, PLOTS, handed.crs, change)


def _changed(
    request: Request,
    session: DatabaseSession,
    application_id: UUID,
    key: str,
    crs: str,
    change: Callable[[], None],
) -> Response:
    try:
        with session.begin_nested():
            change()
    except (InvalidInput, StaleVersion) as error:
        session.expire_all()
        copy = editor_context.copy_of(session, application_id)
        page = copy.page(key)
        typed = editor_context.stored_texts(copy, page)
        return editor.page_answer(request, session, copy, page, typed=typed, crs=crs, error=error)
    path = view.address(request, f"/applications/{application_id}/edit/{key}")
    return RedirectResponse(f"{path}#drawing", status_code=303)


_NO_FILE = Text("ファイルが選ばれていません。", "No file was chosen.")
_CHOOSE = Text("図形のファイルを選んでから送信してください。", "Choose the file with the shape first.")
