"""``shuseki siting``: run studies here, list and read scenarios, explain a cell, write results to files."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from api.cli.imports import Lang, LangOption
from api.cli.session import open_engine
from api.cli.siting_tables import ranking_table, scenario_table
from api.services.exports import in_cp932
from api.services.published_requests import read_srid
from api.services.siting import files, running, scenarios, studies, words
from api.services.siting.desk import Desk, open_desk
from api.services.siting.results import Reading
from api.settings import load_settings
from data.db import make_session_factory, unit_of_work
from data.domain.actor import SYSTEM
from data.domain.errors import InvalidInput, Problem, ShusekiError
from data.domain.wording import Text
from data.orm.siting import StudyStatus
from data.queries import siting
from data.reference.places import place_name
from geo.siting.study import Progress as Step

siting_app = typer.Typer(no_args_is_help=True, help="立地スクリーニング / the siting screen")
Scenario = Annotated[str, typer.Argument(metavar="SCENARIO", help="シナリオの番号 / id of a scenario")]
Weights = Annotated[
    list[str] | None, typer.Option("--weight", help="指標=重み / indicator=weight（繰返し可 / repeatable）")
]


class What(StrEnum):
    """What is written."""

    AREAS = "areas"
    CELLS = "cells"


class Format(StrEnum):
    """How it is written."""

    GPKG = "gpkg"
    GEOJSON = "geojson"
    CSV = "csv"


class Encoding(StrEnum):
    """How a CSV is encoded."""

    UTF8 = "utf-8"
    CP932 = "cp932"


class StudyFailed(ShusekiError):
    """A study could not be computed."""

    code = "study-failed"
    title = Text("評価を完了できませんでした", "The study could not be computed")


@siting_app.command()
def run(
    profile: Annotated[str, typer.Option(help="プロファイル / profile")] = "data-centre",
    level: Annotated[int, typer.Option(help="3: 1 km, 4: 500 m, 5: 250 m")] = 3,
    preset: Annotated[str, typer.Option(help="open, reference, strict")] = "reference",
    weight: Weights = None,
) -> None:
    """全国を評価し、シナリオを保存する / Screen the land and save a scenario."""
    with _desk() as desk:
        with unit_of_work(desk.sessions, SYSTEM) as session:
            study = studies.order(session, profile, level)
            given = [
                (f"{scenarios.WEIGHT_PREFIX}{pair.partition('=')[0]}", pair.partition("=")[2])
                for pair in weight or ()
            ]
            scenario = scenarios.save(session, study.id, preset, scenarios.changes(given))
        _run_here(desk, study.id)
        with unit_of_work(desk.sessions, SYSTEM) as session:
            _, found = scenarios.get(session, scenario.id)
            if found.status == StudyStatus.FAILED:
                raise StudyFailed(Text(found.error_ja or "", found.error_en or ""))
            scenarios.complete_waiting(session, desk.results)
        _show(desk, scenario.id, Lang.JA)


@siting_app.command("list")
def list_scenarios(lang: LangOption = Lang.JA) -> None:
    """保存済みのシナリオ / the scenarios saved"""
    with _desk() as desk, unit_of_work(desk.sessions, SYSTEM) as session:
        Console().print(scenario_table(studies.scenarios_listed(session), lang.value))


@siting_app.command()
def show(scenario: Scenario, lang: LangOption = Lang.JA) -> None:
    """シナリオの結果を表示する / Show what a scenario came to."""
    with _desk() as desk:
        _show(desk, scenario, lang)


@siting_app.command()
def export(
    scenario: Scenario,
    output: Annotated[Path, typer.Argument(help="書き出すファイル / file to write")],
    what: Annotated[What, typer.Option(help="areas, cells")] = What.AREAS,
    top: Annotated[
        int, typer.Option(min=1, max=files.MOST_CELLS, help="上位のメッシュ数 / best cells")
    ] = 10_000,
    crs: Annotated[
        str | None, typer.Option(help="GeoPackageの座標系（EPSG:6669〜6687など） / of a GeoPackage")
    ] = None,
    encoding: Annotated[
        Encoding, typer.Option(help="CSVの文字コード（cp932は書けない文字の一覧付き） / of a CSV")
    ] = Encoding.UTF8,
) -> None:
    """結果をファイルへ書き出す（拡張子で形式を選ぶ） / Write a result; the ending of the name says how."""
    file_format = _format_of(output, crs, encoding)
    with _desk() as desk:
        reading = _reading(desk, scenario)
        written = files.write_to(reading, what.value, file_format.value, top, output, read_srid(crs))
        if encoding is Encoding.CP932:
            written = (*in_cp932(output), *written)
        for path in written:
            typer.echo(path)


@siting_app.command()
def explain(
    scenario: Scenario,
    code: Annotated[int, typer.Argument(help="メッシュコード / code of the cell")],
    lang: LangOption = Lang.JA,
) -> None:
    """あるメッシュの評価の理由を示す / Say why a cell stands where it stands."""
    with _desk() as desk:
        found = scenarios.why(_reading(desk, scenario), code)
    console = Console(highlight=False)
    console.print(
        f"[bold]{code}[/] {place_name(found.place, lang.value)}  {found.summary.in_language(lang.value)}"
    )
    for line in found.indicators:
        console.print(f"  ・{line.sentence.in_language(lang.value)} [dim]{line.share:.0%}[/]")
    for excluded in found.exclusions:
        console.print(f"  ・{excluded.reason.in_language(lang.value)}")


def _format_of(output: Path, crs: str | None, encoding: Encoding) -> Format:
    """Return the format that the ending names; raises ``InvalidInput`` for one that does not fit the rest."""
    ending = output.suffix.removeprefix(".").lower()
    wrong = [
        (ending not in tuple(Format), "output", output.name, _ENDINGS),
        (crs is not None and ending != Format.GPKG, "--crs", crs, _ONLY_GPKG),
        (encoding is Encoding.CP932 and ending != Format.CSV, "--encoding", encoding.value, _ONLY_CSV),
    ]
    problems = [Problem(field, value, _UNFIT, remedy) for bad, field, value, remedy in wrong if bad]
    if problems:
        raise InvalidInput.of(problems)
    read_srid(crs)
    return Format(ending)


@contextmanager
def _desk() -> Iterator[Desk]:
    settings = load_settings()
    with open_engine(settings) as engine:
        chosen = (settings.siting_executor, settings.siting_workers, settings.siting_dask_address)
        yield open_desk(make_session_factory(engine), settings.home, *chosen)


def _reading(desk: Desk, scenario_id: str) -> Reading:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        row, _ = scenarios.get(session, scenario_id)
        return scenarios.reading_of(desk.results, row)


def _run_here(desk: Desk, study_id: str) -> None:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("siting", total=None)

        def told(step: Step) -> None:
            bar.update(task, completed=step.done, total=step.total)

        running.run_study(desk.working, study_id, told)


def _show(desk: Desk, scenario_id: str, lang: Lang) -> None:
    with unit_of_work(desk.sessions, SYSTEM) as session:
        row, study = scenarios.get(session, scenario_id)
        areas = siting.areas(session, row.id)
        reading = scenarios.reading_of(desk.results, row)
    shown = scenarios.view(reading)
    console = Console(highlight=False)
    console.print(f"[bold]{words.title_of(study, row).in_language(lang.value)}[/]  {row.id}")
    for sentence in words.in_words(reading, shown, areas):
        console.print(sentence.in_language(lang.value))
    console.print(ranking_table(shown, lang.value))
    for area in areas[:10]:
        names = "、".join(place_name(name, lang.value) for name in area.places[:4])
        fits = f"{area.fits_mw_low:,.0f}–{area.fits_mw_high:,.0f} MW"
        console.print(f"{area.position:>3}  {area.area_ha:>12,.0f} ha  {fits}  {names}")


_UNFIT = Text("書き出しの指定が合いません。", "What is asked for does not fit.")
_ENDINGS = Text(
    "拡張子を .gpkg、.geojson、.csv のいずれかにしてください。",
    "Let the name end in .gpkg, .geojson or .csv.",
)
_ONLY_GPKG = Text(
    "座標系を選べるのはGeoPackage（.gpkg）です。", "Only GeoPackages (.gpkg) take a reference system."
)
_ONLY_CSV = Text("文字コードを選べるのはCSV（.csv）です。", "Only CSV takes an encoding.")
