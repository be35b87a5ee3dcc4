"""The sides of a comparison: a fact, a dated value or a total, each with its label, unit and inputs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from data.domain.assessment import InputRead
from data.domain.evidence import Known, Missing
from data.domain.wording import Text
from rules.engine import wording
from rules.engine.condition import FactAt, Operand, ValueOf
from rules.engine.formatting import exact, number, plain, shown, span
from rules.engine.inputs import inputs_at, inputs_of, value_words
from rules.engine.reading import Reading

_NUMBERS = (int, Decimal)


@dataclass(slots=True, eq=False)
class Side:
    """One side of a comparison, ready to be compared, worded and recorded."""

    value: Final[object]
    label: Final[Text]
    words: Final[Text]
    unit: Final[str | None]
    inputs: Final[tuple[InputRead, ...]]
    path: Final[str] = ""

    @property
    def in_time(self) -> bool:
        """Whether the value is a day or a year, so that it lies before or after another."""
        return isinstance(self.value, date) or self.unit in ("年", "年度")


def side_of(reading: Reading, operand: Operand, beside: str = "") -> Side | Missing:
    """Return the side that ``operand`` stands for, or what is missing of it.

    ``beside`` is the path of the other side: a row both stand in is named once.
    """
    if isinstance(operand, FactAt):
        return _fact_side(reading, operand.path, beside)
    if isinstance(operand, ValueOf):
        return _threshold_side(reading, operand.key)
    return _total_side(reading, reading.path(operand.rows), operand.column)


def margin_between(left: Side, right: Side) -> str | None:
    """Return the distance of two days or numbers with its unit, left less right; none for anything else."""
    a, b = left.value, right.value
    if isinstance(a, _NUMBERS) and isinstance(b, _NUMBERS):
        unit = "年" if left.unit == "年度" else left.unit
        return number(a - b, unit).ja
    if isinstance(a, datetime) and isinstance(b, datetime):
        return span(round((a - b).total_seconds()))
    if isinstance(a, date) and isinstance(b, date):
        return f"{(a - b).days}日"
    return None


def _fact_side(reading: Reading, path: str, beside: str) -> Side | Missing:
    facts = reading.facts
    spot, found = facts.found(path, reading.row)
    if isinstance(found, Missing):
        return found
    inputs = inputs_at(facts, spot, found)
    record, value = inputs[0], found.value
    label = facts.label_at(spot, beside) if beside else record.label
    return Side(exact(value), label, value_words(spot, found, record), record.unit, inputs, spot.path)


def _threshold_side(reading: Reading, key: str) -> Side:
    threshold = reading.facts.values[key]
    dated = threshold.on(reading.facts.on)
    label, unit = wording.standing(threshold.title, threshold.standing), threshold.unit
    read = InputRead(path=key, label=label, value=plain(dated.value), unit=unit, source=dated.where)
    return Side(dated.value, label, shown(dated.value, unit), unit, (read,))


def _total_side(reading: Reading, table: str, column: str) -> Side | Missing:
    facts = reading.facts
    rows = facts.rows(table)
    if isinstance(rows, Missing):
        return rows
    cells = [facts.at(f"{row}.{column}") for row in rows]
    gap = next((cell for cell in cells if isinstance(cell, Missing)), None)
    if gap is not None:
        return gap
    total = sum((Decimal(str(cell.value)) for cell in cells if isinstance(cell, Known)), Decimal(0))
    path = f"{table}[].{column}"
    label, unit = wording.total_of(facts.meaning(path).title), facts.meaning(path).unit
    read = InputRead(path=path, label=label, value=plain(total), unit=unit, source=wording.TOTAL)
    return Side(total, label, shown(total, unit), unit, (read, *inputs_of(facts, cells)), path)
