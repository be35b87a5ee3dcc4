"""Files and functions stay small enough to be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, python_files

LINES_OF_A_FILE = {
    "api": 300,
    "geo": 300,
    "rules": 300,
    "data": 300,
    "migrations": 300,
    "setup": 300,
    "tests": 400,
}
LINES_OF_A_FUNCTION = 40
SHIPPED = ("api", "geo", "rules", "data", "setup")


def too_long(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = [(node.name, (node.end_lineno or node.lineno) - node.lineno + 1) for node in functions]
    return [f"{path.relative_to(ROOT)}: {name} ({n})" for name, n in lengths if n > LINES_OF_A_FUNCTION]


@pytest.mark.parametrize("top", LINES_OF_A_FILE)
def test_no_file_is_too_long(top: str) -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in python_files(top)}
    allowed = LINES_OF_A_FILE[top]
    assert [f"{path.relative_to(ROOT)} ({n})" for path, n in lengths.items() if n > allowed] == []


@pytest.mark.parametrize("top", SHIPPED)
def test_no_function_is_too_long(top: str) -> None:
    assert [found for path in python_files(top) for found in too_long(path)] == []


@pytest.mark.parametrize("top", SHIPPED)
def test_every_module_says_what_it_is_for(top: str) -> None:
    trees = {path: ast.parse(path.read_text(encoding="utf-8")) for path in python_files(top)}
    assert [str(path.relative_to(ROOT)) for path, tree in trees.items() if not ast.get_docstring(tree)] == []
