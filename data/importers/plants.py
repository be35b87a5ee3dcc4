"""Takes in power plants of OpenStreetMap, the WRI database, P03 and tables: several readers, one cleaner.

Readers bring their table to the columns ``reference, name, operator, fuel, fuels, capacity, year,
near, lon, lat``.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy.orm import Session

from data.domain.datasets import PLANTS
from data.domain.facility import PlantKind, decarbonised_together, plant_kind
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers import cells
from data.importers.duplicates import mark_plants
from data.importers.extent import keep_in_japan
from data.importers.files import read_csv
from data.importers.log import IssueLog
from data.importers.parts import one_part
from data.importers.stated_plants import read_stated
from data.importers.steps import Importer, ImportOptions, Part, ReadResult
from data.orm.facility import PowerPlant

OSM_COLUMNS = ("osm_type", "osm_id", "name", "operator", "fuel_type", "capacity_mw", "lon", "lat")
WRI_COLUMNS = ("gppd_idnr", "name", "capacity_mw", "primary_fuel", "latitude", "longitude")
COLUMNS = (
    "name",
    "operator",
    "kind",
    "raw_kind",
    "capacity_mw",
    "decarbonised",
    "start_year",
    "near_duplicate_ref",
)
LARGEST_MW = 10_000
"""Above it a capacity is a slip of units: the largest plant of Japan (Kashiwazaki-Kariwa) has 8,212 MW."""
CLOSED_NAMES = r"^旧.*発電所|発電所跡地?$"
"""Names of plants that are no more: former (旧…) ones and their grounds (…跡地)."""
FIRST_YEAR, LAST_YEAR = 1880, 2100
SOURCE_CRS = "EPSG:4326"
STATED_SOURCES = ("p03", "csv")
"""Sources read by headings or by columns the sender names."""


def open_file(path: Path, options: ImportOptions) -> tuple[Part, ...]:
    """Take the file as the source named by ``options``."""
    return one_part(path, PLANTS, options, default=None)


def read(part: Part, options: ImportOptions, log: IssueLog) -> ReadResult:
    """Read the table with the reader of its source."""
    if part.source in STATED_SOURCES:
        read_as = (options.reading, dict(options.columns), dict(options.kinds))
        return ReadResult(*read_stated(part.path, part.layer, log, *read_as))
    return ReadResult(_READERS[part.source](part.path, log), SOURCE_CRS)


def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Settle identity, place, kind, capacity and year; the unbelievable becomes unknown with an issue."""
    frame = frame.assign(source_ref=frame["reference"])
    closed = frame["name"].str.contains(CLOSED_NAMES, na=False).astype(bool)
    frame = log.drop(frame, closed, Severity.SKIPPED, "closed-by-name", _CLOSED, field="name")
    frame = cells.points(frame, log, lon="lon", lat="lat")
    frame = keep_in_japan(frame, log, options.reading.swap)
    frame = cells.identified(
        frame,
        log,
        reference=frame["reference"],
        position=frame["geom"].to_numpy(),
        facts=("name", "fuel", "capacity"),
    )
    near = frame[frame["near"].notna()]
    log.rows(Severity.INFO, "near-duplicate", near, _NEAR, field="near")
    return _with_year(_with_capacity(_with_kind(frame, log), log), log).assign(
        near_duplicate_ref=frame["near"]
    )


