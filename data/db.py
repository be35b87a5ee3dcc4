"""Opens the database: engine, session factory and the one unit of work; it holds no queries and no tables."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import URL, Engine, create_engine, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session, sessionmaker

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

DRIVER = "postgresql+psycopg"
SessionFactory = sessionmaker[Session]


def database_url(value: str | URL) -> URL:
    """Return ``value`` as a SQLAlchemy URL that uses psycopg 3, whatever PostgreSQL spelling it came in.

    Raises ``InvalidInput`` without repeating the value, because a database URL may carry a password.
    """
    try:
        url = make_url(value)
    except ArgumentError as error:
        raise _unusable_url() from error
    if url.drivername.partition("+")[0] not in {"postgresql", "postgres"}:
        raise _unusable_url()
    return url.set(drivername=DRIVER)


def make_engine(url: str | URL, *, pool_size: int = 5) -> Engine:
    """Return an engine for a PostgreSQL URL; nothing is connected until first use.

    Parameters never appear in logs or error messages, because they may hold confidential plan contents.
    Japanese text in JSON columns is stored as it is; NaN is refused rather than written into a document.
    """
    return create_engine(
        database_url(url),
        pool_size=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,
        json_serializer=_to_json,
        connect_args={"application_name": "shuseki", "options": "-c timezone=UTC"},
    )


def make_session_factory(engine: Engine) -> SessionFactory:
    """Return the factory of sessions on ``engine``; objects stay readable after commit."""
    return sessionmaker(engine, expire_on_commit=False)


@contextmanager
def unit_of_work(factory: SessionFactory) -> Iterator[Session]:
    """Run one transaction: committed when the block ends, rolled back when it raises.

    Nobody else commits. The HTTP doors, the command line and the importers all go through here.
    """
    with factory() as session, session.begin():
        yield session


def _to_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def _unusable_url() -> InvalidInput:
    problem = Problem(
        field="SHUSEKI_DATABASE_URL",
        value="(秘匿 / hidden)",
        message=Text(
            "PostgreSQLの接続先として読み取れません。",
            "It cannot be read as the address of a PostgreSQL database.",
        ),
        remedy=Text(
            "postgresql://利用者@ホスト/データベース名 の形で指定するか、"
            "設定を外して専用データベースをお使いください。",
            "Write postgresql://user@host/database, or unset it to use the product's own private database.",
        ),
    )
    return InvalidInput.of([problem])
