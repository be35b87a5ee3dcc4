"""The body's copy as a workbook: given out filled in, tried out when it comes back, and put in place whole.

What is tried out is stored nowhere. Putting it in place starts from what was tried: ``seen`` marks the copy
and the correction items as they stood, and whoever changed them in between is not overwritten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import access, documents, footprints, ownership, plans, screening, templates
from api.services.applications import corrections, editing, reading, slip_answers, sources
from api.services.applications.slip_answers import NewAnswer
from api.services.plans import StaleVersion
from data.attachment_store import AttachmentStore
from data.domain.canonical import tag_of
from data.domain.errors import InvalidInput, Problem
from data.domain.plan.comparison import Change, changes
from data.domain.plan.document import PlanDocument
from data.domain.plan.kinds import PLAN_TYPE_TITLES, PlanType
from data.domain.wording import Text
from data.importers.plan_workbook.reading import AcceptedWorkbook, accept_workbook
from data.importers.plan_workbook.slips import slips_since
from data.orm import Application, CorrectionItem, Plan
from data.queries import applications
from rules.access import Action

CALL, APPLICATION, VERSION = "call", "application", "version"
"""What a workbook of an application says it was taken from."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a workbook would change: fields and rows, answers to correction items; nothing is stored."""

    changes: Sequence[Change]
    answers: Sequence[NewAnswer]
    warnings: Sequence[Problem]
    plan: PlanDocument
    seen: str
    """Marks what the changes start from; putting them in place asks for it."""

    @property
    def changes_nothing(self) -> bool:
        """Whether the workbook says what stands there already."""
        return not self.changes and not self.answers


def filled(session: Session, application_id: UUID) -> bytes:
    """Return the body's copy as a workbook, confidential fields included.

    Raises ``NotFound``, ``NotAllowed``.
    """
    application, plan = editing.working_copy(session, application_id)
    reading.record_read(session, application, {"workbook": plan.version})
    return templates.workbook(screening.read_stored(plan), origin_of(session, application, plan))


def origin_of(session: Session, application: Application, plan: Plan) -> dict[str, str]:
    """Return what a workbook of a case carries hidden, so that another year's is told when it comes back."""
    call = applications.call_of(session, application)
    return {CALL: call.code, APPLICATION: str(application.id), VERSION: str(plan.version)}


def try_out(session: Session, application_id: UUID, content: bytes) -> Tried:
    """Tell what a workbook would change, and store nothing.

    Raises ``NotFound``, ``NotAllowed``, ``Conflict`` while the copy is not open for editing, and
    ``InvalidInput`` with every problem at its sheet and cell, equal ones grouped.
    """
    application = _open(session, application_id)
    plan = plans.get(session, application.plan_id)
    items = corrections.listed(session, application_id)
    return _tried(session, application, plan, items, content)


def put_in_place(
    session: Session, store: AttachmentStore, application_id: UUID, content: bytes, name: str, seen: str
) -> Tried:
    """Put what a workbook states in the place of the copy, answer its correction items, and keep its bytes.

    All or nothing; the same workbook again changes nothing. Raises as ``try_out``, and ``StaleVersion`` when
    the copy or an item was changed since ``seen``.
    """
    application = _open(session, application_id, for_update=True)
    plan = plans.get(session, application.plan_id, for_update=True)
    items = corrections.listed(session, application_id)
    tried = _tried(session, application, plan, items, content)
    if tried.changes_nothing:
        return tried
    if seen != tried.seen:
        raise StaleVersion(_CHANGED)
    stated = tried.plan.model_dump(mode="json", exclude_none=True)
    editing.save_document(session, application_id, stated, plan.version)
    for each in tried.answers:
        corrections.answer(session, application_id, each.item.id, each.answer, each.item.version)
    sources.keep(session, store, application, content, name)
    return tried


