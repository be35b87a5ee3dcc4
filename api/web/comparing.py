"""Two versions of an application side by side: texts, numbers, rows, files and the boundary."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Request, Response

from api.deps import DatabaseSession, SignedIn, language_of
from api.services.applications import comparing, procedures, reading
from api.services.applications.comparing import Comparison
from api.web import filters, view
from data.domain.actor import APPLICANT_ROLES
from data.domain.errors import NotFound
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.naming import pattern_of
from data.domain.plan.shape import FieldShape, ValueKind, shapes
from data.domain.wording import Language, Text
from data.queries import clock
from geo.boundary_drawing import boundary_drawing

router = APIRouter(prefix="/applications/{application_id}", include_in_schema=False)
COPY = "copy"
"""Stands for the body's copy where a version is chosen."""
KINDS = {
    "added": Text("追加", "added"),
    "removed": Text("削除", "removed"),
    "changed": Text("変更", "changed"),
    "same": Text("同一", "same"),
}


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change as it is read: what, before, after, and by how much."""

    label: Text
    kind: Text
    before: str
    after: str
    difference: str


@router.get("/compare")
def compare(
    application_id: UUID,
    request: Request,
    caller: SignedIn,
    session: DatabaseSession,
    first: Annotated[int | None, Query(ge=1)] = None,
    second: Annotated[str, Query(pattern=r"^(copy|[1-9][0-9]{0,5})$")] = "",
) -> Response:
    """Show what changed from one version to another, or to the body's copy."""
    versions = reading.versions(session, application_id)
    if not versions:
        raise NotFound(Text("提出した版がまだありません。", "No version has been sent yet."))
    may_see_copy = caller.actor.role in APPLICANT_ROLES
    numbers = [version.number for version in versions]
    first = first or numbers[max(len(numbers) - 2, 0)]
    second = second or (COPY if may_see_copy and len(numbers) == 1 else str(numbers[-1]))
    found = comparing.compare(session, application_id, first, None if second == COPY else int(second))
    line, language = procedures.line(session, application_id), language_of(request)
    return view.render(
        request,
        "compare",
        line=line,
        numbers=numbers,
        may_see_copy=may_see_copy,
        first=first,
        second=second,
        lines=_lines(PlanType(line.application.plan_type), found, language),
        files=[(file, KINDS[file.kind]) for file in found.files],
        ground=found.ground,
        drawing=boundary_drawing(found.ground),
        now=clock.moment(session),
        path=f"/applications/{application_id}/compare",
    )


def _lines(plan_type: PlanType, found: Comparison, language: Language) -> list[ChangeLine]:
    known = shapes(DOCUMENTS[plan_type])
    lines = []
    for change in found.changes:
        parts: list[str | int] = [int(p) if p.isdecimal() else p for p in change.pointer.split("/")[1:]]
        shape = known[pattern_of(parts)]
        unit = change.unit or shape.meaning.unit
        lines.append(
            ChangeLine(
                label=change.label,
                kind=KINDS[str(change.kind)],
                before=_said(known, shape, change.before, unit, language),
                after=_said(known, shape, change.after, unit, language),
                difference=""
                if change.difference is None
                else _difference(change.difference, unit, language),
            )
        )
    return lines


def _difference(value: float, unit: str | None, language: Language) -> str:
    exact = int(value) if float(value).is_integer() else value
    size = filters.value_shown(abs(exact), unit, language)
    return f"＋{size}" if value > 0 else f"−{size}"


def _said(
    known: dict[str, FieldShape], shape: FieldShape, value: Any, unit: str | None, language: Language
) -> str:
    if value is None:
        return ""
    if isinstance(value, dict):
        return _row_said(known, shape, value, language)
    if isinstance(value, list | tuple):
        return "\n".join(_said(known, shape, each, unit, language) for each in value)
    if shape.kind is ValueKind.MUNICIPALITY:
        return filters.place(str(value), language)
    if shape.choices is not None:
        return shape.choices.of(str(value)).text.in_language(language)
    return filters.value_shown(value, unit, language)


def _row_said(
    known: dict[str, FieldShape], shape: FieldShape, row: dict[str, Any], language: Language
) -> str:
    if shape.kind is ValueKind.GEOMETRY:
        return Text("図形あり", "drawn").in_language(language)
    lines = []
    for name, value in row.items():
        own = known.get(f"{shape.path}[].{name}") or known.get(f"{shape.path}.{name}")
        if own is not None:
            said = _said(known, own, value, own.meaning.unit, language)
            lines.append(f"{own.meaning.title.in_language(language)}：{said}")
    return "\n".join(lines)
