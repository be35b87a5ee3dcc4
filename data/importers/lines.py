"""Takes in transmission lines and cables with OSM keys or with a kV column, layer by layer."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import shapely
from sqlalchemy.orm import Session

from data.domain.datasets import LINES
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers import cells
from data.importers.duplicates import mark_lines
from data.importers.extent import keep_in_japan
from data.importers.log import IssueLog
from data.importers.parts import layer_parts
from data.importers.steps import Importer, ImportOptions, Part, ReadResult
from data.importers.vector import layer_names, read_layer
from data.importers.voltages import tell_missing, with_voltage
from data.orm.facility import TransmissionLine

VOLTS_COLUMN, KILOVOLTS_COLUMN = "voltage", "voltage_kv"
COLUMNS = ("name", "operator", "kind", "max_kv", "voltages", "circuits")
MOST_CIRCUITS = 20


def open_file(path: Path, options: ImportOptions) -> tuple[Part, ...]:
    """Find which of the known layers the file holds."""
    return layer_parts(path, LINES, options, layer_names(path))


def read(part: Part, options: ImportOptions, log: IssueLog) -> ReadResult:
    """Read one layer."""
    layer = read_layer(part.path, part.layer, log, ("name",), options.reading)
    return ReadResult(layer.frame, layer.source_crs)


def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Settle identity, place, voltage and circuits."""
    reference = cells.text(frame, "osm_type") + "/" + cells.text(frame, "osm_id")
    frame = cells.without_missing_geometry(frame.assign(source_ref=reference), log)
    frame = keep_in_japan(frame, log, options.reading.swap)
    frame = frame.assign(geom=cells.multi(frame["geom"].to_numpy(), shapely.GeometryType.LINESTRING))
    lineless = pd.Series(shapely.is_missing(frame["geom"].to_numpy()), index=frame.index)
    frame = log.drop(frame, lineless, Severity.REFUSED, "not-a-line", _NO_LINE)
    in_kilovolts = KILOVOLTS_COLUMN in frame
    frame = frame.assign(
        name=cells.text(frame, "name"),
        operator=cells.text(frame, "operator"),
        kind=cells.text(frame, "power"),
        voltages=cells.text(frame, KILOVOLTS_COLUMN if in_kilovolts else VOLTS_COLUMN),
    )
    frame = cells.identified(
        frame,
        log,
        reference=frame["source_ref"],
        position=frame["geom"].to_numpy(),
        facts=("name", "operator", "kind", "voltages"),
    )
    return _with_circuits(with_voltage(frame, log, volts=not in_kilovolts), log)


def check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Tell how many lines have no voltage."""
    tell_missing(frame, log)


def _with_circuits(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    stated = cells.text(frame, "circuits")
    circuits = cells.number(frame, "circuits")
    odd = stated.notna() & ~(circuits.between(1, MOST_CIRCUITS) & (circuits % 1 == 0))
    log.rows(Severity.REPAIRED, "circuits-impossible", frame[odd], _CIRCUITS, field="circuits")
    return frame.assign(circuits=circuits.mask(odd).astype("Int64"))


_NO_LINE = Text("線の図形ではないため取り込みません。", "The geometry is not a line, so it is not taken in.")
_CIRCUITS = Text(
    "回線数「{value}」は1から20までの整数ではないため、不明としました。",
    "The number of circuits “{value}” is no whole number from 1 to 20; it was set to unknown.",
)

IMPORTER = Importer(
    name="lines",
    version=1,
    table=TransmissionLine.__tablename__,
    columns=COLUMNS,
    geometries=("geom",),
    open=open_file,
    read=read,
    clean=clean,
    check=check,
    after=mark_lines,
)
