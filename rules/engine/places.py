"""What all paths of one pattern have in common, found out once for each type of document.

A path names a fact of one plan (``kpis[2].target``); its pattern names the field (``kpis[].target``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Literal

from data.domain.evidence import SourceRef
from data.domain.plan.fields import Meaning
from data.domain.wording import Text
from rules.engine.measuring import Measure

_COMPUTED = Text("記載から計算", "computed from what is stated")


Origin = Literal["document", "measure", "table", "layer"]
"""Where the value of a place is found: stated, computed, in a computed or measured table, from the caller."""


@dataclass(frozen=True, slots=True)
class Place:
    """One pattern: its meaning, where its values are found, and by which attributes of row or document.

    ``root`` is the table the pattern stands in, ``beside`` whether a number there may have its unit stated
    in the field ``unit`` next to it.
    """

    pattern: str
    meaning: Meaning
    origin: Origin
    names: tuple[str, ...]
    inside: Callable[[object], object]
    """Follows ``names``; it must be given something."""
    root: str
    beside: bool
    measure: Measure | None
    derived: SourceRef
    """Where a computed value comes from."""


def _inside(names: tuple[str, ...]) -> Callable[[object], object]:
    """Return what follows attributes one by one, ending where there is nothing."""
    if len(names) == 1:
        return attrgetter(names[0])

    def follow(whole: object) -> object:
        for name in names:
            if whole is None:
                break
            whole = getattr(whole, name)
        return whole

    return follow


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything that can be asked about one type of document: meanings by path pattern, and measures."""

    meanings: Mapping[str, Meaning]
    measures: Mapping[str, Measure]
    places: dict[str, Place] = field(default_factory=dict, init=False, repr=False, compare=False)
    """Those of ``place`` so far, by pattern."""

    def place(self, pattern: str, stated: Mapping[str, Meaning]) -> Place:
        """Return the place of a pattern; ``stated`` are the patterns of the document this vocabulary is of.

        Raises ``KeyError`` for a pattern nobody defines: a slip is no gap.
        """
        found = self.places.get(pattern)
        if found is None:
            if pattern not in self.meanings:
                raise KeyError(f"no fact is called {pattern}")
            found = self.places[pattern] = self._find(pattern, stated)
        return found

    def _find(self, pattern: str, stated: Mapping[str, Meaning]) -> Place:
        root, meaning = pattern.partition("[")[0], self.meanings[pattern]
        section, inner = pattern.rpartition(".")[0], pattern.rpartition("]")[2]
        names = tuple(name for name in inner.split(".") if name)
        return Place(
            pattern=pattern,
            meaning=meaning,
            origin=self._origin(pattern, root, stated),
            names=names,
            inside=_inside(names),
            root=root,
            beside=bool(section) and meaning.unit is None and f"{section}.unit" in self.meanings,
            measure=self.measures.get(pattern),
            derived=SourceRef("derived", _COMPUTED, pattern),
        )

    def _origin(self, pattern: str, root: str, stated: Mapping[str, Meaning]) -> Origin:
        if pattern in self.measures:
            return "measure"
        if root in self.measures:
            return "table"
        if pattern in stated:
            return "document"
        return "layer" if root == pattern else "table"
