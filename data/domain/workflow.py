"""The states of an application and the events that move it; ``rules.workflow`` says which may happen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, Self

from data.domain.plan.kinds import PlanType
from data.domain.plan.vocabulary import Vocabulary

StageCount = Literal[1, 2]


class State(Vocabulary):
    """Where an application stands."""

    DRAFT = "draft", "作成中", "draft"
    IN_APPROVAL = "in_approval", "決裁中", "in internal approval"
    APPROVED = "approved", "決裁済（未提出）", "approved, not submitted yet"
    SUBMITTED = "submitted", "申請受付済", "submitted"
    RETURNED = "returned", "差戻し（補正中）", "returned for correction"
    RESUBMITTED = "resubmitted", "再提出済", "resubmitted"
    FIRST_SCREENING = "first_screening", "一次審査中", "in first screening"
    PROMISING = "promising", "有望", "promising"
    REFINEMENT = "refinement", "計画の具体化中", "plan being refined"
    REFINED = "refined", "具体化後の再提出済", "refined plan submitted"
    FINAL_SCREENING = "final_screening", "最終審査中", "in final screening"
    RETURNED_IN_FINAL = "returned_in_final", "最終審査中の差戻し（補正中）", "returned during final screening"
    CERTIFIED = "certified", "認定", "certified"
    NOT_SELECTED = "not_selected", "不選定", "not selected"
    WITHDRAWN = "withdrawn", "取下げ", "withdrawn"


class Event(Vocabulary):
    """What happened to an application, in the past tense; the audit trail and the history use these names."""

    APPROVAL_REQUESTED = "application:approval_requested", "決裁依頼", "internal approval requested"
    APPROVAL_TAKEN_BACK = "application:approval_taken_back", "決裁依頼の取消し", "approval request taken back"
    APPROVAL_DECLINED = "application:approval_declined", "決裁の差戻し", "internal approval declined"
    APPROVAL_GIVEN = "application:approved", "決裁", "internally approved"
    REWORKED = "application:reworked", "決裁後の修正", "reopened for changes after approval"
    SUBMITTED = "application:submitted", "申請", "submitted"
    REPLACED = "application:replaced", "申請の差替え", "submission replaced"
    WITHDRAWN = "application:withdrawn", "取下げ", "withdrawn"
    REOPENED = "application:reopened", "取下げ後の再作成", "reopened after withdrawal"
    RETURNED = "application:returned", "差戻し（補正依頼）", "returned for correction"
    RESUBMITTED = "application:resubmitted", "補正後の再提出", "resubmitted after correction"
    FIRST_SCREENING_STARTED = (
        "application:first_screening_started",
        "一次審査の開始",
        "first screening started",
    )
    FOUND_PROMISING = "application:found_promising", "有望地域等の選定", "found promising"
    REFINEMENT_STARTED = "application:refinement_started", "計画の具体化の開始", "refinement started"
    REFINED = "application:refined", "具体化した計画の提出", "refined plan submitted"
    FINAL_SCREENING_STARTED = (
        "application:final_screening_started",
        "最終審査の開始",
        "final screening started",
    )
    CERTIFIED = "application:certified", "認定", "certified"
    NOT_SELECTED = "application:not_selected", "不選定", "not selected"


class Stage(Vocabulary):
    """States that are alike as to who may do what; the access matrix is written by stage."""

    DRAFTING = "drafting", "作成・決裁", "drafting and internal approval"
    RECEIVED = "received", "受付", "received"
    CORRECTING = "correcting", "補正・具体化", "correction and refinement"
    SCREENING = "screening", "審査", "screening"
    CERTIFIED = "certified", "認定後", "after certification"
    CLOSED = "closed", "終了（不選定・取下げ）", "closed without certification"


STAGE_OF: Mapping[State, Stage] = MappingProxyType(
    {
        State.DRAFT: Stage.DRAFTING,
        State.IN_APPROVAL: Stage.DRAFTING,
        State.APPROVED: Stage.DRAFTING,
        State.SUBMITTED: Stage.RECEIVED,
        State.RETURNED: Stage.CORRECTING,
        State.RESUBMITTED: Stage.RECEIVED,
        State.FIRST_SCREENING: Stage.SCREENING,
        State.PROMISING: Stage.RECEIVED,
        State.REFINEMENT: Stage.CORRECTING,
        State.REFINED: Stage.RECEIVED,
        State.FINAL_SCREENING: Stage.SCREENING,
        State.RETURNED_IN_FINAL: Stage.CORRECTING,
        State.CERTIFIED: Stage.CERTIFIED,
        State.NOT_SELECTED: Stage.CLOSED,
        State.WITHDRAWN: Stage.CLOSED,
    }
)

BEFORE_SUBMISSION = frozenset(state for state, stage in STAGE_OF.items() if stage is Stage.DRAFTING)


@dataclass(frozen=True, slots=True)
class StageSettings:
    """How many screenings each plan type goes through in a call: one, or first and final."""

    screenings: Mapping[PlanType, StageCount]

    @classmethod
    def read(cls, stored: Mapping[str, object]) -> Self:
        """Read ``{"GX2": 2, "GX3": 1}`` as stored with a call. Raises ``ValueError`` for any other count."""
        return cls(MappingProxyType({PlanType(key): _count(value) for key, value in stored.items()}))

    def stored(self) -> dict[str, int]:
        """Return the settings as they are stored with a call."""
        return {str(plan_type): count for plan_type, count in self.screenings.items()}

    def of(self, plan_type: PlanType) -> StageCount:
        """Return the number of screenings; ``KeyError`` when the call does not take this plan type."""
        return self.screenings[plan_type]


def _count(value: object) -> StageCount:
    if value == 1:
        return 1
    if value == 2:
        return 2
    raise ValueError(value)
