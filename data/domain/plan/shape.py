"""What can stand in each field of a plan document, read off the model for forms, workbooks and checks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic.fields import FieldInfo

from data.domain.plan.fields import EARLIEST, Meaning, Section
from data.domain.plan.meaning import meanings
from data.domain.plan.vocabulary import Vocabulary


class ValueKind(StrEnum):
    """Kinds of field, as a form distinguishes them."""

    SECTION = "section"
    TEXT = "text"
    MUNICIPALITY = "municipality"
    CORPORATE_NUMBER = "corporate_number"
    CHOICE = "choice"
    FLAG = "flag"
    WHOLE = "whole"
    YEAR = "year"
    NUMBER = "number"
    DAY = "day"
    GEOMETRY = "geometry"
    CONSTANT = "constant"


@dataclass(frozen=True, slots=True)
class FieldShape:
    """One field of a model by its path pattern (``kpis[].target``)."""

    path: str
    meaning: Meaning
    kind: ValueKind
    required: bool
    repeated: bool
    """Whether it is a list: of rows for a section, of values otherwise."""
    lowest: int | None = None
    highest: int | None = None
    longest: int | None = None
    """Most characters of a text."""
    choices: type[Vocabulary] | None = None

    @property
    def is_fiscal_year(self) -> bool:
        """Whether a year counts from April."""
        return self.kind is ValueKind.YEAR and self.meaning.unit == "年度"


@cache
def shapes(model: type[Section]) -> dict[str, FieldShape]:
    """Return the shape of every field of ``model`` by path pattern, in the order of the document."""
    return dict(_walk(model, "", meanings(model)))


def _walk(model: type[Section], prefix: str, known: dict[str, Meaning]) -> Iterator[tuple[str, FieldShape]]:
    for name, field in model.model_fields.items():
        path = prefix + name
        base, repeated, limits = _peeled(field.annotation, list(field.metadata))
        section = base if isinstance(base, type) and issubclass(base, Section) else None
        yield (
            path,
            FieldShape(
                path=path,
                meaning=known[path],
                kind=ValueKind.SECTION if section else _kind(base, limits),
                required=field.is_required(),
                repeated=repeated,
                lowest=_limit(limits, "ge"),
                highest=_limit(limits, "le"),
                longest=_limit(limits, "max_length"),
                choices=base if isinstance(base, type) and issubclass(base, Vocabulary) else None,
            ),
        )
        if section is not None:
            yield from _walk(section, f"{path}[]." if repeated else f"{path}.", known)


def _peeled(annotation: Any, limits: list[Any]) -> tuple[Any, bool, list[Any]]:
    """Take ``Annotated``, ``None`` and tuple off; return the value's type, whether it repeats, its limits."""
    origin = get_origin(annotation)
    if origin is Annotated:
        inner, *metadata = get_args(annotation)
        return _peeled(inner, limits + metadata)
    if origin in (Union, UnionType):
        return _peeled(next(choice for choice in get_args(annotation) if choice is not NoneType), limits)
    if origin is tuple:
        base, _, own = _peeled(get_args(annotation)[0], [])
        return base, True, own
    return annotation, False, limits


def _kind(base: Any, limits: list[Any]) -> ValueKind:
    if get_origin(base) is Literal:
        return ValueKind.CONSTANT
    if get_origin(base) is dict:
        return ValueKind.GEOMETRY
    if issubclass(base, str) and issubclass(base, StrEnum):
        return ValueKind.CHOICE
    if base is str:
        return _kind_of_text(str(_limit(limits, "pattern") or ""))
    if base is int:
        lowest = _limit(limits, "ge")
        return ValueKind.YEAR if lowest is not None and lowest >= EARLIEST.year else ValueKind.WHOLE
    return {bool: ValueKind.FLAG, Decimal: ValueKind.NUMBER, date: ValueKind.DAY}[base]


def _kind_of_text(pattern: str) -> ValueKind:
    if "13" in pattern:
        return ValueKind.CORPORATE_NUMBER
    return ValueKind.MUNICIPALITY if pattern else ValueKind.TEXT


def _limit(limits: list[Any], name: str) -> Any:
    flat = [
        part for limit in limits for part in (limit.metadata if isinstance(limit, FieldInfo) else [limit])
    ]
    return next((value for part in flat if (value := getattr(part, name, None)) is not None), None)
