"""The importer of official statistics: which reader a file needs, and what all figures go through."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session

from data.domain.datasets import STATISTICS
from data.domain.errors import InvalidInput, Problem
from data.domain.issues import Severity
from data.domain.statistics import NATION
from data.domain.wording import Text
from data.importers.catalogue import info_of
from data.importers.editions import AsOf
from data.importers.log import IssueLog
from data.importers.parts import stated
from data.importers.statistics import benchmarks, population, product, ssdse
from data.importers.statistics.figures import settled
from data.importers.statistics.series import with_series
from data.importers.steps import Importer, ImportOptions, Part, ReadResult
from data.orm.statistics import StatisticValue
from data.reference.places import municipalities, prefectures

KINDS = ("ssdse-a", "ssdse-e", "gdp", "population", "benchmarks")
NO_CRS = "none"
COLUMNS = ("area_code", "jsic_code", "value", "absence")


def open_file(path: Path, options: ImportOptions) -> tuple[Part, ...]:
    """Tell which editions a file gives: one of its kind, or one for each table of benchmarks."""
    kind = options.source
    if kind not in KINDS:
        raise InvalidInput.of([_unknown_kind(kind)])
    as_of = population.date_of(path, options.as_of) if kind == "population" else stated(options)
    if kind == "benchmarks":
        tables = benchmarks.tables_of(path)
        return tuple(_part(path, f"benchmarks-{table}", as_of, table) for table in tables)
    return (_part(path, kind, as_of),)


def read(part: Part, options: ImportOptions, log: IssueLog) -> ReadResult:
    """Read the figures with the reader of the part's kind."""
    if part.source in ssdse.LAYOUTS:
        frame = ssdse.read(part.path, part.source, options.items, log)
    elif part.source == "gdp":
        frame = product.read(part.path, log)
    elif part.source == "population" and part.as_of.day:
        frame = population.read(part.path, part.as_of.day, log)
    else:
        frame = benchmarks.read(part.path, part.layer or "", log)
    return ReadResult(frame, NO_CRS)


def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Settle every figure as an exact number or an absence with its reason."""
    return settled(frame, log)


def check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Tell area codes that the table of codes does not hold."""
    known = {NATION, *prefectures(), *municipalities()}
    areas = frame.drop_duplicates("area_code")
    unknown = areas[~areas["area_code"].isin(known)]
    log.rows(Severity.INFO, "area-code-unknown", unknown, _UNKNOWN, field="area_code")


def nothing_after(session: Session) -> None:
    """Figures mark nothing else."""


def _part(path: Path, source: str, as_of: AsOf, layer: str | None = None) -> Part:
    return Part(path, STATISTICS, source, layer, as_of, info_of(STATISTICS, source))


def _unknown_kind(kind: str | None) -> Problem:
    listed = ", ".join(KINDS)
    return Problem(
        "--kind",
        kind,
        Text("統計の種類が正しくありません。", "There is no such kind of statistics."),
        Text(f"次のいずれかを指定してください：{listed}", f"Give one of: {listed}"),
    )


_UNKNOWN = Text(
    "地域コード {value} は収録したコード表にありません。廃止されたコードの可能性があります。",
    "The area code {value} is not in the table of codes; it may be an abolished one.",
)

IMPORTER = Importer(
    name="statistics",
    version=1,
    table=StatisticValue.__tablename__,
    columns=COLUMNS,
    geometries=(),
    open=open_file,
    read=read,
    clean=clean,
    check=check,
    after=nothing_after,
    keys=("series_id",),
    before=with_series,
)
