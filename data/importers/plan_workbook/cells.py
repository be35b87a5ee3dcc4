"""Turn one cell into the value of its field, or say why not; knows fields and cells, not sheets."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from data.domain.amounts import Quantity, parse_amount
from data.domain.jp_dates import parse_date, parse_serial, parse_year
from data.domain.parsing import Read, Unreadable, half_width, nothing_stated
from data.domain.plan.shape import FieldShape, ValueKind
from data.domain.wording import Text
from data.importers.plan_workbook.escaping import unescaped
from data.importers.workbook import Cell

_YES = frozenset({"はい", "有", "あり", "○", "〇", "◯", "true", "yes"})
_NO = frozenset({"いいえ", "無", "なし", "×", "✕", "false", "no"})
_DITTO = frozenset({"〃", "同上"})
_MONTHS = re.compile(r"[かヶカケヵ箇]?月")

Reading = Read[Any] | Unreadable


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a cell's meaning may depend on beside its field."""

    epoch_1904: bool = False
    unit: str | None = None
    """Unit stated in the same row, for numbers whose field has none of its own."""


def is_ditto(cell: Cell) -> bool:
    """Tell whether a cell says "as above"."""
    return isinstance(cell.value, str) and not cell.literal and cell.value.strip() in _DITTO


def read_cell(cell: Cell, field: FieldShape, around: Surroundings) -> Reading:
    """Return what a cell states for ``field``: a JSON value or ``Decimal``, ``None`` for a blank cell."""
    if cell.error:
        return Unreadable(
            Text(
                f"セルが{cell.value}というエラーになっています。", f"The cell shows the error {cell.value}."
            ),
            Text("数式を直すか、値を入力してください。", "Mend the formula or enter the value."),
        )
    if cell.value is None:
        return _without_result() if cell.formula else Read(None)
    if isinstance(cell.value, str) and not cell.value.strip():
        return Read(None)
    return _READERS[field.kind](cell, field, around)


def _without_result() -> Unreadable:
    return Unreadable(
        Text("数式の計算結果が保存されていません。", "The formula was saved without its result."),
        Text(
            "Excelで開いて再計算してから保存するか、値を入力してください。",
            "Open it in Excel, recalculate and save, or enter the value.",
        ),
    )


def _text(cell: Cell, field: FieldShape, around: Surroundings) -> Reading:
    value = cell.value
    if isinstance(value, str):
        return Read(unescaped(value))
    if isinstance(value, datetime):
        return Read(value.date().isoformat(), _taken_as_text(value.date().isoformat()))
    if isinstance(value, int | float) and not isinstance(value, bool):
        return Read(_digits(value), _taken_as_text(_digits(value)))
    return _wrong_kind("文字列", "text")


def _code(cell: Cell, field: FieldShape, around: Surroundings) -> Reading:
    value = cell.value
    if isinstance(value, str):
        return nothing_stated(value) or Read(half_width(value).replace("-", ""))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _wrong_kind("コード", "a code")
    digits = _digits(value)
    if field.kind is ValueKind.MUNICIPALITY and len(digits) == 4 and digits.isdigit():
        return Read(
            f"0{digits}",
            Text(
                f"数値「{digits}」は先頭の0が失われたコード「0{digits}」として読みました。",
                f"The number {digits} was taken as the code 0{digits} that lost its zero.",
            ),
        )
    return Read(digits)


def _choice(cell: Cell, field: FieldShape, around: Surroundings) -> Reading:
    members = list(field.choices or ())
    written = half_width(str(cell.value)).casefold()
    for member in members:
        if written in {
            half_width(word).casefold() for word in (member.text.ja, member.text.en, member.value)
        }:
            return Read(member.value)
    return nothing_stated(str(cell.value)) or Unreadable(
        Text("選択肢にない値です。", "Not one of the choices."),
        Text(
            f"次のいずれかを選んでください: {'、'.join(member.text.ja for member in members)}",
            f"Choose one of: {', '.join(member.text.ja for member in members)}",
        ),
    )


def _flag(cell: Cell, field: FieldShape, around: Surroundings) -> Reading:
    if isinstance(cell.value, bool):
        return Read(cell.value)
    written = half_width(str(cell.value)).casefold()
    if written in _YES or written in _NO:
        return Read(written in _YES)
    return nothing_stated(str(cell.value)) or Unreadable(
        Text("「はい」「いいえ」のどちらでもありません。", "Neither はい (yes) nor いいえ (no)."),
        Text("「はい」か「いいえ」を選んでください。", "Choose はい or いいえ."),
    )


