"""``shuseki audit``: prove that the audit trail is what was written."""

from __future__ import annotations

from typing import Annotated

import typer

from api.cli.session import open_session
from api.services import audit
from data.domain.audit import ChainReport
from data.domain.wording import Text

ALTERED = 1
BREAK_WORDS = {
    "altered": Text("内容が記録時と異なります", "its contents are not what was written"),
    "unlinked": Text("直前の行とつながっていません", "it is not linked to the row before"),
    "gap": Text("行が欠けています", "the row is missing"),
    "cut": Text("控えたハッシュ値の行が残っていません", "the row with the expected hash is gone"),
}

audit_app = typer.Typer(no_args_is_help=True, help="監査証跡 / the audit trail")


@audit_app.callback()
def trail() -> None:
    """監査証跡 / the audit trail."""


@audit_app.command()
def verify(
    expect: Annotated[
        str | None, typer.Option(help="前回控えた末尾のハッシュ値 / tip kept from an earlier run")
    ] = None,
) -> None:
    """監査証跡が改変されていないことを確かめる / Check that no row was altered, cut out or put in."""
    with open_session() as session:
        report = audit.verify(session, expect)
    _print(report)
    if report.broken is not None:
        raise typer.Exit(ALTERED)


def _print(report: ChainReport) -> None:
    if report.broken is None:
        typer.echo(f"異常なし / sound: {report.entries}件 / entries")
        typer.echo(f"末尾のハッシュ値（控えてください） / tip, to be kept elsewhere: {report.tip}")
        return
    words = BREAK_WORDS[report.broken.kind]
    typer.echo(
        f"監査証跡の第{report.broken.position}行: {words.ja} / row {report.broken.position}: {words.en}",
        err=True,
    )
