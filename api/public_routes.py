"""Routes that show everybody the same: nobody is looked up without need, memory answers first."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any, ParamSpec, TypeVar

from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.deps import names_nobody, published_of
from api.services.published import AnswerKey, Body

Given = ParamSpec("Given")
Found = TypeVar("Found")
REVALIDATE = "no-cache"
"""Caches may keep the answer, but ask every time whether it still holds."""


class PublicRoute(APIRoute):
    """A route whose endpoint takes the request and parts of the path only, and reads the rest itself.

    Without a session or a key there is nobody to look up and nothing to refuse, so the endpoint is called
    as it is; otherwise everything that stands before other routes stands before this one.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler of the route."""
        handle, endpoint = super().get_route_handler(), self.endpoint

        async def handler(request: Request) -> Response:
            if not names_nobody(request):
                return await handle(request)
            response: Response = await endpoint(request, **request.path_params)
            return response

        return handler


async def in_thread(work: Callable[Given, Found], *args: Given.args, **kwargs: Given.kwargs) -> Found:
    """Return what ``work`` returns, done in a thread of the event loop's own.

    Nothing of the request goes along, so it is a third of the way that other handlers take to theirs.
    """
    return await asyncio.get_running_loop().run_in_executor(None, partial(work, *args, **kwargs))


def parameter(name: str, description: str, kind: str = "string", **limits: Any) -> dict[str, Any]:
    """Return a parameter of the query for the description of the API."""
    schema = {"type": kind, **limits}
    return {"name": name, "in": "query", "required": False, "description": description, "schema": schema}


async def answered(
    request: Request,
    key: AnswerKey,
    make: Callable[[], Body],
    tag: str = '"{}"',
    headers: tuple[tuple[str, str], ...] = (),
) -> Response:
    """Return what is kept under ``key``, or what ``make`` makes in a thread; 304 where the client has it.

    ``tag`` is the entity tag with a place for the version of the collection; ``headers`` are sent always.
    """
    published, known = published_of(request), request.headers.get("if-none-match")
    given = {"Cache-Control": REVALIDATE, **dict(headers)}
    version = published.fresh_version(key[0])
    if known is not None and version is not None and known == tag.format(version):
        return Response(status_code=304, headers={**given, "ETag": known})
    answer = published.kept_answer(key)
    if answer is None:
        answer = await in_thread(published.answer, key, make)
    given["ETag"] = tag.format(answer.version)
    if known == given["ETag"]:
        return Response(status_code=304, headers=given)
    given |= dict(answer.body.headers)
    return Response(answer.body.content, media_type=answer.body.media_type, headers=given)
