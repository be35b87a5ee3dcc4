"""Dated values: numbers a document gives, with unit and citation; a day without a value is an error."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from data.domain.embedded import read_yaml
from data.domain.wording import Text
from rules.engine.sources import documents


@dataclass(frozen=True, slots=True)
class DatedValue:
    """A value in force from ``since`` until the next one.

    ``draft`` names the proposal it stands in, as long as no document gives it.
    """

    since: date
    value: Decimal
    document: str
    lines: str
    draft: Text | None = None

    @property
    def where(self) -> Text:
        """Say where the value is written: a line of a text, or a passage of what has no numbered lines."""
        if self.draft is not None:
            return self.draft
        if self.lines[0].isdecimal():
            return Text(f"{self.document} {self.lines}行", f"{self.document} line {self.lines}")
        title = documents()[self.document].title
        return Text(f"{title.ja}（{self.lines}）", f"{title.en} ({self.lines})")


@dataclass(frozen=True, slots=True)
class Threshold:
    """A number a criterion compares with.

    ``standing`` tells a demand from a guide (目安) and from a setting the operator made.
    """

    key: str
    title: Text
    unit: str
    standing: Literal["demand", "guide", "operator"]
    values: tuple[DatedValue, ...]

    def on(self, day: date) -> DatedValue:
        """Return the value in force on ``day``; raises ``LookupError`` when none is."""
        in_force = [v for v in self.values if v.since <= day]
        if not in_force:
            raise LookupError(f"{self.key} has no value on {day.isoformat()}")
        return max(in_force, key=lambda v: v.since)


@cache
def thresholds() -> dict[str, Threshold]:
    """Return every threshold of ``rules/thresholds`` by key."""
    found: dict[str, Threshold] = {}
    for file in sorted(files("rules").joinpath("thresholds").iterdir(), key=lambda f: f.name):
        for key, entry in read_yaml("rules", "thresholds", file.name).items():
            found[key] = _read(key, entry)
    return found


def as_of(values: Mapping[str, Threshold], day: date) -> dict[str, Threshold]:
    """Return the values in force on ``day``, to be read on any other day; later ones are left out.

    For telling what a change of the rules does from what the passing of time does.
    """
    known = {key: [v for v in threshold.values if v.since <= day] for key, threshold in values.items()}
    return {
        key: replace(values[key], values=(replace(max(dated, key=lambda v: v.since), since=date.min),))
        for key, dated in known.items()
        if dated
    }


def _read(key: str, entry: dict[str, Any]) -> Threshold:
    values = tuple(
        DatedValue(v["since"], Decimal(str(v["value"])), v["document"], str(v["lines"]))
        for v in entry["values"]
    )
    return Threshold(key, Text(entry["ja"], entry["en"]), entry["unit"], entry["standing"], values)
