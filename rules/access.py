"""Who may do what with an application at which stage: the matrix as data, and the questions asked of it.

Steps of the workflow have their own table (``rules.workflow.transitions``); ``matrix()`` shows both together.
Which rows an actor may know at all is decided by ``may_know`` here and, in the same words, by
``data.queries.visibility`` and by PostgreSQL's row-level security.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from data.domain.actor import APPLICANT_ROLES, MINISTRY_ROLES, Actor, Role
from data.domain.errors import NotAllowed, NotFound
from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text
from data.domain.workflow import STAGE_OF, Event, Stage
from rules.workflow.transitions import TRANSITIONS


class Action(Vocabulary):
    """What a person does with one application, workflow steps aside."""

    VIEW = "view", "案件の閲覧", "view the application"
    READ_CONFIDENTIAL = "read_confidential", "非公表事項の閲覧", "read confidential contents"
    EDIT = "edit", "計画の編集", "edit the plan"
    ATTACH = "attach", "資料の添付・取外し", "add and remove attachments"
    ANSWER_CORRECTION = "answer_correction", "補正事項への回答", "answer correction items"
    COMPARE = "compare", "版の比較", "compare versions"
    SEE_NOTES = "see_notes", "審査メモ・判断の閲覧", "see reviewers' notes and judgements"
    ASK_CORRECTION = "ask_correction", "補正事項の指摘", "ask for corrections"
    JUDGE = "judge", "要審査事項の判断", "judge findings"
    OVERRULE = "overrule", "機械判定の変更", "overrule a mechanical finding"
    ASSIGN = "assign", "審査の割当て", "assign reviewers"
    DECLARE_CONFLICT = "declare_conflict", "利益相反の申告", "declare a conflict of interest"
    SCORE = "score", "採点", "score"
    SEE_SCORES = "see_scores", "採点結果の閲覧", "see scores"
    DRAFT_DECISION = "draft_decision", "審査結果案・通知案の作成", "draft decisions and letters"
    PUBLISH = "publish", "公表", "publish"
    REPORT_KPI = "report_kpi", "KPI実績の報告", "report KPI actuals"
    EXPORT = "export", "データの書出し", "export"


class GeneralAction(Vocabulary):
    """What a person does outside any one application."""

    START_APPLICATION = "start_application", "申請の作成", "start an application"
    MANAGE_CALLS = "manage_calls", "公募の管理", "manage calls and deadlines"
    MANAGE_ACCOUNTS = "manage_accounts", "利用者・職・団体の管理", "manage accounts, posts and bodies"
    MANAGE_KEYS = "manage_keys", "APIキーの管理", "manage API keys"
    MANAGE_LAYERS = "manage_layers", "地図データの管理", "manage reference layers"
    SEE_PORTFOLIO = "see_portfolio", "全体集計の閲覧", "see the portfolio"
    SEE_QUEUE = "see_queue", "審査案件一覧の閲覧", "see the review queue"
    ASSIGN_IN_BULK = "assign_in_bulk", "審査の一括割当て", "assign reviewers in bulk"
    SEE_SCORE_REPORTS = "see_score_reports", "採点の分布・選定ラインの閲覧", "see reports on scores"
    COUNT_UNSENT = "count_unsent", "未提出の下書きの件数の閲覧", "see how many drafts are not sent"
    DECIDE_IN_BULK = "decide_in_bulk", "審査結果の一括決定", "decide in bulk"
    MANAGE_RULE_SETTINGS = (
        "manage_rule_settings",
        "運用設定の変更",
        "change operator settings",
    )
    REHEARSE_RULES = "rehearse_rules", "審査基準の案の予行", "rehearse drafts of the rulebook"
    SEE_LEDGER = "see_ledger", "重複計上の確認", "see the double-claim ledger"
    SEARCH_AUDIT = "search_audit", "監査証跡の検索", "search the audit trail"
    VERIFY_AUDIT = "verify_audit", "監査証跡の検証", "verify the audit trail"


@dataclass(frozen=True, slots=True)
class Case:
    """What access to one application depends on."""

    stage: Stage
    body_id: UUID
    was_submitted: bool
    """Whether the ministry ever received it; drafts stay with their body."""
    assigned: bool
    """Whether the actor's post is assigned to it."""
    in_conflict: bool
    """Whether the actor declared a conflict of interest with it or its body."""
    is_joint: bool = False
    """Whether its plan names the actor's body among the joint bodies."""


