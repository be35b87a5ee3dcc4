"""Columns of numbers, days and moments as whole numbers of one scale, so that comparing them is exact."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Context, Decimal, Inexact
from enum import Enum, auto
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rules.engine.condition import Relation
from rules.engine.formatting import exact
from rules.engine.leaves import HOLDS

Mask = NDArray[np.bool_]
Index = NDArray[np.intp]
ROOM = 2**62
"""Whole numbers up to here are kept as int64; larger ones as integers of Python, which know no limit."""
_WIDE = Context(prec=1_000, traps=[Inexact])
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_RELATIONS: dict[Relation, Callable[..., Mask]] = {
    ">=": np.greater_equal,
    ">": np.greater,
    "<=": np.less_equal,
    "<": np.less,
    "==": np.equal,
}


class Kind(Enum):
    """What a column of whole numbers stands for; only equal kinds are compared."""

    NUMBER = auto()
    DAY = auto()
    MOMENT = auto()
    OTHER = auto()
    """Not to be counted: compared value by value."""


_KINDS: dict[frozenset[type], Kind] = {
    frozenset({date}): Kind.DAY,
    frozenset({datetime}): Kind.MOMENT,
}
_COUNTED = frozenset({int, Decimal, float, bool})


@dataclass(frozen=True, slots=True)
class Exact:
    """Values as ``numbers / 10**scale``, where ``known``; of length 1 where all places share the value."""

    known: Mask
    numbers: NDArray[Any]
    scale: int
    kind: Kind

    def take(self, index: Index) -> Exact:
        """Return the values at ``index``."""
        return Exact(self.known[index], self.numbers[index], self.scale, self.kind)


def known_in(values: Sequence[object]) -> Mask:
    """Return where there is a value; ``None`` stands for one that is missing."""
    return np.fromiter([value is not None for value in values], dtype=np.bool_, count=len(values))


def exact_column(values: Sequence[object], known: Mask | None = None) -> Exact:
    """Return values as whole numbers of one scale; ``known`` is ``known_in`` of them, if at hand."""
    known = known_in(values) if known is None else known
    types = frozenset(map(type, values)) - {type(None)}
    kind = Kind.NUMBER if types <= _COUNTED else _KINDS.get(types, Kind.OTHER)
    if kind is Kind.NUMBER:
        return _numbers(known, values, types)
    return Exact(known, _counted(values, kind), 0, kind)


def holds(left: Exact, relation: Relation, right: Exact) -> Mask:
    """Tell for each place whether both are known and stand in ``relation``; ``TypeError`` across kinds."""
    both = left.known & right.known
    if not both.any():
        return both
    if left.kind is not right.kind:
        raise TypeError(f"{left.kind.name} and {right.kind.name} cannot be compared")
    if left.kind is Kind.OTHER:
        return _one_by_one(left, relation, right, both)
    compared: Mask = _RELATIONS[relation](*_in_one_scale(left, right))
    return both & compared


def apart(left: Exact, right: Exact, tolerance: Exact) -> Mask:
    """Tell for each place whether two numbers are known to lie further apart than ``tolerance``."""
    known = left.known & right.known & tolerance.known
    if {left.kind, right.kind, tolerance.kind} != {Kind.NUMBER} and known.any():
        raise TypeError("only numbers lie within a tolerance")
    one, other, slack = _in_one_scale(left, right, tolerance)
    beyond: Mask = np.abs(one - other) > slack
    return known & beyond


def totals(cells: Exact, starts: Index, counts: Index) -> Exact:
    """Return the sum of each run of ``cells`` (``counts`` from ``starts``); unknown as soon as one cell is.

    A run of no cells has the known sum zero.
    """
    filled = counts > 0
    known = np.ones(len(counts), dtype=np.bool_)
    numbers = np.zeros(len(counts), dtype=cells.numbers.dtype)
    if filled.any():
        addends = _with_room(cells.numbers, len(cells.numbers))
        numbers = numbers.astype(addends.dtype)
        numbers[filled] = np.add.reduceat(addends, starts[filled])
        known[filled] = np.logical_and.reduceat(cells.known, starts[filled])
    return Exact(known, numbers, cells.scale, cells.kind)


def _numbers(known: Mask, values: Sequence[object], types: frozenset[type]) -> Exact:
    if float in types:
        values = [exact(value) for value in values]
    if types <= {int, bool}:
        return Exact(known, _packed([0 if v is None else v for v in values]), 0, Kind.NUMBER)
    scale = max([0, *(_digits(v) for v in values if isinstance(v, Decimal))])
    factor = 10**scale
    whole = [
        int(_WIDE.scaleb(v, scale)) if isinstance(v, Decimal) else 0 if v is None else v * factor
        for v in values
        if v is None or isinstance(v, int | Decimal)
    ]
    return Exact(known, _packed(whole), scale, Kind.NUMBER)


def _digits(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    if not isinstance(exponent, int):
        raise TypeError(f"{value} is no number to compare")
    return -exponent


def _counted(values: Sequence[Any], kind: Kind) -> NDArray[Any]:
    match kind:
        case Kind.DAY:
            return _packed([0 if day is None else day.toordinal() for day in values])
        case Kind.MOMENT:
            return _packed([0 if v is None else (v - _EPOCH) // _MICROSECOND for v in values])
        case _:
            return _objects(values)


def _packed(whole: Sequence[Any]) -> NDArray[Any]:
    try:
        return np.fromiter(whole, dtype=np.int64, count=len(whole))
    except OverflowError:
        return _objects(whole)


def _objects(values: Sequence[object]) -> NDArray[Any]:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def _in_one_scale(*columns: Exact) -> list[NDArray[Any]]:
    """Return the numbers of columns in the finest of their scales, with room to subtract them."""
    scale = max(column.scale for column in columns)
    return [_finer(column.numbers, 10 ** (scale - column.scale)) for column in columns]


def _finer(numbers: NDArray[Any], factor: int) -> NDArray[Any]:
    found = _with_room(numbers, factor)
    return found if factor == 1 else found * factor


def _with_room(numbers: NDArray[Any], factor: int) -> NDArray[Any]:
    """Return numbers such that they may be multiplied by ``factor``, and two of them added, without loss."""
    if numbers.dtype == object or not numbers.size:
        return numbers
    largest = max(abs(int(numbers.max())), abs(int(numbers.min())))
    return numbers if largest * factor < ROOM else numbers.astype(object)


def _one_by_one(left: Exact, relation: Relation, right: Exact, both: Mask) -> Mask:
    ones, others = np.broadcast_arrays(left.numbers, right.numbers)
    found = np.zeros(both.shape, dtype=np.bool_)
    for place in np.flatnonzero(both):
        found[place] = HOLDS[relation](ones[place], others[place])
    return found
