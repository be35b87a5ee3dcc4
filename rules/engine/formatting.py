"""How values read in a sentence: numbers with unit, yen also in 億円, days, vocabulary in its wording."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, JsonValue

from data.domain.plan.vocabulary import Vocabulary
from data.domain.wording import Text

OKU = 100_000_000
JST = timezone(timedelta(hours=9), "JST")
LONGEST_LIST = 10
LONGEST_TEXT = 60
YES, NO = Text("はい", "yes"), Text("いいえ", "no")
_NUMBERS = (int, Decimal)
_IN_ENGLISH = {
    "年": "{}",
    "年度": "FY{}",
    "か月": "{} months",
    "か年": "{} years",
    "倍": "{} times",
    "人": "{} persons",
    "位": "{}",
    "件": "{}",
    "か所": "{}",
    "都道府県": "{}",
    "市区町村": "{}",
}
"""How an English sentence says units; what is counted the name of the fact says. Others stand as they are."""
_AS_IN_JSON = frozenset({str, bool, int, float})


def exact(value: object) -> object:
    """Turn a binary fraction into the decimal it was written as; leave every other value alone."""
    return Decimal(str(value)) if isinstance(value, float) else value


def shown(value: object, unit: str | None = None) -> Text:
    """Write a fact's value for a reader."""
    if isinstance(value, str):
        return value.text if isinstance(value, Vocabulary) else _in_quotes(value)
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, _NUMBERS):
        return number(value, unit)
    if isinstance(value, float):
        return number(Decimal(str(value)), unit)
    if isinstance(value, tuple):
        return _list(value)
    return _words(value)


def plain(value: object) -> JsonValue:
    """Turn a fact's value into JSON: decimals as the digits they were written with, a table as its length.

    The rows of a table stand in the document; what was read of them is recorded cell by cell. So a record
    cannot take over a confidential cell with its table.
    """
    if value is None or type(value) in _AS_IN_JSON:
        return value  # type: ignore[return-value]  # one of the four types of JSON looked up just above
    if isinstance(value, StrEnum):
        return str(value)
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return len(value) if _is_table(value) else [plain(item) for item in value]
    raise TypeError(f"a fact of type {type(value).__name__} has no JSON form")


def _is_table(value: tuple[object, ...]) -> bool:
    return bool(value) and isinstance(value[0], BaseModel)


def _words(value: object) -> Text:
    if isinstance(value, datetime):
        moment = value.astimezone(JST)
        return Text(f"{_day(moment)}{moment:%H時%M分%S秒}（日本時間）", f"{moment:%Y-%m-%d %H:%M:%S} JST")
    if isinstance(value, date):
        return Text(_day(value), value.isoformat())
    return _in_quotes(str(value))


def _in_quotes(text: str) -> Text:
    if len(text) > LONGEST_TEXT:
        text = f"{text[:LONGEST_TEXT]}…"
    return Text(f"「{text}」", f"“{text}”")


def _day(value: date) -> str:
    return f"{value.year}年{value.month}月{value.day}日"


def span(seconds: int) -> str:
    """Write a span of time in days, hours, minutes and seconds, with its sign: -1日2時間."""
    days, rest = divmod(abs(seconds), 86_400)
    hours, rest = divmod(rest, 3_600)
    minutes, left = divmod(rest, 60)
    parts = ((days, "日"), (hours, "時間"), (minutes, "分"), (left, "秒"))
    words = "".join(f"{count}{unit}" for count, unit in parts if count)
    return f"{'-' if seconds < 0 else ''}{words or '0秒'}"


def number(value: Decimal | int, unit: str | None) -> Text:
    """Write a number with its unit, yen in 億円 too."""
    if isinstance(value, int):
        digits = f"{value:,}"
    else:
        digits = f"{value:,f}"
        digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    if unit in ("年", "年度"):
        digits = digits.replace(",", "")
    text = f"{digits}{unit or ''}"
    if unit == "円":
        return Text(f"{text}{_in_oku(value)}", f"JPY {digits}")
    return Text(text, _in_english(digits, unit) if unit else digits)


def _in_english(digits: str, unit: str) -> str:
    pattern = _IN_ENGLISH.get(unit)
    if pattern is None:
        return f"{digits} {unit}"
    return (pattern.removesuffix("s") if digits == "1" else pattern).format(digits)


def _in_oku(value: Decimal | int) -> str:
    if -OKU < value < OKU:
        return ""
    oku = f"{Decimal(value) / OKU:,.2f}".rstrip("0").rstrip(".")
    return f"（約{oku}億円）" if value % (OKU // 100) else f"（{oku}億円）"


def _list(values: tuple[object, ...]) -> Text:
    if _is_table(values):
        return Text(f"{len(values)}件", f"{len(values)} rows")
    if not values:
        return Text("なし", "none")
    words = [shown(v) for v in values[:LONGEST_LIST]]
    ja, en = "、".join([w.ja for w in words]), ", ".join([w.en for w in words])
    more = len(values) - len(words)
    return Text(f"{ja} ほか{more}件", f"{en} and {more} more") if more else Text(ja, en)
