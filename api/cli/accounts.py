"""``shuseki account``: the first administrator, lost passwords, and who there is."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from api.cli.session import open_session
from api.services import bodies
from api.services.identity import care, registry
from api.services.identity.registry import Issued
from api.settings import load_settings
from data.domain.actor import BodyKind, Role
from data.domain.errors import NotReady
from data.domain.wording import Text
from data.queries import bodies as body_queries

account_app = typer.Typer(no_args_is_help=True, help="利用者のアカウント / accounts of people")
TITLE = Text("システム管理者", "administrator")
Login = Annotated[str, typer.Argument(help="ログイン名 / login")]


@account_app.command(name="create-admin")
def create_admin(
    login: Login,
    name: Annotated[str, typer.Option(help="氏名 / name of the person")] = "システム管理者",
    body: Annotated[str, typer.Option(help="所属団体の略号 / short name of the body")] = "ADMIN",
    body_name: Annotated[str, typer.Option(help="所属団体の名称 / name of the body")] = "運用管理",
    break_glass: Annotated[
        bool, typer.Option(help="認証基盤の停止時に使う緊急用 / for when the identity provider is down")
    ] = False,
) -> None:
    """管理者を作り、仮パスワードを一度だけ表示する / Make an administrator; its password is shown once."""
    now = datetime.now(UTC)
    with open_session() as session:
        found = body_queries.find_body(session, body)
        if found is None:
            found = bodies.add_body(session, BodyKind.MINISTRY, body, Text(body_name, body_name))
        post = body_queries.find_post_by_title(session, found.id, TITLE.ja)
        if post is None:
            post = bodies.add_post(session, body, Role.ADMINISTRATOR, TITLE)
        issued = registry.create(session, login, name, is_break_glass=break_glass)
        bodies.give_post(session, post.id, issued.account.id, now)
    _print(issued)


@account_app.command()
def reset(login: Login) -> None:
    """パスワードと2要素認証を白紙に戻す / Give a new password and forget the second factor."""
    with open_session() as session:
        account = registry.by_login(session, login)
        issued = registry.reset(session, account.id, datetime.now(UTC))
    _print(issued)


@account_app.command()
def link(
    login: Login, subject: Annotated[str, typer.Argument(help="認証基盤での識別子 / subject at the provider")]
) -> None:
    """組織の認証基盤の利用者と結び付ける / Link an account with a subject of the identity provider."""
    settings = load_settings()
    if settings.oidc_issuer is None:
        raise NotReady(Text("SHUSEKI_OIDC_ISSUER が設定されていません。", "SHUSEKI_OIDC_ISSUER is not set."))
    with open_session(settings) as session:
        account = registry.by_login(session, login)
        registry.link(session, account.id, settings.oidc_issuer, subject)
    typer.echo(f"結び付けました / linked: {login}")


@account_app.command(name="list")
def list_accounts() -> None:
    """アカウントを一覧する / List the accounts."""
    with open_session() as session:
        accounts = registry.everybody(session)
        if not accounts:
            typer.echo("アカウントはまだありません / no accounts yet: shuseki account create-admin")
        for account in accounts:
            state = "有効 / active" if account.is_active else "停止 / disabled"
            note = "  緊急用 / break-glass" if account.is_break_glass else ""
            typer.echo(f"{account.login}  {account.name}  {state}{note}")


@account_app.command()
def purge() -> None:
    """期限の切れた失敗回数とセッションを消す（夜間） / Forget what signing in needs no more; nightly."""
    settings = load_settings()
    with open_session(settings) as session:
        gone = care.purge(session, settings.sign_in_policy())
    typer.echo(
        f"失敗回数{gone.throttles}件、セッション{gone.sessions}件、中断した連携{gone.attempts}件を消しました"
        f" / forgot {gone.throttles} counts, {gone.sessions} sessions, {gone.attempts} attempts"
    )


def _print(issued: Issued) -> None:
    typer.echo(f"ログイン名 / login: {issued.account.login}")
    typer.echo(f"仮パスワード（再表示しません） / temporary password, shown once: {issued.password}")
    typer.echo("最初のサインインで変更します。 / It has to be changed at the first sign-in.")
