"""Names every source the product can take in, with publisher, licence and the credit maps must show."""

from __future__ import annotations

from dataclasses import dataclass

from data.domain.datasets import BOUNDARIES, DATA_CENTRES, LINES, PLANTS, SUBSTATIONS
from data.domain.wording import Text

NATIONAL = "n03"
"""Source of boundaries of all 47 prefectures; files of fewer are ``n03-12`` or ``n03-12-14``."""


@dataclass(frozen=True, slots=True)
class DatasetInfo:
    """What to say about a dataset wherever it is drawn or handed on."""

    title: Text
    publisher: str
    licence: str
    attribution: str


_N03 = DatasetInfo(
    Text("行政区域(国土数値情報 N03)", "Administrative areas (KSJ N03)"),
    "国土交通省",
    "国土数値情報ダウンロードサイトコンテンツ利用規約",
    "「国土数値情報(行政区域データ)」(国土交通省)を加工して作成",
)


def _osm(title: Text) -> DatasetInfo:
    return DatasetInfo(
        title,
        "OpenStreetMap contributors",
        "Open Database License 1.0 (ODbL)",
        "© OpenStreetMap contributors, ODbL",
    )


CATALOGUE = {
    (BOUNDARIES, NATIONAL): _N03,
    (PLANTS, "osm"): _osm(Text("発電所(OpenStreetMap)", "Power plants (OpenStreetMap)")),
    (PLANTS, "wri"): DatasetInfo(
        Text("発電所(世界発電所データベース)", "Power plants (Global Power Plant Database)"),
        "World Resources Institute",
        "CC BY 4.0",
        "Global Power Plant Database, World Resources Institute, CC BY 4.0 (加工)",
    ),
    (PLANTS, "p03"): DatasetInfo(
        Text("発電施設(国土数値情報 P03)", "Power plants (KSJ P03)"),
        "国土交通省",
        "国土数値情報ダウンロードサイトコンテンツ利用規約",
        "「国土数値情報(発電施設データ)」(国土交通省)を加工して作成",
    ),
    (PLANTS, "csv"): DatasetInfo(
        Text("発電所(持込みの表)", "Power plants (own table)"),
        "記載なし / not stated",
        "記載なし / not stated",
        "発電所：利用者が持ち込んだ表 / plants: a table supplied by the user",
    ),
    (SUBSTATIONS, "osm"): _osm(Text("変電所(OpenStreetMap)", "Substations (OpenStreetMap)")),
    (LINES, "lines_west_japan_all_voltages"): _osm(
        Text("送電線・西日本全電圧(OpenStreetMap)", "Lines, western Japan, all voltages (OpenStreetMap)")
    ),
    (LINES, "backbone_275kv_national"): _osm(
        Text(
            "送電線・全国基幹275kV以上(OpenStreetMap)",
            "Lines, national backbone of 275 kV and above (OpenStreetMap)",
        )
    ),
    (LINES, "lines_east_japan_reduced"): _osm(
        Text("送電線・東日本簡略(OpenStreetMap)", "Lines, eastern Japan, reduced network (OpenStreetMap)")
    ),
    (DATA_CENTRES, "osm"): _osm(
        Text("データセンター(OpenStreetMapほか)", "Data centres (OpenStreetMap and others)")
    ),
}

PREFERENCE = {
    PLANTS: ("csv", "p03", "osm", "wri"),
    LINES: ("lines_west_japan_all_voltages", "backbone_275kv_national", "lines_east_japan_reduced"),
}
"""Sources of one dataset that overlap, the one to keep first.

A row of a later one that an earlier one also has is marked as its duplicate, and no query counts it twice.
"""


def info_of(dataset: str, source: str) -> DatasetInfo:
    """Return the entry for a source; files of single prefectures share the national one.

    Raises ``KeyError`` for a source that is not in the catalogue.
    """
    if dataset == BOUNDARIES and source.startswith(f"{NATIONAL}-"):
        prefectures = source.removeprefix(f"{NATIONAL}-").replace("-", "・")
        title = Text(f"{_N03.title.ja} 都道府県{prefectures}", f"{_N03.title.en}, prefecture {prefectures}")
        return DatasetInfo(title, _N03.publisher, _N03.licence, _N03.attribution)
    return CATALOGUE[dataset, source]
