"""``shuseki rules`` about assessments: show, make again, compare, and what would have to change."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli import plan_files, printing
from api.cli.plan_files import Lang, Language, NoDatabase, PlanFile
from api.cli.session import open_session
from api.deps import today_in_japan
from api.services import comparisons, counterfacts, publication, screening
from api.web.filters import STATUS_WORDS, VERDICT_WORDS
from data.domain.assessment import InputRead, Status, finding_id
from data.domain.wording import Language as LanguageCode
from data.domain.wording import Text
from rules.comparison import FindingComparison
from rules.counterfacts.search import Counterfact

DIFFERENT = 1
"""What ``shuseki rules reproduce`` ends with when the record comes out otherwise."""
Assessment = Annotated[UUID, typer.Argument(metavar="ASSESSMENT", help="確認結果の番号 / assessment id")]
_NONE = Text("－", "–")


def assessment(assessment_id: Assessment, lang: Language = Lang.JA) -> None:
    """保存された確認結果を所見の番号とともに表示する / Show a stored assessment with finding ids."""
    with open_session() as session:
        stored = screening.get(session, assessment_id)
        record, title = publication.public_assessment(stored), str(stored.facts["document"]["title"])
    ids = {f["criterion"]: finding_id(assessment_id, f["criterion"]) for f in record["findings"]}
    printing.print_record(Console(highlight=False), title, record, lang.value, ids)


def reproduce(assessment_id: Assessment, lang: Language = Lang.JA) -> None:
    """当時の事実・基準・日で確認し直す / Make an assessment again as it was made.

    終了状態 / exit status: 0 同じ same, 1 異なる different, 2 入力の誤り bad input
    """
    with open_session() as session:
        found = comparisons.reproduce(session, assessment_id)
        about = f"{found.assessment.rule_set}  {found.assessment.assessed_on.isoformat()}"
    console = Console(highlight=False)
    said = Text("同じ結果です。", "The same.") if found.is_same else Text("異なります。", "Different.")
    console.print(f"[bold]{said.in_language(lang.value)}[/]  [dim]{about}[/]")
    for each in found.differences:
        console.print(f"  {finding_id(assessment_id, each.criterion)}  {each.what.in_language(lang.value)}")
    raise typer.Exit(0 if found.is_same else DIFFERENT)


def compare(
    assessment_id: Assessment,
    earlier: Annotated[UUID, typer.Argument(metavar="EARLIER", help="以前の確認結果 / an earlier one")],
    lang: Language = Lang.JA,
) -> None:
    """同じ計画の二つの確認結果を比べる / Compare two assessments of a plan."""
    with open_session() as session:
        found = comparisons.compare_with(session, assessment_id, earlier)
    console = Console(highlight=False)
    console.print(f"{found.day_before} {found.rule_set_before} → {found.day_after} {found.rule_set_after}")
    verdicts = [VERDICT_WORDS[each] for each in (found.verdict_before, found.verdict_after)]
    console.print(" → ".join(verdict.in_language(lang.value) for verdict in verdicts))
    for each in found.amended:
        before, after = (words.in_language(lang.value) for words in (each.before, each.after))
        console.print(escape(f"{each.title.in_language(lang.value)} {each.key}: {before} → {after}"))
    for finding in found.findings:
        if finding.is_changed or finding.facts or finding.numbers:
            _print_compared(console, finding, lang.value)


def what_would_meet(plan: PlanFile, lang: Language = Lang.JA, no_database: NoDatabase = False) -> None:
    """不適合の項目ごとに、あと何が変われば適合するかを示す / Tell what would meet the unmet criteria."""
    document = plan_files.read(plan)
    with plan_files.optional_session(no_database) as session:
        found = counterfacts.of_document(session, document, today_in_japan())
    console = Console(highlight=False)
    for each in found:
        console.print(f"[bold]{each.criterion}[/]")
        for number, offer in enumerate(each.offers, start=1):
            _print_offer(console, number, offer, lang.value)
        if each.why_none:
            console.print(f"  {escape(each.why_none.in_language(lang.value))}")
    if not found:
        none = Text("不適合の項目はありません。", "No criterion is unmet.")
        console.print(none.in_language(lang.value))


def _print_offer(console: Console, number: int, offer: Counterfact, language: LanguageCode) -> None:
    added = Text("追加", "add")
    changes = " ＋ ".join(
        f"{c.label.in_language(language)}: {(c.before or added).in_language(language)} → "
        f"{c.after.in_language(language)}"
        for c in offer.changes
    )
    console.print(f"  {number}. {escape(changes)}  [dim]{_word(offer.status, language)}[/]")
    for finding in offer.worse:
        worse = Text("悪くなる項目", "worse").in_language(language)
        console.print(f"     {worse}: {finding.criterion} {_word(finding.status, language)}")


def _print_compared(console: Console, finding: FindingComparison, language: LanguageCode) -> None:
    words = f"{_word(finding.before, language)} → {_word(finding.after, language)}"
    cause = finding.cause.text.in_language(language) if finding.cause else ""
    title = escape(finding.title.in_language(language))
    console.print(f"\n[bold]{title}[/] [dim]{finding.criterion}[/]  {words}  {cause}")
    table = Table(show_header=False)
    for change in (*finding.facts, *finding.numbers):
        label = escape(change.label.in_language(language))
        table.add_row(label, _read(change.before, language), "→", _read(change.after, language))
    if table.row_count:
        console.print(table)


def _read(read: InputRead | None, language: LanguageCode) -> str:
    if read is None:
        return _NONE.in_language(language)
    if read.missing:
        return escape(read.missing.in_language(language))
    return escape(f"{read.value}{read.unit or ''}")


def _word(status: Status | None, language: LanguageCode) -> str:
    return (STATUS_WORDS[status] if status else _NONE).in_language(language)
