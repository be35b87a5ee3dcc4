"""The words of a map's own buttons, the same on every map."""

from __future__ import annotations

from collections.abc import Mapping

from data.domain.wording import Language, Text

_STRINGS = {
    "map": Text("{title}の地図", "Map of {title}"),
    "full": Text("全画面表示", "Full screen"),
    "home": Text("最初の範囲に戻る", "Back to the first view"),
    "zoomIn": Text("拡大", "Zoom in"),
    "zoomOut": Text("縮小", "Zoom out"),
    "close": Text("閉じる", "Close"),
    "none": Text("該当する名称がありません", "No such name on this map"),
    "loading": Text("読み込んでいます…", "Loading…"),
    "failed": Text("読み込めませんでした", "Could not be loaded"),
}


def map_strings(title: str, language: Language, more: Mapping[str, Text]) -> dict[str, str]:
    """Return the words of a map in one language, with those that only it needs."""
    strings = {key: text.in_language(language) for key, text in {**_STRINGS, **more}.items()}
    return {**strings, "map": strings["map"].replace("{title}", title)}
