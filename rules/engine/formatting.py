"""How values read in a sentence: numbers with unit, yen also in 億円, days, vocabulary in its wording."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, JsonValue

from data.domain.plan.kinds import VOCABULARY
from data.domain.wording import Text

OKU = 100_000_000
LONGEST_LIST = 10


def shown(value: object, unit: str | None = None) -> Text:
    """Write a fact's value for a reader."""
    if isinstance(value, bool):
        return Text("はい", "yes") if value else Text("いいえ", "no")
    if isinstance(value, StrEnum):
        return VOCABULARY[value]
    if isinstance(value, int | Decimal | float):
        return _number(Decimal(str(value)), unit)
    if isinstance(value, tuple):
        return _list(value)
    text = value.isoformat() if isinstance(value, date) else str(value)
    return Text(f"「{text}」" if isinstance(value, str) else text, text)


def plain(value: object) -> JsonValue:
    """Turn a fact's value into JSON, exactly: decimals stay the digits they were written with."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_none=True)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, StrEnum):
        return value.value
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"a fact of type {type(value).__name__} has no JSON form")


def _number(value: Decimal, unit: str | None) -> Text:
    digits = f"{value:,f}"
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    if unit in ("年", "年度"):
        digits = digits.replace(",", "")
    text = f"{digits}{unit or ''}"
    if unit == "円" and abs(value) >= OKU:
        oku = f"{value / OKU:,.2f}".rstrip("0").rstrip(".")
        return Text(
            f"{text}（約{oku}億円）" if value % (OKU // 100) else f"{text}（{oku}億円）", f"JPY {digits}"
        )
    return Text(text, text)


def _list(values: tuple[object, ...]) -> Text:
    if any(isinstance(v, BaseModel) for v in values):
        return Text(f"{len(values)}件", f"{len(values)} rows")
    words = [shown(v) for v in values[:LONGEST_LIST]]
    more = len(values) - len(words)
    tail = Text(f" ほか{more}件", f" and {more} more") if more else Text("", "")
    return Text("、".join(w.ja for w in words) + tail.ja, ", ".join(w.en for w in words) + tail.en)
