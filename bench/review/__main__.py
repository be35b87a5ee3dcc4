"""``python -m bench.review``: server time and size of every page on two hundred seeded applications."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from fastapi.testclient import TestClient
from sqlalchemy import Engine

from api.cli.serve import settle
from api.main import create_app
from api.security.forms import SESSION_COOKIE
from api.services.identity.tokens import digest, new_token
from api.services.reference import load_reference
from api.services.samples import load_samples
from api.settings import Settings
from bench.report import machine, save, show
from bench.review import browser
from bench.review.cases import CASES, ON, Filled, fill
from bench.review.visits import visits
from data import migration
from data.cluster import throw_away_cluster
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor
from data.orm import WebSession

PAGE = {"accept": "text/html"}


def main() -> None:
    """Fill, measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.review", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--repeat", type=int, default=20, help="requests of each page")
    parser.add_argument("--no-browser", action="store_true", help="leave out Chromium")
    wanted = parser.parse_args()
    with throw_away_cluster() as cluster, tempfile.TemporaryDirectory() as home:
        migration.upgrade(cluster.url())
        engine = make_engine(cluster.url())
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            load_reference(session)
            load_samples(session, ON)
            filled = fill(session, wanted.cases)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE")  # PostgreSQL does so by itself, a minute later
        facts = machine(("fastapi", "sqlalchemy", "jinja2"))
        rows = _measured(engine, filled, Path(home), wanted.repeat)
        seen = [] if wanted.no_browser else _seen(engine, filled, Path(home))
        engine.dispose()
    show(f"Pages on {wanted.cases} applications, milliseconds of the server", rows)
    if seen:
        show("In Chromium, milliseconds from asking to drawn", seen)
    kept = {"machine": facts, "cases": wanted.cases, "repeat": wanted.repeat, "rows": rows, "browser": seen}
    sys.stdout.write(f"{save('review', kept)}\n")


def _measured(engine: Engine, filled: Filled, home: Path, repeat: int) -> list[dict[str, object]]:
    rows = []
    settle()
    with TestClient(create_app(Settings(home=home), engine=engine)) as client:
        for who, actor, paths in visits(filled):
            client.cookies.clear()
            if actor is not None:
                client.cookies.set(SESSION_COOKIE, _signed_in(engine, actor))
            rows += [_row(who, name, lambda path=path: _size(client, path), repeat) for name, path in paths]
    return rows


def _size(client: TestClient, path: str) -> int:
    answer = client.get(path, headers=PAGE)
    if answer.status_code != 200:
        raise RuntimeError(f"{path}: {answer.status_code}")
    return len(answer.content)


def _row(who: str, name: str, ask: Callable[[], int], repeat: int) -> dict[str, object]:
    size, taken = ask(), []
    used = time.process_time()
    for _ in range(repeat):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    used = (time.process_time() - used) * 1000 / repeat
    return {
        "who": who,
        "page": name,
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(statistics.quantiles(taken, n=20)[-1], 1),
        "processor_ms": round(used, 1),
        "kB": round(size / 1024, 1),
    }


def _seen(engine: Engine, filled: Filled, home: Path) -> list[dict[str, object]]:
    token = _signed_in(engine, filled.manager)
    return browser.measured(create_app(Settings(home=home), engine=engine), token)


def _signed_in(engine: Engine, actor: Actor) -> str:
    token, now = new_token(), datetime.now(UTC)
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        session.add(
            WebSession(
                id=uuid4(), token_sha256=digest(token), account_id=actor.account_id, post_id=actor.post_id,
                second_factor_at=now, created_at=now, last_seen_at=now, expires_at=now + timedelta(hours=1),
            )
        )  # fmt: skip
    return token


if __name__ == "__main__":
    main()
