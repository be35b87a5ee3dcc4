"""What review pages read from addresses and forms; a field left blank asks for nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import Depends, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy.orm import Session

from api.errors import Answer, answer_of
from api.services.reviews import queue
from data.domain.assessment import Status, Verdict
from data.domain.errors import Conflict, InvalidInput, Problem
from data.domain.jp_dates import parse_date
from data.domain.parsing import Unreadable
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.domain.workflow import Stage, State
from data.queries.reviews.queue import QueueFilter, QueueOrder

Typed = dict[str, list[str]]


class Asked(BaseModel):
    """The filters of the queue as they stand in an address."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    call: Annotated[str | None, Field(max_length=40)] = None
    plan_type: PlanType | None = None
    state: State | None = None
    stage: Stage | None = None
    prefecture: Annotated[str | None, Field(max_length=2)] = None
    block: Annotated[str | None, Field(max_length=40)] = None
    field: Annotated[str | None, Field(max_length=40)] = None
    assignee: UUID | None = None
    assigned: bool | None = None
    verdict: Verdict | None = None
    overdue: bool | None = None
    sort: QueueOrder | None = None
    size: Annotated[int | None, Field(ge=1, le=200)] = None
    """Cases on a page of the queue."""

    @model_validator(mode="before")
    @classmethod
    def _without_blanks(cls, values: Any) -> Any:
        return {name: value for name, value in dict(values).items() if value not in ("", [""])}

    @property
    def order(self) -> QueueOrder:
        """How the queue is sorted."""
        return self.sort or QueueOrder.WAITING

    @property
    def narrows(self) -> int:
        """How many filters are set; order and length of the list are none."""
        return len(self.stated().keys() - {"sort", "size"})

    def filter(self) -> QueueFilter:
        """Return the filter these fields ask for."""
        return queue.narrowed(
            call_code=self.call,
            plan_type=self.plan_type,
            states=[self.state] if self.state else None,
            stage=self.stage,
            prefectures=[self.prefecture] if self.prefecture else None,
            block=self.block,
            field_id=self.field,
            assignee=self.assignee,
            is_assigned=self.assigned,
            verdict=self.verdict,
            is_overdue=self.overdue,
        )

    def stated(self) -> dict[str, str]:
        """Return the filters that narrow, as an address writes them."""
        return {
            name: str(value).lower() if isinstance(value, bool) else str(value)
            for name, value in self.model_dump().items()
            if value is not None
        }

    def address(self, path: str, **changes: str | None) -> str:
        """Return ``path`` with these filters and some of them changed; ``None`` drops one."""
        wanted = {name: value for name, value in (self.stated() | changes).items() if value is not None}
        return f"{path}?{urlencode(wanted)}" if wanted else path


def asked_in(request: Request) -> Asked:
    """Read the filters of the queue from an address, whatever else stands there."""
    try:
        return Asked.model_validate(dict(request.query_params))
    except ValidationError as error:
        raise RequestValidationError(error.errors(include_context=False, include_url=False)) from error


AskedQueue = Annotated[Asked, Depends(asked_in)]


async def typed_fields(request: Request) -> Typed:
    """Read the text fields of a form, several values of a name in order."""
    found: Typed = {}
    async with request.form(max_files=0, max_fields=2_000) as form:
        for name, value in form.multi_items():
            if isinstance(value, str):
                found.setdefault(name, []).append(value)
    return found


Fields = Annotated[Typed, Depends(typed_fields)]


def one(fields: Typed, name: str) -> str:
    """Return the one value of a field, blank when it was not sent."""
    return fields.get(name, [""])[0]


def status_in(fields: Typed) -> Status:
    """Return the result chosen in a form. Raises ``InvalidInput`` when none is."""
    value = one(fields, "status")
    if value not in set(Status):
        raise InvalidInput.of([Problem("status", value or None, _NOT_CHOSEN, _CHOOSE)])
    return Status(value)


def day_in(fields: Typed, name: str) -> date | None:
    """Return the day typed in a form, in either calendar; ``None`` when blank. Raises ``InvalidInput``."""
    read = parse_date(one(fields, name).strip())
    if isinstance(read, Unreadable):
        raise InvalidInput.of([Problem(name, one(fields, name), read.message, read.remedy)])
    return read.value


def whole_in(fields: Typed, name: str) -> int | None:
    """Return the whole number typed in a form; ``None`` when blank. Raises ``InvalidInput``."""
    value = one(fields, name).strip()
    if not value:
        return None
    if not value.isdecimal() or len(value) > LONGEST_NUMBER:
        raise InvalidInput.of([Problem(name, value, _NOT_WHOLE, _WRITE_WHOLE)])
    return int(value)


def ids_in(values: list[str]) -> list[UUID]:
    """Return the ids a form sent. Raises ``InvalidInput`` for what is none."""
    try:
        return [UUID(value) for value in values]
    except ValueError:
        raise InvalidInput.of([Problem("case", None, _NOT_AN_ID, _OPEN_AGAIN)]) from None


def refused(request: Request, session: Session, act: Callable[[], object]) -> Answer | None:
    """Do what a form asks; return how it was refused, with nothing changed, or ``None``.

    What the sender may not do or know is raised: there is no form to go back to.
    """
    try:
        with session.begin_nested():
            act()
    except (InvalidInput, Conflict) as error:
        return answer_of(request, error)
    return None


LONGEST_NUMBER = 9
_NOT_CHOSEN = Text("結果が選ばれていません。", "No result is chosen.")
_CHOOSE = Text("結果を一つ選んでください。", "Choose one result.")
_NOT_WHOLE = Text("整数ではありません。", "This is not a whole number.")
_WRITE_WHOLE = Text("0以上の整数を記入してください。", "Write a whole number.")
_NOT_AN_ID = Text("案件の指定を読み取れません。", "The cases cannot be read.")
_OPEN_AGAIN = Text("画面を開き直してください。", "Open the page again.")
