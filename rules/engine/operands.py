"""The sides of a comparison: a fact, a dated value or a total, each with its label, unit and source."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import assert_never

from data.domain.assessment import InputRead
from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.wording import Text
from rules.engine import wording
from rules.engine.condition import FactAt, Operand, TotalOf, ValueOf
from rules.engine.formatting import plain, shown
from rules.engine.reading import Reading
from rules.engine.values import thresholds


def operand_fact(reading: Reading, operand: Operand) -> Fact:
    match operand:
        case FactAt(path):
            return reading.facts.at(reading.path(path))
        case ValueOf(key):
            value = thresholds()[key].on(reading.on)
            return Known(
                key,
                value.value,
                SourceRef("catalogue", thresholds()[key].title, f"{value.document}:{value.lines}"),
            )
        case TotalOf(rows, column):
            return _total(reading, reading.path(rows), column)
        case _:
            assert_never(operand)


def _total(reading: Reading, table: str, column: str) -> Fact:
    rows = reading.facts.rows(table)
    if isinstance(rows, Missing):
        return rows
    total = Decimal(0)
    for row in rows:
        found = reading.facts.at(f"{row}.{column}")
        if isinstance(found, Missing):
            return found
        total += Decimal(str(found.value))
    return Known(f"{table}[].{column}", total, SourceRef("derived", wording.TOTAL, table))


def operand_label(reading: Reading, operand: Operand, found: Known) -> Text:
    if isinstance(operand, ValueOf):
        return thresholds()[operand.key].title
    label = (
        reading.facts.meaning(found.path).title
        if isinstance(operand, TotalOf)
        else reading.facts.label(found.path)
    )
    return wording.total_of(label) if isinstance(operand, TotalOf) else label


def operand_unit(reading: Reading, operand: Operand, found: Known) -> str | None:
    if isinstance(operand, ValueOf):
        return thresholds()[operand.key].unit
    return reading.facts.meaning(found.path).unit


def operand_read(reading: Reading, operand: Operand, found: Known) -> InputRead:
    return InputRead(
        path=found.path,
        label=operand_label(reading, operand, found),
        value=plain(found.value),
        unit=operand_unit(reading, operand, found),
        source=found.source.label,
    )


def margin_between(left: object, right: object, unit: str | None) -> str | None:
    if isinstance(left, date) and isinstance(right, date):
        return f"{(left - right).days}日"
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return shown(Decimal(left) - Decimal(right), unit).ja
    return None
