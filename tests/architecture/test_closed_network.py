"""Nothing that reaches a browser names a machine of somebody else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.files import ROOT, files

# An address counts where a browser follows it by itself: loading attributes, CSS url() and @import, scripts.
LOADED = re.compile(
    r"""(?:\b(?:src|srcset|poster|data|action)\s*=\s*["']?|<link\b[^>]*\bhref\s*=\s*["']?|\burl\(\s*["']?"""
    r"""|@import\s+["']|\b(?:fetch|import|importScripts|EventSource|WebSocket)\(\s*["'`])"""
    r"""\s*(?P<address>(?:https?:|wss?:)?//[^\s"'`)>]+)""",
    re.IGNORECASE,
)
PAGES = [*files("api", ".html", ".jinja", ".j2", ".css", ".js", ".svg")]
PAGES += [*files("geo", ".html", ".jinja", ".j2", ".css", ".js", ".svg")]


def loaded_from_outside(text: str) -> list[str]:
    return [match["address"] for match in LOADED.finditer(text)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_page_loads_anything_from_outside(path: Path) -> None:
    assert loaded_from_outside(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js">',
        "<img src=//cdn.example/x.png>",
        '<link rel="stylesheet" href="https://cdn.example/x.css">',
        "a { background: url(https://cdn.example/x.png) }",
        '@import "https://cdn.example/x.css";',
        'fetch("https://api.example/x")',
    ],
)
def test_the_check_sees_what_a_browser_would_load(text: str) -> None:
    assert len(loaded_from_outside(text)) == 1


def test_the_check_leaves_links_and_remarks_alone() -> None:
    text = '<a href="https://www.example/">x</a> /* https://leafletjs.example */ xmlns="http://www.w3.org/2000/svg"'
    assert loaded_from_outside(text) == []
