"""``python -m bench.review``: the server's time for the review pages on two hundred seeded applications."""

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

from api.main import create_app
from api.security.forms import SESSION_COOKIE
from api.services.identity.tokens import digest, new_token
from api.settings import Settings
from bench.report import machine, save, show
from bench.review.cases import CASES, Filled, fill
from data import migration
from data.cluster import throw_away_cluster
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor
from data.orm import WebSession

PAGES = ("", "?state=first_screening", "/board", "/scores", "/decisions", "/assignments", "/portfolio")


def main() -> None:
    """Fill, measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.review", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES)
    parser.add_argument("--repeat", type=int, default=20, help="requests of each page")
    wanted = parser.parse_args()
    with throw_away_cluster() as cluster, tempfile.TemporaryDirectory() as home:
        migration.upgrade(cluster.url())
        engine = make_engine(cluster.url())
        with unit_of_work(make_session_factory(engine), SYSTEM) as session:
            filled = fill(session, wanted.cases)
        rows = _measured(engine, filled, Path(home), wanted.repeat)
        engine.dispose()
    show(f"Review: pages on {wanted.cases} applications, milliseconds of the server", rows)
    facts = machine(("fastapi", "sqlalchemy", "jinja2"))
    path = save("review", {"machine": facts, "cases": wanted.cases, "repeat": wanted.repeat, "rows": rows})
    sys.stdout.write(f"{path}\n")


def _measured(engine: Engine, filled: Filled, home: Path, repeat: int) -> list[dict[str, object]]:
    paths = [f"/review{page}" for page in PAGES] + [f"/review/{filled.cases[0]}"]
    with TestClient(create_app(Settings(home=home), engine=engine)) as client:
        client.cookies.set(SESSION_COOKIE, _signed_in(engine, filled.manager))
        return [_row(path, lambda path=path: len(client.get(path).content), repeat) for path in paths]


def _row(path: str, ask: Callable[[], int], repeat: int) -> dict[str, object]:
    size, taken = ask(), []
    for _ in range(repeat):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    p95 = statistics.quantiles(taken, n=20)[-1]
    return {
        "page": path.rpartition("/")[2][:20] if "-" not in path else "case",
        "median_ms": round(statistics.median(taken), 1),
        "p95_ms": round(p95, 1),
        "kB": round(size / 1024, 1),
    }


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
