"""What stands in the summary of a plan: every field stated, by section and in the document's order."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from api.reports.report import Column, Report, Table
from api.services import publication
from api.web import filters
from api.web.report_content import WITHHELD, columns, plan_lines
from data.domain.plan.document import PlanDocument
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.shape import FieldShape, ValueKind, shapes
from data.domain.wording import Language, Text
from data.orm.plan import Plan

_FIELD_COLUMNS = ((Text("項目", "Field"), 22), (Text("内容", "Content"), 60))
_PLACES = frozenset({ValueKind.MUNICIPALITY})
_LEFT_OUT = frozenset({ValueKind.SECTION, ValueKind.GEOMETRY, ValueKind.CONSTANT})
_GENERAL = Text("基本事項", "General")
_NARROW, _WIDE = 10, 24


def plan_summary(plan: Plan, host: str, language: Language) -> Report:
    """Return the summary of a plan without its confidential fields; links lead to ``host``."""
    plan_type = PlanType(plan.plan_type)
    document = publication.public_document(plan_type, plan.document)
    model = DOCUMENTS[plan_type]
    return Report(
        name=f"shuseki-plan-{plan.id}",
        title=Text("計画の概要", "Plan summary").in_language(language),
        subtitle=plan.title,
        language=language,
        lines=plan_lines(plan, host, language),
        tables=(*_field_tables(model, document, language), *_row_tables(model, document, language)),
        notes=(WITHHELD.in_language(language),),
    )


def _field_tables(
    model: type[PlanDocument], document: dict[str, Any], language: Language
) -> tuple[Table, ...]:
    known = shapes(model)
    single = [field for field in known.values() if "[]" not in field.path and field.kind not in _LEFT_OUT]
    single.sort(key=lambda field: "." in field.path)
    tables = []
    for section, fields in groupby(single, key=lambda field: field.path.rpartition(".")[0]):
        rows = tuple(_field_row(field, document, language) for field in fields if _stated(field, document))
        title = known[section].meaning.title if section else _GENERAL
        tables.append(Table(title.in_language(language), columns(_FIELD_COLUMNS, language), rows))
    return tuple(table for table in tables if table.rows)


def _row_tables(model: type[PlanDocument], document: dict[str, Any], language: Language) -> tuple[Table, ...]:
    known = shapes(model)
    tables = [f for f in known.values() if f.kind is ValueKind.SECTION and f.repeated and "[]" not in f.path]
    return tuple(
        _row_table(table, rows, _columns_of(known, table), language)
        for table in tables
        if (rows := _at(document, table.path))
    )


def _columns_of(known: dict[str, FieldShape], table: FieldShape) -> list[FieldShape]:
    prefix = f"{table.path}[]."
    return [
        field
        for field in known.values()
        if field.path.startswith(prefix)
        and "[]" not in field.path.removeprefix(prefix)
        and field.kind not in _LEFT_OUT
        and not field.meaning.confidential
    ]


def _row_table(
    table: FieldShape, rows: Sequence[dict[str, Any]], fields: list[FieldShape], language: Language
) -> Table:
    prefix = f"{table.path}[]."
    stated = [
        field
        for field in fields
        if any(_at(row, field.path.removeprefix(prefix)) is not None for row in rows)
    ]
    heads = tuple(Column(_heading(field, language), _width(field)) for field in stated)
    cells = tuple(
        tuple(shown(_at(row, field.path.removeprefix(prefix)), field, language) for field in stated)
        for row in rows
    )
    return Table(table.meaning.title.in_language(language), heads, cells)


def _field_row(field: FieldShape, document: dict[str, Any], language: Language) -> tuple[str, ...]:
    return field.meaning.title.in_language(language), shown(_at(document, field.path), field, language)


def _stated(field: FieldShape, document: dict[str, Any]) -> bool:
    return not field.meaning.confidential and _at(document, field.path) is not None


def _heading(field: FieldShape, language: Language) -> str:
    return field.meaning.title.in_language(language)


def _width(field: FieldShape) -> int:
    return _WIDE if field.kind in (ValueKind.TEXT, ValueKind.DAY) else _NARROW


def shown(value: Any, field: FieldShape, language: Language) -> str:
    """Return the value of a field as readers write it, with its unit; places by name."""
    if value is None:
        return Text("記載なし", "not stated").in_language(language)
    if field.kind in _PLACES:
        codes = value if isinstance(value, list) else [value]
        return "、".join(filters.place(code, language) for code in codes)
    return filters.value_shown(value, field.meaning.unit, language)


def _at(found: Any, path: str) -> Any:
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return found
