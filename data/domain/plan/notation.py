"""Take a plan document from JSON or YAML text as plain values, before any field of it is judged."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import yaml

from data.domain.errors import InvalidInput, Problem
from data.domain.plan.naming import LONGEST_VALUE, pointer
from data.domain.wording import Text

MAX_BYTES = 5_000_000
MAX_DEPTH = 40
"""Deepest nesting read; the deepest GeoJSON geometry needs eight levels."""

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Control characters, lone surrogates and non-characters: no database text, XML or workbook holds them."""
_TOO_DEEP = Text("入れ子が深すぎます。", "The nesting is too deep.")
_FLATTEN = Text(f"入れ子を{MAX_DEPTH}段以内にしてください。", f"Nest at most {MAX_DEPTH} levels.")


class RoundedNumber(float):
    """A number whose written digits no double holds; a value that was meant exactly must not pass as this."""


class _DocumentLoader(yaml.SafeLoader):
    """YAML 1.2 core scalars only: dates, codes with leading zeros, yes and no stay text."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012 - the library's own slot


for _tag, _form, _first in (
    ("null", r"~|null|Null|NULL|", ["~", "n", "N", ""]),
    ("bool", r"true|True|TRUE|false|False|FALSE", list("tTfF")),
    ("int", r"[-+]?(?:0|[1-9][0-9]*)", list("-+0123456789")),
    ("float", r"[-+]?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?", list("-+0123456789")),
):
    _DocumentLoader.add_implicit_resolver(f"tag:yaml.org,2002:{_tag}", re.compile(f"^(?:{_form})$"), _first)


def from_json(content: str | bytes) -> Any:
    """Return the value of a JSON text; ``InvalidInput`` for duplicate keys, other encodings, broken text."""
    text = _decoded(content)
    try:
        return json.loads(text, object_pairs_hook=_unique, parse_float=_float)
    except json.JSONDecodeError as error:
        raise _unreadable("JSON", error.lineno, error.colno) from error
    except RecursionError as error:
        raise _refused(_TOO_DEEP, _FLATTEN) from error
    except ValueError as error:
        raise _refused(
            Text("桁数が多すぎる整数があります。", "An integer has too many digits."),
            Text("数値の桁数を確認してください。", "Check the numbers."),
        ) from error


def from_yaml(content: str | bytes) -> Any:
    """Return the value of a YAML text with JSON's scalars only; aliases, tags, duplicate keys are refused."""
    text = _decoded(content)
    try:
        node = yaml.compose(text, Loader=_DocumentLoader)
        return None if node is None else _value(node, set())
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise _unreadable("YAML", mark.line + 1 if mark else 1, mark.column + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise _unreadable("YAML", 1, 1) from error
    except RecursionError as error:
        raise _refused(_TOO_DEEP, _FLATTEN) from error


def defects(value: Any, location: tuple[str | int, ...] = ()) -> Iterator[Problem]:
    """Find what no field may hold: unstorable characters, keys that are no text, values JSON lacks."""
    if len(location) > MAX_DEPTH:
        yield Problem(pointer(location), None, _TOO_DEEP, _FLATTEN)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _key_defects(key, location)
            yield from defects(item, (*location, str(key)))
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from defects(item, (*location, index))
    else:
        yield from _scalar_defects(value, location)


def to_json(value: Mapping[str, Any]) -> str:
    """Write plain values as JSON for the model; decimals as numbers, days as text."""
    return json.dumps(value, default=_plain)


def _plain(value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot stand in a document")


def _key_defects(key: object, location: tuple[str | int, ...]) -> Iterator[Problem]:
    if not isinstance(key, str):
        yield Problem(
            pointer(location),
            str(key)[:LONGEST_VALUE],
            Text(f"項目名「{key}」が文字列ではありません。", f"The key “{key}” is not text."),
            Text("項目名を様式どおりの文字列にしてください。", "Use the field names of the form."),
        )
    else:
        yield from _scalar_defects(key, location)


def _scalar_defects(value: object, location: tuple[str | int, ...]) -> Iterator[Problem]:
    if isinstance(value, str) and (found := _UNSTORABLE.search(value)):
        code = f"U+{ord(found.group()):04X}"
        yield Problem(
            pointer(location),
            code,
            Text(
                f"保存できない制御文字（{code}）が含まれています。",
                f"Contains a character that cannot be stored ({code}).",
            ),
            Text("その文字を削除して入力し直してください。", "Remove the character."),
        )
    elif isinstance(value, float) and "coordinates" in location:
        if not math.isfinite(value):
            yield Problem(
                pointer(location),
                str(value),
                Text("座標に数値でない値が含まれています。", "A coordinate is not a finite number."),
                Text("図形を作り直してください。", "Export the geometry again."),
            )
    elif isinstance(value, RoundedNumber):
        yield Problem(
            pointer(location),
            float(value),
            Text(
                "桁数が多すぎて正確に扱えない数値です。",
                "The number has more digits than can be kept exactly.",
            ),
            Text("有効数字15桁以内で入力してください。", "Use at most 15 significant digits."),
        )
    elif value is not None and not isinstance(value, str | bool | int | float | Decimal | date):
        yield Problem(
            pointer(location),
            type(value).__name__,
            Text("文書に使えない種類の値です。", "A value of this kind cannot stand in a document."),
            Text("文字列、数値、true/falseのいずれかにしてください。", "Use text, a number, true or false."),
        )


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    result = dict(pairs)
    if len(result) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _repeated(next(key for key in keys if keys.count(key) > 1))
    return result


def _float(written: str) -> float:
    value = float(written)
    exact = math.isfinite(value) and Decimal(written) == Decimal(repr(value))
    return value if exact or not math.isfinite(value) else RoundedNumber(value)


def _value(node: yaml.Node, seen: set[int]) -> Any:
    if id(node) in seen:
        raise _refused(
            Text("YAMLの別名（*）による参照は使えません。", "YAML aliases (*) are not accepted."),
            Text("同じ内容をその場所に書いてください。", "Write the content out in place."),
        )
    seen.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _unique([(_value(key, seen), _value(item, seen)) for key, item in node.value])
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, seen) for item in node.value]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    written = str(node.value)
    match node.tag.removeprefix("tag:yaml.org,2002:"):
        case "str":
            return written
        case "null":
            return None
        case "bool":
            return written.lower() == "true"
        case "int" if len(written) <= 400:
            return int(written)
        case "int" | "float":
            return _float(written)
    raise _refused(
        Text(
            f"YAMLのタグ「{node.tag[:LONGEST_VALUE]}」は使えません。",
            f"The YAML tag “{node.tag[:LONGEST_VALUE]}” is not accepted.",
        ),
        Text("タグを削除してください。", "Remove the tag."),
    )


