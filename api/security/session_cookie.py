"""Sets and removes the cookie of a session: unreadable for scripts, not sent along by foreign pages."""

from __future__ import annotations

from typing import TypeVar

from fastapi import Request, Response

from api.security.forms import SESSION_COOKIE

Answer = TypeVar("Answer", bound=Response)


def keep(request: Request, answer: Answer, token: str) -> Answer:
    """Let the browser keep ``token`` until it is closed; over HTTPS it is never sent without."""
    answer.set_cookie(
        SESSION_COOKIE,
        token,
        path="/",
        httponly=True,
        samesite="lax",
        secure=request.url.scheme == "https",
    )
    return answer


def forget(answer: Answer) -> Answer:
    """Let the browser forget the session."""
    answer.delete_cookie(SESSION_COOKIE, path="/", httponly=True, samesite="lax")
    return answer
