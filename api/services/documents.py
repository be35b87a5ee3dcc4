"""Reads the bytes of a plan file (JSON, YAML, XLSX) into plain values, and accepts them as a plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping
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


def accept_file(content: bytes, name: str) -> PlanDocument:
    """Return the plan that a file states; the end of ``name`` tells its format.

    Raises ``InvalidInput`` with every problem, at its field or, in a workbook, at its cell.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in ACCEPTORS:
        raise InvalidInput.of([_unknown_format(name)])
    return ACCEPTORS[suffix](content)


def accept_json(content: bytes | str) -> PlanDocument:
    """Return the plan that a JSON text states; raises ``InvalidInput`` with every problem."""
    return accept(from_json(content))


def accept_yaml(content: bytes | str) -> PlanDocument:
    """Return the plan that a YAML text states; raises ``InvalidInput`` with every problem."""
    return accept(from_yaml(content))


def accept_xlsx(content: bytes) -> PlanDocument:
    """Return the plan that a workbook of our form states; raises ``InvalidInput`` with every problem."""
    return accept_workbook(content, known_places()).plan


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
    kinds = "、".join(ACCEPTORS)
    return Problem(
        "file",
        name,
        Text("この種類のファイルは読み取れません。", "Files of this kind cannot be read."),
        Text(f"使える拡張子は {kinds} です。", f"Accepted endings: {', '.join(ACCEPTORS)}."),
    )


ACCEPTORS: Mapping[str, Callable[[bytes], PlanDocument]] = {
    ".json": accept_json,
    ".yaml": accept_yaml,
    ".yml": accept_yaml,
    ".xlsx": accept_xlsx,
}
"""Every format a plan file may have, by the end of its name."""
