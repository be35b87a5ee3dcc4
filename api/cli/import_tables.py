"""Lays import reports, editions and issue logs out as tables for the terminal, in Japanese or English."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
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

_COUNTS = (
    Text("入力", "rows in"),
    Text("保存", "stored"),
    Text("統合", "merged"),
    Text("修復", "repaired"),
    Text("読み飛ばし", "skipped"),
    Text("拒否", "refused"),
)
_STATUS = {
    "staged": Text("準備中", "staged"),
    "current": Text("使用中", "in use"),
    "superseded": Text("旧版", "superseded"),
    "rejected": Text("不採用", "rejected"),
}
_NOT_KNOWN = Text("不明", "not known")


def report_tables(report: ImportReport, lang: Language) -> Iterator[Table]:
    """Yield a summary of the file, then the first issues of each dataset that has any."""
    yield _summary(report, lang)
    for edition in report.editions:
        if edition.issues:
            yield _first_issues(edition, lang)


def edition_table(editions: Iterable[EditionInfo], lang: Language) -> Table:
    """Return all editions with dates, status, counts and credit."""
    heads = (
        Text("版", "edition"),
        Text("データ", "data"),
        Text("時点", "as of"),
        Text("状態", "status"),
        *_COUNTS,
        Text("ファイル", "file"),
        Text("出典表示", "credit"),
    )
    table = _table(Text("取り込んだ版", "Editions"), heads, lang)
    for edition in editions:
        counts = edition.counts
        table.add_row(
            str(edition.id),
            edition.title.in_language(lang),
            _day(edition.as_of, lang),
            _STATUS[edition.status].in_language(lang),
            *(str(value) for value in _figures(counts)),
            escape(edition.file_name),
            edition.attribution,
        )
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
        *_COUNTS,
        Text("結果", "outcome"),
    )
    name = escape(report.file_name)
    table = _table(Text(f"{name} の取込み結果", f"Import of {name}"), heads, lang)
    for edition in report.editions:
        table.add_row(
            str(edition.edition_id),
            edition.title.in_language(lang),
            _day(edition.as_of, lang),
            *(str(value) for value in _figures(edition.counts)),
            OUTCOME_NAMES[edition.outcome].in_language(lang),
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


def _figures(counts: ImportCounts) -> tuple[int, ...]:
    return (counts.rows_in, counts.stored, counts.merged, counts.repaired, counts.skipped, counts.refused)


def _day(value: date | None, lang: Language) -> str:
    return _NOT_KNOWN.in_language(lang) if value is None else str(value)
