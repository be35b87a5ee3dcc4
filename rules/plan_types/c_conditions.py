"""What a program can decide of the clauses of plan type C, in the order of the clauses."""

from __future__ import annotations

from data.domain.wording import Text
from rules.engine.condition import (
    AnyOf,
    Compare,
    Every,
    Is,
    Show,
    Stated,
    ValueOf,
    all_of,
    fact,
    stated,
)
from rules.settings import asked_by_operator

MORE_VALUE_OR_WIDER_MARKET = all_of(
    AnyOf(
        Text(
            "付加価値の向上（現在と計画後の単価）又は販路の拡大",
            "a gain in unit value or new channels",
        ),
        (
            all_of(
                stated("value_gain.unit", "value_gain.before", "value_gain.after", "value_gain.basis"),
                Compare(
                    fact("value_gain.after"),
                    ">",
                    fact("value_gain.before"),
                    Text(
                        "計画後の単価を現在の単価より高く設定するか、販路の拡大を記載してください。",
                        "Set the unit value above today's, or state new channels.",
                    ),
                ),
            ),
            Every("channels", stated(".region", ".description")),
        ),
    ),
    Show(("value_gain.ratio", "channels")),
)

CONCENTRATION_SHOWN = all_of(
    Every(
        "counterparts",
        all_of(
            Stated(".kind"),
            AnyOf(
                Text("売上又は仕入に占める割合", "the share of sales or of purchases"),
                (Stated(".sales_share"), Stated(".purchase_share")),
            ),
        ),
    ),
    *(
        Compare(
            fact(f"concentration.{side}_listed"),
            "<=",
            ValueOf("shared.whole_percent"),
            Text(
                "割合の合計が100%を超えないよう、各取引先の割合を確かめてください。",
                "Check the shares so that they add up to no more than the whole.",
            ),
        )
        for side in ("sales", "purchase")
    ),
    Show(
        tuple(
            f"concentration.{side}_{figure}"
            for side in ("sales", "purchase")
            for figure in ("largest", "hhi_least", "hhi_most")
        )
    ),
    asked_by_operator("dependence.largest_share", "dependence.hhi"),
)

DESK = Every("support", Stated(".contact"))

ANNOUNCED_BY_HEAD = all_of(
    Is(
        "announcement.by_head",
        (True,),
        holds=Text(
            "発表者の職は、作成主体の長の職と一致しています。",
            "The announcer holds the office of the head of a body of the plan.",
        ),
        fails=Text(
            "発表者の職が、作成主体の長の職と一致しません。",
            "The announcer does not hold the office of the head of a body of the plan.",
        ),
        remedy=Text(
            "作成主体（都道府県又は市区町村）の長による発表とするか、作成主体の記載を確かめてください。",
            "Have the head of the body announce the plan, or check which body makes it.",
        ),
    ),
    Show(("announcement.office", "author.offices")),
    stated("announcement.name", "announcement.date", "announcement.place"),
)

USUAL_EXTENT = Compare(
    fact("extent.prefectures"),
    "==",
    ValueOf("c.extent.prefectures"),
    Text(
        "複数の都道府県に及ぶ理由を概要に記載すると、審査の参考になります。",
        "Say in the outline why the plan covers several prefectures.",
    ),
)
