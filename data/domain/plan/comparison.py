"""What changed between two plan documents of one type: texts, numbers with their difference, rows of tables.

Rows are matched by what they must state (a KPI by its name), not by their place, so that a row put in between
does not make all later rows look changed. Geometries are left to ``geo.footprint_change``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from data.domain.canonical import tag_of
from data.domain.plan.document import PlanDocument
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.naming import label, pattern_of, pointer
from data.domain.plan.shape import FieldShape, ValueKind, shapes
from data.domain.wording import Text

Location = tuple[str | int, ...]
NUMBERS = frozenset({ValueKind.WHOLE, ValueKind.NUMBER, ValueKind.YEAR})


class ChangeKind(StrEnum):
    """What happened to a field or row."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Change:
    """One change, at its place in the later document (in the earlier one, when it was removed)."""

    pointer: str
    label: Text
    kind: ChangeKind
    before: Any
    after: Any
    difference: float | None
    """For numbers stated on both sides: later minus earlier, in ``unit``."""
    unit: str | None


def changes(plan_type: PlanType, before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """Return every change between two documents (plain JSON values) of one type, in the form's order."""
    model = DOCUMENTS[plan_type]
    return tuple(_Comparison(model).of_fields(before, after, (), ()))


class _Comparison:
    """The walk through two documents of one model side by side, each with its own place."""

    def __init__(self, model: type[PlanDocument]) -> None:
        self._model = model
        self._shapes = shapes(model)

    def of_fields(
        self, before: Mapping[str, Any], after: Mapping[str, Any], was: Location, now: Location
    ) -> Iterator[Change]:
        for name in [*after, *(name for name in before if name not in after)]:
            yield from self.of_values(before.get(name), after.get(name), (*was, name), (*now, name))

    def of_values(self, before: Any, after: Any, was: Location, now: Location) -> Iterator[Change]:
        shape = self._shapes.get(pattern_of(now))
        if before == after or (shape is not None and shape.kind is ValueKind.GEOMETRY):
            return
        if isinstance(before, Mapping) and isinstance(after, Mapping):
            yield from self.of_fields(before, after, was, now)
        elif isinstance(before, list) or isinstance(after, list):
            yield from self._of_rows(before or [], after or [], was, now)
        else:
            yield self._change(before, after, was, now, shape)

    def _of_rows(
        self, before: Sequence[Any], after: Sequence[Any], was: Location, now: Location
    ) -> Iterator[Change]:
        keys = self._keys(pattern_of(now))
        earlier, later = _by_identity(before, keys), _by_identity(after, keys)
        for identity, place in later.items():
            if identity in earlier:
                old = earlier[identity]
                yield from self.of_values(before[old], after[place], (*was, old), (*now, place))
            else:
                yield self._change(None, after[place], was, (*now, place), None)
        for identity, place in earlier.items():
            if identity not in later:
                yield self._change(before[place], None, (*was, place), now, None)

    def _change(
        self, before: Any, after: Any, was: Location, now: Location, shape: FieldShape | None
    ) -> Change:
        place = was if after is None else now
        kind = (
            ChangeKind.ADDED
            if before is None
            else ChangeKind.REMOVED
            if after is None
            else ChangeKind.CHANGED
        )
        both = kind is ChangeKind.CHANGED and shape is not None and shape.kind in NUMBERS
        return Change(
            pointer=pointer(place),
            label=label(self._model, place),
            kind=kind,
            before=before,
            after=after,
            difference=float(Decimal(str(after)) - Decimal(str(before))) if both else None,
            unit=shape.meaning.unit if shape is not None else None,
        )

    def _keys(self, pattern: str) -> tuple[str, ...]:
        """The fields that a row has to state, or its first text: what tells it from the other rows."""
        start = f"{pattern}[]."
        below = [s for path, s in self._shapes.items() if path.startswith(start)]
        own = [s for s in below if "." not in s.path.removeprefix(start) and s.kind is not ValueKind.SECTION]
        due = [s for s in own if s.required] or [s for s in own if s.kind is ValueKind.TEXT][:1]
        return tuple(s.path.removeprefix(start) for s in due)


def _by_identity(rows: Sequence[Any], keys: tuple[str, ...]) -> dict[tuple[str, int], int]:
    """Return the place of each row by what identifies it; rows alike are told apart by their order."""
    places: dict[tuple[str, int], int] = {}
    seen: dict[str, int] = {}
    for place, row in enumerate(rows):
        stated = [row.get(key) for key in keys] if isinstance(row, Mapping) else row
        mark = tag_of(stated)
        seen[mark] = seen.get(mark, 0) + 1
        places[mark, seen[mark]] = place
    return places
