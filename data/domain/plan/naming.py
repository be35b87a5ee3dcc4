"""Name a place in a plan document: its JSON pointer, its titles, whether its value may be shown."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from data.domain.plan.fields import Meaning, Section
from data.domain.plan.meaning import meanings
from data.domain.wording import Text

LONGEST_VALUE = 80
HIDDEN = "（非公開の項目のため表示しません）"
"""Stands for the value of a confidential field: error messages travel further than documents."""


def pointer(location: Sequence[str | int]) -> str:
    """Return the JSON pointer (RFC 6901) of a place in a document, such as ``/kpis/0/target``."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in location)


def pattern_of(location: Sequence[str | int]) -> str:
    """Return the path pattern of the field at ``location``, such as ``kpis[].target``."""
    return _pattern(location).removesuffix("[]")


def meaning_at(model: type[Section], location: Sequence[str | int]) -> Meaning | None:
    """Return the meaning of the field (or list) at ``location``, ``None`` for an unknown field."""
    return meanings(model).get(pattern_of(location))


def label(model: type[Section], location: Sequence[str | int]) -> Text:
    """Name the field at ``location`` by its section's title and its own; the row is in the pointer."""
    known = meanings(model)
    pattern = pattern_of(location)
    names = [name for end in _ends(pattern) if (name := known.get(end)) is not None]
    if pattern not in known:
        own = Text(str(location[-1]) if location else "", str(location[-1]) if location else "")
        names.append(Meaning(own))
    shown = names[-2:]
    return Text(
        "".join(
            f"「{name.title.ja[:LONGEST_VALUE]}」" + ("の" if name is not shown[-1] else "") for name in shown
        ),
        " – ".join(name.title.en[:LONGEST_VALUE] for name in shown),
    )


def is_confidential(model: type[Section], location: Sequence[str | int]) -> bool:
    """Tell whether the public may never see ``location``; unknown fields follow their neighbours."""
    meaning = meaning_at(model, location)
    if meaning is not None:
        return meaning.confidential
    return any(m.confidential for m in siblings(model, location).values())


def shown(value: object) -> object:
    """Return ``value`` fit for a message: long text cut, tables and objects named instead of spelt out.

    Lone surrogates, which no answer can carry, are shown as question marks.
    """
    if isinstance(value, str):
        text = value.encode(errors="replace").decode()
        return text if len(text) <= LONGEST_VALUE else text[: LONGEST_VALUE - 1] + "…"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if value is None or isinstance(value, bool | int | float):
        return value if len(str(value)) <= LONGEST_VALUE else str(value)[: LONGEST_VALUE - 1] + "…"
    if isinstance(value, Mapping):
        return "{…}"
    return "[…]" if isinstance(value, list | tuple) else str(value)[:LONGEST_VALUE]


def siblings(model: type[Section], location: Sequence[str | int]) -> dict[str, Meaning]:
    """Return the fields that may stand beside ``location``, by their own name."""
    parent = _pattern(location[:-1])
    prefix = f"{parent}." if parent else ""
    return {
        path.removeprefix(prefix): meaning
        for path, meaning in meanings(model).items()
        if path.startswith(prefix) and "." not in path.removeprefix(prefix)
    }


def _pattern(location: Sequence[str | int]) -> str:
    path = ""
    for part in location:
        path += "[]" if isinstance(part, int) else f".{part}"
    return path.removeprefix(".")


def _ends(pattern: str) -> list[str]:
    """Return the patterns of the field and of all it lies in, outermost first."""
    parts = pattern.split(".")
    return [".".join(parts[:count]).removesuffix("[]") for count in range(1, len(parts) + 1)]
