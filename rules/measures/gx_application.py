"""Who applies for a zone and when: the kind of body by its code, and the moments it was filed between."""

from __future__ import annotations

from datetime import date, datetime, time

from data.domain.corporate_number import is_valid
from data.domain.errors import NotFound
from data.domain.evidence import Known, Missing
from data.domain.plan.fields import means
from data.domain.plan.kinds_zones import ApplicantKind, ZoneStatus
from data.domain.wording import Text
from data.reference.places import MunicipalityKind, municipality
from rules.engine.formatting import JST
from rules.engine.measuring import Asked, Measure
from rules.measures.companies import WHOLE_PREFECTURE

_UNKNOWN_BODY = Text("コードに当たる地方公共団体がありません", "no local government has this code")
_NO_FILING = Text(
    "受付時刻の記録も、状態の履歴の「申請」の日付もありません",
    "neither a recorded moment of filing nor an “applied” date in the history",
)
_DAY_OF_DEADLINE = Text(
    "締切の当日の申請のため、日付だけでは締切の前後を判断できません（受付時刻の記録が必要です）",
    "filed on the day of the deadline: the date alone does not tell whether it was in time",
)


def kind_of(code: str) -> ApplicantKind | None:
    """Return the kind of local government a five-digit code stands for; none for an unknown code."""
    if code.endswith(WHOLE_PREFECTURE):
        return ApplicantKind.PREFECTURE
    try:
        body = municipality(code)
    except NotFound:
        return None
    if body.is_designated_city:
        return ApplicantKind.DESIGNATED_CITY
    return ApplicantKind.WARD if body.kind is MunicipalityKind.WARD else ApplicantKind.MUNICIPALITY


def _kind(facts: Asked, row: str) -> object:
    body = facts.known("body")
    return body if isinstance(body, Missing) else kind_of(body[0]) or Missing("body", _UNKNOWN_BODY)


def _joint_kinds(facts: Asked, row: str) -> object:
    bodies = facts.known("joint_bodies")
    if isinstance(bodies, Missing):
        return bodies
    return tuple(kind for code in bodies[0] if (kind := kind_of(code)) is not None)


def _number_is_valid(facts: Asked, row: str) -> object:
    number = facts.known("corporate_number")
    return number if isinstance(number, Missing) else is_valid(number[0])


def _applied_on(facts: Asked) -> date | None:
    """Return the last day the history calls the application filed."""
    rows = facts.rows("history")
    steps = () if isinstance(rows, Missing) else tuple(facts.known(f"{r}.status", f"{r}.date") for r in rows)
    days = [step[1] for step in steps if not isinstance(step, Missing) and step[0] is ZoneStatus.APPLIED]
    return max(days, default=None)


def _earliest(facts: Asked, row: str) -> object:
    filed = facts.at("filed.at")
    if isinstance(filed, Known):
        return filed.value
    day = _applied_on(facts)
    return Missing("filed.at", _NO_FILING) if day is None else datetime.combine(day, time.min, JST)


def _latest(facts: Asked, row: str) -> object:
    filed, closes = facts.at("filed.at"), facts.known("call.closes")
    if isinstance(filed, Known):
        return filed.value
    day = _applied_on(facts)
    if day is None:
        return Missing("filed.at", _NO_FILING)
    last = datetime.combine(day, time.max.replace(microsecond=0), JST)
    within = not isinstance(closes, Missing) and datetime.combine(day, time.min, JST) <= closes[0] < last
    return Missing("filed.at", _DAY_OF_DEADLINE) if within else last


MEASURES = (
    Measure("applicant.kind", means("申請者の区分", "kind of applicant"), _kind),
    Measure(
        "applicant.joint_kinds", means("共同で申請する団体の区分", "kinds of joint applicants"), _joint_kinds
    ),
    Measure(
        "applicant.number_is_valid",
        means("申請企業の法人番号の検査用数字の正否", "check digit of the applicant's number is right"),
        _number_is_valid,
    ),
    Measure(
        "window.earliest",
        means("申請の時刻（日付のみの記録は当日の初めとみる）", "moment of filing, at the earliest"),
        _earliest,
    ),
    Measure(
        "window.latest",
        means("申請の時刻（日付のみの記録は当日の終わりとみる）", "moment of filing, at the latest"),
        _latest,
    ),
)
