"""Results of studies in memory: read from their folder once, scored once for each set of weights."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from data.domain.errors import NotReady
from data.domain.wording import Text
from geo.siting.exclusion import Exclusions, exclusions
from geo.siting.kept import kept
from geo.siting.picture import Picture, picture
from geo.siting.profile import Preset
from geo.siting.scoring import IndicatorScores, Scores, indicator_scores, scenario_id, weigh
from geo.siting.study import StudyResult

CELLS_IN_MEMORY = 7_000_000
"""Cells of all results held at once; the nation at 250 m has 5.9 million."""
READINGS_HELD = 4
_NO_RESULT = Text(
    "この評価の計算はまだ終わっていません。進み具合は評価のページで確認できます。",
    "This study is not computed yet; its page shows how far it is.",
)


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A study read with a preset and weights."""

    id: str
    result: StudyResult
    parts: IndicatorScores
    preset: Preset
    scores: Scores
    found: Exclusions
    picture: Picture


@dataclass(slots=True)
class Results:
    """The results below a folder; safe for several threads."""

    folder: Path
    _loaded: OrderedDict[str, tuple[StudyResult, IndicatorScores]] = field(default_factory=OrderedDict)
    _readings: OrderedDict[str, Reading] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def path(self, study_id: str) -> Path:
        """Return the folder of a study's result."""
        return self.folder / "results" / study_id

    def read(self, study_id: str, preset_id: str, weights: Mapping[str, float]) -> Reading:
        """Return a study read with a preset and weights.

        Raises ``NotReady`` while there is no result, ``NotFound`` for an unknown preset and ``InvalidInput``
        for weights that cannot be used.
        """
        name = scenario_id(study_id, preset_id, weights)
        with self._lock:
            if name in self._readings:
                self._readings.move_to_end(name)
                return self._readings[name]
            result, parts = self._load(study_id)
            preset = result.profile.preset(preset_id)
            scores, found = weigh(parts, weights), exclusions(result, preset)
            shown = picture(result.cells, scores, found, preset)
            self._readings[name] = Reading(name, result, parts, preset, scores, found, shown)
            while len(self._readings) > READINGS_HELD:
                self._readings.popitem(last=False)
            return self._readings[name]

    def hold(self, result: StudyResult) -> None:
        """Take in a result just computed and kept, so that it need not be read from its folder."""
        with self._lock:
            self._hold(result)

    def _load(self, study_id: str) -> tuple[StudyResult, IndicatorScores]:
        if study_id not in self._loaded:
            result = kept(self.path(study_id))
            if result is None:
                raise NotReady(_NO_RESULT)
            self._hold(result)
        self._loaded.move_to_end(study_id)
        return self._loaded[study_id]

    def _hold(self, result: StudyResult) -> None:
        self._loaded[result.study_id] = (result, indicator_scores(result))
        while len(self._loaded) > 1 and self._cells() > CELLS_IN_MEMORY:
            dropped, _ = self._loaded.popitem(last=False)
            for name in [n for n, held in self._readings.items() if held.result.study_id == dropped]:
                del self._readings[name]

    def _cells(self) -> int:
        return sum(len(result.cells) for result, _ in self._loaded.values())
