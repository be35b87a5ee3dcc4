"""Settings an operator may switch on where no document gives a number; they ask a person and never refuse.

A setting in force reaches the criteria as a measured fact ``setting.<key>``; one that is off is no fact at
all, and the criterion reads as if the setting did not exist.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from data.domain.embedded import read_yaml
from data.domain.evidence import Known, SourceRef
from data.domain.plan.fields import Meaning, means
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.condition import Compare, Condition, Doubt, WhenStated, all_of, fact

PREFIX = "setting."
_REMEDY = Text(
    "運用設定は公表資料の求めではありません。値の根拠や事情を概要に記載すると、審査の参考になります。",
    "An operator setting is no published demand; reasons for the value in the outline help reviewers.",
)


@dataclass(frozen=True, slots=True)
class PossibleSetting:
    """A setting there may be: the facts of one criterion that it is compared with, and why nobody gave it."""

    key: str
    title: Text
    unit: str | None
    criterion: str
    plan_types: tuple[PlanType, ...]
    facts: tuple[str, ...]
    relation: Literal[">=", "<="]
    why: Text

    @property
    def path(self) -> str:
        """The path under which criteria read the value."""
        return f"{PREFIX}{self.key}"

    @property
    def meaning(self) -> Meaning:
        """What findings call the value: always marked as the operator's."""
        ja, en = f"{self.title.ja}（運用設定）", f"{self.title.en} (operator setting)"
        return means(ja, en, unit=self.unit)


@cache
def possible_settings() -> Mapping[str, PossibleSetting]:
    """Return every setting of ``rules/settings.yaml`` by key."""
    entries = read_yaml("rules", "settings.yaml")
    return {key: _read(key, entry) for key, entry in entries.items()}


def asked_by_operator(*keys: str) -> Condition:
    """Let a person look where a setting that is in force does not hold; raises ``KeyError`` for others."""
    settings = [possible_settings()[key] for key in keys]
    return all_of(*(_question(setting, path) for setting in settings for path in setting.facts))


def setting_fact(setting: PossibleSetting, value: Decimal, since: date, reference: str) -> Known:
    """Return the fact that a setting is in force with ``value`` since a day, by the record ``reference``."""
    label = Text(f"運用設定（{since.isoformat()}から）", f"operator setting (since {since.isoformat()})")
    return Known(setting.path, value, SourceRef("catalogue", label, reference))


def _question(setting: PossibleSetting, path: str) -> Condition:
    compared = Compare(fact(path), setting.relation, fact(setting.path), _REMEDY)
    return WhenStated((path, setting.path), Doubt(compared))


def _read(key: str, entry: dict[str, Any]) -> PossibleSetting:
    return PossibleSetting(
        key=key,
        title=Text(entry["ja"], entry["en"]),
        unit=entry["unit"],
        criterion=entry["criterion"],
        plan_types=tuple(PlanType(each) for each in entry["plan_types"]),
        facts=tuple(entry["facts"]),
        relation=entry["relation"],
        why=Text(**entry["why"]),
    )
