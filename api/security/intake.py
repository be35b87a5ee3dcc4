"""Refuses what no form or client of ours sends: changes started by a foreign page, bodies beyond any plan."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from starlette.datastructures import Headers

from data.domain.errors import NotAllowed, ShusekiError
from data.domain.wording import Text

MEGABYTE = 1024 * 1024
MAX_BODY_BYTES = 10 * MEGABYTE
_PART_TOO_LONG = re.compile(r"exceeded maximum size of ([0-9]+)KB")
"""How the reader of forms tells that one field is longer than it takes."""
_PART_LIMIT = Text(
    "一つの入力欄に送信できる大きさは{most}KBまでです。何も保存していません。短くして送信し直してください。",
    "One field holds at most {most} KB. Nothing was stored. Please make it shorter and send it again.",
)
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class TooLarge(ShusekiError):
    """The body is larger than any plan document can be."""

    code = "too-large"
    title = Text("送信内容が大きすぎます", "The body is too large")


class LengthRequired(ShusekiError):
    """The body does not say how long it is."""

    code = "length-required"
    title = Text("送信内容の長さが分かりません", "The length of the body is not stated")


def refuse_foreign_page(method: str, headers: Headers) -> None:
    """Raise ``NotAllowed`` for a change that a page of another site makes the visitor's browser send.

    Programs send neither ``Origin`` nor ``Sec-Fetch-Site`` and pass.
    """
    if method in SAFE_METHODS:
        return
    origin = headers.get("origin")
    foreign = origin is not None and urlsplit(origin).netloc != headers.get("host")
    if foreign or headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        raise NotAllowed(
            Text(
                "別のサイトの画面から送られた変更は受け付けません。本サービスの画面から操作してください。",
                "Changes sent from a page of another site are refused. Please use this product's own pages.",
            )
        )


def refuse_long_body(method: str, headers: Headers, limit: int = MAX_BODY_BYTES) -> None:
    """Raise ``TooLarge`` beyond ``limit`` bytes, ``LengthRequired`` where the length is not stated."""
    if method in SAFE_METHODS:
        return
    if "transfer-encoding" in headers:
        raise LengthRequired(
            Text(
                "送信内容の長さ（Content-Length）を付けて送信してください。",
                "Please send the body with its length (Content-Length).",
            )
        )
    size = int(headers.get("content-length") or 0)
    if size > limit:
        most, found = limit // MEGABYTE, f"{size / MEGABYTE:,.1f}"
        raise TooLarge(
            Text(
                f"送信できる大きさは{most}MBまでですが、{found}MBあります。何も保存していません。",
                f"At most {most} MB can be sent; this is {found} MB. Nothing was stored.",
            )
        )


def field_too_long(detail: str) -> TooLarge | None:
    """Return what to say where the reader of forms refuses a field for its length; ``None`` for the rest."""
    found = _PART_TOO_LONG.search(detail)
    return None if found is None else TooLarge(_PART_LIMIT.filled(most=f"{int(found[1]):,}"))