def check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Tell how many plants have no capacity, since every sum over them is a lower bound."""
    missing = int(frame["capacity_mw"].isna().sum())
    if missing:
        log.whole(
            Severity.INFO,
            "capacity-missing",
            _NO_CAPACITY.filled(count=missing, all=len(frame)),
            value=missing,
        )


def _read_osm(path: Path, log: IssueLog) -> pd.DataFrame:
    raw = read_csv(path, log, OSM_COLUMNS)
    return pd.DataFrame(
        {
            "row": raw["row"],
            "reference": cells.text(raw, "osm_type") + "/" + cells.text(raw, "osm_id"),
            "name": cells.first_known(
                cells.text(raw, "name"), cells.text(raw, "name_ja"), cells.text(raw, "name_en")
            ),
            "operator": cells.text(raw, "operator"),
            "fuel": cells.text(raw, "fuel_type"),
            "fuels": cells.text(raw, "plant_source"),
            "capacity": cells.text(raw, "capacity_mw"),
            "year": cells.text(raw, "start_year"),
            "near": cells.text(raw, "near_duplicate_of"),
            "lon": raw["lon"],
            "lat": raw["lat"],
        }
    )


def _read_wri(path: Path, log: IssueLog) -> pd.DataFrame:
    raw = read_csv(path, log, WRI_COLUMNS)
    return pd.DataFrame(
        {
            "row": raw["row"],
            "reference": cells.text(raw, "gppd_idnr"),
            "name": cells.text(raw, "name"),
            "operator": cells.text(raw, "owner"),
            "fuel": cells.text(raw, "primary_fuel"),
            "fuels": cells.text(raw, "primary_fuel"),
            "capacity": cells.text(raw, "capacity_mw"),
            "year": cells.text(raw, "commissioning_year"),
            "near": cells.text(raw, "near_duplicate_of"),
            "lon": raw["longitude"],
            "lat": raw["latitude"],
        }
    )


_READERS = {"osm": _read_osm, "wri": _read_wri}


def _with_kind(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    kinds = {fuel: plant_kind(fuel) for fuel in frame["fuel"].dropna().unique()}
    strange = frame["fuel"].isin([fuel for fuel, kind in kinds.items() if kind is None])
    log.rows(Severity.REPAIRED, "fuel-unknown", frame[strange], _STRANGE_FUEL, field="fuel")
    kind = frame["fuel"].map({fuel: found or PlantKind.UNKNOWN for fuel, found in kinds.items()})
    kind = kind.fillna(PlantKind.UNKNOWN)
    pairs = pd.DataFrame({"kind": kind, "fuels": frame["fuels"].fillna("")})
    answers = {pair: _decarbonised(*pair) for pair in set(pairs.itertuples(index=False, name=None))}
    decarbonised = [answers[pair] for pair in pairs.itertuples(index=False, name=None)]
    mixed = frame["fuels"].isin(
        [fuels for fuels in frame["fuels"].dropna().unique() if len(_fuels(fuels)) > 1]
    )
    log.rows(Severity.INFO, "several-fuels", frame[mixed], _SEVERAL_FUELS, field="fuels")
    raw = frame["fuels"].where(mixed, frame["fuel"])
    return frame.assign(kind=kind, raw_kind=raw, decarbonised=pd.array(decarbonised, dtype="boolean"))


def _fuels(text: str) -> set[PlantKind]:
    return {kind for word in text.split(";") if (kind := plant_kind(word)) not in (None, PlantKind.UNKNOWN)}


def _decarbonised(kind: PlantKind, fuels: str) -> bool | None:
    return decarbonised_together({kind, *_fuels(fuels)})


def _with_capacity(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    stated = frame["capacity"].notna()
    capacity = cells.number(frame, "capacity")
    impossible = stated & ~((capacity > 0) & (capacity <= LARGEST_MW))
    log.rows(Severity.REPAIRED, "capacity-impossible", frame[impossible], _CAPACITY, field="capacity")
    capacity = capacity.mask(impossible).round(3)
    return frame.assign(capacity_mw=capacity.mask(capacity == 0))


def _with_year(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    stated = frame["year"].notna()
    year = cells.number(frame, "year")
    impossible = stated & ~year.between(FIRST_YEAR, LAST_YEAR)
    log.rows(Severity.REPAIRED, "year-impossible", frame[impossible], _YEAR, field="year")
    # A commissioning year averaged over units comes with decimals; the year it falls in is meant.
    return frame.assign(start_year=np.floor(year.mask(impossible)).astype("Int64"))


_CLOSED = Text(
    "名称「{value}」から廃止された発電所とみられるため読み飛ばしました。",
    "By its name “{value}” the plant is closed, so it was skipped.",
)
_STRANGE_FUEL = Text(
    "燃料「{value}」は燃料の名称ではないため、種別不明としました。",
    "“{value}” is not the name of a fuel; the kind was set to unknown.",
)
_SEVERAL_FUELS = Text(
    "複数の燃料({value})が挙げられています。脱炭素に当たるかどうかは、全ての燃料で同じ場合だけ判定します。",
    "Several fuels are named ({value}); whether it is decarbonised is told only when all of them agree.",
)
_CAPACITY = Text(
    "出力「{value}」は0MW超10,000MW以下の数値ではないため、不明としました。",
    "The capacity “{value}” is no number above 0 and up to 10,000 MW; it was set to unknown.",
)
_YEAR = Text(
    "運転開始年「{value}」はあり得ないため、不明としました。", "The start year “{value}” was set to unknown."
)
_NEAR = Text(
    "元データで {value} と同じ発電所の可能性があるとされています。",
    "The source takes it for possibly the same plant as {value}.",
)
_NO_CAPACITY = Text(
    "{all}件中{count}件は出力が不明です。合計値は下限となります。",
    "{count} of {all} plants have no capacity; sums over them are lower bounds.",
)

IMPORTER = Importer(
    name="plants",
    version=1,
    table=PowerPlant.__tablename__,
    columns=COLUMNS,
    geometries=("geom",),
    open=open_file,
    read=read,
    clean=clean,
    check=check,
    after=mark_plants,
)
