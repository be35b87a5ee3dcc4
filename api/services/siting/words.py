"""A scenario told in sentences: how much land is good, where the best lies, what is not known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from api.services.siting import studies
from api.services.siting.results import Reading
from api.services.siting.scenarios import View
from data.domain.wording import Text
from data.orm.siting import SitingScenario, SitingStudy, StudyStatus
from data.queries.siting import AreaRow
from data.reference.places import place_name
from geo.mesh import Level
from geo.siting.profile import profile

NAMED = 4
STATES: Mapping[str, Text] = {
    StudyStatus.QUEUED: Text("待機中", "queued"),
    StudyStatus.RUNNING: Text("計算中", "running"),
    StudyStatus.DONE: Text("完了", "done"),
    StudyStatus.FAILED: Text("中止", "failed"),
}
_TITLE = Text("{profile}の適地評価：{preset}、{level}", "Siting for {profile}: {preset}, {level}")
_LAND = Text(
    "評価した陸地{cells:,}メッシュのうち、除外は{excluded:,}、判定保留は{set_aside:,}です。"
    "判断に足る情報がある{ranked:,}メッシュのうち{good:,}メッシュが目安（{from_score:.2f}以上）に達しました。",
    "Of {cells:,} cells of land, {excluded:,} are excluded and {set_aside:,} are set aside. "
    "Enough is known of {ranked:,}; {good:,} of them reach {from_score:.2f}.",
)
_AREA = Text(
    "最も広いまとまりは{places}にあり、面積は約{ha:,.0f} ha（道路や傾斜、利用状況を除かない総面積）です。",
    "The largest area lies in {places}, about {ha:,.0f} ha gross of roads, slopes and present use.",
)
_NO_AREA = Text("目安に達したメッシュはありません。", "No cell reaches the threshold.")
_UNKNOWN = Text(
    "次の指標はレイヤが読み込まれていないため不明です：{names}。不明は0点とせず、評価点の幅で扱っています。",
    "Not known, because the layer is not loaded: {names}. Unknown is not zero; it widens the range.",
)
_TIES = Text(
    "1位は{tied:,}メッシュが同点です。順位は不明な指標の値によって変わります。",
    "{tied:,} cells share the first place. Positions would change with what is not known yet.",
)


def title_of(study: SitingStudy, scenario: SitingScenario) -> Text:
    """Name a scenario by its profile, preset and size of cells."""
    wanted = profile(study.profile_id)
    preset, level = wanted.preset(scenario.preset).title, studies.LEVELS[Level(study.level)]
    return Text(
        _TITLE.ja.format(profile=wanted.title.ja, preset=preset.ja, level=level.ja),
        _TITLE.en.format(profile=wanted.title.en, preset=preset.en, level=level.en),
    )


def in_words(reading: Reading, shown: View, areas: Sequence[AreaRow]) -> tuple[Text, ...]:
    """Return the sentences of a reading, in order."""
    told = [_LAND.filled(**shown.counts, from_score=reading.preset.good_from)]
    if areas:
        told.append(_largest(areas[0]))
    else:
        told.append(_NO_AREA)
    if shown.ranked and shown.ranked[0].tied > 1:
        told.append(_TIES.filled(tied=shown.ranked[0].tied))
    missing = [item.title for item in reading.result.profile.indicators if _is_missing(reading, item.id)]
    if missing:
        told.append(
            Text(
                _UNKNOWN.ja.format(names="、".join(title.ja for title in missing)),
                _UNKNOWN.en.format(names=", ".join(title.en for title in missing)),
            )
        )
    return tuple(told)


def _is_missing(reading: Reading, indicator: str) -> bool:
    measure = next(item for item in reading.result.profile.indicators if item.id == indicator).measure
    layer = getattr(measure, "layer", None)
    return layer is not None and layer not in reading.result.editions


def _largest(area: AreaRow) -> Text:
    names = [place_name(code) for code in area.places[:NAMED]]
    ja, en = "、".join(names), ", ".join(names)
    if more := len(area.places) - len(names):
        ja, en = f"{ja}ほか{more}市区町村", f"{en} and {more} more"
    return Text(_AREA.ja.format(places=ja, ha=area.area_ha), _AREA.en.format(places=en, ha=area.area_ha))