def _day(cell: Cell, field: FieldShape, around: Surroundings) -> Reading:
    value = cell.value
    if isinstance(value, datetime):
        return Read(value.date().isoformat())
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return _wrong_kind("日付", "a date")
    if isinstance(value, str) or len(_digits(value)) == 8:
        read: Read[date] | Read[None] | Unreadable = parse_date(str(value))
    else:
        read = parse_serial(int(value), epoch_1904=around.epoch_1904)
    return (
        read
        if isinstance(read, Unreadable) or read.value is None
        else Read(read.value.isoformat(), read.note)
    )


def _year(cell: Cell, field: FieldShape, around: Surroundings) -> Reading:
    if isinstance(cell.value, bool) or not isinstance(cell.value, str | int | float):
        return _wrong_kind("年", "a year")
    written = cell.value if isinstance(cell.value, str) else _digits(cell.value)
    return parse_year(written, fiscal=field.is_fiscal_year)


def _number(cell: Cell, field: FieldShape, around: Surroundings) -> Reading:
    read = _quantity(cell)
    if isinstance(read, Unreadable) or read.value is None:
        return read
    quantity = read.value
    if not _fits(quantity.unit, field.meaning.unit or around.unit):
        return _wrong_unit(quantity, field.meaning.unit or around.unit)
    whole = quantity.value == quantity.value.to_integral_value()
    if field.kind is ValueKind.WHOLE and not whole:
        return Unreadable(
            Text(
                f"{quantity.written()}は整数ではありません。", f"{quantity.written()} is not a whole number."
            ),
            Text("端数のない値を入力してください。", "Enter a whole number."),
        )
    return Read(int(quantity.value) if whole else quantity.value, read.note)


def _quantity(cell: Cell) -> Read[Quantity] | Read[None] | Unreadable:
    value = cell.value
    if isinstance(value, str):
        return parse_amount(value)
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _wrong_kind("数値", "a number")
    exact = Decimal(_digits(value))
    return Read(Quantity(exact * 100, "%") if "%" in cell.number_format else Quantity(exact, None))


def _fits(written: str | None, wanted: str | None) -> bool:
    if written is None:
        return True
    if wanted is None:
        return False
    written, wanted = (_MONTHS.sub("月", half_width(unit)) for unit in (written, wanted))
    return written == wanted or wanted.startswith(f"{written}/")


def _wrong_unit(quantity: Quantity, wanted: str | None) -> Unreadable:
    expected = f"「{wanted}」" if wanted else "単位なしの数値"
    return Unreadable(
        Text(
            f"{quantity.written()}の単位がこの欄の単位（{expected}）と合いません。",
            f"The unit of {quantity.written()} is not that of this field ({wanted or 'none'}).",
        ),
        Text(
            "見出し又は同じ行の「単位」欄に合わせて入力してください。",
            "Follow the heading, or the unit column of the row.",
        ),
    )


def _digits(value: int | float) -> str:
    """Write a number with the 15 significant digits Excel keeps: 0.1 + 0.2 is 0.3 for whoever typed it."""
    if isinstance(value, int):
        return str(value)
    return f"{Decimal(format(value, '.15g')):f}"


def _taken_as_text(text: str) -> Text:
    return Text(
        f"数値や日付の形式のセルを文字列「{text}」として読みました。",
        f"A number or date was taken as the text “{text}”.",
    )


def _wrong_kind(ja: str, en: str) -> Unreadable:
    return Unreadable(
        Text(f"{ja}の欄に別の種類の値が入っています。", f"The cell holds something else than {en}."),
        Text("欄の説明に従って入力し直してください。", "Enter it again as the form describes."),
    )


_READERS: Mapping[ValueKind, Callable[[Cell, FieldShape, Surroundings], Reading]] = {
    ValueKind.TEXT: _text,
    ValueKind.MUNICIPALITY: _code,
    ValueKind.CORPORATE_NUMBER: _code,
    ValueKind.CHOICE: _choice,
    ValueKind.FLAG: _flag,
    ValueKind.DAY: _day,
    ValueKind.YEAR: _year,
    ValueKind.WHOLE: _number,
    ValueKind.NUMBER: _number,
}
