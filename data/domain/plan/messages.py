"""Say in both languages what is wrong with a value of a plan document, from the error the model raises."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from pydantic_core import ErrorDetails

from data.domain.amounts import parse_amount
from data.domain.codes import code_problem
from data.domain.errors import Problem
from data.domain.jp_dates import parse_date, parse_year
from data.domain.parsing import Read, Unreadable, half_width
from data.domain.plan.fields import Section
from data.domain.plan.naming import HIDDEN, is_confidential, label, pattern_of, pointer, shown, siblings
from data.domain.plan.sentences import SENTENCES, Fault, Wording
from data.domain.plan.shape import ValueKind, shapes
from data.domain.wording import Text

_EXPECTED = re.compile(r"'([^']*)'")


def problem_of(error: ErrorDetails, model: type[Section]) -> Problem:
    """Turn one error of pydantic into a problem in our words; ``model`` is what the document was read as."""
    hidden = is_confidential(model, error["loc"])
    fault = Fault(
        model,
        error["loc"],
        None if hidden else error["input"],
        error.get("ctx", {}),
        label(model, error["loc"]),
    )
    message, remedy = WORDING.get(error["type"], _malformed)(fault)
    if error["type"] in _ABSENT:
        return Problem(pointer(error["loc"]), None, message, remedy)
    return Problem(pointer(error["loc"]), HIDDEN if hidden else shown(error["input"]), message, remedy)


_ABSENT = frozenset({"missing"})


def _number(fault: Fault) -> tuple[Text, Text]:
    message = Text(
        f"{fault.name.ja}には数値が必要ですが、数値として書かれていません。",
        f"{fault.name.en}: a number is needed.",
    )
    return message, _offered_number(fault) or Text(
        "引用符を付けず、半角の数値で入力してください（例: 123456、12.5）。"
        "記載しない場合は項目ごと省いてください。",
        "Enter a number without quotation marks (for example 123456 or 12.5); "
        "leave the field out if not stated.",
    )


def _whole(fault: Fault) -> tuple[Text, Text]:
    message = Text(
        f"{fault.name.ja}には整数が必要ですが、整数として書かれていません。",
        f"{fault.name.en}: a whole number is needed.",
    )
    shape = shapes(fault.model).get(pattern_of(fault.location))
    if isinstance(fault.found, str) and shape is not None and shape.kind is ValueKind.YEAR:
        read = parse_year(fault.found, fiscal=shape.is_fiscal_year)
        if isinstance(read, Read) and read.value is not None:
            return message, _write_number(fault.found, str(read.value), shape.meaning.unit)
    return message, _offered_number(fault) or Text(
        "引用符と小数点を付けず、半角の整数で入力してください（例: 2026、120000000）。"
        "記載しない場合は項目ごと省いてください。",
        "Enter a whole number without quotation marks or decimal point (for example 2026); "
        "leave the field out if not stated.",
    )


def _offered_number(fault: Fault) -> Text | None:
    if not isinstance(fault.found, str):
        return None
    read = parse_amount(fault.found)
    if isinstance(read, Unreadable) or read.value is None:
        return None
    plain = f"{read.value.value:f}"
    trimmed = plain.rstrip("0").rstrip(".") if "." in plain else plain
    return _write_number(fault.found, trimmed, read.value.unit)


def _write_number(found: str, number: str, unit: str | None) -> Text:
    written = str(shown(found))
    return Text(
        f"「{written}」は{number}{unit or ''}と読めます。"
        f"そのとおりであれば、引用符なしの数値{number}を入力してください。",
        f"“{written}” reads as {number}{unit or ''}. "
        f"If that is meant, enter the number {number} without quotation marks.",
    )


def _date(fault: Fault) -> tuple[Text, Text]:
    message = Text(
        f"{fault.name.ja}を日付として読めません。", f"{fault.name.en}: not a date of the form YYYY-MM-DD."
    )
    remedy = Text(
        "実在する日を「2026-02-13」の形で入力してください。", "Enter an existing day in the form 2026-02-13."
    )
    if not isinstance(fault.found, str):
        return message, remedy
    read = parse_date(fault.found)
    if isinstance(read, Unreadable):
        return Text(message.ja + read.message.ja, f"{message.en} {read.message.en}"), remedy
    if read.value is None:
        return message, remedy
    offered = read.value.isoformat()
    return message, Text(f"「{offered}」と入力してください。", f"Enter {offered}.")


def _choice(fault: Fault) -> tuple[Text, Text]:
    shape = shapes(fault.model).get(pattern_of(fault.location))
    members = list(shape.choices) if shape is not None and shape.choices is not None else []
    allowed = _EXPECTED.findall(str(fault.limits.get("expected", "")))
    ja = "、".join(f"{member.value}（{member.text.ja}）" for member in members) or "、".join(allowed)
    en = ", ".join(f"{member.value} ({member.text.en})" for member in members) or ", ".join(allowed)
    return (
        Text(f"{fault.name.ja}の値は選択肢にありません。", f"{fault.name.en}: not one of the choices."),
        Text(f"次のいずれかを入力してください: {ja}", f"Enter one of: {en}"),
    )


def _unknown_field(fault: Fault) -> tuple[Text, Text]:
    known = siblings(fault.model, fault.location)
    wrong = str(fault.location[-1])
    by_title = {meaning.title.ja: name for name, meaning in known.items()}
    near = by_title.get(wrong) or next(iter(difflib.get_close_matches(wrong, known, n=1, cutoff=0.6)), None)
    message = Text(
        f"{fault.name.ja}という項目は様式にありません。", f"There is no field “{fault.name.en}” here."
    )
    if near is not None:
        title = known[near].title
        return message, Text(
            f"「{near}」（{title.ja}）の書き誤りではないか確認してください。",
            f"Did you mean “{near}” ({title.en})?",
        )
    names = ", ".join(known)
    return message, Text(f"項目を削除してください。使える項目: {names}", f"Remove it. Known fields: {names}")


def _pattern_of_code(fault: Fault) -> tuple[Text, Text]:
    length = "13" if "13" in str(fault.limits.get("pattern")) else "5"
    message = Text(
        f"{fault.name.ja}は{length}桁の半角数字ではありません。",
        f"{fault.name.en}: not a code of {length} digits.",
    )
    found = half_width(str(fault.found or ""))
    offered = _offered_code(found, int(length))
    if offered is not None:
        return message, Text(
            f"「{offered}」であれば、そのように入力してください。", f"If “{offered}” is meant, enter that."
        )
    return message, Text(
        f"ハイフンや空白を入れず、{length}桁の半角数字を文字列で入力してください（先頭の0も省かない）。",
        f"Enter {length} digits as text, without hyphens or spaces and with leading zeros.",
    )


def _offered_code(found: str, length: int) -> str | None:
    digits = found.replace("-", "")
    if len(digits) == length and digits.isascii() and digits.isdigit():
        return digits
    if length != 5:
        return None
    if len(digits) == 6 and code_problem(digits) is None:
        return digits[:5]
    if len(digits) == 2 and code_problem(digits + "000") is None:
        return digits + "000"
    return None


def _text(fault: Fault) -> tuple[Text, Text]:
    message = Text(f"{fault.name.ja}には文字列が必要です。", f"{fault.name.en}: text is needed.")
    if isinstance(fault.found, int) and not isinstance(fault.found, bool):
        return message, Text(
            f'引用符で囲み、"{shown(fault.found)}"のように入力してください（コードは先頭の0も省かない）。',
            f'Put it in quotation marks, as "{shown(fault.found)}" (codes with their leading zeros).',
        )
    return message, Text("文字列で入力してください。", "Enter text.")


def _malformed(fault: Fault) -> tuple[Text, Text]:
    return (
        Text(
            f"{fault.name.ja}の値の形式が正しくありません。",
            f"{fault.name.en}: the value has the wrong form.",
        ),
        Text("様式の説明に従って入力し直してください。", "Enter it again as the form describes."),
    )


WORDING: Mapping[str, Wording] = {
    **SENTENCES,
    "number_as_text": _number,
    "is_instance_of": _number,
    "decimal_type": _number,
    "decimal_parsing": _number,
    "int_type": _whole,
    "int_parsing": _whole,
    "int_parsing_size": _whole,
    "int_from_float": _whole,
    "string_type": _text,
    "string_unicode": _text,
    "string_pattern_mismatch": _pattern_of_code,
    "enum": _choice,
    "literal_error": _choice,
    "extra_forbidden": _unknown_field,
    "date_type": _date,
    "date_parsing": _date,
    "date_from_datetime_parsing": _date,
    "date_from_datetime_inexact": _date,
}
"""What is said for each type of error that a plan model can raise."""
