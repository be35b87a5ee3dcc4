"""How findings and errors are printed: readable without colour, narrow or wide, in Japanese or English."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from api.errors import shown_value
from api.web.filters import KIND_WORDS, STATUS_WORDS, VERDICT_WORDS, cited_place, day
from data.domain.assessment import Status
from data.domain.errors import ShusekiError
from data.domain.evidence import Fact, Missing
from data.domain.plan.fields import Meaning
from data.domain.wording import Language, Text
from rules.kpi_linter import Advice

SIGNS = {
    Status.MET: ("○", "green"),
    Status.NOT_MET: ("×", "bold red"),
    Status.INCOMPLETE: ("△", "yellow"),
    Status.NEEDS_REVIEW: ("◇", "blue"),
    Status.NOT_APPLICABLE: ("－", "dim"),
}


def print_error(console: Console, error: ShusekiError, language: Language = "ja") -> None:
    """Print an error with every problem: field, value, reason, remedy; Japanese with English beside it."""
    other: Language = "en" if language == "ja" else "ja"
    title, message = error.title.in_language(language), error.message.in_language(language)
    console.print(f"[bold red]{escape(title)}[/]  {escape(message)}")
    console.print(f"[dim]{escape(error.message.in_language(other))}[/]")
    for problem in error.problems:
        console.print(
            f"\n[bold]{escape(problem.field) or '-'}[/]  {escape(problem.message.in_language(language))}"
        )
        if problem.value is not None:
            _indented(
                console,
                f"{_say(language, '見つかった値', 'found')}: {escape(str(shown_value(problem.value)))}",
            )
        _indented(console, f"→{escape(problem.remedy.in_language(language))}")
        _indented(console, f"[dim]{escape(problem.message.in_language(other))}[/]")


def print_record(
    console: Console,
    title: str,
    record: Mapping[str, Any],
    language: Language,
    ids: Mapping[str, str] | None = None,
) -> None:
    """Print an assessment: the verdict, then every finding by side; ``ids`` are those of a stored one."""
    console.print(f"[bold]{escape(title)}[/]")
    verdict = VERDICT_WORDS[record["verdict"]].in_language(language)
    console.print(f"{_say(language, '確認結果', 'Result')}: [bold]{verdict}[/]")
    about = f"{_say(language, '審査基準の版', 'rule set')} {record['rule_set']}"
    console.print(f"[dim]{about}  {day(record['assessed_on'], language)}[/]")
    for side, findings in groupby(record["findings"], lambda finding: finding["side"]):
        console.print(f"\n[bold underline]{escape(side[language])}[/]")
        for finding in findings:
            _print_finding(console, finding, language)
            if ids is not None:
                _indented(
                    console, f"[dim]{_say(language, '所見の番号', 'finding')} {ids[finding['criterion']]}[/]"
                )


def print_missing(
    console: Console, facts: Mapping[str, Fact], names: Mapping[str, Meaning], language: Language
) -> None:
    """Print the measured facts that are missing, each with its reason."""
    missing = [fact for fact in facts.values() if isinstance(fact, Missing)]
    if missing:
        console.print(f"\n[bold]{_say(language, '測定できなかった内容', 'Not measured')}[/]")
    for fact in missing:
        name, reason = names[fact.path].title.in_language(language), fact.reason.in_language(language)
        _indented(console, f"{escape(name)}: {escape(reason)}")


def print_advice(console: Console, advice: Sequence[Advice], language: Language) -> None:
    """Print the warnings on KPIs, each with its rule and a rewrite; they are hints and refuse nothing."""
    if advice:
        console.print(f"\n[bold]{_say(language, 'KPIの書き方の助言', 'Advice on KPIs')}[/]")
    for each in advice:
        _indented(console, f"{escape(each.message.in_language(language))}  [dim]{each.rule}[/]")
        _indented(console, f"→{escape(each.rewrite.in_language(language))}")


def _print_finding(console: Console, finding: Mapping[str, Any], language: Language) -> None:
    status = Status(finding["status"])
    sign, style = SIGNS[status]
    word = STATUS_WORDS[status].in_language(language)
    kind = KIND_WORDS[finding["kind"]].in_language(language)
    title = escape(finding["title"][language])
    console.print(f"[{style}]{sign} {word}[/]  [bold]{title}[/]  [dim]{finding['criterion']} {kind}[/]")
    _indented(console, escape(finding["reason"][language]))
    if finding["remedy"]:
        _indented(console, f"→{escape(finding['remedy'][language])}")
    if finding["question"] and status is Status.NEEDS_REVIEW:
        label = _say(language, "人が判断すること", "left to judgement")
        _indented(console, f"{label}: {escape(finding['question'][language])}")
    for citation in finding["citations"]:
        _indented(console, f"[dim]{_cited(citation, language)}[/]")


def _cited(citation: Mapping[str, Any], language: Language) -> str:
    where = escape(cited_place(citation["lines"], language))
    return rf"\[{citation['document']} {where}] {escape(citation['title'][language])}"


def _indented(console: Console, text: str) -> None:
    console.print(Padding(text, (0, 0, 0, 4)))


def _say(language: Language, ja: str, en: str) -> str:
    return Text(ja, en).in_language(language)
