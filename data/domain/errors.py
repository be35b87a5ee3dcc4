"""What can go wrong, said in the product's own terms; nothing here knows HTTP."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from data.domain.wording import Text


@dataclass(frozen=True, slots=True)
class Problem:
    """One defect of an input: which field, what was found, why it cannot stand, and what to do."""

    field: str
    """JSON pointer (``/kpis/0/target``), or sheet and cell (``KPI!C5``), or a command line option."""
    value: object
    message: Text
    remedy: Text


class ShusekiError(Exception):
    """Base of every error the product raises on purpose; ``code`` is stable and machine-readable."""

    code = "shuseki-error"
    title = Text("処理を完了できませんでした", "The request could not be completed")
    details: Mapping[str, Any] = MappingProxyType({})
    """What a program needs beside the message (RFC 9457 extension members), for who may see it."""

    def __init__(self, message: Text, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message.ja)
        self.message = message
        self.problems = tuple(problems)


class InvalidInput(ShusekiError):
    """The input breaks a documented constraint; nothing was stored."""

    code = "invalid-input"
    title = Text("入力内容に誤りがあります", "The input is not valid")

    @classmethod
    def of(cls, problems: Sequence[Problem]) -> InvalidInput:
        """Build the error from its problems, counting them in the message."""
        count = len(problems)
        return cls(
            Text(
                f"入力内容に{count}件の誤りがあります。何も保存していません。",
                f"{count} problem(s) in the input. Nothing was stored.",
            ),
            problems,
        )


class NotFound(ShusekiError):
    """The thing does not exist, or the caller may not know that it does."""

    code = "not-found"
    title = Text("見つかりません", "Not found")


class NotSignedIn(ShusekiError):
    """Who calls has not said who they are, or their session has ended."""

    code = "not-signed-in"
    title = Text("サインインが必要です", "Please sign in")


class NotAllowed(ShusekiError):
    """The caller sees the thing but may not do this with it."""

    code = "not-allowed"
    title = Text("この操作は許可されていません", "Not allowed")


class Conflict(ShusekiError):
    """The state of the thing does not admit the change (edited meanwhile, already submitted …)."""

    code = "conflict"
    title = Text("他の変更と競合しています", "Conflict")


class NotReady(ShusekiError):
    """Something the operation needs (database, reference layer) is not there yet."""

    code = "not-ready"
    title = Text("準備ができていません", "Not ready")
