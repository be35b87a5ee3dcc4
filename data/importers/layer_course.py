"""One generic layer on its way through the importer, block by block: what is kept of each row, and of all."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import shapely
from geoalchemy2.shape import from_shape
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry
from sqlalchemy.dialects.postgresql import insert as upsert
from sqlalchemy.orm import Session

from data.domain.issues import Severity
from data.domain.layer import LayerDefinition
from data.domain.wording import Text
from data.importers import cells
from data.importers.coverage import DERIVED, STATED, as_coverage, hull_of, stated_coverage
from data.importers.datum import suspect_tokyo_datum
from data.importers.extent import keep_in_japan
from data.importers.log import IssueLog
from data.importers.marks import Fingerprints, Marks, fingerprints
from data.importers.reading import Reading
from data.importers.repair import repaired, tell_kinds, without_impossible_coordinates
from data.orm.layer import Layer
from data.orm.source import DatasetEdition

BY_ROW = "row:"
"""Begins the references of features that their source does not tell apart."""
OWN = ("row", "geom", "source_ref")
NOWHERE = (np.inf, np.inf, -np.inf, -np.inf)


@dataclass(slots=True)
class Course:
    """What has been seen of a file so far."""

    attributes: list[dict[str, str]] = field(default_factory=list)
    bounds: tuple[float, ...] = NOWHERE
    """West, south, east, north."""
    hull: BaseGeometry | None = None
    kinds: NDArray[np.int64] = field(default_factory=lambda: np.zeros(3, dtype=np.int64))
    """How many points, lines and polygons."""
    seen: Marks = field(default_factory=Marks)
    """Rows that their source does not tell apart."""

    def settled(self, frame: pd.DataFrame, reading: Reading, log: IssueLog) -> pd.DataFrame:
        """Settle geometry, place and properties of a block; what cannot stand is refused row by row."""
        names = [str(name) for name in frame if name not in OWN]
        self.attributes = self.attributes or [{"name": n, "type": _json_type(frame[n])} for n in names]
        frame = cells.without_missing_geometry(frame, log)
        frame = without_impossible_coordinates(frame, log)
        frame = keep_in_japan(frame, log, reading.swap, wholly=False)
        frame = repaired(frame, log)
        if frame.empty:
            return frame
        suspect_tokyo_datum(frame, reading, log)
        frame = frame.assign(properties=_properties(frame[names]))[[*OWN, "properties"]]
        frame = self._once(frame, log)
        self._add(frame["geom"].to_numpy())
        return frame

    def tell(self, log: IssueLog) -> None:
        """Tell the extent, by which a wrong CRS shows at a glance, and of kinds that are mixed."""
        tell_kinds(self.kinds, log)
        if self.hull is not None:
            bounds = " ".join(f"{value:.4f}" for value in self.bounds)
            log.whole(Severity.INFO, "extent", _EXTENT.filled(bounds=bounds), value=bounds)

    def enter(self, session: Session, edition: DatasetEdition, definition: LayerDefinition) -> None:
        """Enter the layer in the register, or bring its entry up to date, and note the coverage."""
        values = {
            "title_ja": definition.title.ja,
            "title_en": definition.title.en,
            "role": definition.role.value,
            "topic": definition.topic.value if definition.topic else None,
            "accuracy_m": definition.accuracy_m,
            "min_zoom": definition.min_zoom,
            "attributes": self.attributes,
        }
        entry = upsert(Layer).values(key=definition.key, **values)
        session.execute(entry.on_conflict_do_update(index_elements=[Layer.key], set_=values))
        stated = definition.coverage
        area = stated_coverage(stated) if stated else as_coverage(self.hull)
        edition.coverage = from_shape(area, srid=4326)
        edition.coverage_basis = STATED if stated else DERIVED
        session.flush()

    def _add(self, geometries: NDArray[np.object_]) -> None:
        if not len(geometries):
            return
        west, south, east, north = shapely.total_bounds(geometries)
        before = self.bounds
        self.bounds = (
            min(before[0], west),
            min(before[1], south),
            max(before[2], east),
            max(before[3], north),
        )
        self.hull = hull_of(geometries, self.hull)
        self.kinds += np.bincount(shapely.get_dimensions(geometries), minlength=3)

    def _once(self, frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
        # A reference of the source's own is among the properties, so no two rows can be the same then.
        if not frame["source_ref"].iloc[0].startswith(BY_ROW):
            return frame
        marks = _fingerprints(frame)
        twice = pd.Series(marks, index=frame.index).duplicated() | self.seen.known(marks)
        self.seen.add(marks[~twice])
        return log.drop(frame, twice, Severity.SKIPPED, "repeated-row", _TWICE)


def _fingerprints(frame: pd.DataFrame) -> Fingerprints:
    said = frame["properties"].to_numpy(dtype=object)
    drawn = shapely.to_wkb(frame["geom"].to_numpy())
    both = [a.encode() + b for a, b in zip(said, drawn, strict=True)]
    return fingerprints(np.array(both, dtype=object))


def _properties(attributes: pd.DataFrame) -> list[str]:
    """One JSON object a row, written for the whole block at once; missing values are null."""
    lines: str = attributes.to_json(orient="records", lines=True, force_ascii=False, date_format="iso")
    return lines.rstrip("\n").split("\n") if len(attributes.columns) else ["{}"] * len(attributes)


def _json_type(column: pd.Series[str]) -> str:
    if pd.api.types.is_bool_dtype(column):
        return "boolean"
    return "number" if pd.api.types.is_numeric_dtype(column) else "string"


_EXTENT = Text(
    "データの範囲は {bounds}(西 南 東 北)です。", "The data spans {bounds} (west south east north)."
)
_TWICE = Text(
    "図形も属性も同じ行が先にあるため読み飛ばしました。",
    "A row with the same geometry and attributes came before, so this one was skipped.",
)