Row = Mapping[Role, frozenset[Stage]]

ALWAYS = frozenset(Stage)
SENT = ALWAYS - {Stage.DRAFTING}
OPEN_TO_BODY = frozenset({Stage.DRAFTING, Stage.CORRECTING})
AT_REVIEW = frozenset({Stage.RECEIVED, Stage.SCREENING})
SCREENING = frozenset({Stage.SCREENING})
OUTCOME = frozenset({Stage.CERTIFIED, Stage.CLOSED})

OF_JOINT_BODIES = frozenset({Action.VIEW, Action.READ_CONFIDENTIAL, Action.COMPARE})
"""What a joint body may do with a case that another body leads, where its role may."""

_APPLICANTS = dict.fromkeys((Role.OFFICER, Role.APPROVER), ALWAYS)
_MINISTRY = dict.fromkeys((Role.REVIEWER, Role.MANAGER), SENT)
_EXPERT = {Role.COMMITTEE_MEMBER: SENT}


def _row(*parts: Mapping[Role, frozenset[Stage]]) -> Row:
    return MappingProxyType({role: stages for part in parts for role, stages in part.items()})


CASE_MATRIX: Mapping[Action, Row] = MappingProxyType(
    {
        Action.VIEW: _row(_APPLICANTS, _MINISTRY, _EXPERT, {Role.ADMINISTRATOR: SENT}),
        Action.READ_CONFIDENTIAL: _row(_APPLICANTS, _MINISTRY, _EXPERT),
        Action.EDIT: _row({Role.OFFICER: OPEN_TO_BODY | {Stage.RECEIVED}}),
        Action.ATTACH: _row({Role.OFFICER: OPEN_TO_BODY | {Stage.RECEIVED}}),
        Action.ANSWER_CORRECTION: _row({Role.OFFICER: frozenset({Stage.CORRECTING})}),
        Action.COMPARE: _row(_APPLICANTS, _MINISTRY, _EXPERT),
        Action.SEE_NOTES: _row(_MINISTRY, _EXPERT),
        Action.ASK_CORRECTION: _row(dict.fromkeys(MINISTRY_ROLES, AT_REVIEW)),
        Action.JUDGE: _row(dict.fromkeys(MINISTRY_ROLES, AT_REVIEW)),
        Action.OVERRULE: _row({Role.MANAGER: AT_REVIEW}),
        Action.ASSIGN: _row({Role.MANAGER: AT_REVIEW | {Stage.CORRECTING}}),
        Action.DECLARE_CONFLICT: _row(dict.fromkeys((*MINISTRY_ROLES, Role.COMMITTEE_MEMBER), SENT)),
        Action.SCORE: _row({Role.COMMITTEE_MEMBER: SCREENING}),
        Action.SEE_SCORES: _row(_MINISTRY, _EXPERT),
        Action.DRAFT_DECISION: _row({Role.MANAGER: SCREENING}),
        Action.PUBLISH: _row({Role.MANAGER: AT_REVIEW | OUTCOME | {Stage.CORRECTING}}),
        Action.REPORT_KPI: _row(dict.fromkeys(APPLICANT_ROLES, frozenset({Stage.CERTIFIED}))),
        Action.EXPORT: _row(_APPLICANTS, _MINISTRY),
    }
)

