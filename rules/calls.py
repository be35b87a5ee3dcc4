"""The calls for applications: for which types, from when until when, and where that is written."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from data.domain.embedded import read_yaml
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from rules.engine.formatting import JST
from rules.engine.sources import documents


@dataclass(frozen=True, slots=True)
class Call:
    """A call; ``opens`` and ``closes`` carry their time zone, and a filing at ``closes`` is still in time."""

    key: str
    title: Text
    types: frozenset[PlanType]
    opens: datetime
    closes: datetime
    where: Text
    """Where dates and closing time are written."""


@cache
def calls() -> dict[str, Call]:
    """Return every call of ``rules/calls.yaml`` by key."""
    entries = read_yaml("rules", "calls.yaml")
    return {
        key: Call(
            key=key,
            title=Text(e["ja"], e["en"]),
            types=frozenset(PlanType(each) for each in e["types"]),
            opens=e["opens"].astimezone(JST),
            closes=e["closes"].astimezone(JST),
            where=_where(e["document"], e["lines"], e["closing_time"]),
        )
        for key, e in entries.items()
    }


def call_for(plan_type: PlanType, named: str | None) -> Call | None:
    """Return the call an application names, or the only one there is for its type; else none."""
    of_type = [call for call in calls().values() if plan_type in call.types]
    if named is not None:
        return next((c for c in of_type if named in (c.key, c.title.ja, c.title.en)), None)
    return of_type[0] if len(of_type) == 1 else None


def _where(document: str, lines: str, closing_time: str) -> Text:
    time_source = documents()[closing_time].title
    return Text(
        f"{document} {lines}行（締切の時刻は{time_source.ja}）",
        f"{document} lines {lines} (closing time: {time_source.en})",
    )
