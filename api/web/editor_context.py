"""What the editor's pages show, gathered from the body's copy of the plan; it changes nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import ownership
from api.services.applications import contents, corrections, editing, procedures
from api.services.applications.editing import SectionState
from api.web import editor_checklist, editor_fields
from api.web.editor_checklist import Checklist
from api.web.editor_fields import Node, Shown
from api.web.editor_pages import EditorPage, pages_of
from data.db import actor_of
from data.domain.actor import Role
from data.domain.errors import Conflict, NotFound, Problem
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.wording import Language, Text
from data.importers.plan_form import Typed, typed_of
from data.orm import Application, CorrectionItem, Plan
from data.queries.applications import CaseLine
from data.queries.plan_sections import Edit


@dataclass(frozen=True, slots=True)
class Task:
    """A page of the editor on the task list: whether it was begun, what is still open, who wrote last."""

    page: EditorPage
    begun: bool
    open: int
    last_edit: Edit | None


@dataclass(frozen=True, slots=True)
class Copy:
    """The body's copy of a case as the editor needs it."""

    line: CaseLine
    plan: Plan
    plan_type: PlanType
    sections: Mapping[str, SectionState]
    is_editable: bool

    @property
    def pages(self) -> tuple[EditorPage, ...]:
        """The pages of its form."""
        return pages_of(self.plan_type)

    def page(self, key: str) -> EditorPage:
        """Return one page; raises ``NotFound``."""
        for page in self.pages:
            if page.key == key:
                return page
        raise NotFound(Text("この様式に、その項目はありません。", "The form has no such section."))

    def after(self, page: EditorPage) -> EditorPage | None:
        """Return the page that follows, if any."""
        place = self.pages.index(page) + 1
        return self.pages[place] if place < len(self.pages) else None

    def last_edit(self, page: EditorPage) -> Edit | None:
        """Return the last change on a page."""
        edits = [edit for name in page.sections if (edit := self.sections[name].last_edit) is not None]
        return max(edits, key=lambda edit: edit.at, default=None)


def copy_of(session: Session, application_id: UUID) -> Copy:
    """Return the body's copy of a case; raises ``NotFound``, ``NotAllowed``."""
    application, plan = editing.working_copy(session, application_id)
    states = {state.name: state for state in editing.sections(session, application_id)}
    return Copy(
        line=procedures.line(session, application_id),
        plan=plan,
        plan_type=PlanType(plan.plan_type),
        sections=states,
        is_editable=is_editable(session, application),
    )


def is_editable(session: Session, application: Application) -> bool:
    """Return whether whoever acts may write now."""
    actor = actor_of(session)
    if actor.role is not Role.OFFICER or actor.body_id != application.body_id:
        return False
    try:
        ownership.require_editable(session, application)
    except Conflict:
        return False
    return True


def checked(session: Session, copy: Copy) -> Checklist:
    """Return the checklist on the copy as it is stored."""
    found, _, missing = contents.check(session, copy.line.application.id)
    return editor_checklist.checklist(copy.plan_type, found, missing)


def tasks(copy: Copy, found: Checklist) -> list[Task]:
    """Return the task list: one line a page."""
    return [
        Task(
            page,
            begun=any(copy.sections[name].value is not None for name in page.sections),
            open=editor_checklist.open_on(found, page),
            last_edit=copy.last_edit(page),
        )
        for page in copy.pages
    ]


def stored_texts(copy: Copy, page: EditorPage) -> dict[str, list[str]]:
    """Return what the form of a page shows when nothing was typed yet."""
    texts: dict[str, list[str]] = {}
    for name in page.sections:
        texts |= typed_of(DOCUMENTS[copy.plan_type], name, copy.sections[name].value)
    return texts


def form_of(
    copy: Copy,
    page: EditorPage,
    typed: Typed,
    language: Language,
    problems: Sequence[Problem] = (),
    remarks: Mapping[str, tuple[Any, ...]] | None = None,
) -> list[Node]:
    """Return the fields of a page as typed, with problems and corrections at their fields."""
    by_field: dict[str, Problem] = {}
    for problem in problems:
        by_field.setdefault(problem.field, problem)
    shown = Shown(language, by_field, remarks or {})
    model = DOCUMENTS[copy.plan_type]
    return [editor_fields.nodes(model, name, typed, shown) for name in page.sections if name != "footprint"]


def stated(copy: Copy, name: str, value: Any, language: Language) -> Node:
    """Return a section with a value that is only shown: as it stands now, or as somebody else wrote it."""
    model = DOCUMENTS[copy.plan_type]
    return editor_fields.nodes(model, name, typed_of(model, name, value), Shown(language))


def remarks_of(session: Session, copy: Copy) -> dict[str, tuple[CorrectionItem, ...]]:
    """Return the corrections asked for, by the field they are about."""
    found: dict[str, list[CorrectionItem]] = defaultdict(list)
    for item in corrections.listed(session, copy.line.application.id):
        found[item.pointer].append(item)
    return {pointer: tuple(items) for pointer, items in found.items()}
