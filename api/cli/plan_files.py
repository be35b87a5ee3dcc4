"""``shuseki check``, ``map`` and ``template``: work on a plan file; nothing is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from sqlalchemy.orm import Session

from api.cli import printing
from api.cli.session import has_database, open_session
from api.cli.standalone import with_assets_inside
from api.deps import today_in_japan
from api.services import documents, facts, footprints, maps, publication, screening, snapshots, templates
from api.settings import load_settings
from api.web.view import STATIC
from data.domain.assessment import Verdict
from data.domain.errors import InvalidInput, NotReady, Problem
from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.kpi_linter import advise

EXIT_STATUS = {
    Verdict.ELIGIBLE: 0,
    Verdict.NOT_ELIGIBLE: 1,
    Verdict.NEEDS_EVIDENCE: 3,
    Verdict.NEEDS_REVIEW: 3,
}
"""What ``shuseki check`` ends with; 2 is bad input or usage."""


class Format(StrEnum):
    """How findings are printed."""

    TEXT = "text"
    JSON = "json"


class Lang(StrEnum):
    """Language of the output."""

    JA = "ja"
    EN = "en"


PlanFile = Annotated[
    Path, typer.Argument(metavar="PLAN", help="計画のファイル（.yaml .json .xlsx） / plan file")
]
NoDatabase = Annotated[bool, typer.Option("--no-database", help="データベースを使わない / use no database")]
Language = Annotated[Lang, typer.Option("--lang", help="表示する言語 / language")]


def check(
    plan: PlanFile,
    output: Annotated[Format, typer.Option("--format", help="出力の形式 / output format")] = Format.TEXT,
    lang: Language = Lang.JA,
    no_database: NoDatabase = False,
) -> None:
    """計画を確認する（保存しない） / Check a plan without storing it.

    終了状態 / exit status: 0 要件充足 eligible, 1 不充足 not eligible, 2 入力の誤り bad input,
    3 判断できない cannot tell
    """
    document = read(plan)
    with optional_session(no_database) as session:
        found, measured = screening.try_out(session, document, today_in_japan())
    plain = document.model_dump(mode="json", exclude_none=True)
    record = publication.public_record(document.plan_type, plain, found.model_dump(mode="json"))
    if output is Format.JSON:
        answer = {"title": document.title, "record": record, "measured": snapshots.snapshot(measured)}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        console = Console(highlight=False)
        printing.print_record(console, document.title, record, lang.value)
        printing.print_advice(console, advise(getattr(document, "kpis", None)), lang.value)
        printing.print_missing(console, measured, facts.NAMES, lang.value)
    raise typer.Exit(EXIT_STATUS[found.verdict])


def draw_map(
    plan: PlanFile,
    output: Annotated[Path, typer.Option("--output", "-o", help="書き出すHTML / HTML file to write")],
    lang: Language = Lang.JA,
    no_database: NoDatabase = False,
) -> None:
    """計画の地図を1つのHTMLに書き出す（ネットワーク不要） / Write the map of a plan as one HTML file."""
    document = read(plan)
    with optional_session(no_database) as session:
        footprint = footprints.of(session, document)
        if footprint.shape is None:
            raise NotReady(Text(f"地図を描けません：{footprint.source.ja}", f"No map: {footprint.source.en}"))
        page = maps.draw(footprint.shape, document.title, document.plan_type, session, language=lang.value)
    output.write_text(with_assets_inside(page, "/static", STATIC), encoding="utf-8")
    typer.echo(str(output))


def template(
    plan_type: Annotated[PlanType, typer.Argument(metavar="TYPE", help="計画の種別（B） / plan type")],
    output: Annotated[Path, typer.Option("--output", "-o", help="書き出すExcelファイル / workbook to write")],
) -> None:
    """Excel様式を書き出す / Write the Excel form of a plan."""
    output.write_bytes(templates.workbook(plan_type))
    typer.echo(str(output))


def read(path: Path) -> PlanDocument:
    """Return the plan in a file; raises ``InvalidInput``, also for a file that cannot be opened."""
    try:
        content = path.read_bytes()
    except OSError as error:
        problem = Problem(
            "PLAN",
            str(path),
            Text(
                f"ファイルを開けません（{error.strerror}）。",
                f"The file cannot be opened ({error.strerror}).",
            ),
            Text(
                "場所と名前、読取り権限を確かめてください。", "Check its place, name and permission to read."
            ),
        )
        raise InvalidInput.of([problem]) from error
    return documents.accept_file(content, path.name)


@contextmanager
def optional_session(no_database: bool) -> Iterator[Session | None]:
    """Yield a session where there is a database and it is wanted, else nothing."""
    settings = load_settings()
    if no_database or not has_database(settings):
        yield None
        return
    with open_session(settings) as session:
        yield session
