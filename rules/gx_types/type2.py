"""The criteria of ②データセンター集積型: data centres where power and telecom can be built out well."""

from __future__ import annotations

from data.domain.plan.kinds import PlanType
from data.domain.plan.kinds_zones import ApplicantKind, PartnerKind
from data.domain.wording import Text
from rules.engine.condition import (
    AnyOf,
    Compare,
    Doubt,
    Every,
    Guide,
    Is,
    Show,
    Some,
    Stated,
    ValueOf,
    all_of,
    fact,
    stated,
)
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.gx_types import shared
from rules.gx_types.topics import DEMANDED
from rules.plan_types.shared import FOOTPRINT
from rules.plan_types.shared_conditions import listed
from rules.settings import asked_by_operator

_APPLICANT = shared.applicant(
    all_of(
        Is("applicant.kind", shared.PREFECTURE_OR_CITY),
        Doubt(Is("applicant.kind", (ApplicantKind.PREFECTURE,))),
        shared.WITH_JOINT_BODIES,
    ),
    "1997-2003",
    Text(
        "政令指定都市の申請を認めるかは報道により異なります。公募要領に照らして、申請者として認められますか。",
        "Reports differ on whether a designated city may apply. Does the call admit it?",
    ),
)

_FIRMS: tuple[tuple[PartnerKind, Text], ...] = (
    (PartnerKind.POWER_COMPANY, Text("電力会社", "power company")),
    (PartnerKind.TELECOM_COMPANY, Text("通信事業者", "telecom company")),
    (PartnerKind.DATA_CENTRE_COMPANY, Text("データセンター事業者", "data centre company")),
)
_PARTNERS = Criterion(
    id="gx.partners",
    title=Text(
        "自治体と電力・通信・データセンター事業者の参画", "Local government, power, telecom, data centres"
    ),
    side=shared.APPLICATION,
    citations=(cite("S2", "1984"), cite("PRESS", "類型ごとの申請者")),
    demand=all_of(shared.BOTH_SIDES, *(listed("partners", ".kind", (kind,), what) for kind, what in _FIRMS)),
    since=shared.IN_FORCE,
)
_LAND_REMEDY = Text(
    "半径10kmの円に収まる区画の面積を増やすか、区画の図形と面積を確認してください。",
    "Add land within a circle of 10 km radius, or check shapes and areas of the plots.",
)
_LAND = Criterion(
    id="gx.land",
    title=Text("円内の区画の合計面積", "Total area of plots within the circle"),
    side=shared.LAND,
    citations=(cite("PRESS", "②の用地の目安"), cite("S2", "2002")),
    demand=all_of(
        Some(
            "plot_groups",
            all_of(
                Guide(
                    fact(".radius_km"),
                    "<=",
                    ValueOf("gx2.land.radius_km"),
                    ValueOf("gx2.land.radius_tolerance_km"),
                    _LAND_REMEDY,
                ),
                Guide(
                    fact(".area_ha"),
                    ">=",
                    ValueOf("gx2.land.area_ha"),
                    ValueOf("gx2.land.area_tolerance_ha"),
                    _LAND_REMEDY,
                ),
                Doubt(
                    Is(
                        ".all_drawn",
                        (True,),
                        holds=Text("すべての区画が図形で示されています。", "All plots are drawn."),
                        fails=Text(
                            "点と面積だけで示された区画を、同じ面積の円とみなしています。",
                            "A plot given as a point stands as a disc of its area.",
                        ),
                    )
                ),
                Show((".plots",)),
            ),
            Text("目安を満たす区画の組合せ", "group of plots that meets the guide"),
            nearest=True,
        ),
        Every(
            "plot_areas",
            Doubt(Compare(fact(".difference_percent"), "<=", ValueOf("gx.plots.difference_percent"))),
        ),
        Doubt(Compare(fact("zone.plots_overlap_ha"), "<=", ValueOf("gx.plots.overlap_ha"))),
    ),
    doubt=Text(
        "面積と半径はいずれも目安です。境界付近にある点や図形の不確かさを踏まえて、用地を認めますか。",
        "Area and radius are guides: given how near they are and how sure the shapes, is the land enough?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "面積は、図形のある区画では図形から、ない区画では記載から数えます。"
            "組合せが複数ある場合は、合計面積の最も大きいものを示します。",
            "Drawn plots count with their geodesic area, others with the stated one; of several groups the "
            "largest is reported.",
        ),
    ),
)
_ENOUGH = (ValueOf("gx2.power.mw"), ValueOf("gx2.power.mw_tolerance"))
_POWER_REMEDY = Text(
    "おおむね10年以内に1,000MW級へ拡張する見通しを、年度ごとの受電容量で示してください。",
    "Show by year how the capacity grows to about 1,000 MW within about ten years.",
)
_SCALE = Criterion(
    id="gx.power.scale",
    title=Text("GW級への拡張", "Expansion to gigawatt class"),
    side=shared.POWER,
    citations=(cite("PRESS", "②の電力の目安"), cite("S2", "2002")),
    demand=all_of(
        Stated("power.current_mw"),
        AnyOf(
            Text("年度ごとの見通し又は現在の受電容量", "the plan by year or the capacity today"),
            (
                Some(
                    "power.steps",
                    all_of(
                        Guide(fact(".capacity_mw"), ">=", *_ENOUGH, _POWER_REMEDY),
                        Guide(
                            fact(".years_ahead"),
                            "<=",
                            ValueOf("gx2.power.years"),
                            ValueOf("gx2.power.years_tolerance"),
                            _POWER_REMEDY,
                        ),
                        Show((".stage", ".substation")),
                    ),
                    Text("目安の容量に目安の年数で達する年度", "year in which the guide is reached in time"),
                    nearest=True,
                ),
                Guide(fact("power.current_mw"), ">=", *_ENOUGH, _POWER_REMEDY),
            ),
        ),
        Show(
            (
                "gx_power.largest_mw",
                "gx_power.land_needed_ha",
                "gx_power.land_if_dense_ha",
                "gx_power.land_if_sparse_ha",
                "agreement.plots_ha",
            )
        ),
    ),
    question=Text(
        "系統接続の段階と工程に照らして、この拡張は実現できる見込みがありますか。",
        "Given stage and schedule of the connection, can this expansion be delivered?",
    ),
    doubt=Text(
        "容量又は年数が目安の境界付近です。系統接続の段階も踏まえて、拡張の見通しを認めますか。",
        "Capacity or years are near the guide: with the stage of connection, is the expansion credible?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "年数は、公募の締切が属する年度から数えます。空き容量の公表値は需要側の予約を意味しません。",
            "Years count from the fiscal year of the deadline. Published room on the grid is no reservation.",
        ),
    ),
)
_AWAY = Criterion(
    id="gx.away",
    title=Text("東京圏・大阪圏からの距離", "Distance from the Tokyo and Osaka areas"),
    side=shared.SITE,
    citations=(cite("PRESS", "②で考慮される事項"), cite("S2", "2002")),
    demand=all_of(
        stated("zone.tokyo_km", "zone.osaka_km"),
        *(
            Doubt(Guide(fact(path), ">=", ValueOf("gx2.away.outside_km"), fact("zone.border_accuracy_km")))
            for path in ("zone.tokyo_km", "zone.osaka_km")
        ),
        shared.SUPPLY_AREAS_AGREE,
        asked_by_operator("gx2.away_km"),
        Show(("zone.supply_areas", "zone.supply_areas_drawn", "zone.bureaus", "zone.blocks")),
    ),
    question=Text(
        "東京圏・大阪圏から十分に離れ、分散に役立つ場所といえますか。",
        "Is it far enough from the Tokyo and Osaka areas to spread the load?",
    ),
    doubt=Text(
        "圏域の内側又は境界付近です。分散の趣旨に照らして、この場所を認めますか。",
        "Inside one of the areas or near its border: does the place serve the spreading?",
    ),
    since=shared.IN_FORCE,
    notes=(
        Text(
            "必要な距離を定めた文書はありません。東京圏は埼玉・千葉・東京・神奈川、大阪圏は京都・大阪・兵庫・奈良の区域とした"
            "（本システムの定義）。負の値は圏域の内側を表します。",
            "No document sets a distance. Tokyo area: Saitama, Chiba, Tokyo, Kanagawa; Osaka area: Kyoto, "
            "Osaka, Hyogo, Nara (our definition). A negative distance lies inside.",
        ),
    ),
)

CRITERIA: tuple[Criterion, ...] = (
    _APPLICANT,
    _PARTNERS,
    shared.WINDOW,
    _LAND,
    _SCALE,
    shared.CLEAN_JUDGED,
    _AWAY,
    *DEMANDED,
    shared.FOUR_SIDES,
    FOOTPRINT,
    shared.AREA_CONSISTENCY,
    shared.TECHNOLOGY_CONTROL,
    shared.support(PlanType.GX2),
)
