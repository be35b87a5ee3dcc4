"""Takes in published room on the grid from CSV or workbooks, one edition an operator and kind.

There is no format the operators share; the columns are found by their headings, and a row that does not say
whether it is for demand or for generation is refused.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from sqlalchemy.orm import Session

from data.domain.datasets import GRID_ROOM
from data.domain.errors import InvalidInput, Problem
from data.domain.grid_room import (
    LONGEST_LEAD_MONTHS,
    ROOM_KIND_NAMES,
    RoomKind,
    room_facility,
    room_kind,
    room_range,
)
from data.domain.issues import Severity
from data.domain.parsing import Unreadable
from data.domain.wording import Text
from data.importers import cells
from data.importers.catalogue import DatasetInfo
from data.importers.extent import keep_in_japan
from data.importers.headings import heading
from data.importers.log import IssueLog
from data.importers.parts import stated
from data.importers.room_links import link_rooms
from data.importers.steps import Importer, ImportOptions, Part, ReadResult
from data.importers.tables import read_rows
from data.importers.voltages import with_voltage
from data.orm.grid_room import GridRoom
from data.reference.power_areas import TsoArea, tso_area_table

HEADINGS = {
    "tso": ("tso", "一般送配電事業者", "事業者", "エリア", "area"),
    "kind": ("kind", "区分", "種別", "需要・電源の別"),
    "facility": ("facility", "設備区分", "設備種別", "設備"),
    "name": ("name", "設備名", "設備名称", "変電所名", "送電線名", "名称"),
    "voltages": ("kv", "電圧", "電圧kv", "voltage"),
    "room": ("mw", "空き容量", "空き容量mw", "room"),
    "lead": ("lead_months", "期間", "連系までの期間", "連系までの月数", "所要月数"),
    "distance": ("greatest_distance_km", "最大距離", "最大距離km"),
    "note": ("note", "備考"),
    "citation": ("source", "出典", "出典url"),
    "lon": ("lon", "経度", "longitude"),
    "lat": ("lat", "緯度", "latitude"),
}
REQUIRED = ("tso", "kind", "facility", "name", "room", "citation")
COLUMNS = (
    "tso",
    "kind",
    "facility",
    "name",
    "kv",
    "from_mw",
    "to_mw",
    "lead_months",
    "greatest_distance_km",
    "note",
    "citation",
)
SOURCE_CRS = "EPSG:4326"


def open_file(path: Path, options: ImportOptions) -> tuple[Part, ...]:
    """Find the operators and kinds that the file has rows of; each pair becomes an edition of its own."""
    frame = _columns(path, IssueLog(), options)
    named = pd.DataFrame({"tso": _tso(frame), "kind": _kind(frame)}).dropna().drop_duplicates()
    pairs = sorted(named.itertuples(index=False, name=None))
    if not pairs:
        raise InvalidInput.of([Problem("FILE", path.name, _NO_ROWS, _WORDS)])
    return tuple(
        Part(path, GRID_ROOM, f"{tso}-{kind}", f"{tso}-{kind}", stated(options), _info(tso, RoomKind(kind)))
        for tso, kind in pairs
    )


def read(part: Part, options: ImportOptions, log: IssueLog) -> ReadResult:
    """Read the rows of one operator and kind; rows that name neither are reported with the first part."""
    frame = _columns(part.path, log, options)
    tso, kind = _tso(frame), _kind(frame)
    frame = frame.assign(tso=tso, kind=kind)
    mine = (tso + "-" + kind).eq(part.source).fillna(False).astype(bool)
    log.rows_in = int(mine.sum())
    unclear = int((tso.isna() | kind.isna()).sum())
    if unclear:
        log.whole(Severity.INFO, "rows-without-kind", _UNCLEAR.filled(count=unclear), value=unclear)
    return ReadResult(frame[mine], SOURCE_CRS)


def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Settle facility, range, voltage, lead time and place; a range that cannot be read refuses its row."""
    facility = frame["facility"].map(lambda word: room_facility(word) if isinstance(word, str) else None)
    frame = frame.assign(facility=facility.astype("string"), raw=frame["facility"])
    unknown = frame["facility"].isna()
    frame = log.drop(frame, unknown, Severity.REFUSED, "facility-unknown", _FACILITY, field="raw")
    for column in ("name", "citation"):
        frame = log.drop(frame, frame[column].isna(), Severity.REFUSED, f"{column}-missing", _MISSING[column])
    frame = _with_range(frame, log)
    frame = with_voltage(frame, log, volts=False).rename(columns={"max_kv": "kv"})
    lead, distance = cells.number(frame, "lead"), cells.number(frame, "distance")
    frame = frame.assign(
        lead_months=lead.where(lead.between(0, LONGEST_LEAD_MONTHS)).round().astype("Int64"),
        greatest_distance_km=distance.where(distance > 0).round(3),
    )
    frame = _with_place(frame, options, log)
    facts = frame[["name", "facility", "voltages"]].astype("object").where(frame.notna(), "")
    return _once(frame.assign(source_ref=facts.astype(str).agg("/".join, axis=1).str[:120]), log)


