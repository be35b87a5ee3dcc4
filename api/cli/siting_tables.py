"""Lays saved scenarios and the best cells out as tables for the terminal, in Japanese or English."""

from __future__ import annotations

from collections.abc import Iterable

from rich.table import Table

from api.services.siting.scenarios import View
from api.services.siting.words import STATES, title_of
from data.domain.wording import Language, Text
from data.orm.siting import SitingScenario, SitingStudy
from data.reference.places import place_name

_NONE = Text(
    "まだありません。shuseki siting run で評価できます。", "There are none yet; shuseki siting run makes one."
)


def scenario_table(listed: Iterable[tuple[SitingScenario, SitingStudy]], lang: Language) -> Table:
    """Return saved scenarios with their ids whole, since other commands ask for them."""
    table = Table(show_lines=True)
    table.add_column(Text("シナリオ", "scenario").in_language(lang), no_wrap=True)
    table.add_column(Text("内容", "what it is").in_language(lang), overflow="fold")
    table.add_column(Text("状態", "state").in_language(lang))
    for row, study in listed:
        told = (title_of(study, row), STATES[study.status])
        table.add_row(row.id, *(text.in_language(lang) for text in told))
    if not table.rows:
        table.caption = _NONE.in_language(lang)
    return table


def ranking_table(shown: View, lang: Language) -> Table:
    """Return the best cells: place, score, and how far both may move with what is not known."""
    heads = (
        Text("順位", "rank"),
        Text("メッシュ", "cell"),
        Text("場所", "place"),
        Text("評価点", "score"),
        Text("評価点の幅", "score range"),
        Text("順位の幅", "rank range"),
    )
    table = Table(*(head.in_language(lang) for head in heads))
    for cell, code, name in zip(shown.ranked, shown.codes, shown.places, strict=True):
        table.add_row(
            str(cell.position),
            str(code),
            place_name(name, lang),
            "–" if cell.score is None else f"{cell.score:.3f}",
            f"{cell.low:.2f}–{cell.high:.2f}",
            f"{cell.best_position}–{cell.worst_position}",
        )
    return table
