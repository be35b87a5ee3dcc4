"""``/v1/review/assignments``: by hand, by CSV, proposed; ``dry_run`` stores nothing."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Response
from pydantic import Field

from api.deps import DatabaseSession, RawBody
from api.services.reviews import assignment_lists, assignments
from api.services.reviews.assignments import Checked
from api.v1.reviews.gates import require_manager
from api.v1.reviews.words import Answer, Body, told, words
from api.v1.schemas import ProblemItem, ProblemText
from data.domain.actor import Role
from data.queries.reviews.assignments import ReviewPost

router = APIRouter(prefix="/v1/review", tags=["review"], dependencies=[Depends(require_manager)])
CSV_BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {"text/csv": {"schema": {"type": "string", "description": "案件番号,団体,職,期限"}}},
    }
}
DryRun = Annotated[bool, Query(description="true: 確認のみ、保存しない / check only")]


class PostAnswer(Answer):
    """A post that can be assigned to, with the number of its open cases."""

    id: UUID
    body: str
    title: ProblemText
    role: Role
    vacant: bool
    load: int

    @classmethod
    def of(cls, post: ReviewPost, load: int | None = None) -> PostAnswer:
        """Tell a post, on wish with the load it would have."""
        return cls(
            id=post.id,
            body=post.body_code,
            title=ProblemText(ja=post.title_ja, en=post.title_en),
            role=post.role,
            vacant=not post.holders,
            load=post.load if load is None else load,
        )


class AssignmentBody(Body):
    """One assignment."""

    case: UUID
    post: UUID
    due_on: date | None = None


class AssignmentsBody(Body):
    """Assignments that are made together or not at all."""

    items: Annotated[list[AssignmentBody], Field(min_length=1, max_length=5_000)]


class CheckedAnswer(Answer):
    """What was, or with ``dry_run`` would be, assigned; with problems nothing is."""

    stored: bool
    rows: int
    problems: list[ProblemItem]
    loads: list[PostAnswer]


class ProposalBody(Body):
    """Which cases need how many posts of which role."""

    cases: Annotated[list[UUID], Field(min_length=1, max_length=2_000)]
    role: Literal[Role.REVIEWER, Role.COMMITTEE_MEMBER]
    per_case: int = 1


class ProposedAnswer(Answer):
    """One proposed assignment and why this post."""

    case: UUID
    number: str | None
    post: UUID
    why: ProblemText


class ProposalAnswer(Answer):
    """A proposal; send its rows to ``POST /v1/review/assignments`` to accept it."""

    items: list[ProposedAnswer]
    loads: list[PostAnswer]
    short: list[str]
    """Numbers of cases that lack a reviewer."""


@router.get("/posts", summary="割り当てられる職 / Posts to assign to")
def list_posts(session: DatabaseSession) -> list[PostAnswer]:
    """List posts of reviewers, managers and committee members with their load."""
    return [PostAnswer.of(post) for post in assignments.posts(session)]


@router.post("/assignments", summary="審査を割り当てる / Assign")
def assign(body: AssignmentsBody, session: DatabaseSession, dry_run: DryRun = False) -> CheckedAnswer:
    """Assign cases to posts, all or none."""
    pairs = [(item.case, item.post, item.due_on) for item in body.items]
    return _done(session, assignment_lists.named(session, pairs), dry_run)


@router.post("/assignments/csv", openapi_extra=CSV_BODY, summary="CSVで割り当てる / Assign by CSV")
def assign_by_csv(body: RawBody, session: DatabaseSession, dry_run: DryRun = True) -> CheckedAnswer:
    """Try a CSV out, or with ``dry_run=false`` make all of its assignments or none."""
    return _done(session, assignment_lists.read_csv(session, body), dry_run)


@router.post("/assignments/proposal", summary="均等な割当ての案 / Propose an even load")
def propose(body: ProposalBody, session: DatabaseSession) -> ProposalAnswer:
    """Propose who reviews what; conflicts are respected, and nothing is stored."""
    found = assignment_lists.proposal(session, body.cases, body.role, body.per_case)
    return ProposalAnswer(
        items=[
            ProposedAnswer(case=row.case.id, number=row.case.number, post=row.post.id, why=words(row.why))
            for row in found.rows
        ],
        loads=[PostAnswer.of(post, load) for post, load in found.loads],
        short=[case.number or str(case.id) for case in found.short],
    )


@router.delete("/assignments/{assignment_id}", status_code=204, summary="割当てを終える / End an assignment")
def end(assignment_id: UUID, session: DatabaseSession) -> Response:
    """End an assignment; what was judged and scored stays."""
    assignments.end(session, assignment_id)
    return Response(status_code=204)


def _done(session: DatabaseSession, checked: Checked, dry_run: bool) -> CheckedAnswer:
    if not dry_run:
        assignments.assign_all(session, checked)
    return CheckedAnswer(
        stored=not dry_run,
        rows=len(checked.wanted),
        problems=[told(problem) for problem in checked.problems],
        loads=[PostAnswer.of(post, load) for post, load in checked.loads],
    )
