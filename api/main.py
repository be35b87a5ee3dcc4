"""Puts the product together: routers, error answers, headers and the database for one running application."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from anyio.to_thread import current_default_thread_limiter
from fastapi import Depends, FastAPI
from fastapi.staticfiles import StaticFiles
from sqlalchemy import Engine
from starlette.datastructures import State

from api import errors
from api.deps import check_form_token, check_intake, language_of
from api.ogc.router import ROUTERS as OGC
from api.security.headers import SafeAnswers
from api.server import MAX_AT_ONCE
from api.services.field_maps import MAPS, MapFiles
from api.services.loading.desk import LoadingDesk
from api.services.loading.shelf import Shelf
from api.services.published import Published
from api.services.siting.desk import open_desk
from api.settings import Settings
from api.v1 import tiles
from api.v1.router import ROUTERS as V1
from api.v1.schemas import ProblemAnswer
from api.web import error_pages, guides, view
from api.web.router import ROUTERS as WEB
from data.attachment_store import AttachmentStore
from data.db import make_engine, make_reader, make_session_factory
from data.domain.errors import NotReady
from data.domain.wording import Text

PROBLEM = {"model": ProblemAnswer, "description": "問題の詳細（RFC 9457） / problem details"}


def create_app(settings: Settings, engine: Engine | None = None) -> FastAPI:
    """Return the application on ``engine``, or on the database that ``settings`` name.

    Raises ``NotReady`` when neither gives one; starting the private cluster is the command line's work.
    """
    app = doors()
    connect(app, settings, engine)
    return app


def doors() -> FastAPI:
    """Return the application with every route and nothing behind them; ``connect`` it before it starts."""
    app = FastAPI(
        title="集積 Shuseki",
        summary="地域計画を公表要件に照らして確認 / Checks regional plans against published requirements",
        version="1",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan,
        telemetry={"tracing": False, "metrics": False, "logs": False},
        dependencies=[Depends(check_intake), Depends(check_form_token)],
        responses={"default": PROBLEM},
    )
    _open_doors(app)
    return app


def connect(app: FastAPI, settings: Settings, engine: Engine | None = None) -> None:
    """Let ``app``, which is not running, work on ``engine`` or on the database that ``settings`` name.

    All that it was connected to before is forgotten. Raises ``NotReady`` like ``create_app``.
    """
    if engine is None and settings.database_url is None:
        raise NotReady(
            Text(
                "データベースの接続先がありません。shuseki serve で起動するか、"
                "SHUSEKI_DATABASE_URL を設定してください。",
                "There is no database. Start with `shuseki serve`, or set SHUSEKI_DATABASE_URL.",
            )
        )
    opened = engine or make_engine(settings.database_url or "")
    chosen = (settings.siting_executor, settings.siting_workers, settings.siting_dask_address)
    app.state = State()
    app.state.own_engine = opened if engine is None else None
    app.state.sessions = sessions = make_session_factory(opened)
    app.state.siting = open_desk(sessions, settings.home, *chosen)
    app.state.published = Published(make_reader(opened.url))
    app.state.render = view.render
    app.state.map_files = files = MapFiles(settings.home / MAPS)
    app.state.loading = LoadingDesk(sessions, Shelf(settings.home / "loads"), files)
    app.state.attachments = AttachmentStore(settings.home / "attachments")
    app.state.sign_in = settings.sign_in_policy()
    app.state.identity_provider = settings.identity_provider()


def _open_doors(app: FastAPI) -> None:
    """Every route, what stands before it and what answers when it fails."""
    app.router.routes.append(tiles.ROUTE)
    app.mount("/static", StaticFiles(directory=view.STATIC), name="static")
    app.mount(guides.PICTURES_ADDRESS, StaticFiles(directory=guides.PICTURES), name="pictures")
    for router in (*V1, *OGC, *WEB):
        app.include_router(router)
    app.add_middleware(tiles.KeptTiles)
    errors.install(app, error_pages.error_page, language_of)
    app.add_middleware(SafeAnswers)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Studies and loads run while the application does; an engine of its own is closed with it.

    A request takes a connection in one thread and gives it back after another. With fewer threads than
    requests, those that wait for a connection would keep the threads from those that are to give one back.
    """
    current_default_thread_limiter().total_tokens = MAX_AT_ONCE
    desks = (app.state.siting, app.state.loading)
    for desk in desks:
        desk.start()
    yield
    for desk in desks:
        desk.stop()
    app.state.published.close()
    if app.state.own_engine is not None:
        app.state.own_engine.dispose()
