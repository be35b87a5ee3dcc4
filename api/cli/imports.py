"""``shuseki import …``: takes files into the layers and lists what was taken in; no rule of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from api.cli.import_tables import edition_table, issue_table, report_tables
from api.cli.map_files import imported
from api.cli.progress import shown_progress
from api.cli.session import open_session
from api.services.imports import inspect
from data.domain.errors import InvalidInput, Problem
from data.domain.issues import ImportReport
from data.domain.layer import LayerDefinition, LayerRole, LayerTopic
from data.domain.wording import Text
from data.importers.reading import Reading, Swap
from data.importers.steps import ImportOptions
from data.queries.sources import editions, issues_of

STOPPED = 3
"""Exit status when a check stopped an import."""
NOTHING_STORED = Text("確認のみ行い、何も保存していません。", "This was a trial; nothing was stored.")

imports_app = typer.Typer(
    no_args_is_help=True, help="地図データと統計を取り込みます。 / Take map data and statistics in."
)


class Lang(StrEnum):
    """Language of what is printed."""

    JA = "ja"
    EN = "en"


class PlantSource(StrEnum):
    """Where a file of power plants comes from; ``csv`` is any table or layer with headings."""

    OSM = "osm"
    WRI = "wri"
    P03 = "p03"
    CSV = "csv"


class StatisticsKind(StrEnum):
    """The tables of official statistics that can be read."""

    SSDSE_A = "ssdse-a"
    SSDSE_E = "ssdse-e"
    GDP = "gdp"
    POPULATION = "population"
    BENCHMARKS = "benchmarks"


File = Annotated[Path, typer.Argument(metavar="FILE", help="取り込むファイル / the file")]
AsOfOption = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="データの時点 / date the data describes"),
]
LayerOption = Annotated[str | None, typer.Option("--layer", help="レイヤー名 / layer (default: all known)")]
SwapOption = Annotated[
    Swap,
    typer.Option(
        "--swap-rows", help="緯度経度を入れ替える行：flagged=疑いのある行、all=全行 / rows to exchange"
    ),
]
CrsOption = Annotated[
    str | None, typer.Option("--crs", help="座標参照系(EPSG:6677など)を指定 / state the CRS")
]
EncodingOption = Annotated[
    str | None, typer.Option("--encoding", help="文字コード(cp932など)を指定 / state the encoding")
]
CoverageOption = Annotated[
    Path | None, typer.Option("--coverage", help="データがそろう範囲の面 / polygons of the coverage")
]
KeyOption = Annotated[str, typer.Option("--key", help="識別名(英小文字) / key of the layer")]
TopicOption = Annotated[LayerTopic | None, typer.Option(help="GX審査で示す項目 / topic in reviews of zones")]
RoleOption = Annotated[LayerRole, typer.Option("--role", help="役割 / role in a siting screen")]
LangOption = Annotated[Lang, typer.Option("--lang", help="表示言語 / language")]


@imports_app.command("n03")
def n03(
    file: File,
    as_of: AsOfOption = None,
    layer: LayerOption = None,
    swap_rows: SwapOption = Swap.NONE,
    lang: LangOption = Lang.JA,
) -> None:
    """行政区域(国土数値情報N03) / administrative areas (KSJ N03)"""
    _import("n03", file, _options(as_of, layer=layer, swap=swap_rows), lang)


@imports_app.command("plants")
def plants(
    file: File,
    source: Annotated[PlantSource, typer.Option("--source", help="出所 / source")],
    column: Annotated[
        list[str] | None, typer.Option("--column", help="項目=列名(name=P03_0002など) / role=column")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--kind", help="値=種別(3=coal、*=wind) / word=kind of plant")
    ] = None,
    crs: CrsOption = None,
    coverage: CoverageOption = None,
    as_of: AsOfOption = None,
    swap_rows: SwapOption = Swap.NONE,
    lang: LangOption = Lang.JA,
) -> None:
    """発電所(OSM、WRI、国土数値情報P03、任意の表) / power plants"""
    options = _options(as_of, source=source.value, swap=swap_rows, crs=crs)
    columns, kinds = _pairs("--column", column), _pairs("--kind", kind)
    _import("plants", file, replace(options, columns=columns, kinds=kinds, coverage=coverage), lang)


@imports_app.command("room")
def room(
    file: File,
    encoding: EncodingOption = None,
    coverage: CoverageOption = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.JA,
) -> None:
    """系統の空き容量(需要・電源の別に。CSV、XLSX) / published room on the grid"""
    options = _options(as_of, swap=Swap.NONE, encoding=encoding)
    _import("room", file, replace(options, coverage=coverage), lang)


@imports_app.command("substations")
def substations(
    file: File,
    as_of: AsOfOption = None,
    layer: LayerOption = None,
    swap_rows: SwapOption = Swap.NONE,
    coverage: CoverageOption = None,
    lang: LangOption = Lang.JA,
) -> None:
    """変電所(CSV又はGeoPackage等) / substations (CSV or vector file)"""
    options = _options(as_of, layer=layer, swap=swap_rows)
    _import("substations", file, replace(options, coverage=coverage), lang)


@imports_app.command("lines")
def lines(
    file: File,
    layer: LayerOption = None,
    as_of: AsOfOption = None,
    swap_rows: SwapOption = Swap.NONE,
    coverage: CoverageOption = None,
    lang: LangOption = Lang.JA,
) -> None:
    """送電線 / transmission lines"""
    options = _options(as_of, layer=layer, swap=swap_rows)
    _import("lines", file, replace(options, coverage=coverage), lang)


@imports_app.command("datacentres")
def datacentres(
    file: File,
    as_of: AsOfOption = None,
    swap_rows: SwapOption = Swap.NONE,
    coverage: CoverageOption = None,
    lang: LangOption = Lang.JA,
) -> None:
    """データセンター(CSV) / data centres (CSV)"""
    options = _options(as_of, swap=swap_rows)
    _import("datacentres", file, replace(options, coverage=coverage), lang)


@imports_app.command("layer")
def layer(
    file: File,
    key: KeyOption,
    role: RoleOption,
    title: Annotated[str | None, typer.Option("--title", help="名称(省略時は識別名) / title")] = None,
    title_en: Annotated[str | None, typer.Option("--title-en", help="英語の名称 / English title")] = None,
    publisher: Annotated[str | None, typer.Option("--publisher", help="作成者 / publisher")] = None,
    licence: Annotated[str | None, typer.Option("--licence", help="利用条件 / licence")] = None,
    attribution: Annotated[str | None, typer.Option("--attribution", help="出典表示 / credit")] = None,
    accuracy_m: Annotated[
        float | None, typer.Option("--accuracy-m", help="位置の精度(m) / accuracy in metres")
    ] = None,
    min_zoom: Annotated[int, typer.Option("--min-zoom", help="表示を始めるズーム / first zoom drawn")] = 0,
    coverage: CoverageOption = None,
    topic: TopicOption = None,
    layer: LayerOption = None,
    crs: CrsOption = None,
    encoding: EncodingOption = None,
    as_of: AsOfOption = None,
    swap_rows: SwapOption = Swap.NONE,
    lang: LangOption = Lang.JA,
) -> None:
    """任意の地図データ(シェープファイル、GeoPackage、GeoJSON、KML、GML、CSV、XLSX等) / any layer"""
    words = Text(title or key, title_en or title or key)
    definition = LayerDefinition(
        key, role, words, publisher, licence, attribution, accuracy_m, min_zoom, coverage, topic
    )
    options = _options(as_of, layer=layer, swap=swap_rows, crs=crs, encoding=encoding)
    _import("layer", file, replace(options, layer_definition=definition), lang)


@imports_app.command("inspect")
def inspect_file(
    file: File,
    importer: Annotated[
        str, typer.Option("--importer", help="取込みの種類(n03、plants等) / which importer")
    ] = "layer",
    source: Annotated[str | None, typer.Option("--source", help="出所 / source")] = None,
    layer: LayerOption = None,
    crs: CrsOption = None,
    encoding: EncodingOption = None,
    as_of: AsOfOption = None,
    swap_rows: SwapOption = Swap.NONE,
    lang: LangOption = Lang.JA,
) -> None:
    """取り込まずに、取り込んだ場合の結果を表示する / what an import would do, without doing it"""
    options = _options(as_of, source=source, layer=layer, swap=swap_rows, crs=crs, encoding=encoding)
    trial = LayerDefinition("inspected", LayerRole.CONTEXT, Text(file.name, file.name))
    with open_session() as session:
        report = inspect(session, importer, file, options=replace(options, layer_definition=trial))
    _print(report, lang)
    Console().print(NOTHING_STORED.in_language(lang.value))


@imports_app.command("statistics")
def statistics(
    file: File,
    kind: Annotated[StatisticsKind, typer.Option("--kind", help="統計の種類 / kind of statistics")],
    items: Annotated[
        Path | None,
        typer.Option(
            "--items", help="項目の一覧(年と名称のない表のとき) / list of items with years and names"
        ),
    ] = None,
    as_of: AsOfOption = None,
    lang: LangOption = Lang.JA,
) -> None:
    """公的統計(CSV) / official statistics (CSV)"""
    day = as_of.date() if as_of else None
    _import("statistics", file, ImportOptions(as_of=day, source=kind.value, items=items), lang)


@imports_app.command("list")
def list_editions(lang: LangOption = Lang.JA) -> None:
    """取り込んだ版の一覧 / the editions loaded"""
    with open_session() as session:
        Console().print(edition_table(editions(session), lang.value))


@imports_app.command("issues")
def issues(
    edition: Annotated[int, typer.Argument(metavar="EDITION", help="版の番号 / number of the edition")],
    lang: LangOption = Lang.JA,
) -> None:
    """取込み時の指摘の一覧 / what an import noticed"""
    with open_session() as session:
        Console().print(issue_table(issues_of(session, edition), lang.value))


def _options(
    as_of: datetime | None,
    *,
    swap: Swap,
    source: str | None = None,
    layer: str | None = None,
    crs: str | None = None,
    encoding: str | None = None,
) -> ImportOptions:
    day: date | None = as_of.date() if as_of else None
    return ImportOptions(as_of=day, source=source, layer=layer, reading=Reading(crs, encoding, swap))


def _pairs(option: str, given: list[str] | None) -> tuple[tuple[str, str], ...]:
    wrong = [text for text in given or [] if not all(text.partition("="))]
    if wrong:
        message = Text("「=」で結んだ組ではありません。", "This is no pair joined by “=”.")
        remedy = Text("name=列名 のように指定してください。", "Write it like name=column.")
        raise InvalidInput.of([Problem(option, text, message, remedy) for text in wrong])
    return tuple((text.partition("=")[0], text.partition("=")[2]) for text in given or [])


def _import(name: str, file: Path, options: ImportOptions, lang: Lang) -> None:
    with shown_progress(file.name) as progress:
        report = imported(name, file, options, progress)
    _print(report, lang)
    if report.stopped:
        raise typer.Exit(STOPPED)


def _print(report: ImportReport, lang: Lang) -> None:
    for table in report_tables(report, lang.value):
        Console().print(table)
