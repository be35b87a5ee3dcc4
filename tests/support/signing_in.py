"""A signed-in client for tests: a session in the database, its cookie and its form token on the client."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.security.forms import FORM_HEADER, SESSION_COOKIE, form_token
from api.services.identity.tokens import digest, new_token
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor
from data.orm import WebSession


def sign_in(client: TestClient, engine: Engine, actor: Actor) -> str:
    """Open a session of ``actor`` with every step done and let ``client`` use it; returns its token.

    The form token goes with every request as a header, so that tests can post forms without reading pages.
    """
    token = open_session(engine, actor)
    client.cookies.set(SESSION_COOKIE, token)
    client.headers[FORM_HEADER] = form_token(token)
    return token


def open_session(engine: Engine, actor: Actor) -> str:
    """Store a session of ``actor`` with every step done and return its token, the cookie's value."""
    token, now = new_token(), datetime.now(UTC)
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        session.add(
            WebSession(
                id=uuid4(),
                token_sha256=digest(token),
                account_id=actor.account_id,
                post_id=actor.post_id,
                second_factor_at=now,
                created_at=now,
                last_seen_at=now,
                expires_at=now + timedelta(hours=1),
            )
        )
    return token


def sign_out(client: TestClient) -> None:
    """Let ``client`` forget the session; the session itself stays open."""
    client.cookies.clear()
    client.headers.pop(FORM_HEADER, None)
