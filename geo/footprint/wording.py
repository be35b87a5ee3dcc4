"""What is said about a footprint that cannot stand: problem by problem, in Japanese and English."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from data.domain.errors import Problem
from data.domain.wording import Text
from geo.site_facts import PrefectureShape, PrefectureShare

HEIGHTS_DROPPED = Text(
    "座標{count}点に含まれていた標高等の値は使用せず、経度と緯度のみを取り込みました。",
    "Heights or measures of {count} positions were dropped; only longitude and latitude are kept.",
)
RINGS_CLOSED = Text(
    "始点と終点が一致しない輪郭{count}本を、始点に戻して閉じました。",
    "{count} open ring(s) were closed by returning to the first position.",
)
_DRAW_POLYGON = Text(
    "区域を面（PolygonまたはMultiPolygon）で描いて指定してください。",
    "Give the area as a Polygon or MultiPolygon.",
)
_LON_LAT = Text(
    "座標は［経度, 緯度］の順の数値（度）で、例えば［138.85, 37.45］のように指定してください。",
    "Give positions as numbers in degrees, longitude first, such as [138.85, 37.45].",
)
_CLOSED_RING = Text(
    "異なる3点以上を結び、始点に戻る輪郭にしてください。",
    "Use a ring of at least three different positions that returns to its start.",
)


def _kind(value: object) -> str:
    return type(value).__name__


def not_an_object(field: str, value: object) -> Problem:
    """The footprint is not a GeoJSON object."""
    message = Text("区域がGeoJSONのオブジェクトではありません。", "Not a GeoJSON object.")
    return Problem(field, _kind(value), message, _DRAW_POLYGON)


def foreign_crs(field: str, value: object) -> Problem:
    """The object names a CRS other than WGS 84 or JGD2011 in degrees."""
    message = Text(
        "区域に、経緯度以外又は対応していない座標参照系が指定されています。",
        "The object names a coordinate reference system other than longitude and latitude.",
    )
    remedy = Text(
        "JGD2011又はWGS 84の経緯度に変換し、crsの指定を除いてください。",
        "Transform it to longitude and latitude of JGD2011 or WGS 84 and remove the crs member.",
    )
    return Problem(field, str(value)[:80], message, remedy)


def many_features(field: str, value: object) -> Problem:
    """A FeatureCollection does not hold exactly one feature."""
    count = len(value) if isinstance(value, list) else 0
    message = Text(
        f"区域として1件の地物が必要ですが、{count}件あります。",
        f"One feature is expected as the footprint; there are {count}.",
    )
    remedy = Text(
        "全ての面を1件のMultiPolygonにまとめてください。", "Put all parts into one MultiPolygon feature."
    )
    return Problem(field, count, message, remedy)


def unknown_type(field: str, value: object) -> Problem:
    """``type`` is none of the GeoJSON geometry types."""
    message = Text("図形の種類（type）を判別できません。", "The geometry type is not one of GeoJSON.")
    return Problem(field, str(value)[:80], message, _DRAW_POLYGON)


def not_polygonal(field: str, value: object) -> Problem:
    """A geometry that encloses no area, or a mixture of kinds."""
    message = Text(
        f"区域は面である必要がありますが、{value}が指定されています。",
        f"A footprint must be an area; this is a {value}.",
    )
    return Problem(field, value, message, _DRAW_POLYGON)


def empty(field: str, value: object) -> Problem:
    """No coordinates."""
    message = Text("区域の座標がありません。", "The footprint has no coordinates.")
    return Problem(field, str(value)[:80], message, _DRAW_POLYGON)


def too_many_vertices(field: str, count: int, limit: int) -> Problem:
    """More vertices than are accepted."""
    message = Text(
        f"区域の頂点が{count:,}点あり、上限の{limit:,}点を超えています。",
        f"The footprint has {count:,} vertices; at most {limit:,} are accepted.",
    )
    remedy = Text(
        "GISソフトウェアで図形を簡素化するか、市区町村の選択により区域を指定してください。",
        "Simplify the shape in a GIS, or choose municipalities instead.",
    )
    return Problem(field, count, message, remedy)


def too_many_polygons(field: str, count: int, limit: int) -> Problem:
    """More separate polygons than are accepted."""
    message = Text(
        f"区域が{count:,}個の面に分かれており、上限の{limit:,}個を超えています。",
        f"The footprint has {count:,} polygons; at most {limit:,} are accepted.",
    )
    remedy = Text("隣り合う面を統合してください。", "Merge adjacent polygons.")
    return Problem(field, count, message, remedy)


def not_positions(field: str, value: object) -> Problem:
    """A ring that is not a list of number pairs."""
    message = Text("輪郭の座標が数値の組になっていません。", "The ring is not a list of number pairs.")
    return Problem(field, str(value)[:80], message, _LON_LAT)


def no_position(field: str, value: object) -> Problem:
    """A point whose coordinates are not one pair of numbers."""
    message = Text(
        "点の座標が、経度と緯度の二つの数値になっていません。",
        "The coordinates of the point are not the two numbers longitude and latitude.",
    )
    return Problem(field, None if value is None else str(value)[:80], message, _LON_LAT)


def not_finite(field: str, value: NDArray[np.float64]) -> Problem:
    """NaN or infinity among the coordinates."""
    message = Text("座標に、数として扱えない値が含まれています。", "A coordinate is not a finite number.")
    return Problem(field, str(value.tolist()), message, _LON_LAT)


def too_few_points(field: str, count: int) -> Problem:
    """A ring of fewer than three different positions."""
    message = Text(
        f"輪郭の異なる点が{count}点しかなく、面になりません。",
        f"The ring has only {count} different position(s) and encloses nothing.",
    )
    return Problem(field, count, message, _CLOSED_RING)


def swapped(field: str, place: tuple[float, float], count: int, total: int) -> Problem:
    """Positions that lie in Japan only when read latitude first."""
    first, second = place
    message = Text(
        f"座標{total:,}点のうち{count:,}点で、経度と緯度の順序が逆になっていると見られます。",
        f"{count:,} of {total:,} positions seem to have latitude and longitude the wrong way round.",
    )
    remedy = Text(
        f"［{first:g}, {second:g}］は、［{second:g}, {first:g}］（経度, 緯度）の順に直してください。"
        "自動では入れ替えません。",
        f"Write [{second:g}, {first:g}] (longitude, latitude) instead of [{first:g}, {second:g}]. "
        "Nothing is turned round automatically.",
    )
    return Problem(field, [first, second], message, remedy)


def out_of_range(field: str, place: tuple[float, float]) -> Problem:
    """Coordinates that are no longitude and latitude at all."""
    message = Text(
        "経度±180度、緯度±90度の範囲に収まらない座標があります。",
        "A position lies outside longitude ±180 and latitude ±90 degrees.",
    )
    remedy = Text(
        "平面直角座標（メートル）等の座標である場合は、経緯度（度）に変換してください。",
        "If these are plane coordinates in metres, transform them to longitude and latitude in degrees.",
    )
    return Problem(field, list(place), message, remedy)


def outside_japan(field: str, place: tuple[float, float]) -> Problem:
    """Real coordinates, but nowhere near Japan."""
    message = Text(
        "日本の範囲の外にある座標が含まれています。", "A position lies outside the extent of Japan."
    )
    return Problem(field, list(place), message, _LON_LAT)


def crossing(
    field: str, reason: str, place: tuple[float, float] | None, parts: int, hectares: float
) -> Problem:
    """Rings that cross, touch or overlap wrongly."""
    where_ja = f"東経{place[0]:.6f}度、北緯{place[1]:.6f}度付近で、" if place else ""
    where_en = f" near longitude {place[0]:.6f}, latitude {place[1]:.6f}" if place else ""
    message = Text(
        f"{where_ja}区域の輪郭が交差又は重複しています。",
        f"The outline crosses or overlaps itself{where_en}.",
    )
    if parts:
        offer = Text(
            f"自動修正案では{parts}個の面、計{hectares:,.1f} haになります。内容を確認して採用するか、"
            "輪郭を描き直してください。",
            f"An automatic repair would give {parts} polygon(s), {hectares:,.1f} ha in all. "
            "Check and accept it, or draw the outline again.",
        )
    else:
        offer = Text("輪郭を描き直してください。", "Draw the outline again.")
    return Problem(field, list(place) if place else reason, message, offer)


def no_area(field: str) -> Problem:
    """A shape whose area is zero."""
    message = Text("区域の面積が0です。", "The footprint has no area.")
    return Problem(field, 0, message, _CLOSED_RING)


def at_sea(field: str, place: tuple[float, float], tolerance_km: float) -> Problem:
    """All of it lies farther from any known land than the coarse coast could explain."""
    message = Text(
        f"区域が、最寄りの陸地から{tolerance_km:g} kmを超えて離れた海上にあります"
        f"（東経{place[0]:.4f}度、北緯{place[1]:.4f}度付近）。",
        f"The footprint lies at sea, more than {tolerance_km:g} km from any known land "
        f"(near longitude {place[0]:.4f}, latitude {place[1]:.4f}).",
    )
    remedy = Text(
        "座標の誤りや測地系の取り違えがないか確認してください。収録した海岸線にない離島の場合は、"
        "市区町村の選択により区域を指定してください。",
        "Check the coordinates and their datum. For an island missing from the coast kept here, choose its "
        "municipality instead.",
    )
    return Problem(field, list(place), message, remedy)


def partly_at_sea(place: tuple[float, float], count: int, total: int) -> Text:
    """A remark: some parts lie where the coarse coast knows no land."""
    return Text(
        f"区域を構成する{total}個の面のうち{count}個は、収録した概略の海岸線では海上に当たります"
        f"（東経{place[0]:.4f}度、北緯{place[1]:.4f}度付近）。離島でない場合は座標を確認してください。",
        f"{count} of {total} polygon(s) lie at sea by the coarse coast kept here (near longitude "
        f"{place[0]:.4f}, latitude {place[1]:.4f}). Unless that is an island, check the coordinates.",
    )


def _names(items: Sequence[PrefectureShape] | Sequence[PrefectureShare]) -> Text:
    return Text("、".join(item.name.ja for item in items), ", ".join(item.name.en for item in items))


def other_prefecture(
    field: str, wanted: Sequence[PrefectureShape], found: Sequence[PrefectureShare], tolerance_km: float
) -> Problem:
    """The whole footprint lies in prefectures that take no part in the plan."""
    made_by, lies_in = _names(wanted), _names(found)
    message = Text(
        f"区域が{lies_in.ja}にあり、計画を作成する団体の属する{made_by.ja}から{tolerance_km:g} kmを超えて"
        "離れています。",
        f"The footprint lies in {lies_in.en}, more than {tolerance_km:g} km from {made_by.en}, "
        "where the bodies that make the plan are.",
    )
    remedy = Text(
        "区域又は計画作成団体の指定を見直してください。",
        "Correct the footprint or the bodies that make the plan.",
    )
    return Problem(field, lies_in.ja, message, remedy)


def partly_elsewhere(wanted: Sequence[PrefectureShape], found: Sequence[PrefectureShare]) -> Text:
    """A remark: part of the footprint seems to lie outside the named prefectures."""
    made_by = _names(wanted)
    ja = "、".join(f"{share.name.ja} {share.share:.1%}" for share in found)
    en = ", ".join(f"{share.name.en} {share.share:.1%}" for share in found)
    return Text(
        f"区域の一部が{made_by.ja}の外にあると見られます（{ja}）。比較に用いた都道府県境は概略です。",
        f"Part of the footprint seems to lie outside {made_by.en} ({en}); "
        "the prefecture borders used are coarse.",
    )
