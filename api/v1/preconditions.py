"""Reads what a change has to carry: the mark of what its sender has seen, and the key of a retry."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from api.errors import PreconditionRequired
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

_TAG = re.compile(r'"([0-9a-f]{8,64})"')
_VERSION = re.compile(r'"v([0-9]{1,9})"')
_NEEDED = Text(
    "変更には If-Match ヘッダーが必要です。対象を読み、その ETag を付けて送信してください。",
    "A change needs the If-Match header. Read the thing again and send the ETag you get.",
)

IfMatch = Annotated[str | None, Header(description="GETで得たETag")]


def seen_version(if_match: IfMatch = None) -> int:
    """Return the version a change starts from; 428 without one, 422 for what is no version."""
    return int(_read(_VERSION, if_match))


def seen_tag(if_match: IfMatch = None) -> str:
    """Return the mark of the content a change starts from; 428 without one, 422 for what is no mark."""
    return _read(_TAG, if_match)


SeenVersion = Annotated[int, Depends(seen_version)]
SeenTag = Annotated[str, Depends(seen_tag)]
IdempotencyKey = Annotated[
    str, Header(alias="Idempotency-Key", description="提出ごとに決め、再送では同じ値 / same on every retry")
]


def version_tag(version: int) -> str:
    """Return the entity tag of a version."""
    return f'"v{version}"'


def content_tag(tag: str) -> str:
    """Return the entity tag of a content's mark."""
    return f'"{tag}"'


def _read(form: re.Pattern[str], if_match: str | None) -> str:
    if if_match is None:
        raise PreconditionRequired(_NEEDED)
    found = form.fullmatch(if_match.strip())
    if found is None:
        problem = Problem(
            "If-Match",
            if_match,
            Text("ETagの形ではありません。", "This is not an ETag of the thing."),
            Text("読んだときのETagをそのまま付けてください。", "Send the ETag exactly as it came."),
        )
        raise InvalidInput.of([problem])
    return found[1]
