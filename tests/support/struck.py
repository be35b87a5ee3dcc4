"""Sends one request in a process of its own that is killed (SIGKILL) at a named moment of it.

Run as ``python -m tests.support.struck MOMENT`` with the request as JSON on standard input.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from base64 import b64decode
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import event
from sqlalchemy.orm import Session

from api.main import create_app
from api.security.forms import FORM_HEADER, SESSION_COOKIE, form_token
from api.services.applications import steps
from api.settings import Settings
from data.db import SessionFactory, make_engine
from data.orm import Submission
from data.queries import attachments


def kill(*_: object, **__: object) -> None:
    """End this process as the kernel would for want of memory: nothing is flushed, nothing is closed."""
    os.kill(os.getpid(), signal.SIGKILL)


def strike(moment: str, sessions: SessionFactory) -> None:
    """Arrange that the process dies at ``moment``."""
    if moment == "file kept, no row":
        attachments.add = kill
    elif moment == "version written, not committed":
        entered = steps.enter

        def enter_and_die(*given: Any, **named: Any) -> None:
            entered(*given, **named)
            given[0].flush()
            kill()

        steps.enter = enter_and_die  # type: ignore[assignment]
    elif moment == "committed, not answered":
        event.listen(sessions, "after_flush", note_version)
        event.listen(sessions, "after_commit", kill_if_sent)
    else:
        raise ValueError(moment)


def note_version(session: Session, _: object) -> None:
    """Remember that this transaction writes a version; those before it only find out who calls."""
    if any(isinstance(row, Submission) for row in session.new):
        session.info["sent"] = True


def kill_if_sent(session: Session) -> None:
    """Die once the transaction with the version is committed."""
    if session.info.get("sent"):
        kill()


def main() -> None:
    """Send the request; who is still alive afterwards was not struck."""
    asked = json.load(sys.stdin)
    app = create_app(Settings(home=Path(asked["home"])), engine=make_engine(asked["database"]))
    client = TestClient(app)
    client.cookies.set(SESSION_COOKIE, asked["token"])
    client.headers[FORM_HEADER] = form_token(asked["token"])
    strike(sys.argv[1], app.state.sessions)
    client.post(
        asked["path"],
        params=asked["params"],
        headers=asked["headers"],
        content=b64decode(asked["content"]),
    )


if __name__ == "__main__":
    main()