def check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Remind readers of what published room is not."""
    log.whole(Severity.INFO, "room-not-additive", _NOT_ADDITIVE)


def _columns(path: Path, log: IssueLog, options: ImportOptions) -> pd.DataFrame:
    raw = read_rows(path, log, options.reading, _is_header)
    named = {role: heading(list(raw.columns), words) for role, words in HEADINGS.items()}
    frame = pd.DataFrame({role: cells.text(raw, column or "") for role, column in named.items()})
    return frame.assign(row=raw["row"])


def _is_header(names: list[str]) -> bool:
    return all(heading(names, HEADINGS[role]) for role in REQUIRED)


def _tso(frame: pd.DataFrame) -> pd.Series[str]:
    known = {word: area.key for area in tso_area_table().values() for word in _words_of(area)}
    return frame["tso"].map(known).astype("string")


def _words_of(area: TsoArea) -> tuple[str, ...]:
    named = (area.key, area.name.ja, area.name.en, area.operator.ja, area.operator.en)
    return (*named, area.name.ja.removesuffix("エリア"), area.operator.ja.removesuffix("株式会社"))


def _kind(frame: pd.DataFrame) -> pd.Series[str]:
    kinds = {word: room_kind(word) for word in frame["kind"].dropna().unique()}
    return frame["kind"].map(kinds).astype("string")


def _with_range(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    read = {text: room_range(text) for text in frame["room"].dropna().unique()}
    unreadable = frame["room"].isin([text for text, found in read.items() if isinstance(found, Unreadable)])
    frame = log.drop(frame, unreadable, Severity.REFUSED, "room-unreadable", _RANGE, field="room")
    values = {text: found.value for text, found in read.items() if not isinstance(found, Unreadable)}
    ranges = [values.get(text) for text in frame["room"]]
    return frame.assign(
        from_mw=pd.Series([item and item.from_mw for item in ranges], index=frame.index, dtype="object"),
        to_mw=pd.Series([item and item.to_mw for item in ranges], index=frame.index, dtype="object"),
    )


def _with_place(frame: pd.DataFrame, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    x, y = cells.number(frame, "lon"), cells.number(frame, "lat")
    known = (x.notna() & y.notna()).to_numpy()
    geometries = np.full(len(frame), None, dtype=object)
    if known.any():
        geometries[known] = shapely.points(x[known].to_numpy(), y[known].to_numpy())
    frame = frame.assign(geom=geometries)
    placed = keep_in_japan(frame[known], log, options.reading.swap)
    return pd.concat([frame[~known], placed]).sort_values("row") if known.any() else frame


def _once(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    twice = frame["source_ref"].duplicated(keep=False)
    return log.drop(frame, twice, Severity.REFUSED, "room-stated-twice", _TWICE, field="source_ref")


def _info(tso: str, kind: RoomKind) -> DatasetInfo:
    area = tso_area_table()[tso]
    name = ROOM_KIND_NAMES[kind]
    title = Text(f"{area.operator.ja} {name.ja}", f"{area.operator.en}, {name.en}")
    return DatasetInfo(title, area.operator.ja, "記載なし / not stated", f"{area.operator.ja}の公表資料")


_NO_ROWS = Text(
    "一般送配電事業者と区分(需要・電源)が読み取れる行がありません。",
    "No row names an operator and whether it is for demand or generation.",
)
_WORDS = Text(
    "区分は「需要」又は「電源」、事業者は北海道・東北・東京などの供給区域で記入してください。",
    "Write demand or generation, and the operator by its supply area.",
)
_UNCLEAR = Text(
    "事業者又は区分(需要・電源)を読み取れない行が{count}件あり、取り込みません。"
    "電源側の空きを需要側とみなすことはしません。",
    "{count} rows do not say their operator or whether they are for demand or generation; they are left out.",
)
_FACILITY = Text(
    "設備区分「{value}」は変電所でも送電線でもないため取り込みません。",
    "“{value}” is neither substation nor line, so the row is not taken in.",
)
_MISSING = {
    "name": Text("設備名がないため取り込みません。", "The facility has no name."),
    "citation": Text("出典がないため取り込みません。", "The source is not cited."),
}
_RANGE = Text(
    "空き容量「{value}」を読み取れないため取り込みません。「100〜200」「50以上」「0」のようにMWで記入してください。",
    "The room “{value}” cannot be read. Write it in MW, such as 100〜200, 50以上 or 0.",
)
_TWICE = Text(
    "同じ設備・電圧の空き({value})が重ねて記載されているため、いずれも取り込みません。",
    "The room at {value} is stated more than once, so none of it is taken in.",
)
_NOT_ADDITIVE = Text(
    "公表された空きは確保されたものではなく、足し合わせることもできません。",
    "Published room is neither reserved nor additive.",
)

IMPORTER = Importer(
    name="room",
    version=1,
    table=GridRoom.__tablename__,
    columns=COLUMNS,
    geometries=("geom",),
    open=open_file,
    read=read,
    clean=clean,
    check=check,
    after=link_rooms,
)
