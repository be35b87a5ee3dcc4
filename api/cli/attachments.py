"""``shuseki attachments``: read every kept file again, and sweep what failed uploads left behind."""

from __future__ import annotations

import typer

from api.cli.session import open_session
from api.services import attachment_care
from api.settings import load_settings
from data.attachment_store import AttachmentStore

DAMAGED = 1

attachments_app = typer.Typer(no_args_is_help=True, help="添付資料の保全 / care of attachments")


@attachments_app.command()
def verify() -> None:
    """全ての添付資料を読み戻し、ハッシュ値と照合する（夜間に実行） / Read every file again and compare."""
    settings = load_settings()
    with open_session(settings) as session:
        report = attachment_care.verify(session, AttachmentStore(settings.home / "attachments"))
    for file in report.damaged:
        typer.echo(f"破損または欠落 / damaged or missing: {file.sha256} {'、'.join(file.names)}", err=True)
    typer.echo(f"{report.files}件中{len(report.damaged)}件に異常 / damaged of {report.files} files")
    if report.damaged:
        raise typer.Exit(DAMAGED)


@attachments_app.command()
def sweep() -> None:
    """どの申請にも属さない1日以上前のファイルを削除する / Delete files of no application, a day old."""
    settings = load_settings()
    with open_session(settings) as session:
        count = attachment_care.sweep(session, AttachmentStore(settings.home / "attachments"))
    typer.echo(f"{count}件を削除しました / files deleted")
