"""The land that is screened, and where a layer without a stated coverage is taken to be surveyed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import numpy as np
import shapely
from numpy.typing import NDArray
from sqlalchemy.orm import Session

from data.domain.datasets import BOUNDARIES
from data.domain.errors import NotReady
from data.domain.position import LATITUDES, LONGITUDES
from data.domain.wording import Text
from data.queries import places
from data.queries.places import Place
from data.queries.sources import EditionInfo, editions_in_use
from geo.siting.layers import AreaLayer, Coverage, Edition, Shapes, shape_array

JAPAN = (LONGITUDES[0], LATITUDES[0], LONGITUDES[1], LATITUDES[1])
LAND = "land"
_LAND_BASIS = Text("読み込んだ行政区域そのもの", "the boundaries that are loaded")
_COVERAGE = Text(
    "調査範囲の記載がないため、地物が1件以上ある都道府県を調査済みとみなしています",
    "no coverage is stated: prefectures with at least one feature are taken as surveyed",
)
_NO_LAND = Text(
    "行政区域が読み込まれていません。"
    "管理者が「地理データ」（又は shuseki import n03）で読み込むと、適地の評価ができます。",
    "No boundaries are loaded. Once the administrator loads them (Layers, or `shuseki import n03`), "
    "land can be screened.",
)
Floats = NDArray[np.float64]


class Land:
    """The municipalities that are screened, with their prefectures."""

    def __init__(self, session: Session) -> None:
        found = places.boundaries_in(session, JAPAN)
        if not found:
            raise NotReady(_NO_LAND)
        self.polygons: Shapes = shape_array([shape for _, shape in found])
        self.prefecture = np.array([place.prefecture_code for place, _ in found])
        edition = joint_edition(LAND, editions_in_use(session, [BOUNDARIES]))
        names = tuple(_code(place) for place, _ in found)
        self.layer = AreaLayer(edition, Coverage(_LAND_BASIS), self.polygons, names)
        self._tree = shapely.STRtree(self.polygons)

    def coverage(self, lon: Floats, lat: Floats) -> Coverage:
        """Return the prefectures that hold at least one of the points."""
        _, place = self._tree.query(shapely.points(lon, lat), predicate="within")
        seen = np.isin(self.prefecture, np.unique(self.prefecture[place]))
        return Coverage(_COVERAGE, None if seen.all() else self.polygons[seen])


def joint_edition(layer: str, editions: Sequence[EditionInfo]) -> Edition:
    """Return several editions side by side as one; it is as old as the oldest of them."""
    days: list[date] = [edition.as_of for edition in editions if edition.as_of is not None]
    title = Text(
        "、".join(dict.fromkeys(edition.title.ja for edition in editions)),
        ", ".join(dict.fromkeys(edition.title.en for edition in editions)),
    )
    return Edition(
        layer=layer,
        edition="; ".join(f"{edition.source} {edition.file_name}" for edition in editions),
        title=title,
        source="、".join(dict.fromkeys(edition.attribution for edition in editions)),
        licence="、".join(dict.fromkeys(edition.licence for edition in editions)),
        as_of=min(days) if len(days) == len(editions) else None,
    )


def numbers(values: Sequence[Decimal | int | float | None]) -> Floats:
    """Return values as floats; what is not known is NaN."""
    return np.array([np.nan if value is None else float(value) for value in values], dtype=np.float64)


def _code(place: Place) -> str:
    return place.code or f"{place.prefecture_code}000"
