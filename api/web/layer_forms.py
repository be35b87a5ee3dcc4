"""Reads the form of an upload into what an importer needs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

from api.services.loading.procedures import Statement
from api.web import typed
from api.web.option_words import LAYER_FORM
from data.domain.errors import InvalidInput, Problem
from data.domain.layer import LayerDefinition, LayerRole, LayerTopic
from data.domain.wording import Text
from data.importers.reading import Reading, Swap
from data.importers.steps import ImportOptions

Found = TypeVar("Found")
Kind = TypeVar("Kind", LayerRole, LayerTopic)
KINDS: Mapping[str, tuple[str, str | None, Text]] = {
    "layer": ("layer", None, Text("任意の地図データ（除外区域、指標など）", "any map layer")),
    "n03": ("n03", None, Text("行政区域（国土数値情報N03）", "administrative areas (KSJ N03)")),
    "plants-p03": ("plants", "p03", Text("発電所（国土数値情報P03）", "power plants (KSJ P03)")),
    "plants-osm": ("plants", "osm", Text("発電所（OpenStreetMap）", "power plants (OpenStreetMap)")),
    "plants-wri": ("plants", "wri", Text("発電所（世界資源研究所）", "power plants (WRI)")),
    "plants-csv": ("plants", "csv", Text("発電所（任意の表）", "power plants (any table)")),
    "substations": ("substations", None, Text("変電所", "substations")),
    "lines": ("lines", None, Text("送電線", "transmission lines")),
    "datacentres": ("datacentres", None, Text("データセンター", "data centres")),
    "room": ("room", None, Text("系統の空き容量", "published room on the grid")),
    "ssdse-a": (
        "statistics",
        "ssdse-a",
        Text("統計（SSDSE 市区町村）", "statistics (SSDSE, municipalities)"),
    ),
    "ssdse-e": ("statistics", "ssdse-e", Text("統計（SSDSE 都道府県）", "statistics (SSDSE, prefectures)")),
    "gdp": ("statistics", "gdp", Text("統計（県内総生産）", "statistics (gross product)")),
    "population": ("statistics", "population", Text("統計（人口）", "statistics (population)")),
    "benchmarks": ("statistics", "benchmarks", Text("統計（目安とする経済統計）", "statistics (benchmarks)")),
}
"""What can be loaded, as the form offers it: importer, its source, wording."""
_UNKNOWN = Text("一覧にない値です。", "This is not on the list.")
_CHOOSE = Text("一覧から選んでください。", "Choose one from the list.")
_NO_PAIR = Text("「=」で結んだ組ではありません。", "This is no pair joined by “=”.")
_PAIRS = Text("name=列名 のように、1行に1組を記入してください。", "Write one pair a line, like name=column.")


def statement(sent: Mapping[str, str]) -> Statement:
    """Return what the form states; raises ``InvalidInput`` with every slip at its field."""
    read = _Fields(sent)
    importer, source, _ = KINDS[read.one_of("kind", KINDS, "layer")]
    options = ImportOptions(
        as_of=read.optional("as_of", typed.day),
        source=source,
        layer=read.text("layer"),
        reading=Reading(
            read.text("crs"), read.text("encoding"), Swap(read.one_of("swap", list(Swap), "none"))
        ),
        columns=read.pairs("columns"),
        kinds=read.pairs("kinds"),
    )
    if importer == "layer":
        options = replace(options, layer_definition=read.definition())
    if read.problems:
        raise InvalidInput.of(read.problems)
    return Statement(importer, options, dict(sent))


class _Fields:
    """The fields of a form; every slip is kept, so that all are told at once."""

    def __init__(self, sent: Mapping[str, str]) -> None:
        self.sent = sent
        self.problems: list[Problem] = []

    def text(self, name: str) -> str | None:
        return self.sent.get(name, "").strip() or None

    def optional(self, name: str, reader: Callable[[str, str], Found]) -> Found | None:
        given = self.text(name)
        try:
            return reader(name, given) if given else None
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return None

    def one_of(self, name: str, known: Mapping[str, object] | list[Swap], default: str) -> str:
        given = self.text(name) or default
        if given in known:
            return given
        self.problems.append(Problem(name, given, _UNKNOWN, _CHOOSE))
        return default

    def pairs(self, name: str) -> tuple[tuple[str, str], ...]:
        lines = [line.strip() for line in self.sent.get(name, "").splitlines() if line.strip()]
        wrong = [line for line in lines if not all(line.partition("="))]
        self.problems.extend(Problem(name, line, _NO_PAIR, _PAIRS) for line in wrong)
        return tuple((line.partition("=")[0].strip(), line.partition("=")[2].strip()) for line in lines)

    def definition(self) -> LayerDefinition | None:
        title = self.text("title_ja") or self.text("key") or ""
        accuracy, zoom = self.optional("accuracy_m", typed.number), self.optional("min_zoom", typed.number)
        try:
            return LayerDefinition(
                self.text("key") or "",
                _member(LayerRole, self.sent.get("role", ""), "role"),
                Text(title, self.text("title_en") or title),
                self.text("publisher"),
                self.text("licence"),
                self.text("attribution"),
                None if accuracy is None else float(accuracy),
                int(zoom or 0),
                None,
                _member(LayerTopic, topic, "topic") if (topic := self.text("topic")) else None,
            )
        except InvalidInput as error:
            self.problems.extend(LAYER_FORM.problem(problem) for problem in error.problems)
            return None


def _member(kind: type[Kind], given: str, field: str) -> Kind:
    try:
        return kind(given)
    except ValueError as error:
        raise InvalidInput.of([Problem(field, given, _UNKNOWN, _CHOOSE)]) from error
