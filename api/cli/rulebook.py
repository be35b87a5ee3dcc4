"""``shuseki rules``: print the criteria in force on a day, the workflow, and who may do what."""

from __future__ import annotations

from datetime import datetime
from itertools import groupby
from typing import Annotated

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from api.cli import assessments, rehearsing
from api.cli.plan_files import Lang, Language
from api.cli.rule_settings import settings_app
from api.deps import today_in_japan
from api.services import catalogue
from api.web.filters import KIND_WORDS
from data.domain.actor import POST_ROLES, Role
from data.domain.errors import NotFound
from data.domain.plan.kinds import PlanType
from data.domain.wording import Language as LanguageCode
from data.domain.wording import Text
from rules.access import Cell, matrix
from rules.engine.criterion import Criterion
from rules.workflow import diagram

ROLES_SHOWN = (*POST_ROLES, Role.PUBLIC)

rules_app = typer.Typer(no_args_is_help=True, help="審査項目 / the criteria")
rules_app.add_typer(settings_app, name="settings")
rules_app.command(name="rehearse")(rehearsing.rehearse)
rules_app.command(name="assessment")(assessments.assessment)
rules_app.command(name="reproduce")(assessments.reproduce)
rules_app.command(name="compare")(assessments.compare)
rules_app.command(name="counterfacts")(assessments.what_would_meet)


@rules_app.callback()
def rules() -> None:
    """審査項目 / the criteria."""


@rules_app.command()
def show(
    criterion: Annotated[str | None, typer.Argument(metavar="CRITERION", help="項目の番号 / id")] = None,
    on: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="基準日 / day")] = None,
    plan_type: Annotated[PlanType, typer.Option("--type", help="計画の種別 / plan type")] = PlanType.B,
    lang: Language = Lang.JA,
) -> None:
    """審査項目を表示する / Show the criteria in force."""
    day = on.date() if on else today_in_japan()
    rule_set = catalogue.rule_set(plan_type, day)
    criteria = [c for c in catalogue.in_force(rule_set, day) if criterion in (None, c.id)]
    if not criteria:
        raise NotFound(
            Text(f"審査項目「{criterion}」はありません。", f"There is no criterion “{criterion}”.")
        )
    console = Console(highlight=False)
    console.print(f"[bold]{rule_set.version}[/]  {day.isoformat()}  {len(criteria)}")
    for side, group in groupby(criteria, lambda found: found.side):
        console.print(f"\n[bold underline]{escape(side.in_language(lang.value))}[/]")
        for found in group:
            _print(console, found, lang.value)


@rules_app.command()
def workflow() -> None:
    """申請の流れの図と表を書き出す / Write the workflow as a diagram and a table (docs/workflow.md)."""
    typer.echo(diagram.document(), nl=False)


@rules_app.command()
def access(lang: Language = Lang.JA) -> None:
    """誰がどの段階で何を行えるかの表を表示する / Show who may do what at which stage."""
    table = Table("", *(role.text.in_language(lang.value) for role in ROLES_SHOWN), show_lines=True)
    for action, cells in groupby(matrix(), lambda cell: cell.action):
        row = list(cells)
        table.add_row(
            action.in_language(lang.value), *(_stages(row, role, lang.value) for role in ROLES_SHOWN)
        )
    Console(width=max(Console().width, 200)).print(table)


def _stages(cells: list[Cell], role: Role, language: LanguageCode) -> str:
    allowed = [cell.stage for cell in cells if cell.role is role and cell.allowed]
    everywhere = Text("可", "yes")
    return "\n".join((stage.text if stage else everywhere).in_language(language) for stage in allowed) or "–"


def _print(console: Console, found: Criterion, language: LanguageCode) -> None:
    kind = KIND_WORDS[found.kind].in_language(language)
    console.print(f"[bold]{found.id}[/]  {escape(found.title.in_language(language))}  [dim]{kind}[/]")
    if found.question:
        label = Text("人が判断すること", "left to judgement").in_language(language)
        console.print(f"    {label}: {escape(found.question.in_language(language))}")
    for citation in found.citations:
        title = escape(citation.title.in_language(language))
        console.print(f"    [dim]{citation.document} {citation.lines}  {title}[/]")
