"""Look up what a path in a plan document means: its titles, its unit, its confidentiality."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel

from data.domain.plan.fields import Meaning, Section


@cache
def meanings(model: type[Section]) -> dict[str, Meaning]:
    """Return the meaning of every field of ``model`` by path pattern, such as ``kpis[].target``.

    Raises ``TypeError`` for a field without a meaning: a field nobody can name must not exist.
    """
    return dict(_walk(model, ""))


def _walk(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, Meaning]]:
    for name, field in model.model_fields.items():
        meaning = next((m for m in field.metadata if isinstance(m, Meaning)), None)
        if meaning is None:
            raise TypeError(f"{model.__name__}.{name} has no meaning")
        path = f"{prefix}{name}"
        yield path, meaning
        section, repeated = _section_in(field.annotation)
        if section is not None:
            yield from _walk(section, f"{path}[]." if repeated else f"{path}.")


def _section_in(annotation: Any) -> tuple[type[Section] | None, bool]:
    """Find the section type inside ``X | None`` or ``tuple[X, ...] | None``, and whether it repeats."""
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return annotation, False
    if get_origin(annotation) is Annotated:
        return _section_in(get_args(annotation)[0])
    if get_origin(annotation) is tuple:
        section, _ = _section_in(get_args(annotation)[0])
        return section, section is not None
    if get_origin(annotation) in (Union, UnionType):
        for choice in get_args(annotation):
            section, repeated = _section_in(choice)
            if section is not None:
                return section, repeated
    return None, False
