"""The gate every plan document passes: read strictly, refused with all its problems at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from data.domain.errors import InvalidInput, Problem
from data.domain.plan.consistency import problems_in
from data.domain.plan.document import PlanDocument
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.fields import Section
from data.domain.plan.kinds import PLAN_TYPE_TITLES
from data.domain.plan.messages import problem_of
from data.domain.plan.naming import label, pointer, shown
from data.domain.plan.notation import MAX_BYTES, defects, from_json, from_yaml, to_json
from data.domain.plan.size import MOST_PROBLEMS, at_most, oversized
from data.domain.wording import Text

_STAND_INS = {"title": "—", "body": "00000"}
"""Replace unreadable required fields while the rest is checked; no check that reads them runs then."""


def read_plan(document: Mapping[str, Any] | str | bytes) -> PlanDocument:
    """Return the plan a document (plain values, or JSON text) states; types, bounds and names only.

    Raises ``InvalidInput`` with one ``Problem`` per defect, each at its JSON pointer.
    """
    plan, problems = _typed(_content(document))
    if plan is None:
        raise InvalidInput.of(problems)
    return plan


def read_plan_file(path: Path) -> PlanDocument:
    """Return the plan in a ``.json``, ``.yaml`` or ``.yml`` file in UTF-8; errors as in ``read_plan``."""
    return read_plan(document_in(path))


def document_in(path: Path) -> Mapping[str, Any]:
    """Return the plain values in a ``.json``, ``.yaml`` or ``.yml`` file; ``InvalidInput`` if unreadable."""
    readers = {".json": from_json, ".yaml": from_yaml, ".yml": from_yaml}
    reader = readers.get(path.suffix.lower())
    if reader is None:
        raise _refused(
            path.name,
            Text("計画の文書として読めない種類のファイルです。", "Files of this kind hold no plan document."),
            Text(f"使える拡張子: {'、'.join(readers)}", f"Accepted: {', '.join(readers)}"),
        )
    try:
        with path.open("rb") as file:
            content = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _refused(
            path.name,
            Text("ファイルを開けません。", "The file cannot be opened."),
            Text(
                "ファイルの場所と読取り権限を確認してください。",
                "Check the path and the permission to read it.",
            ),
        ) from error
    return _as_mapping(reader(content))


def examine_plan(
    document: Mapping[str, Any] | str | bytes,
    places: Mapping[str, str],
    incomplete: frozenset[str] = frozenset(),
) -> tuple[PlanDocument | None, list[Problem]]:
    """Return the plan, or ``None`` with every problem: of types, and of consistency where it can be read.

    ``places`` maps 5-digit codes of municipalities and prefectures (``15000``) to names. ``incomplete`` names
    top-level fields of which the caller could not read all (cells of a workbook). Raises ``InvalidInput``
    when the text or the plan type cannot be made out at all.
    """
    content = _content(document)
    plan, problems = _typed(content)
    if plan is not None:
        found = at_most(iter(problems_in(plan, places, incomplete)))
        return (None, found) if found else (plan, [])
    unread = frozenset(problem.field.split("/")[1] for problem in problems if "/" in problem.field)
    rest = _readable_rest(content, unread)
    found = problems_in(rest, places, unread | incomplete) if rest else []
    return None, at_most(chain(problems, found))


def accept_plan(document: Mapping[str, Any] | str | bytes, places: Mapping[str, str]) -> PlanDocument:
    """Return the plan a document states, right in types and consistency, or raise all its problems.

    ``places`` as in ``examine_plan``. Raises ``InvalidInput``.
    """
    plan, problems = examine_plan(document, places)
    if plan is None:
        raise InvalidInput.of(problems)
    return plan


def _content(document: Mapping[str, Any] | str | bytes) -> Mapping[str, Any]:
    return document if isinstance(document, Mapping) else _as_mapping(from_json(document))


def _as_mapping(value: Any) -> Mapping[str, Any]:
    if isinstance(value, Mapping):
        return value
    raise _refused(
        shown(value),
        Text(
            "計画の文書は項目と値の組（オブジェクト）である必要があります。",
            "A plan document is an object with named fields.",
        ),
        Text(
            "plan_type、title、bodyなどの項目を書いてください。",
            "State fields such as plan_type, title and body.",
        ),
    )


def _model_for(content: Mapping[str, Any]) -> type[PlanDocument]:
    stated = content.get("plan_type")
    for plan_type, model in DOCUMENTS.items():
        if stated == plan_type.value:
            return model
    ja = "、".join(f"{key.value}（{PLAN_TYPE_TITLES[key].ja}）" for key in DOCUMENTS)
    en = ", ".join(f"{key.value} ({PLAN_TYPE_TITLES[key].en})" for key in DOCUMENTS)
    message = (
        Text("「計画の種別」の記載がありません。", "plan type: not stated.")
        if stated is None
        else Text("「計画の種別」の値は選択肢にありません。", "plan type: not one of the choices.")
    )
    raise _refused(
        shown(stated),
        message,
        Text(f"次のいずれかを記載してください: {ja}", f"State one of: {en}"),
        "/plan_type",
    )


def _typed(content: Mapping[str, Any]) -> tuple[PlanDocument | None, list[Problem]]:
    model = _model_for(content)
    found = list(oversized(content, model)) or at_most(defects(content))
    if found:
        return None, found
    try:
        plan = model.model_validate_json(to_json(content))
    except ValidationError as error:
        faults = error.errors(include_url=False)
        told = (problem_of(each, model) for each in faults[:MOST_PROBLEMS])
        return None, at_most(told, more=max(len(faults) - MOST_PROBLEMS, 0))
    restated = list(_restated_days(plan, content, model, ()))
    return (None, restated) if restated else (plan, [])


def _restated_days(
    value: Any, source: Any, model: type[Section], location: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Find days that pydantic took from a count of seconds: nobody writes a date as 1767225600."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            yield from _restated_days(getattr(value, name), source.get(name), model, (*location, name))
    elif isinstance(value, tuple):
        for index, (item, written) in enumerate(zip(value, source, strict=True)):
            yield from _restated_days(item, written, model, (*location, index))
    elif isinstance(value, date) and isinstance(source, str) and source != value.isoformat():
        name_of = label(model, location)
        yield Problem(
            pointer(location),
            shown(source),
            Text(
                f"{name_of.ja}を日付として読めません。", f"{name_of.en}: not a date of the form YYYY-MM-DD."
            ),
            Text(
                "実在する日を「2026-02-13」の形で入力してください。",
                "Enter an existing day in the form 2026-02-13.",
            ),
        )


def _readable_rest(content: Mapping[str, Any], unread: frozenset[str]) -> PlanDocument | None:
    model = _model_for(content)
    kept = {key: value for key, value in content.items() if key in model.model_fields and key not in unread}
    stand_ins = {key: value for key, value in _STAND_INS.items() if key not in kept}
    plan, _ = _typed(kept | stand_ins) if "plan_type" in kept else (None, [])
    return plan


def _refused(value: object, message: Text, remedy: Text, field: str = "") -> InvalidInput:
    return InvalidInput.of([Problem(field, value, message, remedy)])
