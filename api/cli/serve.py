"""``shuseki serve``: database, migrations, samples and web server; stopped together, the data stay."""

from __future__ import annotations

import gc
import signal
import socket
import sys
from contextlib import closing
from types import FrameType
from typing import NoReturn

import typer
import uvicorn

from api.cli.map_files import map_files
from api.cli.session import open_engine
from api.deps import today_in_japan
from api.logs import write_json_logs
from api.main import create_app
from api.server import configured
from api.services.imports import pack_maps
from api.services.reference import load_reference
from api.services.samples import load_samples
from api.settings import Settings, load_settings
from data.db import SessionFactory, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.errors import NotReady
from data.domain.wording import Text

LOOKED_THROUGH_AFTER = 5_000


def serve() -> None:
    """起動する（Ctrl-Cで停止、データは残る） / Serve the product; Ctrl-C stops it, the data stay."""
    settings = load_settings()
    signal.signal(signal.SIGTERM, _end)
    write_json_logs()
    with closing(_listen(settings)) as listener:
        typer.echo("データベースを準備しています… / Preparing the database…")
        try:
            with open_engine(settings) as engine:
                prepare(make_session_factory(engine))
                pack_maps(make_session_factory(engine), map_files(settings))
                server = uvicorn.Server(configured(create_app(settings, engine)))
                settle()
                _announce(settings)
                server.run(sockets=[listener])
        except KeyboardInterrupt:
            typer.echo("")
        finally:
            typer.echo("停止しました。データは残っています。 / Stopped; the data stay.")


def prepare(sessions: SessionFactory) -> None:
    """Fill what a database needs before anybody uses it; on a later start nothing is left to do."""
    with unit_of_work(sessions, SYSTEM) as session:
        load_reference(session)
        load_samples(session, today_in_japan())


def settle() -> None:
    """Take what stays until the end (rules, catalogues, templates) out of garbage collection.

    A full collection looks at each of its 400,000 objects while everybody waits for a third of a second. What
    is made afterwards is looked through every few thousand objects instead of every 700: those of one request
    are mostly gone by then, which saves a check of a plan a twentieth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(LOOKED_THROUGH_AFTER)


def _listen(settings: Settings) -> socket.socket:
    """Take the port before anything else starts, so that a taken port is told at once."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((settings.host, settings.port))
    except OSError as error:
        listener.close()
        raise NotReady(
            Text(
                f"{settings.host}:{settings.port} で待ち受けられません（{error.strerror}）。"
                "使用中のプログラムを終了するか、SHUSEKI_PORT で別の番号を指定してください。",
                f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
                "Stop the program that uses it, or set another SHUSEKI_PORT.",
            )
        ) from error
    return listener


def _announce(settings: Settings) -> None:
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    typer.echo(f"集積 Shuseki を起動しました。ブラウザーで開いてください: http://{host}:{settings.port}/")
    typer.echo("Serving; open the address above in a browser. 停止 / stop: Ctrl-C")


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Leave through every block that is open, so that server and cluster stop in order."""
    sys.exit(0)
