"""``shuseki import …``: takes files into the layers and lists what was taken in; no rule of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from api.cli.import_tables import edition_table, issue_table, report_tables
from api.cli.session import open_session
from api.services.imports import run_import
from data.domain.issues import Progress as Report
from data.importers.steps import ImportOptions
from data.queries.sources import editions, issues_of

STOPPED = 3
"""Exit status when a check stopped an import."""

imports_app = typer.Typer(no_args_is_help=True, help="地図データを取り込みます。 / Take map data in.")


class Lang(StrEnum):
    """Language of what is printed."""

    JA = "ja"
    EN = "en"


class PlantSource(StrEnum):
    """The two sources of power plants."""

    OSM = "osm"
    WRI = "wri"


File = Annotated[Path, typer.Argument(metavar="FILE", help="取り込むファイル / the file")]
AsOfOption = Annotated[
    datetime | None,
    typer.Option("--as-of", formats=["%Y-%m-%d"], help="データの時点 / date the data describes"),
]
LayerOption = Annotated[str | None, typer.Option("--layer", help="レイヤー名 / layer (default: all known)")]
SwapOption = Annotated[
    bool,
    typer.Option("--swap-suspected", help="逆とみられる緯度経度を入れ替える / exchange suspected lat/lon"),
]
LangOption = Annotated[Lang, typer.Option("--lang", help="表示言語 / language")]


@imports_app.command("n03")
def n03(
    file: File,
    as_of: AsOfOption = None,
    layer: LayerOption = None,
    swap_suspected: SwapOption = False,
    lang: LangOption = Lang.JA,
) -> None:
    """行政区域(国土数値情報N03) / administrative areas (KSJ N03)"""
    _import("n03", file, _options(as_of, layer=layer, swap=swap_suspected), lang)


@imports_app.command("plants")
def plants(
    file: File,
    source: Annotated[PlantSource, typer.Option("--source", help="出所 / source")],
    as_of: AsOfOption = None,
    swap_suspected: SwapOption = False,
    lang: LangOption = Lang.JA,
) -> None:
    """発電所(CSV) / power plants (CSV)"""
    _import("plants", file, _options(as_of, source=source.value, swap=swap_suspected), lang)


@imports_app.command("substations")
def substations(
    file: File,
    as_of: AsOfOption = None,
    layer: LayerOption = None,
    swap_suspected: SwapOption = False,
    lang: LangOption = Lang.JA,
) -> None:
    """変電所(CSV又はGeoPackage等) / substations (CSV or vector file)"""
    _import("substations", file, _options(as_of, layer=layer, swap=swap_suspected), lang)


@imports_app.command("lines")
def lines(
    file: File,
    layer: LayerOption = None,
    as_of: AsOfOption = None,
    swap_suspected: SwapOption = False,
    lang: LangOption = Lang.JA,
) -> None:
    """送電線 / transmission lines"""
    _import("lines", file, _options(as_of, layer=layer, swap=swap_suspected), lang)


@imports_app.command("datacentres")
def datacentres(
    file: File,
    as_of: AsOfOption = None,
    swap_suspected: SwapOption = False,
    lang: LangOption = Lang.JA,
) -> None:
    """データセンター(CSV) / data centres (CSV)"""
    _import("datacentres", file, _options(as_of, swap=swap_suspected), lang)


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
    as_of: datetime | None, *, source: str | None = None, layer: str | None = None, swap: bool
) -> ImportOptions:
    day: date | None = as_of.date() if as_of else None
    return ImportOptions(as_of=day, source=source, layer=layer, swap_suspected=swap)


def _import(name: str, file: Path, options: ImportOptions, lang: Lang) -> None:
    with _shown_progress(file.name) as progress, open_session() as session:
        report = run_import(session, name, file, options=options, progress=progress)
    for table in report_tables(report, lang.value):
        Console().print(table)
    if report.stopped:
        raise typer.Exit(STOPPED)


@contextmanager
def _shown_progress(title: str) -> Iterator[Report]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None)

        def advance(done: int, total: int | None) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
