"""The places that keyset pages continue from, as opaque text: a moment and the id of the last row."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime
from uuid import UUID

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text


def write(moment: datetime, row_id: UUID) -> str:
    """Return the cursor of the row that a page ends with."""
    return urlsafe_b64encode(json.dumps([moment.isoformat(), str(row_id)]).encode()).decode()


def read(cursor: str) -> tuple[datetime, UUID]:
    """Return moment and id of a cursor; ``InvalidInput`` for one this product did not give."""
    try:
        moment, row_id = json.loads(urlsafe_b64decode(cursor))
        return datetime.fromisoformat(moment), UUID(row_id)
    except (ValueError, TypeError, AttributeError) as error:
        problem = Problem(
            "after",
            cursor,
            Text("続きの位置を読み取れません。", "The place to continue from cannot be read."),
            Text(
                "前の回答の next をそのまま指定してください。",
                "Give the `next` of the previous answer as it is.",
            ),
        )
        raise InvalidInput.of([problem]) from error
