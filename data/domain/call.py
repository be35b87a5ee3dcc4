"""The terms of a call (公募): what is taken, from when until when, by which form and rule sets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any, Self
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, model_validator

from data.domain.plan.kinds import PlanType
from data.domain.review import Side
from data.domain.scoring import HIGHEST, LOWEST, SCORED_TYPES, ScoringSettings
from data.domain.wording import Text
from data.domain.workflow import StageCount

JAPAN = ZoneInfo("Asia/Tokyo")


def _japanese_second(moment: datetime) -> datetime:
    """A moment without a time zone is meant in Japan; deadlines are told to the second, not finer."""
    if moment.microsecond:
        raise ValueError("no finer than a second")
    return moment.replace(tzinfo=JAPAN) if moment.tzinfo is None else moment


Moment = Annotated[datetime, AfterValidator(_japanese_second)]
"""A moment to the second; without a time zone it is Japan's."""
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class Scoring(BaseModel):
    """Scale, weights and scored plan types of a call's committee; see ``data.domain.scoring``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lowest: Annotated[int, Field(ge=0, le=100)] = LOWEST
    highest: Annotated[int, Field(ge=1, le=100)] = HIGHEST
    weights: Mapping[Side, Annotated[int, Field(ge=0, le=100)]] = Field(default_factory=dict)
    """Weight by side; a side that is not named weighs 1."""
    types: frozenset[PlanType] = SCORED_TYPES

    @model_validator(mode="after")
    def _readable(self) -> Self:
        ScoringSettings.read(self.stored())
        return self

    def stored(self) -> dict[str, Any]:
        """Return the settings as a call keeps them."""
        return {
            "lowest": self.lowest,
            "highest": self.highest,
            "weights": {str(side): self.weights.get(side, 1) for side in Side},
            "types": sorted(str(plan_type) for plan_type in self.types),
        }


class CallTerms(BaseModel):
    """What an administrator states of a call before it is published."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: Annotated[str, StringConstraints(pattern=r"^[A-Z0-9][A-Z0-9-]{0,29}$")]
    """Short name that begins every case number, such as ``R8-GX-1``."""
    title_ja: Title
    title_en: Title
    opens_at: Moment
    closes_at: Moment
    """First moment at which nothing is taken any more: 17:00:00 itself is too late."""
    screenings: Annotated[Mapping[PlanType, StageCount], Field(min_length=1)]
    """The plan types taken and how many screenings each goes through."""
    rule_sets: Mapping[PlanType, str] | None = None
    """Rule set per plan type, frozen for the call; where not stated, the one in force when it opens."""
    scoring: Scoring | None = None
    """How its committee scores; where not stated, the product's own scale and even weights."""
    form_version: Annotated[str, StringConstraints(min_length=1, max_length=40)] | None = None
    """Version of the forms, frozen for the call; where not stated, the present one."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.closes_at <= self.opens_at:
            raise ValueError("closes_at has to be after opens_at")
        return self


@dataclass(frozen=True, slots=True)
class Filing:
    """The call an application stands in, with its window as it is, and when the application was received."""

    code: str
    title: Text
    opens_at: datetime
    closes_at: datetime
    received_at: datetime | None = None
    """Moment the first version was received; none for a draft."""


def written_rule_sets(names: Mapping[PlanType, str]) -> str:
    """Return rule sets per plan type as a call keeps them: ``GX1=GX1-2025-12-22 GX2=…``."""
    return " ".join(f"{plan_type}={name}" for plan_type, name in sorted(names.items()))


def read_rule_sets(written: str) -> dict[PlanType, str]:
    """Return the rule sets that a call keeps, per plan type. Raises ``ValueError`` for other texts."""
    pairs = (part.split("=", 1) for part in written.split())
    return {PlanType(plan_type): name for plan_type, name in pairs}


def in_japan(moment: datetime) -> str:
    """Return a moment as written in Japan, ISO 8601 to the second: ``2026-02-13T17:00:00+09:00``."""
    return moment.astimezone(JAPAN).isoformat(timespec="seconds")
