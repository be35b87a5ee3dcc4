"""``shuseki rules rehearse``: what a draft of the rulebook would change, as a table and as CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Column, Table

from api.cli.plan_files import Lang, Language
from api.cli.progress import shown_progress
from api.cli.session import open_session
from api.deps import today_in_japan
from api.services import rehearsals
from api.services.rehearsals import ChangeRow
from api.web.filters import STATUS_WORDS, VERDICT_WORDS
from data.domain.assessment import Status
from data.domain.errors import InvalidInput, Problem
from data.domain.exported import harmless
from data.domain.wording import Language as LanguageCode
from data.domain.wording import Text
from rules.drafts import Draft
from rules.rehearsal import Outcome, Totals, totals

LEAST_WIDTH = 140
NOT_IN_FORCE = Text("適用なし", "not in force")
COLUMNS = (
    "plan",
    "plan_type",
    "title",
    "criterion",
    "criterion_title",
    "before",
    "after",
    "cause",
    "reason_before",
    "reason_after",
)


def rehearse(
    draft: Annotated[
        Path, typer.Argument(metavar="DRAFT", help="案のYAMLファイル又はフォルダー / draft file or folder")
    ],
    samples: Annotated[
        bool, typer.Option("--samples", help="見本の計画で試す（データベース不要） / over the samples")
    ] = False,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="基準日 / day")] = None,
    table: Annotated[Path | None, typer.Option("--csv", help="表を書き出すCSV / CSV to write")] = None,
    lang: Language = Lang.JA,
) -> None:
    """基準の案で結果がどう変わるかを試す（保存しない） / Rehearse a draft; nothing is stored."""
    proposal = rehearsals.draft_of(_contents(draft))
    day = on.date() if on else rehearsals.day_of(proposal, today_in_japan())
    unread: list[UUID] = []
    with _outcomes(proposal, day, samples, unread) as (found, count):
        outcomes = list(_watched(found, count, lang.value))
    rows = [row for outcome in outcomes for row in rehearsals.rows(outcome)]
    if table is not None:
        _write(table, rows, lang.value)
    console = Console(highlight=False)
    if not console.is_terminal:
        console.width = max(console.width, LEAST_WIDTH)
    _print(console, proposal, day.isoformat(), rows, lang.value)
    _print_totals(console, totals(outcomes), lang.value)
    if unread:
        said = Text("現在の様式で読み取れず、試していない計画", "not read by today's form, so not rehearsed")
        console.print(f"{said.in_language(lang.value)}: {', '.join(map(str, unread))}")


@contextmanager
def _outcomes(
    draft: Draft, on: date, samples: bool, unread: list[UUID]
) -> Iterator[tuple[Iterator[Outcome], int]]:
    if samples:
        yield rehearsals.over_samples(draft, on), rehearsals.count_samples()
        return
    with open_session() as session:
        yield rehearsals.over_stored(session, draft, on, unread), rehearsals.count_stored(session)


def _watched(outcomes: Iterator[Outcome], count: int, language: LanguageCode) -> Iterator[Outcome]:
    with shown_progress(Text("予行", "rehearsal").in_language(language)) as advance:
        for done, outcome in enumerate(outcomes, start=1):
            advance(done, count)
            yield outcome


def _contents(draft: Path) -> list[bytes]:
    paths = sorted((*draft.glob("*.yaml"), *draft.glob("*.yml"))) if draft.is_dir() else [draft]
    try:
        contents = [path.read_bytes() for path in paths]
    except OSError as error:
        raise InvalidInput.of([_unreadable(draft, str(error.strerror))]) from error
    if not contents:
        raise InvalidInput.of([_unreadable(draft, "*.yaml")])
    return contents


def _unreadable(draft: Path, why: str) -> Problem:
    return Problem(
        "DRAFT",
        str(draft),
        Text(f"案のファイルを読めません（{why}）。", f"The draft cannot be read ({why})."),
        Text(
            "YAMLファイル、又はYAMLファイルを入れたフォルダーを指定してください。",
            "Name a YAML file or a folder of YAML files.",
        ),
    )


def _print(
    console: Console, draft: Draft, day: str, rows: Sequence[ChangeRow], language: LanguageCode
) -> None:
    console.print(f"[bold]{escape(draft.title)}[/]  {day}")
    for change in draft.changes:
        console.print(f"  {escape(change.text.in_language(language))}")
    heads = (
        Text("計画", "plan"),
        Text("審査項目", "criterion"),
        Text("変更前 → 変更後", "before → after"),
        Text("原因", "cause"),
        Text("変更前の理由／変更後の理由", "reason before / after"),
    )
    columns = (Column(head.in_language(language), overflow="fold") for head in heads)
    table = Table(*columns, show_lines=True)
    for row in rows:
        before, after = _word(row.before, language), _word(row.after, language)
        table.add_row(
            f"{escape(row.title)}\n[dim]{row.plan}[/]",
            f"{escape(row.criterion_title.in_language(language))}\n[dim]{row.criterion}[/]",
            f"{before}\n→ [bold]{after}[/]",
            escape("\n".join(cause.in_language(language) for cause in row.causes)),
            escape(f"{_said(row.reason_before, language)}\n→ {_said(row.reason_after, language)}"),
        )
    if rows:
        console.print(table)


def _print_totals(console: Console, found: Totals, language: LanguageCode) -> None:
    line = Text(
        f"計画 {found.plans}件のうち {found.changed_plans}件で結果が変わります。",
        f"{found.changed_plans} of {found.plans} plans change.",
    )
    console.print(f"[bold]{line.in_language(language)}[/]")
    for (criterion, before, after), count in sorted(found.findings.items(), key=lambda item: item[0][0]):
        console.print(f"  {criterion}: {_word(before, language)} → {_word(after, language)}  {count}")
    for (was, becomes), count in found.verdicts.items():
        words = (VERDICT_WORDS[was].in_language(language), VERDICT_WORDS[becomes].in_language(language))
        label = Text("全体の結果", "result").in_language(language)
        console.print(f"  {label}: {words[0]} → {words[1]}  {count}")


def _write(path: Path, rows: Sequence[ChangeRow], language: LanguageCode) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(COLUMNS)
        for row in rows:
            causes = "\n".join(cause.in_language(language) for cause in row.causes)
            said = (_said(row.reason_before, language), _said(row.reason_after, language))
            title = row.criterion_title.in_language(language)
            statuses = (row.before or "", row.after or "")
            cells = (row.plan, row.plan_type, row.title, row.criterion, title, *statuses, causes, *said)
            writer.writerow([harmless(cell) for cell in cells])


def _word(status: Status | None, language: LanguageCode) -> str:
    return (STATUS_WORDS[status] if status else NOT_IN_FORCE).in_language(language)


def _said(reason: Text | None, language: LanguageCode) -> str:
    return reason.in_language(language) if reason else NOT_IN_FORCE.in_language(language)
