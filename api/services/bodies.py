"""Bodies, their posts and who holds them: made by the administrator, handed over without moving any work."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy.orm import Session

from api.services import audit
from api.services.identity import marks
from data.db import actor_of
from data.domain.actor import ROLES_AT, SYSTEM, BodyKind, Role
from data.domain.audit import AuditEvent
from data.domain.codes import code_problem
from data.domain.errors import Conflict, InvalidInput, NotFound, Problem
from data.domain.review import NoticeKind
from data.domain.wording import Text
from data.orm.account import Account
from data.orm.body import Body, Post, PostHolding
from data.queries import accounts, bodies
from data.queries.bodies import PostLine
from data.reference.places import municipality, prefectures
from rules.access import GeneralAction, require_generally

HANDED_OVER = Text("「{post}」の引継ぎを受けました。", "You have taken over the post {post}.")


def add_body(session: Session, kind: BodyKind, code: str, name: Text | None = None) -> Body:
    """Register a body; prefectures and municipalities get their official name by their 5-digit code.

    Raises ``NotAllowed``, ``InvalidInput`` for a code that is none or a missing name, ``Conflict`` if known.
    """
    _require(session)
    named = _official_name(kind, code) if kind in _BY_CODE else name
    if named is None or not named.ja.strip():
        raise InvalidInput.of([_no_name()])
    if bodies.find_body(session, code) is not None:
        raise Conflict(Text(f"団体「{code}」は登録済みです。", f"The body {code} is already there."))
    body = Body(id=uuid4(), code=code, kind=str(kind), name_ja=named.ja, name_en=named.en or named.ja)
    bodies.add(session, body)
    audit.record(session, AuditEvent.BODY_CREATED, "body", body.id, after={"code": code, "kind": str(kind)})
    return body


def add_post(session: Session, body_code: str, role: Role, title: Text) -> Post:
    """Make a post of a body.

    Raises ``NotAllowed``, ``NotFound`` for the body, ``InvalidInput`` when such a body has no such role,
    ``Conflict`` for a title in use.
    """
    _require(session)
    body = body_of(session, body_code)
    if role not in ROLES_AT[BodyKind.of(body.kind)]:
        raise InvalidInput.of([_foreign_role(body, role)])
    if bodies.find_post_by_title(session, body.id, title.ja) is not None:
        raise Conflict(Text(f"職「{title.ja}」は登録済みです。", f"The post {title.en} is already there."))
    post = Post(id=uuid4(), body_id=body.id, role=str(role), title_ja=title.ja, title_en=title.en or title.ja)
    bodies.add(session, post)
    audit.record(
        session, AuditEvent.POST_CREATED, "post", post.id, after={"body": body.code, "role": str(role)}
    )
    return post


def give_post(
    session: Session,
    post_id: UUID,
    account_id: UUID,
    now: datetime,
    until: datetime | None = None,
    seen: str | None = None,
) -> None:
    """Let an account hold a post from now on, on wish until a moment.

    ``seen`` is the mark of the post's holders. Raises as ``add_post``, and ``StaleVersion``.
    """
    _require(session)
    _as_seen(session, _known(session, post_id, account_id), now, seen)
    if until is not None and until <= now:
        raise InvalidInput.of([_past(until)])
    if bodies.holding_of(session, post_id, account_id, now) is not None:
        raise Conflict(Text("すでにその職に就いています。", "The account already holds the post."))
    bodies.add(session, PostHolding(post_id=post_id, account_id=account_id, since=now, until=until))
    audit.record(session, AuditEvent.POST_GIVEN, "post", post_id, after={"account": str(account_id)})


def hand_over(
    session: Session,
    post_id: UUID,
    leaver: UUID,
    successor: UUID | None,
    now: datetime,
    note: str = "",
    seen: str | None = None,
) -> None:
    """End a holding at once, with its API keys, and give the post with all its work to a successor, if any.

    Raises ``NotAllowed``, ``StaleVersion``, ``NotFound`` when the leaver does not hold the post.
    """
    _require(session)
    post = _known(session, post_id, leaver)
    _as_seen(session, post, now, seen)
    holding = bodies.holding_of(session, post_id, leaver, now)
    if holding is None:
        raise NotFound(Text("その職には就いていません。", "The account does not hold that post."))
    holding.until, holding.handover_note = now, note.strip() or None
    bodies.revoke_keys(session, post_id, leaver, now)
    if successor is not None:
        give_post(session, post_id, successor, now)
        _tell_successor(session, post)
    audit.record(
        session,
        AuditEvent.POST_HANDED_OVER,
        "post",
        post_id,
        before={"account": str(leaver)},
        after={"account": str(successor) if successor else None},
    )


def overview(session: Session, now: datetime) -> list[PostLine]:
    """Return every post with its holders. Raises ``NotAllowed``."""
    _require(session)
    return bodies.posts(session, now)


def marks_of(lines: Sequence[PostLine]) -> dict[UUID, str]:
    """Return the mark of each post's holders by the post's id."""
    held: dict[UUID, list[Account]] = {line.post.id: [] for line in lines}
    for line in lines:
        held[line.post.id] += [line.holder] if line.holder else []
    return {post_id: marks.mark(marks.of_post(holders)) for post_id, holders in held.items()}


def registered(session: Session) -> Sequence[Body]:
    """Return every body by code."""
    return bodies.bodies(session)


def body_of(session: Session, code: str) -> Body:
    """Return the body of a code; raises ``NotFound``."""
    body = bodies.find_body(session, code)
    if body is None:
        raise NotFound(Text(f"団体「{code}」は登録されていません。", f"There is no body {code}."))
    return body


_BY_CODE = frozenset({BodyKind.PREFECTURE, BodyKind.MUNICIPALITY})


def _official_name(kind: BodyKind, code: str) -> Text:
    problem = code_problem(code)
    if problem is not None:
        raise InvalidInput.of([problem])
    if kind is BodyKind.PREFECTURE and code.endswith("000") and code[:2] in prefectures():
        return prefectures()[code[:2]].name
    if kind is BodyKind.MUNICIPALITY:
        place = municipality(code)
        return Text(place.full_name, place.full_name)
    raise InvalidInput.of([_no_prefecture(code)])


def _as_seen(session: Session, post: Post, now: datetime, seen: str | None) -> None:
    holders = bodies.holders_to_change(session, post.id, now)
    marks.require(seen, marks.of_post(holders), Text(post.title_ja, post.title_en))


def _known(session: Session, post_id: UUID, account_id: UUID) -> Post:
    found = bodies.find_post(session, post_id)
    if found is None or accounts.find(session, account_id) is None:
        raise NotFound(Text("該当する職またはアカウントはありません。", "There is no such post or account."))
    return found[0]


def _tell_successor(session: Session, post: Post) -> None:
    told = Text(HANDED_OVER.ja.format(post=post.title_ja), HANDED_OVER.en.format(post=post.title_en))
    accounts.notify(session, [post.id], str(NoticeKind.HANDOVER), told.ja, told.en)


def _require(session: Session) -> None:
    if actor_of(session) != SYSTEM:
        require_generally(actor_of(session), GeneralAction.MANAGE_ACCOUNTS)


def _no_name() -> Problem:
    return Problem(
        "name_ja",
        None,
        Text("団体の名称がありません。", "The body has no name."),
        Text("府省、企業、委員会には名称を入力してください。", "Name the ministry, company or committee."),
    )


def _no_prefecture(code: str) -> Problem:
    return Problem(
        "code",
        code,
        Text("都道府県のコードではありません。", "This is not the code of a prefecture."),
        Text("15000 のように下3桁が000の5桁で指定してください。", "Use five digits that end in 000."),
    )


def _foreign_role(body: Body, role: Role) -> Problem:
    allowed = sorted(ROLES_AT[BodyKind.of(body.kind)])
    return Problem(
        "role",
        str(role),
        Text(
            f"{BodyKind.of(body.kind).text.ja}には、この役割の職を置けません。",
            f"A {BodyKind.of(body.kind).text.en} has no posts of this role.",
        ),
        Text(
            "、".join(one.text.ja for one in allowed) + "から選んでください。",
            "Choose one of: " + ", ".join(one.text.en for one in allowed) + ".",
        ),
    )


def _past(until: datetime) -> Problem:
    return Problem(
        "until",
        until.isoformat(),
        Text("終わりの日時が過ぎています。", "The end is in the past."),
        Text("これからの日時にするか、空にしてください。", "Give a moment to come, or leave it empty."),
    )
