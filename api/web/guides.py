"""The guides for officers, reviewers and administrators, shown from the files that the repository keeps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType

from fastapi import APIRouter, Request, Response
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from api.web import view
from data.domain.actor import Role
from data.domain.errors import NotFound
from data.domain.wording import Text

router = APIRouter(include_in_schema=False)
DOCUMENTS = Path(__file__).resolve().parents[2] / "docs"
PICTURES = DOCUMENTS / "images"
PICTURES_ADDRESS = "/guides/images"
NO_SUCH_GUIDE = Text(
    "その名前の手引はありません。「手引」の一覧から選んでください。",
    "There is no such guide. Choose one from the list of guides.",
)

SCROLLED = MappingProxyType(
    {
        "table_open": '<div class="scroll" tabindex="0" role="region" aria-label="表"><table>',
        "table_close": "</table></div>",
    }
)
"""A wide table moves inside a frame that the keyboard reaches, as the tables of other pages do."""


class Guide(StrEnum):
    """A guide by its name in the address."""

    OFFICER = "officer"
    REVIEWER = "reviewer"
    ADMINISTRATOR = "administrator"
    EXCEL = "excel-round-trip"


@dataclass(frozen=True, slots=True)
class Card:
    """What the list of guides tells of one."""

    file: str
    """Below ``docs``."""
    title: Text
    about: Text


CARDS: Mapping[Guide, Card] = MappingProxyType(
    {
        Guide.OFFICER: Card(
            "guides/officer.md",
            Text("都道府県担当者の手引", "Guide for officers"),
            Text(
                "計画の作成、Excelでの記入、決裁、提出、補正",
                "Writing a plan, filling in the workbook, approval, sending, corrections",
            ),
        ),
        Guide.REVIEWER: Card(
            "guides/reviewer.md",
            Text("審査担当者の手引", "Guide for reviewers"),
            Text("案件の確認、判断、補正の求め、審査の進行", "Reading a case, judging, returning, screening"),
        ),
        Guide.ADMINISTRATOR: Card(
            "guides/administrator.md",
            Text("管理者の手引", "Guide for administrators"),
            Text(
                "利用者と職、公募、地理データ、運用設定、監査証跡",
                "People and posts, calls, map data, settings, audit trail",
            ),
        ),
        Guide.EXCEL: Card(
            "excel-round-trip.md",
            Text("Excelの往復", "There and back by Excel"),
            Text("セルの値がどう読まれ、どう書き戻されるか", "How values of cells are read and written back"),
        ),
    }
)
GUIDE_OF: Mapping[Role, Guide] = MappingProxyType(
    {
        Role.OFFICER: Guide.OFFICER,
        Role.APPROVER: Guide.OFFICER,
        Role.REVIEWER: Guide.REVIEWER,
        Role.MANAGER: Guide.REVIEWER,
        Role.COMMITTEE_MEMBER: Guide.REVIEWER,
        Role.ADMINISTRATOR: Guide.ADMINISTRATOR,
    }
)
"""The guide of who works here, for the page of their work."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A guide as a page: its title, its sections as anchor and heading, its body."""

    title: str
    sections: tuple[tuple[str, str], ...]
    body: Markup


@router.get("/guides")
def list_guides(request: Request) -> Response:
    """Show which guides there are."""
    return view.render(request, "guides", cards=CARDS, path="/guides")


@router.get("/guides/{name}")
def show_guide(name: str, request: Request) -> Response:
    """Show one guide with its pictures; raises ``NotFound``."""
    if name not in CARDS:
        raise NotFound(NO_SUCH_GUIDE)
    return view.render(request, "handbook", guide=read(Guide(name)), path=f"/guides/{name}")


@cache
def read(name: Guide) -> Shown:
    """Return a guide with its headings anchored and its links leading to pages of ours."""
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = markdown.parse((DOCUMENTS / CARDS[name].file).read_text(encoding="utf-8"))
    title, sections = _anchored(tokens)
    for token in tokens:
        for part in token.children or ():
            _lead_to_pages(part)
        _join_lines(token.children or ())
        if token.type in SCROLLED:
            token.type, token.content = "html_block", SCROLLED[token.type]
    html = markdown.renderer.render(tokens, markdown.options, {})
    return Shown(title, tuple(sections), Markup(html))  # noqa: S704 - made from a file of ours, without raw HTML


def _anchored(tokens: Sequence[Token]) -> tuple[str, list[tuple[str, str]]]:
    title = ""
    sections: list[tuple[str, str]] = []
    for opening, heading in pairwise(tokens):
        if opening.type != "heading_open":
            continue
        if opening.tag == "h1":
            title = heading.content
        elif opening.tag == "h2":
            sections.append((f"section-{len(sections) + 1}", heading.content))
            opening.attrSet("id", sections[-1][0])
    return title, sections


def _lead_to_pages(part: Token) -> None:
    if part.type == "image":
        part.attrSet("src", f"{PICTURES_ADDRESS}/{Path(str(part.attrGet('src'))).name}")
        part.attrSet("loading", "lazy")
    elif part.type == "link_open":
        target = Path(str(part.attrGet("href")))
        if target.suffix == ".md":
            part.attrSet("href", f"/guides/{Guide(target.stem)}")


def _join_lines(parts: Sequence[Token]) -> None:
    """A line of Japanese goes on in the next without a space, which a browser would set."""
    for before, part, after in zip(parts, parts[1:], parts[2:], strict=False):
        if part.type == "softbreak" and not (before.content[-1:] + after.content[:1]).isascii():
            part.type, part.content = "text", ""
