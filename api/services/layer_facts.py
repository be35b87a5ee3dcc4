"""Words what the loaded layers of each topic say at a site, as evidence for a reviewer; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services.ground import Ground
from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.layer import COVERAGE_NAMES, LAYER_TOPIC_NAMES, Coverage, LayerTopic
from data.domain.wording import Text
from data.queries.layer_topics import LayerAt
from rules.gx_types.measured import layer_path, near_path

RADIUS_M = 10_000.0
"""How far around the plots features are looked for: a choice for display; no requirement rests on it."""
_NO_DATABASE = Text(
    "データベースに接続していないため照合していません", "not compared, because there is no database"
)
_NO_PLACE = Text("区画の位置がないため照合していません", "not compared, because the plots have no place")
_NO_ACCURACY = Text(
    "区画を含む範囲で位置精度の分かる地図データがありません",
    "no layer that covers the plots states its positional accuracy",
)
_LOAD = Text("地図データの取込みを管理者に依頼してください。", "Ask the administrator to load such a layer.")
_DRAW = Text("区画の図形を添付してください。", "Attach the shapes of the plots.")


def measured(session: Session | None, place: BaseGeometry | None) -> dict[str, Fact]:
    """Return what the layers of every topic say at ``place`` (EPSG:4326), by path.

    A topic without a loaded layer is missing; a layer that does not cover the place says so, with where it
    does. Where nothing is found, that is told with the coverage it rests on.
    """
    if session is None or place is None:
        gap, ask = (_NO_DATABASE, None) if session is None else (_NO_PLACE, _DRAW)
        paths = [path for topic in LayerTopic for path in (layer_path(topic), near_path(topic))]
        return {path: Missing(path, gap, ask) for path in paths}
    found = Ground(session, place).layers(RADIUS_M)
    facts = [fact for topic in LayerTopic for fact in _of(topic, [at for at in found if at.topic is topic])]
    return {fact.path: fact for fact in facts}


def _of(topic: LayerTopic, found: Sequence[LayerAt]) -> tuple[Fact, Fact]:
    path, near = layer_path(topic), near_path(topic)
    if not found:
        reason = _not_loaded(topic)
        return Missing(path, reason, _LOAD), Missing(near, reason, _LOAD)
    told = Known(path, tuple(map(_told, found)), _source(found))
    exact = [at for at in found if at.borderline or (at.accuracy_m and at.coverage is Coverage.COVERED)]
    if not exact:
        return told, Missing(near, _NO_ACCURACY, _LOAD)
    open_to_doubt = tuple(_near(at, at.accuracy_m) for at in exact if at.borderline and at.accuracy_m)
    return told, Known(near, open_to_doubt, _source(exact))


def _not_loaded(topic: LayerTopic) -> Text:
    name = LAYER_TOPIC_NAMES[topic]
    return Text(f"{name.ja}の地図データが読み込まれていません", f"no layer on {name.en} is loaded")


def _source(found: Sequence[LayerAt]) -> SourceRef:
    label = Text(
        "、".join(at.edition.title.ja for at in found), ", ".join(at.edition.title.en for at in found)
    )
    reference = ", ".join(f"{at.edition.dataset}/{at.edition.source}/{at.edition.id}" for at in found)
    return SourceRef("layer", label, reference)


def _told(at: LayerAt) -> str:
    as_of = at.edition.as_of
    when = f"{as_of.year}年{as_of.month}月{as_of.day}日時点" if as_of else "時点不明"
    return f"{at.title.ja}（{when}、版{at.edition.id}）：{_there(at)}{_reach(at)}"


def _there(at: LayerAt) -> str:
    if at.touching:
        return f"用地に重なる地物{at.touching:,}件"
    if at.coverage in (Coverage.NOT_COVERED, Coverage.NOT_KNOWN):
        return "用地に重なる地物があるかは確認できない"
    if at.nearest_m is None:
        return f"用地に重なる地物も周辺{RADIUS_M / 1000:g}km以内の地物も記録なし"
    return f"用地に重なる地物の記録なし、最も近い地物まで{at.nearest_m / 1000:.2f}km"


def _reach(at: LayerAt) -> str:
    """Say how far the layer can speak of the place; silent only where it covers it by its sender's word."""
    basis = "" if at.basis == "stated" else "・地物の広がりからの推定"
    if at.coverage is Coverage.COVERED:
        return f"（収録範囲の中{basis}）"
    name = COVERAGE_NAMES[at.coverage].ja
    if at.extent is None:
        return f"（{name}）"
    west, south, east, north = at.extent
    box = f"東経{west:.2f}〜{east:.2f}度、北緯{south:.2f}〜{north:.2f}度"
    return f"（{name}。収録範囲は{box}のうちにある{basis}）"


def _near(at: LayerAt, accuracy_m: Decimal) -> str:
    accuracy = f"位置精度{float(accuracy_m):g}m"
    return (
        f"{at.title.ja}：地物{at.borderline:,}件が、{accuracy}の範囲で用地の境界付近にあり、"
        "重なるかどうかを決められない"
    )
