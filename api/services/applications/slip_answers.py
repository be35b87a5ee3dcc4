"""Return slips: the workbook a correction goes out with, and the answers it comes back with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from api.services import screening, templates
from api.services.applications import corrections, editing, reading, sources
from data.attachment_store import AttachmentStore
from data.domain.errors import InvalidInput, NotFound, Problem
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.naming import label
from data.domain.wording import Text
from data.domain.workflow import STAGE_OF, Stage, State
from data.importers.plan_workbook.return_slip import SlipAnswer, SlipItem, read_slip, write_slip
from data.orm import Application, CorrectionItem


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer of the cover sheet that differs from what is stored; ``before`` is what stands there."""

    item: CorrectionItem
    before: str | None
    answer: str


def slip(session: Session, store: AttachmentStore, application_id: UUID, origin: dict[str, str]) -> bytes:
    """Return the workbook that came in, with the open items marked in it and numbered on its cover sheet.

    A copy typed in the form, or changed since it was sent, goes out as a fresh workbook of the copy. Raises
    ``NotFound``, also when nothing is to be corrected, and ``NotAllowed``.
    """
    application, plan = editing.working_copy(session, application_id)
    items = [item for item in corrections.listed(session, application_id) if _is_open(item)]
    if not items:
        raise NotFound(Text("回答を待つ補正事項はありません。", "Nothing waits to be corrected."))
    reading.record_read(session, application, {"return_slip": [str(item.id) for item in items]})
    came_in = sources.of_version(session, store, items[-1].submission_id, plan.document)
    content = came_in or templates.workbook(screening.read_stored(plan), origin)
    return write_slip(content, [_shown(application, item) for item in items])


def new_answers(application: Application, items: Sequence[CorrectionItem], content: bytes) -> list[NewAnswer]:
    """Return the answers of a workbook's cover sheet that say something new; blank cells say nothing.

    Raises ``InvalidInput`` for items of another case, for settled ones, and for answers that are too long.
    """
    said = [each for each in read_slip(content) if each.answer]
    known = {str(item.id): item for item in items}
    new = [each for each in said if each.id not in known or known[each.id].answer != each.answer]
    is_returned = STAGE_OF[State.of(application.state)] is Stage.CORRECTING
    problems = [found for each in new for found in _problems(each, known.get(each.id), is_returned)]
    if problems:
        raise InvalidInput.of(problems)
    return [NewAnswer(known[each.id], known[each.id].answer, each.answer) for each in new]


def _is_open(item: CorrectionItem) -> bool:
    return item.state in corrections.ANSWERABLE


def _shown(application: Application, item: CorrectionItem) -> SlipItem:
    parts = [int(part) if part.isdigit() else part for part in item.pointer[1:].split("/")]
    name = label(DOCUMENTS[PlanType(application.plan_type)], parts).ja
    row = "".join(f"（{part + 1}行目）" for part in parts if isinstance(part, int))
    return SlipItem(str(item.id), item.pointer, name + row, item.remark, item.due_on, item.answer)


def _problems(said: SlipAnswer, item: CorrectionItem | None, is_returned: bool) -> list[Problem]:
    if item is None:
        return [Problem(said.place, said.answer[:80], _NOT_OURS, _THIS_SLIP)]
    if not is_returned or not _is_open(item):
        return [Problem(said.place, said.answer[:80], _SETTLED, _CLEAR)]
    if len(said.answer) > corrections.LONGEST_ANSWER:
        return [Problem(said.place, len(said.answer), _LONG, _SHORTEN)]
    return []


_NOT_OURS = Text("この案件の補正事項ではありません。", "This is no correction item of the case.")
_THIS_SLIP = Text("この案件の補正票をダウンロードしてください。", "Download the return slip of this case.")
_SETTLED = Text("この補正事項には、今は回答できません。", "The item cannot be answered now.")
_CLEAR = Text("回答の欄を元に戻してください。", "Put the answer back as it was.")
_LONG = Text("回答が長すぎます。", "The answer is too long.")
_SHORTEN = Text(
    f"{corrections.LONGEST_ANSWER}字以内で記入してください。",
    f"Write at most {corrections.LONGEST_ANSWER} characters.",
)
