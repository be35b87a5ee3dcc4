"""Operator settings: what may be set, what is set, and an administrator's decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from api.services import audit
from data.db import actor_of
from data.domain.audit import AuditEvent
from data.domain.errors import InvalidInput, Problem
from data.domain.evidence import Fact
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.orm.setting import OperatorSetting
from data.queries import clock
from data.queries import operator_settings as queries
from rules.access import GeneralAction, require_generally
from rules.engine.values import DatedValue, Threshold, thresholds
from rules.settings import PossibleSetting, possible_settings, setting_fact

JAPAN = ZoneInfo("Asia/Tokyo")
MOST = Decimal(10) ** 15
MOST_DECIMALS = 6
LONGEST_REASON = 1_000


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting there may be, the decision that counts now, those planned, and all there were."""

    setting: PossibleSetting
    current: OperatorSetting | None
    planned: tuple[OperatorSetting, ...]
    history: tuple[OperatorSetting, ...]

    @property
    def is_on(self) -> bool:
        """Whether a value is in force."""
        return self.current is not None and self.current.value is not None


def measured(session: Session, plan_type: PlanType, on: date) -> dict[str, Fact]:
    """Return the settings in force for a plan type on a day as facts by path; off ones are left out."""
    register = possible_settings()
    found: dict[str, Fact] = {}
    for row in queries.counting_on(session, on):
        setting = register.get(row.key)
        if setting is not None and row.value is not None and plan_type in setting.plan_types:
            reference = f"operator_setting/{row.id}"
            found[setting.path] = setting_fact(setting, row.value, row.since, reference)
    return found


def overview(session: Session, on: date) -> tuple[SettingLine, ...]:
    """Return every setting there may be with what was decided about it, as seen on a day."""
    counting = {row.key: row for row in queries.counting_on(session, on)}
    decisions = queries.newest_first(session)
    return tuple(
        SettingLine(
            setting,
            counting.get(key),
            tuple(row for row in decisions if row.key == key and row.since > on),
            tuple(row for row in decisions if row.key == key),
        )
        for key, setting in possible_settings().items()
    )


def kept_with_the_rules(on: date) -> Sequence[tuple[Threshold, DatedValue]]:
    """Return the operator's settings that ``rules/thresholds`` holds, with the value in force on a day."""
    own = [each for each in thresholds().values() if each.standing == "operator"]
    return [(each, each.on(on)) for each in own if any(value.since <= on for value in each.values)]


def decide(
    session: Session, key: str, value: Decimal | None, since: date | None, reason: str
) -> OperatorSetting:
    """Set a value from a day on, today in Japan where none is given; ``None`` switches the setting off.

    Later than any earlier decision, it counts from its day on whatever was planned before. Raises
    ``NotAllowed``, and ``InvalidInput`` for an unknown key, a value that cannot be, a day that has passed
    and a missing reason; nothing is stored then.
    """
    actor = actor_of(session)
    require_generally(actor, GeneralAction.MANAGE_RULE_SETTINGS)
    today = clock.moment(session).astimezone(JAPAN).date()
    day = since or today
    problems = [*_unknown(key), *_impossible(value), *_passed(day, today), *_unsaid(reason)]
    if problems:
        raise InvalidInput.of(problems)
    before = next((row for row in queries.counting_on(session, day) if row.key == key), None)
    row = OperatorSetting(
        key=key,
        value=value,
        since=day,
        reason=reason.strip(),
        account_id=actor.account_id,
        post_id=actor.post_id,
    )
    queries.add(session, row)
    audit.record(
        session,
        AuditEvent.SETTING_CHANGED,
        "operator_setting",
        key,
        before=_plain(before) if before else None,
        after=_plain(row),
        reason=row.reason,
    )
    return row


def _plain(row: OperatorSetting) -> dict[str, str | None]:
    value = None if row.value is None else format(row.value.normalize(), "f")
    return {"value": value, "since": row.since.isoformat()}


def _unknown(key: str) -> list[Problem]:
    if key in possible_settings():
        return []
    known = "、".join(possible_settings())
    message = Text("この名前の運用設定はありません。", "There is no operator setting of this name.")
    return [Problem("key", key, message, Text(f"次のいずれかです：{known}", f"One of: {known}"))]


def _impossible(value: Decimal | None) -> list[Problem]:
    if value is None or (value.is_finite() and 0 <= value <= MOST and _decimals(value) <= MOST_DECIMALS):
        return []
    message = Text("設定できない値です。", "This value cannot be set.")
    remedy = Text(
        f"0以上1,000兆以下、小数点以下{MOST_DECIMALS}桁までの数値を記入してください。",
        f"Give a number from 0 to 10^15 with at most {MOST_DECIMALS} decimals.",
    )
    return [Problem("value", str(value), message, remedy)]


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _passed(day: date, today: date) -> list[Problem]:
    if day >= today:
        return []
    message = Text("適用日が過ぎています。", "The day has passed.")
    remedy = Text(
        f"{today.isoformat()}以後の日を指定してください。過去の確認結果には及びません。",
        f"Give {today.isoformat()} or a later day; earlier assessments stay as they were.",
    )
    return [Problem("since", day.isoformat(), message, remedy)]


def _unsaid(reason: str) -> list[Problem]:
    if 0 < len(reason.strip()) <= LONGEST_REASON:
        return []
    message = Text(
        f"理由が1文字以上{LONGEST_REASON:,}文字以内ではありません。", "The reason is empty or too long."
    )
    remedy = Text(
        "公表されることを前提に、値の根拠と理由を記入してください。",
        "Say why and on what grounds; it is shown to everybody.",
    )
    return [Problem("reason", None, message, remedy)]
