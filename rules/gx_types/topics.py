"""The topics an application for a zone speaks to: demanded of type ②, shown as indicators for ① and ③."""

from __future__ import annotations

from data.domain.assessment import Kind
from data.domain.layer import LayerTopic
from data.domain.plan.kinds_zones import Topic
from data.domain.wording import Text
from rules.engine.condition import Condition, Doubt, Empty, Every, Is, Show, WhenStated, all_of, stated
from rules.engine.criterion import Criterion
from rules.engine.sources import cite
from rules.gx_types.measured import layer_path, near_path
from rules.gx_types.shared import IN_FORCE, SITE
from rules.plan_types.shared_conditions import listed

_WITH_LAYERS = {Topic.of(topic.value) for topic in LayerTopic}
_LAYERS_NOTE = Text(
    "地図データは参考として示すもので、地物の有無だけで適否を決めません。読み込まれていないこと、収録範囲の外であることは、"
    "該当がないことを意味しません。",
    "Layers are evidence and decide nothing; not loaded or not covered does not mean that nothing is there.",
)


def _layers(topic: LayerTopic) -> tuple[Condition, ...]:
    near = near_path(topic)
    return Show((layer_path(topic),)), WhenStated((near,), Doubt(Empty(near)))


def _topic(key: str, which: Topic, title: Text, question: Text, kind: Kind, *more: Condition) -> Criterion:
    this = Is(".topic", (which,))
    return Criterion(
        id=key,
        title=title,
        side=SITE,
        kind=kind,
        citations=(cite("PRESS", "②で考慮される事項"), cite("S2", "2002")),
        demand=all_of(
            listed("statements", ".topic", (which,), Text(f"「{which.text.ja}」の記述", which.text.en)),
            Every("statements", stated(".text", ".evidence"), where=this),
            *more,
        ),
        question=question,
        since=IN_FORCE,
        notes=(_LAYERS_NOTE,) if which in _WITH_LAYERS else (),
    )


_TOPICS: tuple[tuple[str, Topic, Text, Text, tuple[Condition, ...]], ...] = (
    (
        "hazard",
        Topic.HAZARD,
        Text("災害リスク", "Disaster risk"),
        Text(
            "示された根拠から、災害リスクは低いといえますか。", "Does the evidence show a low disaster risk?"
        ),
        _layers(LayerTopic.HAZARD),
    ),
    (
        "telecom",
        Topic.TELECOM,
        Text("通信の地中化と冗長化", "Underground and redundant telecom"),
        Text("通信路は地中化と冗長化の面で十分ですか。", "Is telecom underground and redundant enough?"),
        _layers(LayerTopic.TELECOM),
    ),
    (
        "water",
        Topic.WATER,
        Text("用水・冷却水", "Industrial and cooling water"),
        Text("用水と冷却の手立ては規模に見合いますか。", "Do water and cooling suit the size?"),
        _layers(LayerTopic.WATER),
    ),
    (
        "transport",
        Topic.TRANSPORT,
        Text("交通", "Transport"),
        Text("建設と運用に必要な交通の便はありますか。", "Does transport serve construction and operation?"),
        _layers(LayerTopic.TRANSPORT),
    ),
    (
        "phasing",
        Topic.PHASING,
        Text("段階的な整備", "Phased build-out"),
        Text(
            "段階ごとの整備は、電力と需要の見通しに沿っていますか。", "Do the phases follow power and demand?"
        ),
        (Every("phases", stated(".start", ".end", ".capacity_mw")),),
    ),
    (
        "coexist",
        Topic.COEXISTENCE,
        Text("地域との共生", "Coexistence with the region"),
        Text("地域と共生する取組は実質を備えていますか。", "Is coexistence with the region real?"),
        (),
    ),
    (
        "commit",
        Topic.COMMITMENT,
        Text("自治体のコミットメント", "Municipal commitment"),
        Text(
            "自治体の関与は継続的で具体的ですか。", "Is the municipality's commitment lasting and concrete?"
        ),
        (),
    ),
)


def _topics(kind: Kind) -> tuple[Criterion, ...]:
    return tuple(
        _topic(f"gx.{key}", which, title, question, kind, *more)
        for key, which, title, question, more in _TOPICS
    )


DEMANDED = _topics(Kind.REQUIREMENT)
"""As type ② asks for them."""
INDICATORS = _topics(Kind.INFORMATION)
"""As types ① and ③ show them; they never refuse."""