def _decoded(content: str | bytes) -> str:
    size = len(content)
    if size > MAX_BYTES:
        raise _refused(
            Text(f"文書が大きすぎます（{size:,}バイト）。", f"The document is too large ({size:,} bytes)."),
            Text(f"{MAX_BYTES:,}バイト以内にしてください。", f"Use at most {MAX_BYTES:,} bytes."),
        )
    if isinstance(content, str):
        return content.removeprefix("\ufeff")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            Text("文書の文字コードがUTF-8ではありません。", "The document is not encoded in UTF-8."),
            Text(
                "Shift_JIS等で保存されている場合は、UTF-8で保存し直してください。",
                "Save it again as UTF-8 (it may be Shift_JIS).",
            ),
        ) from error


def _repeated(key: object) -> InvalidInput:
    name = str(key)[:LONGEST_VALUE]
    return _refused(
        Text(
            f"項目「{name}」が同じ場所に二度書かれています。",
            f"The field “{name}” is written twice in one place.",
        ),
        Text("どちらか一方を削除してください。", "Remove one of them."),
    )


def _unreadable(notation: str, line: int, column: int) -> InvalidInput:
    return _refused(
        Text(
            f"{notation}として読めません（{line}行{column}文字目）。",
            f"Not valid {notation} (line {line}, column {column}).",
        ),
        Text(
            "その前後の括弧、引用符、区切り、字下げを確認してください。",
            "Check brackets, quotes, commas and indents near there.",
        ),
    )


def _refused(message: Text, remedy: Text) -> InvalidInput:
    return InvalidInput.of([Problem("", None, message, remedy)])
