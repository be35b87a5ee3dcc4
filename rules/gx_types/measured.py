"""What can be asked about a zone beyond its document: measured by the caller from the plots, layers and call.

- ``call.opens``, ``call.closes``: first and last moment of the call, with time zone.
- ``filed.at``: moment the application was received, with time zone; missing where nobody recorded it.
- ``plot_groups``: rows of ``PlotGroup``: the best groups in circles just below, at and above the guide, and
  all plots together, their radius missing where some are not drawn: no group can hold more than they do.
- ``plot_areas``: rows of ``PlotArea``, for plots both stated and drawn.
- ``zone.plots_overlap_ha``: ground that drawn plots share, in hectares.
- ``zone.connected_groups``, ``zone.largest_connected_ha``, ``zone.largest_connected_percent``: plots next to
  each other, and the share of the largest such group in all that is drawn.
- ``zone.tokyo_km``, ``zone.osaka_km``: distance to the border of the area, negative inside.
- ``zone.border_accuracy_km``: how accurately those borders are drawn.
- ``zone.supply_areas_drawn``: supply areas of the municipalities the plots lie in by loaded boundaries, as
  words; missing unless these cover all plots.
- ``zone.plants``: candidates for the plants named, as words; never a verdict.
- ``layers.<topic>``: what each loaded layer of the topic says at the plots, with edition, date and coverage,
  as words; missing where none is loaded. Nothing found is told with the coverage it rests on.
- ``layers.<topic>_near``: features of which the accuracy leaves open whether they touch the plots, as words;
  known only from layers that cover the plots and state their accuracy.
"""

from __future__ import annotations

from data.domain.layer import LAYER_TOPIC_NAMES, LayerTopic
from data.domain.plan.fields import Meaning, means
from data.domain.plan.meaning import meanings
from data.domain.zone import PlotArea, PlotGroup


def _table(path: str, meaning: Meaning, row: type[PlotGroup | PlotArea]) -> dict[str, Meaning]:
    return {path: meaning, **{f"{path}[].{name}": column for name, column in meanings(row).items()}}


def layer_path(topic: LayerTopic) -> str:
    """Return the path of what the layers of a topic say at the plots."""
    return f"layers.{topic}"


def near_path(topic: LayerTopic) -> str:
    """Return the path of the features that may or may not touch the plots."""
    return f"layers.{topic}_near"


def _layers() -> dict[str, Meaning]:
    found: dict[str, Meaning] = {}
    for topic, name in LAYER_TOPIC_NAMES.items():
        found[layer_path(topic)] = means(f"{name.ja}の地図データ", f"layers on {name.en}")
        found[near_path(topic)] = means(f"{name.ja}の境界付近の地物", f"borderline features on {name.en}")
    return found


ZONE_MEASURED: dict[str, Meaning] = {
    "call.opens": means("公募の開始", "opening of the call"),
    "call.closes": means("公募の締切", "deadline of the call"),
    "filed.at": means("申請の受付時刻", "moment of filing"),
    **_table("plot_groups", means("区画の組合せ", "groups of plots"), PlotGroup),
    **_table("plot_areas", means("記載と図形のある区画", "plots stated and drawn"), PlotArea),
    "zone.plots_overlap_ha": means("区画同士の重なり", "overlap of plots", unit="ha"),
    "zone.connected_groups": means("隣り合う区画のまとまりの数", "groups of adjacent plots", unit="か所"),
    "zone.largest_connected_ha": means("最大のまとまりの面積", "largest adjacent group", unit="ha"),
    "zone.largest_connected_percent": means("最大のまとまりの割合", "share of the largest group", unit="%"),
    "zone.tokyo_km": means("東京圏の境界からの距離", "distance from the Tokyo area", unit="km"),
    "zone.osaka_km": means("大阪圏の境界からの距離", "distance from the Osaka area", unit="km"),
    "zone.border_accuracy_km": means("境界図形の位置精度", "accuracy of the borders", unit="km"),
    "zone.supply_areas_drawn": means("図形の位置による供給区域", "supply areas by the drawn plots"),
    "zone.plants": means("記載された発電所の候補", "candidates for the plants named"),
    **_layers(),
}
