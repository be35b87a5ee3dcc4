"""Imports every table module once, so that Alembic and the tests see the whole schema."""

from __future__ import annotations

from data.orm.account import (
    Account,
    ApiKey,
    Credential,
    OidcAttempt,
    RecoveryCode,
    SignInThrottle,
    WebSession,
)
from data.orm.application import Application, Attachment, CaseEvent, Submission, SubmissionAttachment
from data.orm.assessment import StoredAssessment
from data.orm.audit import AuditRow
from data.orm.base import Base, Timestamps
from data.orm.body import Body, Post, PostHolding
from data.orm.call import Call, CallExtension, Outage
from data.orm.decision import Decision, KpiReturn, Letter, Notice, Publication
from data.orm.facility import DataCentre, PowerPlant, Substation, TransmissionLine
from data.orm.grid_room import GridRoom
from data.orm.layer import Layer, LayerFeature
from data.orm.place import Boundary
from data.orm.plan import Plan, PlanSection
from data.orm.review import (
    Assignment,
    ConflictOfInterest,
    CorrectionItem,
    Judgement,
    Overruling,
    Reassessment,
    Score,
)
from data.orm.setting import OperatorSetting
from data.orm.siting import SitingArea, SitingScenario, SitingStudy
from data.orm.source import DatasetEdition, ImportIssueRow
from data.orm.statistics import StatisticSeries, StatisticValue

__all__ = [
    "Account",
    "ApiKey",
    "Application",
    "Assignment",
    "Attachment",
    "AuditRow",
    "Base",
    "Body",
    "Boundary",
    "Call",
    "CallExtension",
    "CaseEvent",
    "ConflictOfInterest",
    "CorrectionItem",
    "Credential",
    "DataCentre",
    "DatasetEdition",
    "Decision",
    "GridRoom",
    "ImportIssueRow",
    "Judgement",
    "KpiReturn",
    "Layer",
    "LayerFeature",
    "Letter",
    "Notice",
    "OidcAttempt",
    "OperatorSetting",
    "Outage",
    "Overruling",
    "Plan",
    "PlanSection",
    "Post",
    "PostHolding",
    "PowerPlant",
    "Publication",
    "Reassessment",
    "RecoveryCode",
    "Score",
    "SignInThrottle",
    "SitingArea",
    "SitingScenario",
    "SitingStudy",
    "StatisticSeries",
    "StatisticValue",
    "StoredAssessment",
    "Submission",
    "SubmissionAttachment",
    "Substation",
    "Timestamps",
    "TransmissionLine",
    "WebSession",
]
