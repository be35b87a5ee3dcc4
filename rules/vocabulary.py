"""What can be asked about a plan beyond its document: measured facts, computed facts, and clearer names.

``land.*`` is measured from the footprint by the caller; a place nobody measured is missing, never zero:

- ``land.area_ha``: geodesic area of the footprint, number in hectares; known only for a sound footprint.
- ``land.prefectures``: 2-digit codes of the prefectures it touches, tuple of text.
- ``land.municipalities``: 5-digit codes of the municipalities it touches (a designated city as one), tuple.
- ``land.outside_bodies_share``: part of the area outside the area of the bodies named, 0 to 1.
- ``land.overlaps``: titles of other plans and zones it overlaps, tuple of text; empty when looked up.

``benchmark.*`` comes from loaded statistics, all three by the plan's definition or all three missing:

- ``benchmark.year``: the year both figures are of.
- ``benchmark.industry_per_worker``, ``benchmark.prefecture_per_worker``: value added per worker, yen.

``technology.*`` is what names the plan uses have in common with the catalogues, as words; no identification:

- ``technology.matches``: for each name the entries it may mean, with document and lines.
- ``technology.controlled``, ``technology.critical``: those of the prior-report list and of critical goods.

``setting.*`` are the operator's settings in force (``rules.settings``); one that is off is left out.
"""

from __future__ import annotations

from functools import cache

from data.domain.plan.fields import Meaning, Section, means
from data.domain.plan.meaning import meanings
from rules.engine.places import Vocabulary
from rules.gx_types.measured import ZONE_MEASURED
from rules.measures import MEASURES
from rules.settings import possible_settings

MEASURED: dict[str, Meaning] = {
    "land.area_ha": means("計画区域の面積", "area of the footprint", unit="ha"),
    "land.prefectures": means("計画区域が含まれる都道府県", "prefectures of the footprint"),
    "land.municipalities": means("計画区域が含まれる市区町村", "municipalities of the footprint"),
    "land.outside_bodies_share": means("計画区域のうち作成主体の区域外の割合", "part outside the bodies"),
    "land.overlaps": means("計画区域が重なる他の計画・地域", "other plans and zones overlapped"),
    "benchmark.year": means("読み込まれた統計の対象年", "year of the loaded statistics", unit="年"),
    "benchmark.industry_per_worker": means(
        "読み込まれた統計による業種の一人当たり付加価値額",
        "loaded value added per worker, industry",
        unit="円",
    ),
    "benchmark.prefecture_per_worker": means(
        "読み込まれた統計による都道府県の一人当たり付加価値額",
        "loaded value added per worker, prefecture",
        unit="円",
    ),
    "technology.matches": means("技術等の名称と資料の一覧との照合", "names compared with the catalogues"),
    "technology.controlled": means("事前報告の対象技術の候補", "candidates on the prior-report list"),
    "technology.critical": means("経済安全保障上重要な物資・技術の候補", "candidates among critical goods"),
    **ZONE_MEASURED,
    **{setting.path: setting.meaning for setting in possible_settings().values()},
}
CLEARER: dict[str, Meaning] = {
    "period.start": means("計画期間の開始日", "start of the plan period"),
    "period.end": means("計画期間の終了日", "end of the plan period"),
    "export.destinations": means("輸出先", "export destinations"),
    "export.year": means("輸出目標の目標年度", "year of the export target", unit="年度"),
    "share.rank": means("国内順位の目標", "target rank in Japan", unit="位"),
    "share.percent": means("国内シェアの目標", "target share in Japan", unit="%"),
    "share.year": means("国内シェア目標の目標年度", "year of the share target", unit="年度"),
    "value_added.amount_yen": means("付加価値額の見込み", "expected value added", unit="円"),
    "value_added.year": means("付加価値額の対象年度", "year of the value added", unit="年度"),
    "value_added.definition": means("計画の付加価値の定義", "definition of the plan's value added"),
    "monitoring.cycle_months": means("KPIの点検周期", "monitoring cycle", unit="か月"),
    "monitoring.dates": means("KPIの点検予定日", "planned monitoring dates"),
    "monitoring.responsible": means("KPIの点検の責任者", "person responsible for monitoring"),
    "announcement.office": means("発表者の職", "office of the announcer"),
    "announcement.name": means("発表者の氏名", "name of the announcer"),
    "announcement.date": means("発表日", "date of the announcement"),
    "announcement.place": means("発表の場", "place of the announcement"),
    "investment.rows[].purpose": means("投資内容", "purpose", confidential=True),
    "roadmap.agreement": means("ロードマップとの整合の説明", "how the plan agrees with the roadmap"),
    "roadmap.entry": means("ロードマップの該当する工程", "roadmap entry"),
    "value_gain.unit": means("単価の単位", "unit of the unit value"),
    "value_gain.basis": means("単価の算定の根拠", "basis of the unit values"),
    "channels[].region": means("販路の対象地域", "region of the channel"),
    "channels[].description": means("販路の内容", "description of the channel"),
    "targets.year": means("売上・付加価値目標の目標年度", "year of the targets", unit="年度"),
}
"""Names for fields whose own title is told apart only by the section it stands in.

The purpose of an investment is free text that may tell the company; a record does not repeat it.
"""


@cache
def vocabulary_of(document: type[Section]) -> Vocabulary:
    """Return everything that can be asked about a document of this type."""
    names = meanings(document)
    clearer = {path: meaning for path, meaning in CLEARER.items() if path in names}
    computed: dict[str, Meaning] = {}
    for measure in MEASURES:
        computed[measure.path] = measure.meaning
        if measure.row_type is not None:
            columns = meanings(measure.row_type)
            computed |= {f"{measure.path}[].{name}": meaning for name, meaning in columns.items()}
    return Vocabulary({**names, **clearer, **MEASURED, **computed}, {m.path: m for m in MEASURES})
