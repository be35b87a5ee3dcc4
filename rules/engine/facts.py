"""One door to everything a criterion may ask: the document, what was measured, what follows from both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import Any

from data.domain.assessment import InputRead
from data.domain.evidence import EMPTY_TABLE, NOT_STATED, Fact, Known, Missing, SourceRef
from data.domain.plan.fields import Meaning, Section
from data.domain.wording import Text
from rules.engine.formatting import shown

_STEP = re.compile(r"([a-z0-9_]+)|\[(\d+)\]")
_ROW = re.compile(r"\[(\d+)\]")
_NAMES_KEPT = 20_000
_DOCUMENT = Text("申請書", "the document")
_COMPUTED = Text("記載から計算", "computed from what is stated")
NOT_MEASURED = Text("測定していません", "not measured")


@lru_cache(_NAMES_KEPT)
def pattern_of(path: str) -> str:
    """Return the pattern a path follows: ``kpis[2].target`` follows ``kpis[].target``."""
    return _ROW.sub("[]", path)


@lru_cache(_NAMES_KEPT)
def row_of(path: str) -> str:
    """Return the path of the innermost row a path stands in, empty outside tables."""
    return path[: path.rfind("]") + 1]


@lru_cache(_NAMES_KEPT)
def _section_of(path: str) -> str:
    return path.partition(".")[0].partition("[")[0]


@lru_cache(_NAMES_KEPT)
def _steps_of(path: str) -> tuple[tuple[str, int | None], ...]:
    return tuple((name, int(index) if index else None) for name, index in _STEP.findall(path))


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact computed from other facts: what it is called, its unit, and the calculation.

    ``path`` is ``area.name``, or ``table[].name`` for a fact of each row. ``compute`` gets the facts and the
    row at hand (empty for a fact of the plan) and returns the value, or ``Missing`` naming the field it
    lacks.
    ``row_type`` is the type of the rows where the value is a table.
    """

    path: str
    meaning: Meaning
    compute: Callable[[Facts, str], object]
    row_type: type[Section] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that can be asked about one type of document: meanings by path pattern, and measures."""

    meanings: Mapping[str, Meaning]
    measures: Mapping[str, Measure]


class Facts:
    """The facts on one plan on one day; asking the same path twice gives the same answer.

    ``measured`` holds what layers and tables say, by path (``land.area_ha``).
    """

    def __init__(
        self, document: Section, measured: Mapping[str, Fact], vocabulary: Vocabulary, on: date
    ) -> None:
        self.document = document
        self.on = on
        self._sections = frozenset(type(document).model_fields)
        self._vocabulary = vocabulary
        self._known: dict[str, Fact] = dict(measured)
        self._ingredients: dict[str, tuple[str, ...]] = {}
        self._reading: list[list[str]] = []
        self._labels: dict[str, Text] = {}
        self._units: dict[str, str | None] = {}
        self.records: dict[str, InputRead] = {}

    def at(self, path: str) -> Fact:
        """Return the fact at ``path``; ``KeyError`` for a path nobody defines, as a slip is no gap."""
        if self._reading:
            self._reading[-1].append(path)
        if path not in self._known:
            self._known[path] = self._find(path)
        return self._known[path]

    def known(self, *paths: str) -> tuple[Any, ...] | Missing:
        """Return the values at ``paths``, or the first that is missing."""
        found = [self.at(path) for path in paths]
        gap = next((f for f in found if isinstance(f, Missing)), None)
        return gap or tuple(f.value for f in found if isinstance(f, Known))

    def rows(self, path: str) -> tuple[str, ...] | Missing:
        """Return the paths of a table's rows (``kpis[0]``, ``kpis[1]`` …), or why there are none."""
        found = self.at(path)
        if isinstance(found, Missing):
            return found
        if not isinstance(found.value, tuple):
            raise TypeError(f"{path} is not a table")
        return tuple(f"{path}[{index}]" for index in range(len(found.value)))

    def ingredients(self, path: str) -> tuple[str, ...]:
        """Return the paths a computed fact was computed from; none for a fact that was stated or measured."""
        return self._ingredients.get(path, ())

    def defines(self, path: str) -> bool:
        """Tell whether plans of this type can state the path at all."""
        return pattern_of(path) in self._vocabulary.meanings

    def meaning(self, path: str) -> Meaning:
        """Return what the path is called and counted in; raises ``KeyError`` for an undefined path."""
        return self._vocabulary.meanings[pattern_of(path)]

    def unit(self, path: str) -> str | None:
        """Return the unit of a path; a number beside a stated unit is counted in that."""
        if path not in self._units:
            self._units[path] = self._unit(path)
        return self._units[path]

    def _unit(self, path: str) -> str | None:
        unit, section = self.meaning(path).unit, path.rpartition(".")[0]
        beside = f"{section}.unit"
        if unit or not section or not self.defines(beside):
            return unit
        stated = self.at(beside)
        return str(stated.value) if isinstance(stated, Known) and self._is_number(path) else None

    def label(self, path: str, beside: str = "") -> Text:
        """Name the path for a reader with the row it stands in: KPI（2行目・雇用者数）の目標値.

        ``beside`` is a path just named: in the same row the row is not named again.
        """
        row = row_of(path)
        if not row or (beside.startswith(row) and path != row):
            return self.meaning(path).title
        if path not in self._labels:
            self._labels[path] = self._row_label(row) if path == row else self._label_in(row, path)
        return self._labels[path]

    def _label_in(self, row: str, path: str) -> Text:
        named, title = self.label(row), self.meaning(path).title
        return Text(f"{named.ja}の{title.ja}", f"{title.en} of {named.en}")

    def _row_label(self, row: str) -> Text:
        table, _, index = row[:-1].rpartition("[")
        title, number, name = self.meaning(table).title, int(index) + 1, self._row_name(row)
        if name is None:
            return Text(f"{title.ja}（{number}行目）", f"{title.en}, row {number}")
        return Text(f"{title.ja}（{number}行目・{name.ja}）", f"{title.en}, row {number} ({name.en})")

    def _row_name(self, row: str) -> Text | None:
        """Return the value of the row's first field where every row has one that anybody may see."""
        section = self._value(row)
        if not isinstance(section, Section):
            return None
        name, field = next(iter(type(section).model_fields.items()))
        if not field.is_required() or self.meaning(f"{row}.{name}").confidential:
            return None
        value = getattr(section, name)
        return shown(value) if isinstance(value, StrEnum) else Text(str(value), str(value))

    def _is_number(self, path: str) -> bool:
        found = self.at(path)
        return isinstance(found, Known) and type(found.value) in (int, Decimal)

    def _value(self, path: str) -> object:
        root = path.partition("[")[0]
        base = self._known.get(root) if root in self._vocabulary.measures else None
        if isinstance(base, Known):
            return _drill(base.value, path[len(root) :])
        return _drill(self.document, path)

    def _find(self, path: str) -> Fact:
        pattern = pattern_of(path)
        if pattern in self._vocabulary.measures:
            return self._compute(self._vocabulary.measures[pattern], path)
        if pattern not in self._vocabulary.meanings:
            raise KeyError(f"no fact is called {path}")
        root = path.partition("[")[0]
        if root in self._vocabulary.measures:
            return self._in_measure(root, path)
        if _section_of(path) not in self._sections:
            return Missing(path, NOT_MEASURED)
        return self._in_document(path)

    def _compute(self, measure: Measure, path: str) -> Fact:
        self._reading.append([])
        value = measure.compute(self, row_of(path))
        self._ingredients[path] = tuple(dict.fromkeys(self._reading.pop()))
        if isinstance(value, Missing):
            return value
        return Known(path, value, SourceRef("derived", _COMPUTED, measure.path))

    def _in_measure(self, root: str, path: str) -> Fact:
        base = self.at(root)
        if isinstance(base, Missing):
            return base
        value = _drill(base.value, path[len(root) :])
        return Missing(path, NOT_STATED) if value is None else Known(path, value, base.source)

    def _in_document(self, path: str) -> Fact:
        value = _drill(self.document, path)
        if value is None:
            return Missing(path, NOT_STATED)
        if value == ():
            return Missing(path, EMPTY_TABLE)
        return Known(path, value, SourceRef("document", _DOCUMENT, path))


def _drill(value: object, path: str) -> object:
    for name, index in _steps_of(path):
        if value is None:
            return None
        value = getattr(value, name) if index is None else _item(value, index)
    return value


def _item(value: object, index: int) -> object:
    if not isinstance(value, tuple):
        raise TypeError("only a table has rows")
    return value[index]
