"""Takes in data centres; sites that are something else by their name are kept and marked as such."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from sqlalchemy.orm import Session

from data.domain.datasets import DATA_CENTRES
from data.domain.facility import DataCentreKind, DataCentreStatus
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers import cells
from data.importers.extent import keep_in_japan
from data.importers.files import read_csv
from data.importers.log import IssueLog
from data.importers.parts import one_part
from data.importers.steps import Importer, ImportOptions, Part, ReadResult
from data.orm.facility import DataCentre

REQUIRED = ("source_id", "name", "operator", "type", "lon", "lat")
COLUMNS = ("name", "is_placeholder_name", "operator", "kind", "raw_kind", "status", "mw")
SOURCE_CRS = "EPSG:4326"
LARGEST_MW = 10_000
CABLE_NAMES = r"海底線|海底ケーブル|陸揚|中継所|cable (?:landing|station)"
EXCHANGE_NAMES = r"電話(?!株式会社)|電報|交換局|電電ビル|telephone exchange"
PLACEHOLDER_NAMES = r"data center \([^)]*\)$|^unknown operator"


def open_file(path: Path, options: ImportOptions) -> tuple[Part, ...]:
    """Take the file as the OpenStreetMap selection unless another source is named."""
    return one_part(path, DATA_CENTRES, options, default="osm")


def read(part: Part, options: ImportOptions, log: IssueLog) -> ReadResult:
    """Read the table."""
    return ReadResult(read_csv(part.path, log, REQUIRED), SOURCE_CRS)


def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Settle identity, place, kind and name; status and MW stay unknown where the source is silent."""
    reference = cells.text(frame, "source_id")
    frame = cells.points(frame.assign(source_ref=reference), log, lon="lon", lat="lat")
    frame = keep_in_japan(frame, log, options.reading.swap)
    frame = frame.assign(
        name=cells.text(frame, "name"),
        operator=cells.text(frame, "operator"),
        raw_kind=cells.text(frame, "type"),
        status=cells.text(frame, "status").where(
            cells.text(frame, "status").isin(list(DataCentreStatus)), DataCentreStatus.UNKNOWN.value
        ),
    )
    frame = cells.identified(
        frame,
        log,
        reference=frame["source_ref"],
        position=frame["geom"].to_numpy(),
        facts=("name", "operator"),
    )
    return _with_mw(_with_placeholder(_with_kind(frame, log), log), log)


def check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Tell how many sites have no MW; most sources publish none."""
    missing = int(frame["mw"].isna().sum())
    if missing:
        log.whole(Severity.INFO, "mw-missing", _NO_MW.filled(count=missing, all=len(frame)), value=missing)


def nothing_after(session: Session) -> None:
    """Data centres come from one source; nothing overlaps."""
    session.flush()


def _with_kind(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    stated = frame["raw_kind"].where(
        frame["raw_kind"].isin(list(DataCentreKind)), DataCentreKind.UNKNOWN.value
    )
    cable = frame["name"].str.contains(CABLE_NAMES, case=False, na=False)
    exchange = frame["name"].str.contains(EXCHANGE_NAMES, case=False, na=False) & ~cable
    log.rows(Severity.INFO, "cable-station", frame[cable], _CABLE, field="name")
    log.rows(Severity.INFO, "telephone-exchange", frame[exchange], _EXCHANGE, field="name")
    kind = stated.mask(cable, DataCentreKind.CABLE_LANDING.value)
    return frame.assign(kind=kind.mask(exchange, DataCentreKind.TELEPHONE_EXCHANGE.value))


def _with_placeholder(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    flagged = cells.text(frame, "name_is_placeholder").str.lower() == "true"
    looks = frame["name"].str.contains(PLACEHOLDER_NAMES, case=False, na=False)
    placeholder = (flagged.fillna(False) | looks).astype(bool)
    log.rows(Severity.INFO, "placeholder-name", frame[placeholder], _PLACEHOLDER, field="name")
    return frame.assign(is_placeholder_name=placeholder)


def _with_mw(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    stated = cells.text(frame, "mw")
    power = cells.number(frame, "mw")
    impossible = stated.notna() & ~((power > 0) & (power <= LARGEST_MW))
    log.rows(Severity.REPAIRED, "mw-impossible", frame[impossible], _MW, field="mw")
    return frame.assign(mw=power.mask(impossible).round(3))


_CABLE = Text(
    "名称「{value}」から海底ケーブルの中継施設とみられます。種別を付けて保存しました。",
    "By its name “{value}” it is a submarine cable station; stored with that kind.",
)
_EXCHANGE = Text(
    "名称「{value}」から電話交換局とみられます。種別を付けて保存しました。",
    "By its name “{value}” it is a telephone exchange; stored with that kind.",
)
_PLACEHOLDER = Text(
    "名称「{value}」は仮の名称です。その旨を記録しました。",
    "“{value}” is a placeholder, not a name; marked as such.",
)
_MW = Text(
    "受電容量「{value}」はあり得ないため、不明としました。", "The MW value “{value}” was set to unknown."
)
_NO_MW = Text("{all}件中{count}件は受電容量(MW)が不明です。", "{count} of {all} sites have no known MW.")

IMPORTER = Importer(
    name="datacentres",
    version=1,
    table=DataCentre.__tablename__,
    columns=COLUMNS,
    geometries=("geom",),
    open=open_file,
    read=read,
    clean=clean,
    check=check,
    after=nothing_after,
)
