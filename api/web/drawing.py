"""Takes the footprint or a plot from a file, or a plot's typed position; refusals are told in the editor."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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
from api.web.option_words import SHAPE_FORM
from data.domain.errors import InvalidInput, Problem, ShusekiError
from data.domain.position import read_position
from data.domain.wording import Text
from data.importers.reading import Reading, Swap

router = APIRouter(prefix="/applications/{application_id}", include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Handed:
    """A form of the ground: a file and how to read it, or a position; the mark of what it is to replace."""

    content: bytes
    texts: Mapping[str, str]

    @property
    def tag(self) -> str:
        """The mark of what was seen."""
        return self.texts.get("tag", "")

    @property
    def wanted(self) -> str:
        """The button that was pressed."""
        return self.texts.get("do", "")

    @property
    def typed(self) -> dict[str, str]:
        """What a person typed and finds again when the form is refused."""
        return {name: self.texts.get(name, "") for name in ("crs", "swap", "position")}

    @property
    def reading(self) -> Reading:
        """How the file is to be read."""
        swap = Swap.FLAGGED if self.texts.get("swap") else Swap.NONE
        return Reading(crs=self.texts.get("crs", "").strip() or None, swap=swap)

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
        return Handed(content, texts)


File = Annotated[Handed, Depends(read_form)]


@router.post("/footprint")
def draw_footprint(
    application_id: UUID, request: Request, caller: SignedIn, session: DatabaseSession, handed: File
) -> Response:
    """Take the footprint from a file, or take the drawn one away, and show the map."""

    def change() -> None:
        if handed.wanted == "remove":
            ground.take_away(session, application_id, handed.tag)
        else:
            ground.draw(session, application_id, handed.required(), handed.reading, handed.tag)

    return _changed(request, session, application_id, GROUND, handed.typed, change)


@router.post("/plots/{index}/shape")
def draw_plot(
    application_id: UUID,
    index: int,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    handed: File,
) -> Response:
    """Take one plot's shape from a file or its position as typed, or take it away; show the map."""

    def change() -> None:
        if handed.wanted == "remove":
            ground.take_plot_away(session, application_id, index, handed.tag)
        elif handed.wanted == "place":
            position = read_position(handed.typed["position"], f"{editor.POSITION}{index}")
            ground.place_plot(session, application_id, index, handed.tag, position)
        else:
            content = handed.required()
            ground.draw_plot(session, application_id, index, handed.tag, content, handed.reading)

    return _changed(request, session, application_id, PLOTS, {**handed.typed, "plot": str(index)}, change)


def refused(
    request: Request, session: DatabaseSession, application_id: UUID, index: str | None, error: ShusekiError
) -> Response:
    """Show the page of the ground, or of the plots, with the reason why the file was not even read."""
    key, sent = (GROUND, {}) if index is None else (PLOTS, {"plot": index})
    return _told(request, session, application_id, key, sent, error)


def _told(
    request: Request,
    session: DatabaseSession,
    application_id: UUID,
    key: str,
    sent: Mapping[str, str],
    error: ShusekiError,
) -> Response:
    session.expire_all()
    copy = editor_context.copy_of(session, application_id)
    page = copy.page(key)
    typed = editor_context.stored_texts(copy, page)
    return editor.page_answer(request, session, copy, page, typed=typed, sent=sent, error=error)


def _changed(
    request: Request,
    session: DatabaseSession,
    application_id: UUID,
    key: str,
    sent: Mapping[str, str],
    change: Callable[[], None],
) -> Response:
    try:
        with session.begin_nested():
            change()
    except (InvalidInput, StaleVersion) as error:
        told = SHAPE_FORM.refusal(error) if isinstance(error, InvalidInput) else error
        return _told(request, session, application_id, key, sent, told)
    path = view.address(request, f"/applications/{application_id}/edit/{key}")
    return RedirectResponse(f"{path}#drawing", status_code=303)


_NO_FILE = Text("ファイルが選ばれていません。", "No file was chosen.")
_CHOOSE = Text("図形のファイルを選んでから送信してください。", "Choose the file with the shape first.")
