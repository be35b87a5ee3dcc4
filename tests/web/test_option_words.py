"""What importers tell of options of the command line is said as fields of the form somebody stands at."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest

import data.importers
from api.web.option_words import LAYER_FORM, SHAPE_FORM
from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

OF_SHAPES = ("crs", "extent", "footprint_file", "formats", "vector")
"""The importers that read the shape of a footprint or a plot."""


def texts() -> Iterator[tuple[str, Text]]:
    for module in pkgutil.walk_packages(data.importers.__path__, "data.importers."):
        for text in vars(importlib.import_module(module.name)).values():
            if isinstance(text, Text) and "--" in text.ja + text.en:
                yield module.name.rpartition(".")[2], text


def test_no_message_of_an_importer_names_an_option_on_the_page_of_layers() -> None:
    told = {text: LAYER_FORM.words(text) for _, text in texts()}
    assert len(told) >= 10
    assert [said for said in told.values() if "--" in said.ja + said.en] == []


def test_no_message_about_a_shape_names_an_option_where_shapes_are_handed_in() -> None:
    told = {text: SHAPE_FORM.words(text) for module, text in texts() if module in OF_SHAPES}
    assert len(told) >= 5
    assert [said for said in told.values() if "--" in said.ja + said.en] == []


@pytest.mark.parametrize(
    ("field", "on_layers", "on_shapes"),
    [("FILE", "file", "file"), ("--crs", "crs", "crs"), ("--layer", "layer", "file"), ("key", "key", "key")],
)
def test_a_problem_is_told_at_a_field_of_the_form(field: str, on_layers: str, on_shapes: str) -> None:
    said = Text("--crs EPSG:4326 を指定してください。", "Give --crs EPSG:4326.")
    error = InvalidInput.of([Problem(field, None, said, said)])
    assert LAYER_FORM.refusal(error).problems[0].field == on_layers
    (problem,) = SHAPE_FORM.refusal(error).problems
    assert problem.field == on_shapes
    assert problem.remedy.ja == "「座標系」欄に EPSG:4326 を指定してください。"
    assert problem.remedy.en == "Give the reference system EPSG:4326."
