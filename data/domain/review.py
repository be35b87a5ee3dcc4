"""The closed vocabularies of the review: rounds, sides, states of correction items, decisions and returns."""

from __future__ import annotations

from data.domain.plan.vocabulary import Vocabulary


class ScreeningRound(Vocabulary):
    """Which screening scores and decisions belong to; the only one of a one-stage type is ``FIRST``."""

    FIRST = "first", "一次審査", "first screening"
    FINAL = "final", "最終審査", "final screening"


class Side(Vocabulary):
    """The four sides GX types 1 to 3 are judged from."""

    INFRASTRUCTURE = "infrastructure", "インフラ", "infrastructure"
    COMPETITIVENESS = "competitiveness", "競争力", "competitiveness"
    DECARBONISATION = "decarbonisation", "脱炭素", "decarbonisation"
    REGION = "region", "地域との連携", "working with the region"


class CorrectionState(Vocabulary):
    """Where a correction item stands."""

    DRAFTED = "drafted", "作成中（未通知）", "drafted, not issued"
    OPEN = "open", "回答待ち", "open"
    ANSWERED = "answered", "回答済", "answered"
    ACCEPTED = "accepted", "確認済", "accepted"
    DROPPED = "dropped", "取下げ", "dropped"


class Outcome(Vocabulary):
    """What a decision says."""

    PROMISING = "promising", "有望地域等に選定", "promising"
    CERTIFIED = "certified", "認定", "certified"
    NOT_SELECTED = "not_selected", "不選定", "not selected"


class KpiReturnState(Vocabulary):
    """Where a KPI return stands."""

    DRAFTED = "drafted", "作成中", "drafted"
    REPORTED = "reported", "報告済", "reported"


class NoticeKind(Vocabulary):
    """What a notice in the inbox is about."""

    DEADLINE = "deadline", "締切", "deadline"
    APPROVAL = "approval", "決裁", "internal approval"
    RECEIPT = "receipt", "受付", "receipt"
    CORRECTION = "correction", "補正", "correction"
    ASSIGNMENT = "assignment", "審査の割当て", "assignment"
    DECISION = "decision", "審査結果", "decision"
    RETURN_DUE = "return_due", "KPI報告", "KPI return due"
    HANDOVER = "handover", "引継ぎ", "handover"
    SYSTEM = "system", "運用", "operations"
