"""Fixed sentences for the errors of plan models whose wording needs nothing but the field and its limits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from data.domain.plan.fields import EARLIEST, LATEST, Section
from data.domain.wording import Text


@dataclass(frozen=True, slots=True)
class Fault:
    """A value the model refused, with the limits it broke."""

    model: type[Section]
    location: tuple[str | int, ...]
    found: Any
    limits: Mapping[str, Any]
    name: Text


Wording = Callable[[Fault], tuple[Text, Text]]
"""Makes message and remedy for a fault."""


def _said(message: Text, remedy: Text) -> Wording:
    return lambda fault: (
        Text(
            message.ja.format(name=fault.name.ja, **fault.limits),
            message.en.format(name=fault.name.en, **fault.limits),
        ),
        remedy.filled(**fault.limits),
    )


_TABLE = _said(
    Text("{name}は表（配列）で書く必要があります。", "{name}: a list is needed."),
    Text("各行を[ ]の中に並べて入力してください。", "List the items between [ and ]."),
)
_OBJECT = _said(
    Text("{name}は項目と値の組で書く必要があります。", "{name}: an object with named fields is needed."),
    Text("項目名と値の組を{{ }}の中に入力してください。", "Enter named fields between {{ and }}."),
)
_FLAG = _said(
    Text("{name}は「はい」か「いいえ」で答える項目です。", "{name}: true or false is needed."),
    Text(
        "引用符を付けずにtrue（はい）又はfalse（いいえ）と入力してください。",
        "Enter true or false without quotation marks.",
    ),
)
_DATE_RANGE = _said(
    Text(
        "{name}の日付が計画として扱える範囲の外にあります。",
        "{name}: the date lies outside the range of plans.",
    ),
    Text(
        f"{EARLIEST.isoformat()}から{LATEST.isoformat()}までの日付を入力してください。",
        f"Enter a date from {EARLIEST.isoformat()} to {LATEST.isoformat()}.",
    ),
)
_NOT_JSON = _said(
    Text("文書をJSONとして読めません。", "The document is not valid JSON."),
    Text("記号の抜けや入れ子の深さを確認してください。", "Check for missing signs and for too deep nesting."),
)

SENTENCES: Mapping[str, Wording] = {
    "decimal_max_digits": _said(
        Text("{name}の桁数が多すぎます。", "{name}: too many digits."),
        Text(
            "全体で{max_digits}桁以内の数値を入力してください。",
            "Enter a number of at most {max_digits} digits.",
        ),
    ),
    "decimal_whole_digits": _said(
        Text("{name}の整数部の桁数が多すぎます。", "{name}: too many digits before the decimal point."),
        Text(
            "整数部は{whole_digits}桁以内で入力してください。",
            "Use at most {whole_digits} digits before the point.",
        ),
    ),
    "decimal_max_places": _said(
        Text("{name}の小数部の桁数が多すぎます。", "{name}: too many decimal places."),
        Text(
            "小数点以下は{decimal_places}桁以内で入力してください。",
            "Use at most {decimal_places} decimal places.",
        ),
    ),
    "finite_number": _said(
        Text("{name}は有限の数値ではありません。", "{name}: not a finite number."),
        Text(
            "NaNや無限大ではなく、実際の数値を入力してください。",
            "Enter an actual number, not NaN or infinity.",
        ),
    ),
    "greater_than_equal": _said(
        Text("{name}の値が小さすぎます。", "{name}: too small."),
        Text("{ge}以上の値を入力してください。", "Enter a value of at least {ge}."),
    ),
    "greater_than": _said(
        Text("{name}の値が小さすぎます。", "{name}: too small."),
        Text("{gt}より大きい値を入力してください。", "Enter a value above {gt}."),
    ),
    "less_than_equal": _said(
        Text("{name}の値が大きすぎます。", "{name}: too large."),
        Text("{le}以下の値を入力してください。", "Enter a value of at most {le}."),
    ),
    "bool_type": _FLAG,
    "bool_parsing": _FLAG,
    "string_too_short": _said(
        Text("{name}が空欄です。", "{name}: empty."),
        Text(
            "内容を入力するか、記載しない場合は項目ごと省いてください。",
            "Enter text, or leave the field out.",
        ),
    ),
    "string_too_long": _said(
        Text("{name}が長すぎます。", "{name}: too long."),
        Text("{max_length}字以内で入力してください。", "Use at most {max_length} characters."),
    ),
    "missing": _said(
        Text("{name}は必須ですが、記載がありません。", "{name}: required but not stated."),
        Text("この項目を記載してください。", "State this field."),
    ),
    "date_out_of_range": _DATE_RANGE,
    "tuple_type": _TABLE,
    "list_type": _TABLE,
    "too_long": _said(
        Text("{name}の行数が多すぎます。", "{name}: too many rows."),
        Text("{max_length}行以内にしてください。", "Use at most {max_length} rows."),
    ),
    "model_type": _OBJECT,
    "model_attributes_type": _OBJECT,
    "dict_type": _OBJECT,
    "json_invalid": _NOT_JSON,
    "json_type": _NOT_JSON,
    "recursion_loop": _NOT_JSON,
    "recursion_depth_exceeded": _NOT_JSON,
}
"""What is said for a type of error, in the words of this module."""
