"""What a generic layer is: its key, its role in a siting screen, how exact it is; no rows and no file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

KEY = re.compile(r"[a-z][a-z0-9_]{1,39}")
FINEST_ZOOM = 22


class LayerRole(StrEnum):
    """What a layer is for in a siting screen."""

    EXCLUDE = "exclude"
    """Ground it covers is out, with the layer as the reason."""
    INDICATOR = "indicator"
    """Distance to it or share under it is one of the measures."""
    CONTEXT = "context"
    """It is drawn and listed, and decides nothing."""


LAYER_ROLE_NAMES = {
    LayerRole.EXCLUDE: Text("除外", "exclude"),
    LayerRole.INDICATOR: Text("指標", "indicator"),
    LayerRole.CONTEXT: Text("参考", "context"),
}


class LayerTopic(StrEnum):
    """What a layer can say of a site for a zone; the same keys as the topics an application speaks to."""

    HAZARD = "hazard"
    TELECOM = "telecom"
    WATER = "water"
    TRANSPORT = "transport"


LAYER_TOPIC_NAMES = {
    LayerTopic.HAZARD: Text("災害リスク", "disaster risk"),
    LayerTopic.TELECOM: Text("通信", "telecom"),
    LayerTopic.WATER: Text("用水・冷却水", "industrial and cooling water"),
    LayerTopic.TRANSPORT: Text("交通", "transport"),
}


class Coverage(StrEnum):
    """Whether a layer can say anything about a place; only ``COVERED`` makes "nothing here" an answer."""

    COVERED = "covered"
    PARTLY = "partly"
    NOT_COVERED = "not_covered"
    NOT_KNOWN = "not_known"
    """No edition is loaded, or none states or implies its coverage."""


COVERAGE_NAMES = {
    Coverage.COVERED: Text("範囲内", "covered"),
    Coverage.PARTLY: Text("一部のみ範囲内", "partly covered"),
    Coverage.NOT_COVERED: Text("範囲外(データなし)", "not covered"),
    Coverage.NOT_KNOWN: Text("範囲不明", "coverage not known"),
}


@dataclass(frozen=True, slots=True)
class LayerDefinition:
    """A layer as its importer describes it; what is not stated stays ``None`` and is shown as not stated."""

    key: str
    role: LayerRole
    title: Text
    publisher: str | None = None
    licence: str | None = None
    attribution: str | None = None
    accuracy_m: float | None = None
    """Positional accuracy in metres as the source states it."""
    min_zoom: int = 0
    """Web map zoom below which the layer is not drawn."""
    coverage: Path | None = None
    """File with the polygons within which the layer is complete; else the extent of the data stands in."""
    topic: LayerTopic | None = None
    """What the layer is shown for to the reviewers of a zone; ``None`` for a layer shown on maps only."""

    def __post_init__(self) -> None:
        """Raise ``InvalidInput`` for a key, accuracy or zoom that cannot stand."""
        problems = [*self._key_problems(), *self._number_problems()]
        if problems:
            raise InvalidInput.of(problems)

    def stated(self) -> str:
        """Return in one line what makes an edition of the same file another one."""
        coverage = "" if self.coverage is None else f" coverage={self.coverage.name}"
        return f"role={self.role}{coverage}" + ("" if self.topic is None else f" topic={self.topic}")

    def _key_problems(self) -> list[Problem]:
        if KEY.fullmatch(self.key):
            return []
        message = Text(
            "レイヤーの識別名に使えない文字があります。", "The key of a layer cannot be written so."
        )
        remedy = Text(
            "英小文字で始まる英小文字・数字・下線の2〜40文字で指定してください(例：landslide_zone)。",
            "Use 2 to 40 lower-case letters, digits and underscores, a letter first (e.g. landslide_zone).",
        )
        return [Problem("--key", self.key, message, remedy)]

    def _number_problems(self) -> list[Problem]:
        problems = []
        if self.accuracy_m is not None and not 0 < self.accuracy_m <= 100_000:
            message = Text("位置の精度があり得ない値です。", "The positional accuracy is impossible.")
            remedy = Text("0より大きいメートル数で指定してください。", "Give metres above 0.")
            problems.append(Problem("--accuracy-m", self.accuracy_m, message, remedy))
        if not 0 <= self.min_zoom <= FINEST_ZOOM:
            message = Text("ズームの値が範囲外です。", "The zoom is out of range.")
            remedy = Text(f"0から{FINEST_ZOOM}までで指定してください。", f"Give 0 to {FINEST_ZOOM}.")
            problems.append(Problem("--min-zoom", self.min_zoom, message, remedy))
        return problems