def return_slip(session: Session, store: AttachmentStore, application_id: UUID) -> bytes:
    """Return the workbook of a returned case with its correction items; raises as ``slip_answers.slip``."""
    application, plan = editing.working_copy(session, application_id)
    return slip_answers.slip(session, store, application_id, origin_of(session, application, plan))


def _open(session: Session, application_id: UUID, *, for_update: bool = False) -> Application:
    application = access.permitted(session, Action.EDIT, application_id, for_update=for_update)
    ownership.require_editable(session, application)
    return application


def _tried(
    session: Session, application: Application, plan: Plan, items: Sequence[CorrectionItem], content: bytes
) -> Tried:
    accepted = accept_workbook(content, documents.known_places())
    _require_this_form(session, application, plan, accepted)
    ownership.require_own_body(session, plan, accepted.plan)
    footprints.of(session, accepted.plan)
    stated = accepted.plan.model_dump(mode="json", exclude_none=True)
    found = changes(PlanType(plan.plan_type), plan.document, stated)
    return Tried(
        changes=found,
        answers=slip_answers.new_answers(application, items, content),
        warnings=[
            *(_origin_warnings(application, plan, accepted.origin) if found else ()),
            *accepted.warnings,
            *slips_since(found, accepted.cells),
        ],
        plan=accepted.plan,
        seen=_mark(plan, items),
    )


def _mark(plan: Plan, items: Sequence[CorrectionItem]) -> str:
    versions: list[Any] = [[str(item.id), item.version] for item in items]
    return tag_of([str(plan.id), plan.version, versions])


def _require_this_form(
    session: Session, application: Application, plan: Plan, accepted: AcceptedWorkbook
) -> None:
    problems = []
    call = applications.call_of(session, application)
    theirs = accepted.origin.get(CALL, call.code)
    if theirs != call.code:
        problems.append(
            Problem(
                "はじめに",
                theirs,
                Text(
                    f"別の公募（{theirs}）のブックです。この申請の公募は{call.code}です。",
                    f"This is a workbook of another call ({theirs}); the application is for {call.code}.",
                ),
                _DOWNLOAD,
            )
        )
    if accepted.plan.plan_type != plan.plan_type:
        wanted, got = PLAN_TYPE_TITLES[PlanType(plan.plan_type)], PLAN_TYPE_TITLES[accepted.plan.plan_type]
        problems.append(
            Problem(
                "はじめに",
                str(accepted.plan.plan_type),
                Text(
                    f"「{got.ja}」の様式です。この申請は「{wanted.ja}」です。",
                    f"This is the form of {got.en}; the application is for {wanted.en}.",
                ),
                _DOWNLOAD,
            )
        )
    if problems:
        raise InvalidInput.of(problems)


def _origin_warnings(application: Application, plan: Plan, origin: Mapping[str, str]) -> list[Problem]:
    if origin.get(APPLICATION, str(application.id)) != str(application.id):
        return [Problem("はじめに", None, _OTHER_APPLICATION, _LOOK)]
    version = origin.get(VERSION, str(plan.version))
    if version == str(plan.version):
        return []
    message = Text(
        f"このブックは第{version}版の計画から作成されましたが、計画は今、第{plan.version}版です。",
        f"The workbook was made from version {version} of the plan, which is at version {plan.version} now.",
    )
    return [Problem("はじめに", None, message, _LOOK)]


_DOWNLOAD = Text(
    "この申請の画面からブックをダウンロードし、値だけを貼り付けてください。",
    "Download the workbook from the page of this application and paste the values into it.",
)
_OTHER_APPLICATION = Text(
    "同じ公募の別の申請からダウンロードしたブックです。",
    "The workbook was downloaded from another application of this call.",
)
_LOOK = Text(
    "変更の一覧で、戻したくない内容が変わらないか確認してください。",
    "See in the list of changes whether anything changes that should stay.",
)
_CHANGED = Text(
    "確認の後に、計画又は補正事項が変更されました。何も保存していません。もう一度ブックを確認してください。",
    "The plan or a correction item was changed since. Nothing was stored. Try the workbook again.",
)
