"""Reads the bytes of a plan file (JSON, YAML, XLSX) into plain values, and accepts them as a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import PurePath
from typing import Any

from data.domain.errors import InvalidInput, Problem
from data.domain.plan.document import PlanDocument
from data.domain.plan.notation import from_json, from_yaml
from data.domain.plan.reading import accept_plan
from data.domain.wording import Text
from data.importers.plan_workbook.reading import accept_workbook
from data.reference.places import municipalities, prefectures


def accept(document: Any) -> PlanDocument:
    """Return the plan that plain values state; raises ``InvalidInput`` with every problem."""
    if not isinstance(document, Mapping):
        raise InvalidInput.of([_no_object(document)])
    return accept_plan(document, known_places())


@dataclass(frozen=True, slots=True)
class Stated:
    """A plan as a file states it, and what its author should still look at; a warning refuses nobody."""

    plan: PlanDocument
    warnings: tuple[Problem, ...] = ()


def read_file(content: bytes, name: str) -> Stated:
    """Return the plan that a file states, with warnings; the end of ``name`` tells its format.

    Raises ``InvalidInput`` with every problem, at its field or, in a workbook, at its cell.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in READERS:
        raise InvalidInput.of([_unknown_format(name)])
    return READERS[suffix](content)


def accept_file(content: bytes, name: str) -> PlanDocument:
    """Return the plan that a file states; raises as ``read_file``."""
    return read_file(content, name).plan


def accept_json(content: bytes | str) -> PlanDocument:
    """Return the plan that a JSON text states; raises ``InvalidInput`` with every problem."""
    return accept(from_json(content))


def accept_yaml(content: bytes | str) -> PlanDocument:
    """Return the plan that a YAML text states; raises ``InvalidInput`` with every problem."""
    return accept(from_yaml(content))


def read_xlsx(content: bytes) -> Stated:
    """Return the plan that a workbook of our form states; raises ``InvalidInput`` with every problem."""
    accepted = accept_workbook(content, known_places())
    return Stated(accepted.plan, accepted.warnings)


@cache
def known_places() -> Mapping[str, str]:
    """Return the names of all prefectures (``13000``) and of the municipalities in force, by 5-digit code."""
    bodies = {f"{code}000": prefecture.name.ja for code, prefecture in prefectures().items()}
    return bodies | {code: body.full_name for code, body in municipalities().items() if body.valid_to is None}


def _no_object(found: object) -> Problem:
    return Problem(
        "",
        type(found).__name__,
        Text("計画の内容は項目と値の組で書いてください。", "A plan is written as fields with values."),
        Text(
            "記入例（data/samples）の形に合わせてください。", "Follow the form of the samples (data/samples)."
        ),
    )


def _unknown_format(name: str) -> Problem:
    kinds = "、".join(READERS)
    return Problem(
        "file",
        name,
        Text("この種類のファイルは読み取れません。", "Files of this kind cannot be read."),
        Text(f"使える拡張子は {kinds} です。", f"Accepted endings: {', '.join(READERS)}."),
    )


READERS: Mapping[str, Callable[[bytes], Stated]] = {
    ".json": lambda content: Stated(accept_json(content)),
    ".yaml": lambda content: Stated(accept_yaml(content)),
    ".yml": lambda content: Stated(accept_yaml(content)),
    ".xlsx": read_xlsx,
}
"""Every format a plan file may have, by the end of its name."""