GENERAL_MATRIX: Mapping[GeneralAction, frozenset[Role]] = MappingProxyType(
    {
        GeneralAction.START_APPLICATION: frozenset({Role.OFFICER}),
        GeneralAction.MANAGE_CALLS: frozenset({Role.ADMINISTRATOR}),
        GeneralAction.MANAGE_ACCOUNTS: frozenset({Role.ADMINISTRATOR}),
        GeneralAction.MANAGE_KEYS: frozenset({Role.ADMINISTRATOR}),
        GeneralAction.MANAGE_LAYERS: frozenset({Role.ADMINISTRATOR}),
        GeneralAction.SEE_PORTFOLIO: frozenset({Role.MANAGER, Role.REVIEWER}),
        GeneralAction.SEE_QUEUE: MINISTRY_ROLES | {Role.COMMITTEE_MEMBER},
        GeneralAction.ASSIGN_IN_BULK: frozenset({Role.MANAGER}),
        GeneralAction.SEE_SCORE_REPORTS: MINISTRY_ROLES,
        GeneralAction.COUNT_UNSENT: frozenset({Role.MANAGER}),
        GeneralAction.DECIDE_IN_BULK: frozenset({Role.MANAGER}),
        GeneralAction.MANAGE_RULE_SETTINGS: frozenset({Role.ADMINISTRATOR, Role.SYSTEM}),
        GeneralAction.REHEARSE_RULES: frozenset({Role.MANAGER, Role.SYSTEM}),
        GeneralAction.SEE_LEDGER: frozenset({Role.MANAGER, Role.REVIEWER, Role.SYSTEM}),
        GeneralAction.SEARCH_AUDIT: frozenset({Role.ADMINISTRATOR}),
        GeneralAction.VERIFY_AUDIT: frozenset({Role.ADMINISTRATOR, Role.SYSTEM}),
    }
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the matrix as people read it."""

    action: Text
    key: str
    role: Role
    stage: Stage | None
    """``None`` for actions outside any one application."""
    allowed: bool


def may(actor: Actor, action: Action, stage: Stage) -> bool:
    """Return whether the actor's role has the action at this stage, of the cases the actor may know."""
    return stage in CASE_MATRIX[action].get(actor.role, frozenset())


def may_generally(actor: Actor, action: GeneralAction) -> bool:
    """Return whether the actor's role has an action that concerns no one application."""
    return actor.role in GENERAL_MATRIX[action]


def may_know(actor: Actor, case: Case) -> bool:
    """Return whether the actor may know that the application exists.

    A body knows its own and what it makes jointly with another; ministry staff and the administrator know
    what was submitted; a committee member what is assigned; no reviewer what they are in conflict with. The
    public knows publications only.
    """
    if actor.role is Role.SYSTEM:
        return True
    if actor.role in APPLICANT_ROLES:
        return actor.body_id == case.body_id or case.is_joint
    if not case.was_submitted or case.in_conflict:
        return False
    if actor.role is Role.COMMITTEE_MEMBER:
        return case.assigned
    return actor.role in MINISTRY_ROLES or actor.role is Role.ADMINISTRATOR


def require_known(actor: Actor, case: Case | None) -> Case:
    """Return the case when the actor may know it; raises ``NotFound`` alike for unknown and hidden ones."""
    if case is None or not may_know(actor, case):
        raise NotFound(Text("該当する案件はありません。", "There is no such application."))
    return case


def require(actor: Actor, action: Action, case: Case | None) -> Case:
    """Return the case when the actor may do this with it now.

    Not found before forbidden: raises ``NotFound`` when the actor may not know the case, and ``NotAllowed``
    when the case is known but role or stage does not have the action.
    """
    known = require_known(actor, case)
    is_own = actor.role not in APPLICANT_ROLES or actor.body_id == known.body_id
    if not is_own and action not in OF_JOINT_BODIES:
        raise NotAllowed(
            Text(
                f"「{action.text.ja}」は代表の団体が行います。共同作成団体は閲覧だけができます。",
                f"This is done by the lead body; joint bodies may only read: {action.text.en}.",
            )
        )
    if not may(actor, action, known.stage):
        raise NotAllowed(
            Text(
                f"「{known.stage.text.ja}」の段階で「{action.text.ja}」を行う権限がありません。",
                f"Your role may not do this at the stage {known.stage.text.en}: {action.text.en}.",
            )
        )
    return known


def require_generally(actor: Actor, action: GeneralAction) -> None:
    """Raise ``NotAllowed`` unless the actor's role has the action."""
    if not may_generally(actor, action):
        raise NotAllowed(
            Text(
                f"「{action.text.ja}」を行う権限がありません。",
                f"Your role may not do this: {action.text.en}.",
            )
        )


def matrix() -> tuple[Cell, ...]:
    """Return every cell of action × role × stage, workflow events and general actions included."""
    cells = [
        Cell(action.text, str(action), role, stage, stage in row.get(role, frozenset()))
        for action, row in CASE_MATRIX.items()
        for role in Role
        for stage in Stage
    ]
    cells += [
        Cell(event.text, str(event), role, stage, (event, role, stage) in _EVENT_CELLS)
        for event in Event
        for role in Role
        for stage in Stage
    ]
    cells += [
        Cell(action.text, str(action), role, None, role in roles)
        for action, roles in GENERAL_MATRIX.items()
        for role in Role
    ]
    return tuple(cells)


_EVENT_CELLS = frozenset(
    (step.event, role, STAGE_OF[step.source]) for step in TRANSITIONS for role in step.by
)
