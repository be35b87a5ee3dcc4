"""``shuseki db``: bring the schema up to date, say what is in the database, load the samples."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from api.cli.session import open_database, open_session
from api.deps import today_in_japan
from api.services import health
from api.services.demonstration import make_accounts, open_call
from api.services.identity.registry import Issued
from api.services.samples import load_samples
from api.settings import load_settings
from data import migration
from data.domain.assessment import Verdict
from data.queries import plans, sources

db_app = typer.Typer(no_args_is_help=True, help="データベース / the database")


@db_app.command()
def upgrade() -> None:
    """スキーマを最新にする / Bring the schema up to date."""
    with open_database(load_settings()) as url:
        migration.upgrade(url)
    typer.echo(
        f"スキーマは第{migration.newest_revision()}版です。 / The schema is at {migration.newest_revision()}."
    )


@db_app.command()
def status() -> None:
    """版と件数を表示する / Show the revision and what is stored."""
    with open_session() as session:
        typer.echo(f"スキーマ / schema: {health.database_state(session)}")
        counts = plans.verdict_counts(session)
        typer.echo(f"計画 / plans: {sum(counts.values())}")
        for verdict in Verdict:
            typer.echo(f"  {verdict}: {counts.get(verdict, 0)}")
        editions = sources.editions_in_use(session)
        typer.echo(f"使用中の地理データ / layers in use: {len(editions)}")
        for edition in editions:
            typer.echo(f"  {edition.title.ja} {edition.as_of or '時点不明'} {edition.counts.stored:,}")


@db_app.command()
def seed(
    accounts: Annotated[
        bool,
        typer.Option(
            "--accounts",
            help="役割ごとの実演用アカウントと公募も作る / demonstration accounts and a call too",
        ),
    ] = False,
) -> None:
    """見本の計画を読み込み、確認し直す / Load the samples and assess them again."""
    with open_session() as session:
        loaded = load_samples(session, today_in_japan(), again=True)
        issued = _demonstrate(session) if accounts else []
    typer.echo(f"見本の計画 {loaded.stored}件を登録し、{loaded.assessed_again}件を確認し直しました。")
    typer.echo(f"{loaded.stored} sample(s) stored, {loaded.assessed_again} assessed again.")
    if issued:
        typer.echo("実演用アカウントの仮パスワード（再表示しません） / temporary passwords, shown once:")
    for one in issued:
        typer.echo(f"  {one.account.login}  {one.password}")


def _demonstrate(session: Session) -> list[Issued]:
    now = datetime.now(UTC)
    issued = make_accounts(session, now)
    open_call(session, now)
    return issued
