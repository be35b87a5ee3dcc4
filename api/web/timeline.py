"""Where things stand on the timeline of zones: months on the axis, a row a zone, a mark a status."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from api.services.zones import Zone
from data.domain.plan.kinds_zones import ZoneStatus
from data.domain.wording import Text

LEFT, WIDTH, ROW, TOP = 280, 640, 34, 34
"""In units of the drawing: where the axis begins, how long it is, height of a row, room for the months."""
MONTH_WIDTH = 70
MOST_MONTHS = 8
"""Names of months on the axis; more would run into one another."""
LETTERS = {
    ZoneStatus.PROPOSED: Text("提", "P"),
    ZoneStatus.APPLIED: Text("申", "A"),
    ZoneStatus.PROMISING: Text("有", "S"),
    ZoneStatus.CERTIFIED: Text("認", "C"),
    ZoneStatus.NOT_SELECTED: Text("不", "N"),
    ZoneStatus.WITHDRAWN: Text("取", "W"),
}
"""A letter in each mark, so that nothing rests on colour alone."""
_ENDED = frozenset({ZoneStatus.CERTIFIED, ZoneStatus.NOT_SELECTED, ZoneStatus.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class Mark:
    """A status reached: its place from the left, its letter and what it is."""

    x: float
    letter: Text
    status: ZoneStatus


@dataclass(frozen=True, slots=True)
class Row:
    """One zone: its marks, and the line from the first of them to the last or, while it is open, to today."""

    zone: Zone
    y: float
    marks: tuple[Mark, ...]
    until: float | None


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole timeline; ``months`` are the first days named on the axis and their places."""

    rows: tuple[Row, ...]
    months: tuple[tuple[float, date], ...]
    today: float
    height: float


def drawn(zones: Sequence[Zone], today: date) -> Picture | None:
    """Return the timeline of zones with at least one dated status; ``None`` when no date is known."""
    dated = [zone for zone in zones if zone.steps]
    if not dated:
        return None
    days = [step.day for zone in dated for step in zone.steps]
    first = min(days).replace(day=1)
    last = max(*days, today) + timedelta(days=20)
    scale = WIDTH / (last - first).days

    def place(day: date) -> float:
        return round(LEFT + (day - first).days * scale, 1)

    rows = []
    for number, zone in enumerate(dated):
        marks = tuple(Mark(place(step.day), LETTERS[step.status], step.status) for step in zone.steps)
        still_open = zone.steps[-1].status not in _ENDED
        until = place(today) if still_open else (marks[-1].x if len(marks) > 1 else None)
        rows.append(Row(zone, TOP + number * ROW + ROW / 2, marks, until))
    named = [(place(month), month) for month in _months(first, last)]
    months = tuple(each for each in named if each[0] <= LEFT + WIDTH - MONTH_WIDTH)
    return Picture(tuple(rows), months, place(today), TOP + len(rows) * ROW + 8)


def _months(first: date, last: date) -> list[date]:
    count = (last.year - first.year) * 12 + last.month - first.month + 1
    every = -(-count // MOST_MONTHS)
    places = range(first.month - 1, first.month - 1 + count, every)
    return [date(first.year + place // 12, place % 12 + 1, 1) for place in places]
