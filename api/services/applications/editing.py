"""Writing a plan together: the document as a whole or by top-level section, each change from what was seen.

Two people in different sections both keep their work. Whoever is late in the same section is refused and told
the value that stands there now, who wrote it and when; nothing is lost silently. Blanks are fine, nonsense is
not: every change passes the same gate as a plan handed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import access, audit, documents, footprints, ownership, plans
from api.services.plans import StaleVersion
from data.domain.audit import AuditEvent
from data.domain.call import in_japan
from data.domain.canonical import tag_of
from data.domain.errors import InvalidInput, NotFound
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.orm import Application, Plan
from data.queries import clock, plan_sections
from data.queries import plans as plan_queries
from data.queries.plan_sections import Edit
from rules.access import Action

FIXED = "plan_type"
ON_THE_GROUND = frozenset({"footprint", "plots", "municipalities", "joint_bodies", "body"})
"""Sections that decide which ground a plan covers."""


@dataclass(frozen=True, slots=True)
class SectionState:
    """A top-level section as it stands: its value (``None``: not stated), its mark, its last change."""

    name: str
    value: Any
    tag: str
    last_edit: Edit | None


@dataclass(frozen=True, slots=True)
class Change:
    """A new value of a section (``None`` clears it) and the mark of the one it was made from."""

    value: Any
    from_tag: str


class StaleSection(StaleVersion):
    """Somebody else changed the section meanwhile; ``current`` tells what stands there now."""

    code = "stale-section"

    def __init__(self, state: SectionState) -> None:
        edit = state.last_edit
        who = f"{edit.name}（{edit.post_ja}）" if edit else "—"
        when = in_japan(edit.at) if edit else "—"
        super().__init__(
            Text(
                f"この項目は{who}が{when}に変更しました。今の内容を確かめて、書き直してください。",
                f"{edit.name if edit else '—'} changed this section at {when}. Compare, then save again.",
            )
        )
        self.details = {
            "current": {
                "section": state.name,
                "value": state.value,
                "etag": state.tag,
                "changed_by": edit.name if edit else None,
                "post": edit.post_ja if edit else None,
                "changed_at": in_japan(edit.at) if edit else None,
            }
        }


def working_copy(session: Session, application_id: UUID) -> tuple[Application, Plan]:
    """Return a case and its body's copy of the plan. Raises ``NotFound``, ``NotAllowed`` for other bodies."""
    application = access.permitted(session, Action.READ_CONFIDENTIAL, application_id)
    plan = plan_queries.find(session, application.plan_id)
    if plan is None:
        raise NotFound(Text("作成中の計画は作成団体だけが閲覧できます。", "Drafts are for their body alone."))
    return application, plan


def sections(session: Session, application_id: UUID) -> list[SectionState]:
    """Return every section of the body's copy, in the order of the form. Raises as ``working_copy``."""
    _, plan = working_copy(session, application_id)
    edits = plan_sections.last_edits(session, plan.id)
    return [_state(plan, name, edits) for name in names_of(plan)]


def section(session: Session, application_id: UUID, name: str) -> SectionState:
    """Return one section of the body's copy; raises as ``working_copy``, and for a name of none."""
    _, plan = working_copy(session, application_id)
    return _state(plan, _known(plan, name), plan_sections.last_edits(session, plan.id))


def save_section(
    session: Session, application_id: UUID, name: str, value: Any, from_tag: str
) -> SectionState:
    """Put a new value into one section; ``None`` clears it.

    Raises ``NotFound``, ``NotAllowed``, ``Conflict`` while the case is not open for editing, ``StaleSection``
    and ``InvalidInput``; nothing is stored then.
    """
    save_sections(session, application_id, {name: Change(value, from_tag)})
    return section(session, application_id, name)


def save_sections(session: Session, application_id: UUID, changes: Mapping[str, Change]) -> Plan:
    """Put new values into several sections at once; all of them or none. Raises as ``save_section``."""
    plan = _open(session, application_id)
    edits = plan_sections.last_edits(session, plan.id)
    for name, change in changes.items():
        state = _state(plan, _known(plan, name), edits)
        if state.tag != change.from_tag:
            raise StaleSection(state)
    _store(session, plan, {**plan.document, **{name: change.value for name, change in changes.items()}})
    return plan


def save_document(
    session: Session, application_id: UUID, document: Mapping[str, Any], from_version: int
) -> Plan:
    """Put a whole document in the place of the copy, as after an upload; raises as ``save_section``."""
    plan = _open(session, application_id)
    if plan.version != from_version:
        raise StaleVersion(
            Text(
                f"この計画は第{plan.version}版に更新されています（送信されたのは第{from_version}版への変更です）。",
                f"The plan is at version {plan.version}; the change starts from version {from_version}.",
            )
        )
    _store(session, plan, document)
    return plan


def names_of(plan: Plan) -> tuple[str, ...]:
    """Return the names of the sections a plan of this type has, in the order of the form."""
    fields = DOCUMENTS[PlanType(plan.plan_type)].model_fields
    return tuple(name for name in fields if name != FIXED)


def _open(session: Session, application_id: UUID) -> Plan:
    application = access.permitted(session, Action.EDIT, application_id, for_update=True)
    ownership.require_editable(session, application)
    return plans.get(session, application.plan_id, for_update=True)


def _store(session: Session, plan: Plan, document: Mapping[str, Any]) -> None:
    stated = {name: value for name, value in document.items() if value is not None}
    accepted = documents.accept({**stated, FIXED: stated.get(FIXED, plan.plan_type)})
    if accepted.plan_type != plan.plan_type:
        raise InvalidInput.of([plans.other_type(accepted, plan)])
    ownership.require_own_body(session, plan, accepted)
    columns, before = plans.document_columns(accepted), plan.document
    after = columns["document"]
    changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
    if not changed:
        return
    if ON_THE_GROUND.intersection(changed):
        columns |= plans.footprint_columns(footprints.of(session, accepted))
    for name, value in columns.items():
        setattr(plan, name, value)
    plan.version += 1
    session.flush()
    plan_sections.touch(session, plan.id, changed, plan.version, clock.moment(session))
    audit.record(
        session,
        AuditEvent.PLAN_CHANGED,
        "plan",
        plan.id,
        before={"version": plan.version - 1, "sections": _marks(before, changed)},
        after={"version": plan.version, "sections": _marks(after, changed)},
    )


def _marks(document: Mapping[str, Any], names: list[str]) -> dict[str, str | None]:
    """The trail is read by administrators, who may not read plans: it holds marks, not values."""
    return {name: tag_of(document[name]) if name in document else None for name in names}


def _state(plan: Plan, name: str, edits: Mapping[str, Edit]) -> SectionState:
    value = plan.document.get(name)
    return SectionState(name, value, tag_of(value), edits.get(name))


def _known(plan: Plan, name: str) -> str:
    if name in names_of(plan):
        return name
    raise NotFound(Text(f"項目「{name}」は様式にありません。", f"The form has no section {name}."))
