"""Names every source the product can take in, with publisher, licence and the credit maps must show."""

from __future__ import annotations

from dataclasses import dataclass

from data.domain.datasets import BOUNDARIES, DATA_CENTRES, LINES, PLANTS, STATISTICS, SUBSTATIONS
from data.domain.plan.kinds import BenchmarkScope, ValueAddedDefinition
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


def _official(title: Text, publisher: str, attribution: str) -> DatasetInfo:
    return DatasetInfo(title, publisher, "政府標準利用規約に準じる（利用前に要確認）", attribution)


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
    (STATISTICS, "ssdse-a"): _official(
        Text("市区町村別統計(SSDSE-A)", "Municipal statistics (SSDSE-A)"),
        "独立行政法人統計センター",
        "「SSDSE-市区町村」(独立行政法人統計センター)を加工して作成",
    ),
    (STATISTICS, "ssdse-e"): _official(
        Text("都道府県別統計(SSDSE-E)", "Prefectural statistics (SSDSE-E)"),
        "独立行政法人統計センター",
        "「SSDSE-基本素材」(独立行政法人統計センター)を加工して作成",
    ),
    (STATISTICS, "gdp"): _official(
        Text("県内総生産(県民経済計算)", "Gross prefectural product (Prefectural Accounts)"),
        "内閣府",
        "「県民経済計算」(内閣府)を加工して作成",
    ),
    (STATISTICS, "population"): _official(
        Text("住民基本台帳人口", "Population by the basic resident register"),
        "総務省",
        "「住民基本台帳に基づく人口、人口動態及び世帯数」(総務省)を加工して作成",
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
    """Return the entry for a source; files of prefectures and benchmarks have their own titles.

    Raises ``KeyError`` for a source that is not in the catalogue.
    """
    if dataset == BOUNDARIES and source.startswith(f"{NATIONAL}-"):
        prefectures = source.removeprefix(f"{NATIONAL}-").replace("-", "・")
        title = Text(f"{_N03.title.ja} 都道府県{prefectures}", f"{_N03.title.en}, prefecture {prefectures}")
        return DatasetInfo(title, _N03.publisher, _N03.licence, _N03.attribution)
    if dataset == STATISTICS and source.startswith("benchmarks-"):
        return _benchmarks(*source.split("-")[1:])
    return CATALOGUE[dataset, source]


def _benchmarks(scope: str, definition: str, year: str, revision: str = "") -> DatasetInfo:
    what = next(item.text for item in BenchmarkScope if item == scope)
    by = next(item.text for item in ValueAddedDefinition if item == definition)
    jsic = Text(f"・産業分類第{revision[1:]}回改定", f", JSIC {revision[1:]}") if revision else Text("", "")
    title = Text(
        f"一人当たり付加価値額({what.ja}別・{by.ja}・{year}年{jsic.ja})",
        f"Value added per worker by {what.en} ({by.en}, {year}{jsic.en})",
    )
    return _official(title, "取込みファイルの作成者", "取り込んだ比較統計のファイルによる")
