"""How the OGC door answers: JSON or a page of the same content, entity tags, links, bad requests as 400."""

from __future__ import annotations

import json
from collections.abc import Callable, Coroutine, Mapping
from typing import Annotated, Any

from fastapi import Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute

from api.deps import language_of, published_of
from api.errors import BadRequest, wants_page
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

ROOT = "/ogc"
JSON, HTML, GEOJSON = "application/json", "text/html", "application/geo+json"
SCHEMA, OPENAPI, MVT = (
    "application/schema+json",
    "application/vnd.oai.openapi+json;version=3.0",
    "application/vnd.mapbox-vector-tile",
)
REVALIDATE = "no-cache"
TAG = '"ogc-{}"'
"""Entity tag of what is made from a collection at one version."""
Link = dict[str, str]
Format = Annotated[str | None, Query(alias="f", pattern="^(json|html)$", description="json / html")]
EVERYWHERE = frozenset({"f", "lang", "key"})
"""Parameters that every resource takes."""
_UNREADABLE = Text("指定を読み取れません。", "The request cannot be read.")


class OgcRoute(APIRoute):
    """A route of the standard: what cannot be read, and what it does not know, is a bad request (400)."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return the handler, with our refusals told as the standard tells them."""
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            try:
                return await handle(request)
            except InvalidInput as error:
                raise BadRequest(error.message, error.problems) from error
            except RequestValidationError as error:
                raise BadRequest(_UNREADABLE, [_problem(found) for found in error.errors()]) from error

        return handler


def base(request: Request) -> str:
    """Return the address of this door as the client sees it; some clients need whole addresses."""
    return f"{str(request.base_url).rstrip('/')}{ROOT}"


def link(rel: str, href: str, media_type: str = JSON, title: str = "") -> Link:
    """Return a link of the standard."""
    return {"rel": rel, "type": media_type, "href": href, **({"title": title} if title else {})}


def both(address: str, media_type: str = JSON) -> list[Link]:
    """Return the links of a resource to itself and to its page."""
    mark = "&" if "?" in address else "?"
    return [link("self", address, media_type), link("alternate", f"{address}{mark}f=html", HTML)]


def refuse_unknown(request: Request, *known: str) -> None:
    """Raise ``InvalidInput`` for a parameter that the resource does not have, as the standard demands."""
    unknown = sorted(set(request.query_params) - EVERYWHERE - set(known))
    if unknown:
        remedy = Text("使えるのは {} です。", "There are {}.")
        names = ", ".join(sorted({*known, *EVERYWHERE}))
        message = Text("この指定はありません。", "There is no such parameter.")
        raise InvalidInput.of(
            [
                Problem(
                    name,
                    request.query_params[name],
                    message,
                    Text(remedy.ja.format(names), remedy.en.format(names)),
                )
                for name in unknown
            ]
        )


def read_format(request: Request) -> str | None:
    """Return what ``f`` asks for; raises ``InvalidInput`` for anything but JSON and pages."""
    asked = request.query_params.get("f")
    if asked not in (None, "json", "html"):
        message = Text("この形式はありません。", "There is no such form.")
        raise InvalidInput.of([Problem("f", asked, message, Text("json か html です。", "json or html."))])
    return asked


def is_page(request: Request, asked: str | None) -> bool:
    """Whether to answer with a page: ``f`` decides, without it what the client accepts."""
    return asked == "html" or (asked is None and wants_page(request))


def tag_of(request: Request, name: str, page: bool = False) -> str:
    """Return the entity tag of anything made from a collection at its present version."""
    version = published_of(request).version(name)
    return TAG.format(f"{version}-{language_of(request)}" if page else version)


def unchanged(request: Request, tag: str) -> Response | None:
    """Return the short answer when the client has this version already."""
    if request.headers.get("if-none-match") != tag:
        return None
    return Response(status_code=304, headers={"ETag": tag, "Cache-Control": REVALIDATE, "Vary": "Accept"})


def answer(
    request: Request,
    content: Mapping[str, Any],
    asked: str | None,
    media_type: str = JSON,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Return a resource as JSON, or as a page that shows the same."""
    given = {"Cache-Control": REVALIDATE, "Vary": "Accept", **(headers or {})}
    if is_page(request, asked):
        shown: Response = request.app.state.render(request, "ogc", content=content, root=ROOT)
        shown.headers.update({**given, "Vary": "Accept, Accept-Language, Cookie"})
        return shown
    return Response(json.dumps(content, ensure_ascii=False), media_type=media_type, headers=given)


def _problem(found: Mapping[str, Any]) -> Problem:
    field = str(found.get("loc", ("", ""))[-1])
    return Problem(
        field,
        found.get("input"),
        Text("値が範囲や形式に合いません。", "The value is out of range or form."),
        Text(f"{ROOT}/api の説明をご覧ください。", f"See {ROOT}/api."),
    )
