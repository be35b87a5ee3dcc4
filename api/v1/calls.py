"""``/v1/calls``: calls with the server's time; the administrator writes, publishes and extends them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from api.deps import DatabaseSession, SignedIn
from api.services import call_windows, calls
from api.v1.preconditions import SeenTag, content_tag
from api.v1.schemas import ProblemText
from data.domain.call import CallTerms, Moment, Scoring, in_japan, read_rule_sets
from data.orm import Call, CallExtension, Outage
from data.queries import calls as call_queries
from data.queries import clock
from rules.access import GeneralAction, require_generally


def require_call_keeper(caller: SignedIn) -> None:
    """Refuse who manages no calls before anything they sent is looked at; the services ask again."""
    require_generally(caller.actor, GeneralAction.MANAGE_CALLS)


KEEPER = [Depends(require_call_keeper)]
router = APIRouter(prefix="/v1/calls", tags=["calls"])
outages = APIRouter(prefix="/v1/outages", tags=["calls"])


class _Answer(BaseModel):
    model_config = ConfigDict(extra="forbid")


class ExtensionAnswer(_Answer):
    """One extension: from which deadline to which, why, and the outage it makes up for, if any."""

    closed_at: str
    closes_at: str
    reason: str
    outage: UUID | None

    @classmethod
    def of(cls, extension: CallExtension) -> ExtensionAnswer:
        """Describe an extension."""
        return cls(
            closed_at=in_japan(extension.closed_at),
            closes_at=in_japan(extension.closes_at),
            reason=extension.reason,
            outage=extension.outage_id,
        )


class CallAnswer(_Answer):
    """A call; moments as written in Japan, ``closes_at`` is the first at which nothing is taken."""

    id: UUID
    code: str
    title: ProblemText
    opens_at: str
    closes_at: str
    is_open: bool
    published: bool
    screenings: dict[str, int]
    rule_sets: dict[str, str]
    scoring: Scoring = Field(description="採点の尺度・重み・対象の種別 / scale, weights and types of scoring")
    form_version: str
    extensions: list[ExtensionAnswer]
    server_time: str = Field(description="判定に使う時計の現在時刻 / the clock that deadlines go by")

    @classmethod
    def of(cls, session: DatabaseSession, call: Call) -> CallAnswer:
        """Describe a call as it is now."""
        now = clock.moment(session)
        return cls(
            id=call.id,
            code=call.code,
            title=ProblemText(ja=call.title_ja, en=call.title_en),
            opens_at=in_japan(call.opens_at),
            closes_at=in_japan(call.closes_at),
            is_open=call.published_at is not None and call.opens_at <= now < call.closes_at,
            published=call.published_at is not None,
            screenings=dict(call.screenings),
            rule_sets={str(key): value for key, value in read_rule_sets(call.rule_set).items()},
            scoring=Scoring.model_validate(call.scoring or {}),
            form_version=call.form_version,
            extensions=[ExtensionAnswer.of(each) for each in call_queries.extensions(session, call.id)],
            server_time=in_japan(now),
        )


class CallListAnswer(_Answer):
    """The calls one may know, and the server's time."""

    server_time: str
    items: list[CallAnswer]


class OutageBody(_Answer):
    """A time without service, as it is shown to everybody."""

    began_at: Moment
    ended_at: Moment | None = None
    description: Annotated[str, Field(max_length=1000)]


class OutageAnswer(OutageBody):
    """A recorded outage."""

    id: UUID

    @classmethod
    def of(cls, outage: Outage) -> OutageAnswer:
        """Describe an outage."""
        return cls(
            id=outage.id,
            began_at=outage.began_at,
            ended_at=outage.ended_at,
            description=outage.description,
        )


class ExtensionBody(_Answer):
    """A later deadline; without ``closes_at`` the outage's time is given back."""

    closes_at: Moment | None = None
    outage: UUID | None = None
    reason: Annotated[str, Field(max_length=1000)]


@router.get("", summary="公募の一覧 / List calls")
def list_calls(
    session: DatabaseSession, open_only: Annotated[bool, Query(description="受付中に限る")] = False
) -> CallListAnswer:
    """List the calls, the last to close first, with the server's time."""
    found = [CallAnswer.of(session, call) for call in calls.listed(session, open_only=open_only)]
    return CallListAnswer(server_time=in_japan(clock.moment(session)), items=found)


@router.get("/{call_id}", summary="公募を読む / Read a call")
def read(call_id: UUID, session: DatabaseSession, response: Response) -> CallAnswer:
    """Return a call with its extensions and the server's time."""
    return _answer(session, calls.get(session, call_id), response)


@router.post("", status_code=201, summary="公募を作成する / Prepare a call", dependencies=KEEPER)
def create(terms: CallTerms, session: DatabaseSession, response: Response) -> CallAnswer:
    """Prepare a call; nobody applies before it is published."""
    call = calls.create(session, terms)
    response.headers["Location"] = f"/v1/calls/{call.id}"
    return _answer(session, call, response)


@router.put(
    "/{call_id}", summary="公開前の公募を変更する / Change a call that is not published", dependencies=KEEPER
)
def change(
    call_id: UUID,
    terms: CallTerms,
    session: DatabaseSession,
    seen: SeenTag,
    response: Response,
) -> CallAnswer:
    """Change the terms; ``If-Match`` carries the ETag of those that were seen."""
    return _answer(session, calls.change(session, call_id, terms, seen), response)


@router.post("/{call_id}/publication", summary="公募を公開する / Publish a call", dependencies=KEEPER)
def publish(call_id: UUID, session: DatabaseSession, seen: SeenTag, response: Response) -> CallAnswer:
    """Publish the call: from now on its terms are frozen."""
    return _answer(session, calls.publish(session, call_id, seen), response)


@router.post(
    "/{call_id}/extensions", status_code=201, summary="締切を延長する / Extend a call", dependencies=KEEPER
)
def extend(
    call_id: UUID,
    body: ExtensionBody,
    session: DatabaseSession,
    seen: SeenTag,
    response: Response,
) -> CallAnswer:
    """Move the deadline to later for everybody alike, with a reason that is shown."""
    until: datetime = body.closes_at or call_windows.given_back(session, call_id, body.outage)
    call_windows.extend(session, call_id, until, body.reason, seen, body.outage)
    return _answer(session, calls.get(session, call_id), response)


@outages.get("", summary="障害の記録 / Outages")
def list_outages(session: DatabaseSession) -> list[OutageAnswer]:
    """List the recorded outages, the latest first."""
    return [OutageAnswer.of(outage) for outage in call_queries.outages(session)]


@outages.post("", status_code=201, summary="障害を記録する / Record an outage", dependencies=KEEPER)
def record_outage(body: OutageBody, session: DatabaseSession) -> OutageAnswer:
    """Put a time without service on the log."""
    return OutageAnswer.of(
        call_windows.record_outage(session, body.began_at, body.ended_at, body.description)
    )


def _answer(session: DatabaseSession, call: Call, response: Response) -> CallAnswer:
    response.headers["ETag"] = content_tag(calls.tag(call))
    return CallAnswer.of(session, call)
