"""Lays import reports, editions and issue logs out as tables for the terminal, in Japanese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date

from rich.markup import escape
from rich.table import Table

from data.domain.issues import (
    OUTCOME_NAMES,
    SEVERITY_NAMES,
    EditionReport,
    ImportCounts,
    ImportIssue,
    ImportReport,
    Severity,
)
from data.domain.wording import Language, Text
from data.queries.sources import EditionInfo

SHOWN_PER_CODE = 3
"""Issues of one kind shown after an import; all of them are in the database."""

_COUNTS = Text(
    "入力 {rows_in}、保存 {stored}\n統合 {merged}、修復 {repaired}\n読み飛ばし {skipped}、拒否 {refused}",
    "in {rows_in}, stored {stored}\n"
    "merged {merged}, repaired {repaired}\nskipped {skipped}, refused {refused}",
)
"""Three lines in one column: ten columns of numbers leave eighty characters no room for names."""
_STATUS = {
    "staged": Text("準備中", "staged"),
    "current": Text("使用中", "in use"),
    "superseded": Text("旧版", "superseded"),
    "rejected": Text("不採用", "rejected"),
}
_NOT_KNOWN = Text("不明", "not known")
_NONE = Text(
    "まだ何も取り込んでいません。shuseki import --help で取込み方が分かります。",
    "Nothing has been loaded yet; shuseki import --help tells how.",
)


def report_tables(report: ImportReport, lang: Language) -> Iterator[Table]:
    """Yield a summary of the file, then the first issues of each dataset that has any."""
    yield _summary(report, lang)
    for edition in report.editions:
        if edition.issues:
            yield _first_issues(edition, lang)


def edition_table(editions: Iterable[EditionInfo], lang: Language) -> Table:
    """Return all editions with file, credit, date, status and counts."""
    heads = (
        Text("版", "edition"),
        Text("データ、ファイル、出典表示", "data, file, credit"),
        Text("時点", "as of"),
        Text("状態", "status"),
        Text("行数", "rows"),
    )
    table = _table(Text("取り込んだ版", "Editions"), heads, lang)
    for edition in editions:
        said = (edition.title.in_language(lang), edition.file_name, edition.attribution)
        table.add_row(
            str(edition.id),
            escape("\n".join(said)),
            _day(edition.as_of, lang),
            _STATUS[edition.status].in_language(lang),
            _counted(edition.counts, lang),
            end_section=True,
        )
    if not table.rows:
        table.caption = _NONE.in_language(lang)
    return table


def issue_table(issues: Sequence[ImportIssue], lang: Language, title: Text | None = None) -> Table:
    """Return issues one a line: how grave, where, what."""
    heads = (
        Text("区分", "severity"),
        Text("行", "row"),
        Text("識別子", "feature"),
        Text("項目", "field"),
        Text("内容", "message"),
    )
    table = _table(title or Text("取込み時の指摘", "Issues"), heads, lang)
    for issue in issues:
        table.add_row(
            SEVERITY_NAMES[issue.severity].in_language(lang),
            "" if issue.row is None else str(issue.row),
            escape(issue.feature or ""),
            escape(issue.field or ""),
            escape(issue.message.in_language(lang)),
        )
    return table


def _summary(report: ImportReport, lang: Language) -> Table:
    heads = (
        Text("版", "edition"),
        Text("データ", "data"),
        Text("時点", "as of"),
        Text("行数", "rows"),
        Text("結果", "outcome"),
    )
    name = escape(report.file_name)
    table = _table(Text(f"{name} の取込み結果", f"Import of {name}"), heads, lang)
    for edition in report.editions:
        table.add_row(
            str(edition.edition_id),
            edition.title.in_language(lang),
            _day(edition.as_of, lang),
            _counted(edition.counts, lang),
            OUTCOME_NAMES[edition.outcome].in_language(lang),
            end_section=True,
        )
    return table


def _first_issues(edition: EditionReport, lang: Language) -> Table:
    shown = _few_of_each(edition.issues)
    counts = {level: sum(issue.severity is level for issue in edition.issues) for level in Severity}
    listed = [
        Text(f"{SEVERITY_NAMES[level].ja}{count}", f"{count} {SEVERITY_NAMES[level].en}")
        for level, count in counts.items()
        if count
    ]
    title = Text(
        f"{edition.title.ja}の指摘({'、'.join(item.ja for item in listed)})、うち{len(shown)}件。"
        f"全件は shuseki import issues {edition.edition_id}",
        f"{edition.title.en}: {', '.join(item.en for item in listed)}; {len(shown)} shown. "
        f"All: shuseki import issues {edition.edition_id}",
    )
    return issue_table(shown, lang, title)


def _few_of_each(issues: Sequence[ImportIssue]) -> list[ImportIssue]:
    seen: Counter[str] = Counter()
    shown = []
    for issue in issues:
        seen[issue.code] += 1
        if seen[issue.code] <= SHOWN_PER_CODE:
            shown.append(issue)
    return shown


def _table(title: Text, heads: Iterable[Text], lang: Language) -> Table:
    table = Table(title=title.in_language(lang), title_justify="left")
    for head in heads:
        table.add_column(head.in_language(lang), overflow="fold")
    return table


def _counted(counts: ImportCounts, lang: Language) -> str:
    return _COUNTS.filled(**asdict(counts)).in_language(lang)


def _day(value: date | None, lang: Language) -> str:
    return _NOT_KNOWN.in_language(lang) if value is None else str(value)
