"""The root of the command line: every command listed once, every error told in the product's own words."""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from sqlalchemy.exc import OperationalError

from api.cli import ledger, plan_files, printing, serve
from api.cli.accounts import account_app
from api.cli.applications import applications_app
from api.cli.attachments import attachments_app
from api.cli.audit import audit_app
from api.cli.db import db_app
from api.cli.imports import imports_app
from api.cli.rulebook import rules_app
from api.cli.siting import siting_app
from api.errors import UNREACHABLE
from data.domain.errors import ShusekiError

BAD_INPUT = 2

app = typer.Typer(
    name="shuseki",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="集積 Shuseki：地域計画を公表要件に照らして確認 / checks regional plans, with reasons and maps",
)
app.command(name="serve")(serve.serve)
app.command(name="check")(plan_files.check)
app.command(name="map")(plan_files.draw_map)
app.command(name="template")(plan_files.template)
app.command(name="ledger")(ledger.show)
app.add_typer(db_app, name="db")
app.add_typer(imports_app, name="import")
app.add_typer(rules_app, name="rules")
app.add_typer(audit_app, name="audit")
app.add_typer(account_app, name="account")
app.add_typer(siting_app, name="siting")
app.add_typer(applications_app, name="applications")
app.add_typer(attachments_app, name="attachments")


def main() -> None:
    """Run the command line; an error of ours is printed with its remedy and ends with status 2."""
    try:
        app()
    except ShusekiError as error:
        printing.print_error(Console(stderr=True, highlight=False), error)
        sys.exit(BAD_INPUT)
    except OperationalError:
        printing.print_error(Console(stderr=True, highlight=False), UNREACHABLE)
        sys.exit(BAD_INPUT)
