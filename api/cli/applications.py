"""``shuseki applications``: reminders before a deadline, to be run by a timer."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated

import typer

from api.cli.session import open_session
from api.deps import today_in_japan
from api.services.applications import reminders
from api.services.reviews import return_reminders

applications_app = typer.Typer(no_args_is_help=True, help="申請 / applications")


@applications_app.callback()
def applications() -> None:
    """申請 / applications."""


@applications_app.command()
def remind(
    hours: Annotated[
        int, typer.Option(min=1, max=720, help="締切までの時間 / hours before the deadline")
    ] = 48,
) -> None:
    """揃っているのに未提出の申請を担当者と決裁者に知らせる / Tell of whole drafts that were not sent."""
    with open_session() as session:
        found = reminders.remind(session, timedelta(hours=hours))
        for each in found:
            typer.echo(
                f"{each.call.code}: 未提出{each.unsent}件、うち完成{len(each.whole)}件、通知{each.notices}件"
                f" / {each.unsent} unsent, {len(each.whole)} whole, {each.notices} notices"
            )
    if not found:
        typer.echo("締切の近い公募はありません / no call closes soon")


@applications_app.command(name="remind-returns")
def remind_returns(
    days: Annotated[int, typer.Option(min=0, max=366, help="期限までの日数 / days before the due day")] = 30,
) -> None:
    """期限の近い、または過ぎたKPI報告を団体に知らせる / Tell bodies of KPI returns due soon or late."""
    with open_session() as session:
        found = return_reminders.remind(session, today_in_japan(), timedelta(days=days))
    for each in found:
        typer.echo(
            f"{each.number}: 期限前{each.due}件、期限超過{each.late}件、通知{each.notices}件"
            f" / {each.due} due, {each.late} late, {each.notices} notices"
        )
    if not found:
        typer.echo("知らせる報告はありません / no return to tell of")
