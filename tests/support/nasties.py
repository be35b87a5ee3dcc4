"""Values that no field of a kind may take, and documents with one of them in one place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.fields import Section
from data.domain.plan.shape import FieldShape, ValueKind, shapes

_ANY: tuple[Any, ...] = ([], ["x"], {}, {"a": 1}, [[[[1]]]], math.nan, math.inf, -math.inf, 10**30)
_UNSTORABLE = ("\x00", "\ud800", "a\udfff", "\ufffe")
_NUMBERS = (*_ANY, *_UNSTORABLE, "", " ", "12", "１２", "12億", "十二", True, False, -1, 1e300, "NaN", "1e5")
_DAYS = (
    *_ANY, *_UNSTORABLE, "", "2026-02-31", "令和0年", "令和0年1月1日", "２０２６-０４-０１", "2026-4-1",
    "2026/04/01", "1767225600", 1767225600, 20260401, 0, True, "0000-00-00", "9999-12-31", "1868-01-01",
    "2026-04-01T00:00:00Z", "2026-04-01T12:00:00",
)  # fmt: skip
_CODES = (
    *_ANY, *_UNSTORABLE, "", "1", 15000, True, "１５０００", "15-000", " 15000", "15000\n", "99999",
    "1234567890123", "abcde", "٠١٢٣٤", 1234567890123,
)  # fmt: skip
NASTIES: Mapping[ValueKind, tuple[Any, ...]] = {
    ValueKind.TEXT: (*_ANY, *_UNSTORABLE, "", " ", "　", 5, 1.5, True, "長" * 4001, "x" * 400_000),
    ValueKind.MUNICIPALITY: _CODES,
    ValueKind.CORPORATE_NUMBER: _CODES,
    ValueKind.CHOICE: (*_ANY, *_UNSTORABLE, "", "no-such-choice", "その他の値", 1, True),
    ValueKind.FLAG: (*_ANY, *_UNSTORABLE, "", 0, 1, "true", "はい", "○", "no"),
    ValueKind.WHOLE: (*_NUMBERS, 1.5, 10**400),
    ValueKind.YEAR: (*_NUMBERS, 0, 8, 1.5, 1989, 2101, "令和8年", "R8"),
    ValueKind.NUMBER: (*_NUMBERS, 0.00001, 123456789012.3456),
    ValueKind.DAY: _DAYS,
    ValueKind.GEOMETRY: ("", "x", 1, True, [], [1], math.nan, *_UNSTORABLE),
    ValueKind.SECTION: ("", "x", 1, True, [], [1], {"no_such_field": 1}, math.nan, *_UNSTORABLE),
}
"""By kind of field. Where a kind's limits differ by field, only what breaks all of them."""
TABLES: tuple[Any, ...] = (None,)
"""What no row of a table may be, beside what its kind may not."""
_SOUND: Mapping[ValueKind, Any] = {
    ValueKind.TEXT: "記載",
    ValueKind.MUNICIPALITY: "15000",
    ValueKind.YEAR: 2030,
    ValueKind.DAY: "2030-04-01",
    ValueKind.NUMBER: 1,
    ValueKind.WHOLE: 1,
}


def fields_of(model: type[Section]) -> list[FieldShape]:
    """Return every field of a plan model but the plan type itself."""
    return [shape for shape in shapes(model).values() if shape.kind is not ValueKind.CONSTANT]


def document_with(
    model: type[Section], shape: FieldShape, value: Any, *, whole_table: bool = False
) -> dict[str, Any]:
    """Return a least document with ``value`` in one field; in a table it is its first row or cell."""
    plan_type = next(key for key, each in DOCUMENTS.items() if each is model)
    document = _least(model, "") | {"plan_type": str(plan_type)}
    steps = shape.path.split(".")
    holder = document
    for depth, step in enumerate(steps[:-1], start=1):
        path = ".".join(steps[:depth])
        inner = _least(model, f"{path}.")
        holder[step.removesuffix("[]")] = [inner] if step.endswith("[]") else inner
        holder = inner
    holder[steps[-1]] = [value] if shape.repeated and not whole_table else value
    return document


def pointer_of(shape: FieldShape) -> str:
    """Return the JSON pointer at which ``document_with`` put the value."""
    place = "/" + shape.path.replace("[]", "/0").replace(".", "/")
    return f"{place}/0" if shape.repeated else place


def _least(model: type[Section], prefix: str) -> dict[str, Any]:
    """The required fields of one section, soundly filled."""
    known = shapes(model)
    return {
        path.removeprefix(prefix): _sound(shape)
        for path, shape in known.items()
        if path.startswith(prefix) and "." not in path.removeprefix(prefix) and shape.required
        if shape.kind is not ValueKind.CONSTANT
    }


def _sound(shape: FieldShape) -> Any:
    if shape.choices is not None:
        return next(iter(shape.choices)).value
    return _SOUND[shape.kind]
