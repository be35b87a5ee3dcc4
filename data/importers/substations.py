"""Takes in substations with OSM keys, as outlines (GeoPackage and the like) or as points (CSV)."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import shapely
from sqlalchemy.orm import Session

from data.domain.datasets import SUBSTATIONS
from data.importers import cells
from data.importers.extent import keep_in_japan
from data.importers.files import read_csv
from data.importers.log import IssueLog
from data.importers.parts import one_part
from data.importers.room_links import link_rooms
from data.importers.steps import Importer, ImportOptions, Part, ReadResult
from data.importers.vector import read_layer
from data.importers.voltages import tell_missing, with_voltage
from data.orm.facility import Substation

REQUIRED = ("name", "operator", "voltage")
COLUMNS = ("name", "operator", "kind", "max_kv", "voltages")
CSV_ENDINGS = (".csv", ".csv.gz")
SOURCE_CRS = "EPSG:4326"


def open_file(path: Path, options: ImportOptions) -> tuple[Part, ...]:
    """Take the file as OpenStreetMap's unless another source is named."""
    return one_part(path, SUBSTATIONS, options, default="osm")


def read(part: Part, options: ImportOptions, log: IssueLog) -> ReadResult:
    """Read outlines with GDAL, or points from a CSV with ``lon`` and ``lat``."""
    if part.path.name.lower().endswith(CSV_ENDINGS):
        frame = read_csv(part.path, log, (*REQUIRED, "lon", "lat"))
        return ReadResult(cells.points(frame, log, lon="lon", lat="lat"), SOURCE_CRS)
    layer = read_layer(part.path, part.layer, log, REQUIRED, options.reading)
    return ReadResult(layer.frame, layer.source_crs)


def clean(frame: pd.DataFrame, part: Part, options: ImportOptions, log: IssueLog) -> pd.DataFrame:
    """Settle identity, place, outline and voltage."""
    reference = cells.text(frame, "osm_type") + "/" + cells.text(frame, "osm_id")
    frame = cells.without_missing_geometry(frame.assign(source_ref=reference), log)
    frame = keep_in_japan(frame, log, options.reading.swap)
    frame = _with_point_and_outline(frame)
    frame = frame.assign(
        name=cells.first_known(
            cells.text(frame, "name"), cells.text(frame, "name_ja"), cells.text(frame, "name_en")
        ),
        operator=cells.text(frame, "operator"),
        kind=cells.text(frame, "substation"),
        voltages=cells.text(frame, "voltage"),
    )
    frame = cells.identified(
        frame,
        log,
        reference=frame["source_ref"],
        position=frame["geom"].to_numpy(),
        facts=("name", "operator", "kind", "voltages"),
    )
    return with_voltage(frame, log, volts=True)


def check(session: Session, frame: pd.DataFrame, part: Part, log: IssueLog) -> None:
    """Tell how many substations have no voltage."""
    tell_missing(frame, log)


def _with_point_and_outline(frame: pd.DataFrame) -> pd.DataFrame:
    shapes = frame["geom"].to_numpy()
    valid = shapely.make_valid(shapes)
    outline = cells.multi(valid, shapely.GeometryType.POLYGON)
    return frame.assign(geom=shapely.point_on_surface(valid), outline=outline)


IMPORTER = Importer(
    name="substations",
    version=1,
    table=Substation.__tablename__,
    columns=COLUMNS,
    geometries=("geom", "outline"),
    open=open_file,
    read=read,
    clean=clean,
    check=check,
    after=link_rooms,
)
