"""Answers of a condition at every place of a frame, as codes; the same words as ``rules.engine.answer``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, assert_never

import numpy as np
from numpy.typing import NDArray

from data.domain.assessment import Status
from rules.engine.columns.exact import Exact, Mask, apart, exact_column, holds, totals
from rules.engine.columns.frames import Batch, Frame
from rules.engine.condition import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Doubt,
    Empty,
    Every,
    FactAt,
    Guide,
    Is,
    Leaf,
    Listed,
    Offer,
    Offers,
    OnlyIf,
    Operand,
    Show,
    Some,
    Stated,
    TotalOf,
    ValueOf,
    WhenStated,
)
from rules.engine.logic import WORST_FIRST

Codes = NDArray[np.int8]
STATUSES = (*WORST_FIRST, Status.NOT_APPLICABLE)
"""The status each code stands for: the smaller the worse, what does not apply last."""
NOT_MET, INCOMPLETE, NEEDS_REVIEW, MET, NOT_APPLICABLE = (np.int8(code) for code in range(len(STATUSES)))


class Trace(NamedTuple):
    """What a single demand answered at every place it was asked of, for later reading."""

    demand: Leaf
    rows: str
    """Pattern of the table gone through, empty for the plan itself."""
    plans: NDArray[np.intp]
    codes: Codes


class Sheet(NamedTuple):
    """Where a condition is answered: the plans, the places at hand, and the trace that is kept, if any."""

    batch: Batch
    frame: Frame
    traces: list[Trace] | None = None

    def at(self, frame: Frame) -> Sheet:
        """Return the same sheet at other places."""
        return Sheet(self.batch, frame, self.traces)


def answers(condition: Condition, sheet: Sheet) -> Codes:
    """Answer ``condition`` at every place of ``sheet``."""
    group = _GROUPS.get(type(condition))
    if group is not None:
        return group(sheet, condition)
    leaf: Any = condition
    codes = _LEAVES[type(condition)](sheet, leaf)
    if sheet.traces is not None:
        sheet.traces.append(Trace(leaf, sheet.frame.pattern, sheet.frame.plans, codes))
    return codes


def _told(known: Mask, met: Mask) -> Codes:
    return np.where(known, np.where(met, MET, NOT_MET), INCOMPLETE)


def _all(sheet: Sheet, code: np.int8) -> Codes:
    return np.full(len(sheet.frame), code, dtype=np.int8)


def _stated(sheet: Sheet, demand: Stated) -> Codes:
    return np.where(sheet.batch.column(demand.path, sheet.frame).known, MET, INCOMPLETE)


def _is(sheet: Sheet, demand: Is) -> Codes:
    column = sheet.batch.column(demand.path, sheet.frame)
    return _told(column.known, column.among(demand.allowed))


def _compare(sheet: Sheet, demand: Compare) -> Codes:
    left, right = _side(sheet, demand.left), _side(sheet, demand.right)
    found = _told(left.known & right.known, holds(left, demand.relation, right))
    return np.broadcast_to(found, (len(sheet.frame),))


def _guide(sheet: Sheet, demand: Guide) -> Codes:
    left, right, slack = (_side(sheet, side) for side in (demand.left, demand.right, demand.tolerance))
    known = left.known & right.known & slack.known
    met = holds(left, demand.relation, right)
    near = known & ~apart(left, right, slack)
    return np.broadcast_to(np.where(near, NEEDS_REVIEW, _told(known, met)), (len(sheet.frame),))


def _side(sheet: Sheet, operand: Operand) -> Exact:
    match operand:
        case FactAt(path):
            return _exact_at(sheet, path)
        case ValueOf(key):
            return exact_column([sheet.batch.values[key].on(sheet.batch.on).value])
        case TotalOf(rows, column):
            table = sheet.batch.table(rows, _place_of(sheet, rows))
            cells = sheet.batch.column(f".{column}", table.rows).exact
            total = totals(cells, table.starts, table.counts)
            found = Exact(table.known & total.known, total.numbers, total.scale, total.kind)
            return found.take(sheet.frame.plans) if _is_outer(sheet, rows) else found
        case _:
            assert_never(operand)


def _exact_at(sheet: Sheet, path: str) -> Exact:
    if _is_outer(sheet, path):
        return sheet.batch.column(path, sheet.batch.plans).exact.take(sheet.frame.plans)
    return sheet.batch.column(path, sheet.frame).exact


def _empty(sheet: Sheet, demand: Empty) -> Codes:
    column = sheet.batch.column(demand.path, sheet.frame)
    nothing = np.array([value == () for value in column.values], dtype=np.bool_)
    return _told(column.known, nothing)


def _show(sheet: Sheet, demand: Show) -> Codes:
    return _all(sheet, NOT_APPLICABLE)


def _all_of(sheet: Sheet, demand: AllOf) -> Codes:
    return _worst([answers(part, sheet) for part in demand.parts], sheet)


def _any_of(sheet: Sheet, demand: AnyOf) -> Codes:
    return _best([answers(part, sheet) for part in demand.parts], sheet)


def _offers(sheet: Sheet, demand: Offers) -> Codes:
    return _best([answers(offer.part, sheet) for offer in demand.offers], sheet)


def _offer(sheet: Sheet, demand: Offer) -> Codes:
    return answers(demand.part, sheet)


def _worst(parts: list[Codes], sheet: Sheet) -> Codes:
    found = _all(sheet, NOT_APPLICABLE)
    for codes in parts:
        np.minimum(found, codes, out=found)
    return found


def _best(parts: list[Codes], sheet: Sheet) -> Codes:
    found = _all(sheet, np.int8(-1))
    for codes in parts:
        np.maximum(found, _below_all(codes), out=found)
    return _above_all(found)


def _below_all(codes: Codes) -> Codes:
    return np.where(codes == NOT_APPLICABLE, np.int8(-1), codes)


def _above_all(codes: Codes) -> Codes:
    return np.where(codes < 0, NOT_APPLICABLE, codes)


def _every(sheet: Sheet, demand: Every) -> Codes:
    def row_codes(rows: Sheet) -> Codes:
        if demand.where is None:
            return answers(demand.part, rows)
        asked, part = answers(demand.where, rows), answers(demand.part, rows)
        still_open = np.where(part == MET, MET, INCOMPLETE)
        return np.select([asked == MET, asked == INCOMPLETE], [part, still_open], NOT_APPLICABLE)

    return _over_rows(sheet, demand.rows, row_codes, np.minimum, NOT_APPLICABLE)


def _some(sheet: Sheet, demand: Some) -> Codes:
    def row_codes(rows: Sheet) -> Codes:
        return _below_all(answers(demand.part, rows))

    return _above_all(_over_rows(sheet, demand.rows, row_codes, np.maximum, np.int8(-1)))


def _listed(sheet: Sheet, demand: Listed) -> Codes:
    def row_codes(rows: Sheet) -> Codes:
        return np.where(answers(demand.where, rows) == MET, MET, INCOMPLETE)

    return _over_rows(sheet, demand.rows, row_codes, np.maximum, INCOMPLETE)


def _over_rows(
    sheet: Sheet, path: str, row_codes: Callable[[Sheet], Codes], combine: np.ufunc, of_none: np.int8
) -> Codes:
    """Combine what the rows answer; an unknown table leaves open, one without rows is ``of_none``."""
    table = sheet.batch.table(path, _place_of(sheet, path))
    found = np.where(table.known, of_none, INCOMPLETE)
    filled = table.counts > 0
    if filled.any():
        codes = row_codes(sheet.at(table.rows))
        found[filled] = combine.reduceat(codes, table.starts[filled])
    return found[sheet.frame.plans] if _is_outer(sheet, path) else found


def _is_outer(sheet: Sheet, path: str) -> bool:
    """Whether a path leads from a row back to its plan."""
    return sheet.frame is not sheet.batch.plans and not path.startswith(".")


def _place_of(sheet: Sheet, path: str) -> Frame:
    return sheet.batch.plans if _is_outer(sheet, path) else sheet.frame


def _only_if(sheet: Sheet, demand: OnlyIf) -> Codes:
    asked = answers(demand.when, sheet)
    if not (asked == MET).any():
        return np.where(asked == INCOMPLETE, INCOMPLETE, NOT_APPLICABLE)
    part = answers(demand.part, sheet)
    return np.select([asked == MET, asked == INCOMPLETE], [part, INCOMPLETE], NOT_APPLICABLE)


def _when_stated(sheet: Sheet, demand: WhenStated) -> Codes:
    known = np.logical_and.reduce([sheet.batch.column(p, sheet.frame).known for p in demand.paths])
    if not known.any():
        return _all(sheet, NOT_APPLICABLE)
    return np.where(known, answers(demand.part, sheet), NOT_APPLICABLE)


def _doubt(sheet: Sheet, demand: Doubt) -> Codes:
    codes = answers(demand.part, sheet)
    return np.where(codes == NOT_MET, NEEDS_REVIEW, codes)


_LEAVES: dict[type[Any], Callable[[Sheet, Any], Codes]] = {
    Stated: _stated,
    Is: _is,
    Compare: _compare,
    Guide: _guide,
    Empty: _empty,
    Show: _show,
}
_GROUPS: dict[type[Any], Callable[[Sheet, Any], Codes]] = {
    AllOf: _all_of,
    AnyOf: _any_of,
    Every: _every,
    Some: _some,
    Listed: _listed,
    OnlyIf: _only_if,
    WhenStated: _when_stated,
    Doubt: _doubt,
    Offer: _offer,
    Offers: _offers,
}
"""How each kind of condition is answered; a test holds the kinds equal to those there are."""
