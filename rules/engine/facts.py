"""One door to everything a criterion may ask: the document, what was measured, what follows from both."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from data.domain.evidence import EMPTY_TABLE, NOT_STATED, Fact, Known, Missing, SourceRef
from data.domain.plan.fields import Meaning, Section
from data.domain.plan.meaning import meanings
from data.domain.wording import Text

_STEP = re.compile(r"([a-z0-9_]+)|\[(\d+)\]")
_ROW = re.compile(r"\[(\d+)\]")
_DOCUMENT = Text("申請書", "the document")
NOT_MEASURED = Text("測定していません", "not measured")


@dataclass(frozen=True, slots=True)
class Measure:
    """A fact computed from other facts: what it is called, its unit, and the calculation."""

    path: str
    meaning: Meaning
    compute: Callable[[Facts], Fact]


class Facts:
    """The facts on one plan; asking the same path twice gives the same answer.

    ``measured`` holds what layers and tables say, by path (``land.area_ha``); ``measures`` what is computed when asked.
    """

    def __init__(
        self,
        document: Section,
        measured: Mapping[str, Fact],
        measures: Mapping[str, Measure],
        names: Mapping[str, Meaning],
    ) -> None:
        self.document = document
        self._measures = measures
        self._known: dict[str, Fact] = dict(measured)
        self._meanings = {
            **meanings(type(document)),
            **names,
            **{m.path: m.meaning for m in measures.values()},
        }

    def at(self, path: str) -> Fact:
        """Return the fact at ``path``; a path nobody defines raises ``KeyError``, so a typing slip cannot pass as missing."""
        if path not in self._known:
            self._known[path] = self._find(path)
        return self._known[path]

    def rows(self, path: str) -> tuple[str, ...] | Missing:
        """Return the paths of a table's rows (``kpis[0]``, ``kpis[1]`` …), or why there are none."""
        found = self.at(path)
        if isinstance(found, Missing):
            return found
        if not isinstance(found.value, tuple):
            raise TypeError(f"{path} is not a table")
        return tuple(f"{path}[{index}]" for index in range(len(found.value)))

    def meaning(self, path: str) -> Meaning:
        """Return what the path is called and counted in; raises ``KeyError`` for an undefined path."""
        return self._meanings[_ROW.sub("[]", path)]

    def label(self, path: str) -> Text:
        """Name the path for a reader, with the row it stands in: 市場（2行目）の市場規模."""
        title = self.meaning(path).title
        row = _ROW.search(path)
        if row is None:
            return title
        table, number = self.meaning(path[: row.start()]).title, int(row[1]) + 1
        if path.endswith("]"):
            return Text(f"{table.ja}（{number}行目）", f"{table.en}, row {number}")
        return Text(f"{table.ja}（{number}行目）の{title.ja}", f"{title.en} ({table.en}, row {number})")

    def _find(self, path: str) -> Fact:
        if path in self._measures:
            return self._measures[path].compute(self)
        pattern = _ROW.sub("[]", path)
        if pattern not in self._meanings and not path.endswith("]"):
            raise KeyError(f"no fact is called {path}")
        if pattern.split(".")[0].removesuffix("[]") not in type(self.document).model_fields:
            return Missing(path, NOT_MEASURED)
        return self._in_document(path)

    def _in_document(self, path: str) -> Fact:
        value: object = self.document
        for name, index in _STEP.findall(path):
            if value is None:
                break
            value = value[int(index)] if index and isinstance(value, tuple) else getattr(value, name)
        if value is None:
            return Missing(path, NOT_STATED)
        if value == ():
            return Missing(path, EMPTY_TABLE)
        return Known(path, value, SourceRef("document", _DOCUMENT, path))
