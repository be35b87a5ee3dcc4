"""The collections everybody may read, with titles and columns; what is not listed is not published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from data.domain.wording import Text

CREDIT = ("source", "attribution", "licence", "as_of")
PLAN_COLUMNS = ("title", "plan_type", "status", "body_code", "number", "updated_at", "url")
PLANE_ZONES = range(6669, 6688)
"""EPSG codes of the nineteen plane rectangular zones (平面直角座標系) on JGD2011."""
JGD2011, WGS84, WEB_MERCATOR = 6668, 4326, 3857
OUTPUT_SRIDS = frozenset({WGS84, JGD2011, *PLANE_ZONES})
MAX_ZOOM = 14
"""Tiles are cut to this zoom; maps enlarge the last one beyond it."""


class ValueKind(StrEnum):
    """What the values of a column are, for those who compare them."""

    TEXT = "text"
    NUMBER = "number"
    TRUTH = "truth"
    DATE = "date"
    MOMENT = "moment"
    LIST = "list"


@dataclass(frozen=True, slots=True)
class GenericLayer:
    """The edition in use of a generic layer, with the kind of each attribute."""

    edition_id: int
    kinds: tuple[tuple[str, ValueKind], ...]


@dataclass(frozen=True, slots=True)
class Collection:
    """One published view of schema ``published``, with the columns that leave the product."""

    name: str
    title: Text
    columns: tuple[str, ...]
    key: type[int] | type[str] = int
    """Type of ``id``, by which pages are ordered."""
    tile_note: Text | None = None
    """What tiles of low zooms leave out or put together, for the legend."""
    layer: GenericLayer | None = None
    """Set when the features are those of a generic layer, whose columns are attributes in one document."""


_COUNTED = Text(
    "ズーム10以下では近接する地点を区分ごとにまとめ、件数（n）と値が不明な件数（n_unknown）を示す",
    "Up to zoom 10 near points of a class are one, with how many (n) and of how many the value is unknown",
)
_ALL = (
    Collection(
        "prefectures", Text("都道府県（概略）", "Prefectures (coarse)"), ("code", "name", "name_en", *CREDIT)
    ),
    Collection(
        "municipalities",
        Text("市区町村", "Municipalities"),
        ("code", "name", "county_name", "prefecture_code", "prefecture_name", *CREDIT),
    ),
    Collection("plans", Text("集積計画（A・B・C）", "Cluster plans (A, B, C)"), PLAN_COLUMNS, str),
    Collection("zones", Text("GX戦略地域", "GX strategic zones"), PLAN_COLUMNS, str),
    Collection(
        "power_plants",
        Text("発電所", "Power plants"),
        ("name", "operator", "kind", "capacity_mw", "decarbonised", "start_year", *CREDIT),
        tile_note=_COUNTED,
    ),
    Collection(
        "substations",
        Text("変電所", "Substations"),
        ("name", "operator", "kind", "max_kv", "voltages", *CREDIT),
        tile_note=_COUNTED,
    ),
    Collection(
        "transmission_lines",
        Text("送電線", "Transmission lines"),
        ("name", "operator", "kind", "max_kv", "voltages", "circuits", *CREDIT),
        tile_note=Text(
            "ズーム6以下は187kV以上、ズーム8以下は100kV以上のみ（電圧不明を除く）",
            "Up to zoom 6 only 187 kV and more, up to zoom 8 only 100 kV and more, none of unknown voltage",
        ),
    ),
    Collection(
        "data_centres",
        Text("データセンター", "Data centres"),
        ("name", "operator", "kind", "status", "mw", *CREDIT),
        tile_note=_COUNTED,
    ),
    Collection(
        "grid_room",
        Text("系統の公表空き容量", "Published room on the grid"),
        (
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
            *CREDIT,
        ),
        tile_note=Text(
            "需要側（demand）と発電側（generation）は別の値であり、合算できない。位置のないものはタイルに含まない",
            "Room for demand and for generation are different things and never add up; none without a place",
        ),
    ),
)
LAYER_PREFIX = "layer_"
"""Generic layers are collections too, named with their key after this."""
LAYERS_VERSION = "layers"
"""The one version that all generic layers have together."""
COLLECTIONS: Mapping[str, Collection] = MappingProxyType({each.name: each for each in _ALL})
