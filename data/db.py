"""Opens the database: engine, session factory and the one unit of work; it holds no queries and no tables."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, cast

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DataError, DBAPIError, ProgrammingError, SQLAlchemyError
from sqlalchemy.orm import Session, SessionTransaction, sessionmaker

from data.domain.actor import PUBLIC, SYSTEM, Actor
from data.domain.errors import InvalidInput, NotReady, Problem
from data.domain.wording import Text

DRIVER = "postgresql+psycopg"
SessionFactory = sessionmaker[Session]
APPLICATION_ROLE = "shuseki_app"
"""Owns nothing and is subject to row-level security; made by the migrations."""
READER_ROLE = "shuseki_reader"
"""Reads schemas ``published`` and ``tiles`` and nothing else; made by the migrations."""
READER_SECONDS = 20
POOL_SIZE = 20
"""Connections of a server; all are kept, since opening one costs more than most requests."""
ACTOR = "actor"
_ACT_AS = text(
    "SELECT set_config('shuseki.role', :role, true), set_config('shuseki.account', :account, true), "
    "set_config('shuseki.post', :post, true), set_config('shuseki.body', :body, true), "
    "set_config('role', :database_role, true)"
)
_NOT_MIGRATED = Text(
    "データベースの準備が済んでいません。`shuseki db upgrade` を実行してください。",
    "The database is not prepared yet. Run `shuseki db upgrade`.",
)


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


def make_engine(url: str | URL, *, pool_size: int = POOL_SIZE) -> Engine:
    """Return an engine for a PostgreSQL URL; nothing is connected until first use.

    Parameters never appear in logs or error messages, because they may hold confidential plan contents.
    Japanese text in JSON columns is stored as it is; NaN is refused rather than written into a document.
    """
    return create_engine(
        database_url(url),
        pool_size=pool_size,
        max_overflow=0,
        pool_pre_ping=True,
        hide_parameters=True,
        json_serializer=_to_json,
        connect_args={"application_name": "shuseki", "options": "-c timezone=UTC"},
    )


def make_reader(url: str | URL, *, pool_size: int = 5) -> Engine:
    """Return an engine that can only read what is published, one statement at a time, for ``READER_SECONDS``.

    Answers to maps need no transaction: each is one statement, which sees one state of the database.
    """
    settings = {**READER_SETTINGS, "timezone": "UTC", "jit": "off"}
    return create_engine(
        database_url(url),
        pool_size=pool_size,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={
            "application_name": "shuseki-reader",
            "options": " ".join(f"-c {name}={value}" for name, value in settings.items()),
        },
    )


def read_row(connection: Connection, statement: str, values: Mapping[str, Any]) -> tuple[Any, ...] | None:
    """Return the first row that a statement of ours finds for a reader, asked of the driver itself.

    ``statement`` has places as psycopg writes them. SQLAlchemy's own way costs three times as much, which an
    answer of half a millisecond notices; its errors are raised all the same.
    """
    driver = cast("psycopg.Connection[tuple[Any, ...]]", connection.connection.driver_connection)
    try:
        return driver.execute(statement.encode(), values).fetchone()
    except psycopg.Error as error:
        if driver.closed:
            connection.invalidate(error)
        raise DBAPIError.instance(statement, None, error, psycopg.Error, hide_parameters=True) from error


READER_SETTINGS = {
    "role": READER_ROLE,
    "default_transaction_read_only": "on",
    "statement_timeout": f"{READER_SECONDS}s",
}
"""What makes a connection a reader's, whichever driver opens it."""


def make_session_factory(engine: Engine) -> SessionFactory:
    """Return the factory of sessions on ``engine``; objects stay readable after commit."""
    factory = sessionmaker(engine, expire_on_commit=False)
    event.listen(factory, "after_begin", _begin_as_actor)
    return factory


@contextmanager
def unit_of_work(factory: SessionFactory, actor: Actor = PUBLIC) -> Iterator[Session]:
    """Run one transaction as ``actor``: committed when the block ends, rolled back when it raises.

    Nobody else commits. The HTTP doors, the command line and the importers all go through here. Who is not
    named is the public; ``SYSTEM`` is for imports, samples and sign-in. The first statement takes the
    connection: a request that waits for its turn must not hold one, or all would wait for each other.
    That statement raises ``NotReady`` when the database is not migrated so far that it knows who acts.
    """
    with factory() as session, session.begin():
        session.info[ACTOR] = actor
        yield session


def act_as(session: Session, actor: Actor) -> None:
    """Let the rest of the transaction see and write what ``actor`` may; ``SYSTEM`` owns the tables.

    Raises ``NotReady`` when the database is not migrated so far that it knows the application's role.
    """
    session.info[ACTOR] = actor
    _say_who_acts(session.connection(), actor)


def _begin_as_actor(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    """Before the first statement of a transaction; a savepoint inherits who acts."""
    if not transaction.nested:
        _say_who_acts(connection, actor_of(session))


def _say_who_acts(connection: Connection, actor: Actor) -> None:
    values = {
        "database_role": "none" if actor == SYSTEM else APPLICATION_ROLE,
        "role": str(actor.role),
        "account": str(actor.account_id or ""),
        "post": str(actor.post_id or ""),
        "body": str(actor.body_id or ""),
    }
    try:
        connection.execute(_ACT_AS, values)
    except (DataError, ProgrammingError) as error:
        raise NotReady(_NOT_MIGRATED) from error


@contextmanager
def as_system(session: Session) -> Iterator[None]:
    """Let the block act as the product itself, in the transaction of who acts; ask the matrix first.

    However the block ends, whoever acted before acts again. In a transaction that the database gave up,
    nothing can be said to it any more; rolling back takes the setting with it.
    """
    actor = actor_of(session)
    session.flush()
    act_as(session, SYSTEM)
    try:
        yield
        session.flush()
    except BaseException:
        with suppress(SQLAlchemyError):
            act_as(session, actor)
        raise
    act_as(session, actor)


def actor_of(session: Session) -> Actor:
    """Return who acts in this transaction; the public when nobody said."""
    actor = session.info.get(ACTOR, PUBLIC)
    assert isinstance(actor, Actor)  # noqa: S101 - act_as alone writes it
    return actor


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
