"""Reads what administrators type into forms: days, moments and numbers, each slip at its field."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar
from uuid import UUID

from api.deps import JAPAN
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

Found = TypeVar("Found")
_UNKNOWN = Text("一覧にない値です。", "This is not on the list.")
_CHOOSE = Text("一覧から選んでください。", "Choose one from the list.")
_DAY = Text("日付として読めません。", "This is no day.")
_DAY_LIKE = Text("2026-12-01のように記入してください。", "Write it like 2026-12-01.")
_MOMENT = Text("日時として読めません。", "This is no moment.")
_MOMENT_LIKE = Text("2026-12-01T17:00のように記入してください。", "Write it like 2026-12-01T17:00.")
_NUMBER = Text("数値として読めません。", "This is no number.")
_NUMBER_LIKE = Text("1.5や3000のように、数字だけで記入してください。", "Write digits only, like 1.5 or 3000.")


def day(field: str, typed: str) -> date:
    """Return the day typed; raises ``InvalidInput`` naming the field."""
    return _read(field, typed, date.fromisoformat, _DAY, _DAY_LIKE)


def moment(field: str, typed: str) -> datetime:
    """Return the moment typed, meant in Japan; raises ``InvalidInput`` naming the field."""
    return _read(field, typed, _in_japan, _MOMENT, _MOMENT_LIKE)


def number(field: str, typed: str) -> Decimal:
    """Return the number typed, full-width digits and thousands included; raises ``InvalidInput``."""
    return _read(field, typed.replace(",", "").replace("，", ""), Decimal, _NUMBER, _NUMBER_LIKE)


def identifier(field: str, typed: str) -> UUID:
    """Return the identifier chosen; raises ``InvalidInput`` naming the field."""
    return _read(field, typed, UUID, _UNKNOWN, _CHOOSE)


def _in_japan(typed: str) -> datetime:
    found = datetime.fromisoformat(typed)
    return found if found.tzinfo else found.replace(tzinfo=JAPAN)


def _read(field: str, typed: str, reader: Callable[[str], Found], message: Text, remedy: Text) -> Found:
    try:
        return reader(unicodedata.normalize("NFKC", typed).strip())
    except (ValueError, InvalidOperation) as error:
        raise InvalidInput.of([Problem(field, typed, message, remedy)]) from error
