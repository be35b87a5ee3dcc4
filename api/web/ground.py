"""The page of the footprint in the editor: municipalities to tick, a file to hand in, the map at once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import UploadFile

from api.deps import DatabaseSession, SignedIn
from api.security.intake import MAX_BODY_BYTES
from api.services.applications import ground
from api.web import view
from api.web.editor_context import Copy
from data.domain.errors import InvalidInput, Problem
from data.domain.parsing import half_width
from data.domain.plan.documents import DOCUMENTS
from data.domain.wording import Language, Text
from data.importers.plan_form import Typed, hiragana, read_section
from data.importers.reading import Reading
from data.reference.places import MunicipalityKind, municipalities, place_name, prefectures

router = APIRouter(prefix="/applications/{application_id}/footprint", include_in_schema=False)
MOST_FOUND = 60
TITLE = "municipalities"


@dataclass(frozen=True, slots=True)
class Choice:
    """One municipality (or a whole prefecture) to tick; ``words`` is what a search looks in."""

    code: str
    name: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What the picker shows: groups of choices, what was searched for and whether it was found."""

    groups: tuple[tuple[str, tuple[Choice, ...]], ...]
    search: str
    found: int
    is_drawn: bool
    has_shape: bool


class Handed:
    """The form of the file: its bytes, its reference system, and the mark of the footprint seen."""

    def __init__(self, content: bytes, crs: str, tag: str, remove: bool) -> None:
        self.content, self.crs, self.tag, self.remove = content, crs, tag, remove


async def read_form(request: Request) -> Handed:
    """Read the form of the file."""
    async with request.form(max_files=1, max_fields=10, max_part_size=MAX_BODY_BYTES) as form:
        file = form.get("file")
        content = await file.read() if isinstance(file, UploadFile) else b""
        texts = {key: value for key, value in form.items() if isinstance(value, str)}
        return Handed(content, texts.get("crs", ""), texts.get("tag", ""), texts.get("do") == "remove")


@router.post("")
def hand_in(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    handed: Annotated[Handed, Depends(read_form)],
) -> Response:
    """Take the footprint from a file, or take the drawn one away, and show the map."""
    if handed.remove:
        ground.take_away(session, application_id, handed.tag)
    elif not handed.content:
        raise InvalidInput.of([Problem("file", None, _NO_FILE, _CHOOSE)])
    else:
        ground.draw(
            session, application_id, handed.content, Reading(crs=handed.crs.strip() or None), handed.tag
        )
    path = f"/applications/{application_id}/edit/ground"
    return RedirectResponse(view.address(request, path) + "#map", status_code=303)


def shown(copy: Copy, typed: Typed, search: str, language: Language) -> Ground:
    """Return the picker: the body's prefectures, what was searched for, and what is ticked elsewhere."""
    chosen = set(read_section(DOCUMENTS[copy.plan_type], TITLE, typed, None).value or ())
    home = [copy.plan.body_code, *(copy.plan.document.get("joint_bodies") or ())]
    listed = dict.fromkeys(code[:2] for code in home)
    groups = [(place_name(f"{code}000", language), tuple(_in_prefecture(code, chosen))) for code in listed]
    at_home = {choice.code for _, group in groups for choice in group}
    found = [choice for choice in _search(search, chosen) if choice.code not in at_home]
    away = [_choice(code, chosen) for code in sorted(chosen - at_home - {each.code for each in found})]
    more = (
        (Text("見つかった市区町村", "Found").in_language(language), tuple(found)),
        (Text("その他の選択済み", "Also chosen").in_language(language), tuple(away)),
    )
    return Ground(
        groups=(*(group for group in more if group[1]), *groups),
        search=search,
        found=len(found),
        is_drawn=copy.plan.document.get("footprint") is not None,
        has_shape=copy.plan.footprint is not None,
    )


def _in_prefecture(prefecture: str, chosen: set[str]) -> Iterator[Choice]:
    yield _choice(f"{prefecture}000", chosen)
    for code, body in municipalities().items():
        if body.prefecture == prefecture and body.valid_to is None and body.kind is not MunicipalityKind.WARD:
            yield _choice(code, chosen)


def _search(written: str, chosen: set[str]) -> list[Choice]:
    wanted = hiragana(half_width(written))
    if not wanted:
        return []
    codes = (*(f"{code}000" for code in prefectures()), *municipalities())
    every = (_choice(code, chosen) for code in codes if _in_force(code))
    return [choice for choice in every if wanted in choice.words][:MOST_FOUND]


def _in_force(code: str) -> bool:
    body = municipalities().get(code)
    return body is None or body.valid_to is None


def _choice(code: str, chosen: set[str]) -> Choice:
    body = municipalities().get(code)
    if body is not None:
        return Choice(
            code, body.full_name, hiragana(half_width(f"{body.full_name}{body.kana}")), code in chosen
        )
    prefecture = prefectures()[code[:2]]
    name = Text("{ja}全域", "All of {ja}").filled(ja=prefecture.name.ja).ja
    return Choice(code, name, hiragana(half_width(f"{name}{prefecture.kana}")), code in chosen)


_NO_FILE = Text("ファイルが選ばれていません。", "No file was chosen.")
_CHOOSE = Text("区域のファイルを選んでから送信してください。", "Choose the file of the footprint first.")
