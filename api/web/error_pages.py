"""Where a refusal that no page caught is shown: on the form it was sent from, else on a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from fastapi import Request, Response

from api.errors import Answer
from api.security.intake import LengthRequired, TooLarge
from api.web import footprints, plans, view

FORMS: Mapping[str, Callable[[Request, Answer], Response]] = {
    "/footprints": footprints.refused,
    "/plans": plans.refused,
}
"""Forms that take files from anybody, by the address they send to; a body too large is refused unread."""


def error_page(request: Request, answer: Answer) -> Response:
    """Show an error where its cause can be mended."""
    form = FORMS.get(request.url.path)
    if form is not None and isinstance(answer.error, TooLarge | LengthRequired):
        return form(request, answer)
    return view.error_page(request, answer)
