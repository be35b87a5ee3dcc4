"""Every query on governed tables starts from the one row filter, and no table stands outside the decision."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, inspect, text

from data.queries.visibility import RULES
from tests.architecture.files import ROOT, python_files

GOVERNED = {entity.__name__ for entity in RULES}
FILTERS = {"visible", "visible_to"}
ASKING = {"select", "exists", "update", "delete", "get", "query", "get_one"}
THE_FILTER_ITSELF = {"visibility.py"}
EVERYBODYS = {
    "alembic_version",
    "boundary",
    "data_centre",
    "dataset_edition",
    "import_issue",
    "grid_room",
    "layer",
    "layer_feature",
    "power_plant",
    "siting_area",
    "siting_scenario",
    "siting_study",
    "spatial_ref_sys",
    "statistic_series",
    "statistic_value",
    "substation",
    "transmission_line",
}
"""Published reference data: no policies. A new table is added here only if the public may read all of it."""


def called(node: ast.AST) -> set[str]:
    """The names of everything that is called below ``node``."""
    functions = [part.func for part in ast.walk(node) if isinstance(part, ast.Call)]
    return {
        f.id if isinstance(f, ast.Name) else f.attr
        for f in functions
        if isinstance(f, ast.Name | ast.Attribute)
    }


def unfiltered(source: str) -> Iterator[str]:
    for function in ast.walk(ast.parse(source)):
        if not isinstance(function, ast.FunctionDef):
            continue
        body = ast.Module(body=function.body, type_ignores=[])
        names = {part.id for part in ast.walk(body) if isinstance(part, ast.Name)}
        asks = called(body) & ASKING
        if names & GOVERNED and asks and not called(body) & FILTERS:
            yield function.name


def test_every_query_on_governed_tables_starts_from_the_filter() -> None:
    files = [path for path in python_files("data/queries") if path.name not in THE_FILTER_ITSELF]
    found = {path.name: list(unfiltered(path.read_text(encoding="utf-8"))) for path in files}
    assert {name: functions for name, functions in found.items() if functions} == {}


@pytest.mark.parametrize("top", ["api", "geo", "rules"])
def test_nobody_else_queries_tables(top: str) -> None:
    asking = []
    for path in python_files(top):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        imported = {
            alias.name
            for node in ast.walk(tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
            for alias in node.names
        }
        if imported & {"select", "text", "update", "delete", "insert"}:
            asking.append(str(path.relative_to(ROOT)))
    assert asking == []


@pytest.mark.parametrize(
    "source",
    [
        "def find(session, key):\n    return session.get(Plan, key)",
        "def count(session):\n    return session.scalar(select(func.count()).select_from(Application))",
        "def close(session):\n    session.execute(update(Score).values(is_final=True))",
    ],
)
def test_a_forgotten_filter_is_noticed(source: str) -> None:
    assert len(list(unfiltered(source))) == 1


def test_every_table_is_either_under_policies_or_everybodys(engine: Engine) -> None:
    with engine.connect() as connection:
        rows = connection.execute(
            text(
                "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity "
                "AND relnamespace = 'public'::regnamespace"
            )
        )
        governed = set(rows.scalars())
    tables = set(inspect(engine).get_table_names())
    assert tables - governed == EVERYBODYS & tables
    assert {entity.__tablename__ for entity in RULES} <= governed
