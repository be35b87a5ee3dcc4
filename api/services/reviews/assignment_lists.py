"""Lists of assignments: read from CSV, or proposed with even load; both are tried out first."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from uuid import UUID

from sqlalchemy.orm import Session

from api.services.reviews import assignments as service
from api.services.reviews.assignments import Checked, Wanted
from data.db import actor_of
from data.domain.actor import Role
from data.domain.errors import InvalidInput, Problem
from data.domain.jp_dates import parse_date
from data.domain.parsing import Unreadable
from data.domain.wording import Text
from data.domain.workflow import STAGE_OF, State
from data.importers.headings import heading
from data.orm import Application
from data.queries import clock
from data.queries.reviews import assignments
from data.queries.reviews.assignments import ReviewPost
from rules.access import Action, GeneralAction, may, require_generally
from rules.screening.even_load import OpenCase, propose

NUMBER = ("案件番号", "number")
BODY = ("団体", "body")
POST = ("職", "post")
DUE = ("期限", "due_on")
ENCODINGS = ("utf-8-sig", "cp932")
MOST_ROWS = 5_000


@dataclass(frozen=True, slots=True)
class Proposed:
    """One proposed assignment and why this post."""

    case: Application
    post: ReviewPost
    why: Text


@dataclass(frozen=True, slots=True)
class ProposedList:
    """A proposal by case, the load of each post with it, and the cases that lack a reviewer."""

    rows: tuple[Proposed, ...]
    loads: tuple[tuple[ReviewPost, int], ...]
    short: tuple[Application, ...]


def read_csv(session: Session, content: bytes) -> Checked:
    """Try out a CSV with 案件番号, 団体 (code), 職 (title) and on wish 期限; nothing is stored.

    Raises ``NotAllowed``, and ``InvalidInput`` for a file without these columns; what is wrong with single
    rows is in the answer.
    """
    require_generally(actor_of(session), GeneralAction.ASSIGN_IN_BULK)
    rows = _rows(content)
    cases = assignments.cases_by_number(session, {row[0] for row in rows})
    posts = {
        (post.body_code, post.title_ja): post for post in assignments.posts(session, clock.moment(session))
    }
    wanted, problems = [], []
    for line, (number, body, title, due) in enumerate(rows, start=2):
        case, post, day = cases.get(number), posts.get((body, title)), parse_date(due)
        if case is None:
            problems.append(_problem(line, number, _NO_CASE))
        if post is None:
            problems.append(_problem(line, f"{body} {title}", _NO_POST))
        if isinstance(day, Unreadable):
            problems.append(Problem(f"{line}行目", due, day.message, day.remedy))
        elif case is not None and post is not None:
            wanted.append(Wanted(f"{line}行目", case, post, day.value))
    return service.check(session, wanted, problems)


def named(session: Session, pairs: Sequence[tuple[UUID, UUID, date | None]]) -> Checked:
    """Try out assignments named by case and post id, such as those of an accepted proposal."""
    require_generally(actor_of(session), GeneralAction.ASSIGN_IN_BULK)
    cases = assignments.cases_by_id(session, {case for case, _, _ in pairs})
    posts = {post.id: post for post in assignments.posts(session, clock.moment(session))}
    wanted, problems = [], []
    for line, (case_id, post_id, due_on) in enumerate(pairs, start=1):
        case, post = cases.get(case_id), posts.get(post_id)
        if case is None:
            problems.append(_problem(line, str(case_id), _NO_CASE))
        if post is None:
            problems.append(_problem(line, str(post_id), _NO_POST))
        if case is not None and post is not None:
            wanted.append(Wanted(f"{line}行目", case, post, due_on))
    return service.check(session, wanted, problems)


def proposal(session: Session, cases: Sequence[UUID], role: Role, per_case: int) -> ProposedList:
    """Propose who of a role reviews these cases, ``per_case`` posts each, those assigned already included.

    Raises ``NotAllowed``, and ``InvalidInput`` when ``per_case`` is not positive.
    """
    require_generally(actor_of(session), GeneralAction.ASSIGN_IN_BULK)
    if per_case < 1:
        raise InvalidInput.of([_not_positive(per_case)])
    found = {str(key): case for key, case in assignments.cases_by_id(session, cases).items()}
    open_ones = {key: case for key, case in found.items() if _assignable(session, case)}
    posts = {
        str(each.id): each for each in assignments.posts(session, clock.moment(session)) if each.role is role
    }
    able = {key: post for key, post in posts.items() if post.holders}
    result = propose(
        _needs(session, open_ones, able, per_case), {key: post.load for key, post in able.items()}
    )
    rows = tuple(Proposed(found[each.case], able[each.post], each.why) for each in result.placings)
    loads = tuple((able[key], load) for key, load in result.loads.items())
    return ProposedList(rows, loads, tuple(found[key] for key in dict.fromkeys(result.unplaced)))


def _needs(
    session: Session, cases: dict[str, Application], posts: dict[str, ReviewPost], per_case: int
) -> list[OpenCase]:
    declared = assignments.conflicts(session)
    already: dict[str, set[str]] = {key: set() for key in cases}
    for each in assignments.current(session, [case.id for case in cases.values()]):
        if str(each.post_id) in posts:
            already[str(each.application_id)].add(str(each.post_id))
    return [
        OpenCase(
            key,
            max(per_case - len(already[key]), 0),
            frozenset(name for name, post in posts.items() if service.in_conflict(case, post, declared)),
            frozenset(already[key]),
        )
        for key, case in cases.items()
    ]


def _assignable(session: Session, case: Application) -> bool:
    return may(actor_of(session), Action.ASSIGN, STAGE_OF[State.of(case.state)])


def _rows(content: bytes) -> list[tuple[str, str, str, str]]:
    reader = csv.DictReader(StringIO(_decoded(content)))
    names = [name for name in reader.fieldnames or [] if name]
    columns = [heading(names, words) for words in (NUMBER, BODY, POST)]
    due = heading(names, DUE)
    if None in columns:
        raise InvalidInput.of([_no_columns(names)])
    wanted = [*columns, due]
    rows = [tuple((row.get(column or "") or "").strip() for column in wanted) for row in reader]
    if len(rows) > MOST_ROWS:
        raise InvalidInput.of([_too_many(len(rows))])
    return [(row[0], row[1], row[2], row[3]) for row in rows if any(row)]


def _decoded(content: bytes) -> str:
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InvalidInput.of([_not_text()])


_NO_CASE = Text("該当する案件はありません。", "There is no such application.")
_NO_POST = Text("審査を割り当てられる職ではありません。", "No case can be assigned to such a post.")
_LOOK = Text("一覧の表示どおりに指定してください。", "Write it as the list shows it.")


def _problem(line: int, value: str, message: Text) -> Problem:
    return Problem(f"{line}行目", value, message, _LOOK)


def _no_columns(found: Sequence[str]) -> Problem:
    return Problem(
        "1行目",
        "、".join(found),
        Text("見出しに案件番号、団体、職が揃っていません。", "The headings lack number, body or post."),
        Text(
            "1行目に「案件番号,団体,職,期限」の見出しを置いてください（期限は省略可）。",
            "Put the headings number,body,post,due_on in the first row (due_on is optional).",
        ),
    )


def _too_many(count: int) -> Problem:
    return Problem(
        "ファイル",
        count,
        Text(f"一度に読めるのは{MOST_ROWS}行までです。", f"At most {MOST_ROWS} rows are read at once."),
        Text("ファイルを分けてください。", "Split the file."),
    )


def _not_text() -> Problem:
    return Problem(
        "ファイル",
        None,
        Text("UTF-8でもShift_JISでもないため読み取れません。", "It is neither UTF-8 nor Shift_JIS."),
        Text("CSV（UTF-8）として保存し直してください。", "Save it as CSV (UTF-8)."),
    )


def _not_positive(count: int) -> Problem:
    return Problem(
        "per_case",
        count,
        Text("1案件当たりの人数は1以上です。", "There is at least one reviewer per case."),
        Text("1以上の整数を指定してください。", "Give a whole number of at least 1."),
    )
