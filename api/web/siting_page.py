"""What the page of a scenario shows, gathered from its reading."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from api.services.siting import mapping, scenarios, words
from api.services.siting.results import Reading
from data.domain.wording import Text
from data.orm.siting import SitingScenario, SitingStudy
from geo.siting.profile import profile

AREAS_SHOWN = 15


def context(
    session: Session, scenario: SitingScenario, study: SitingStudy, reading: Reading
) -> dict[str, Any]:
    """Return the template's context for a scenario whose study is done."""
    shown = scenarios.view(reading)
    areas = scenarios.area_rows(reading)
    wanted = reading.result.profile
    return {
        "title": words.title_of(study, scenario),
        "scenario": scenario,
        "study": study,
        "profile": wanted,
        "preset": reading.preset,
        "shown": shown,
        "rows": list(zip(shown.ranked, shown.codes, shown.places, strict=True)),
        "areas": areas[:AREAS_SHOWN],
        "told": words.in_words(reading, shown, areas),
        "moved": list(zip(shown.codes, scenarios.moved(reading, shown.ranked), strict=True)),
        "swing": scenarios.SWING,
        "indicator_titles": {item.id: item.title for item in wanted.indicators},
        "compared": scenarios.compared(session, reading),
        "layer_titles": layer_titles(study),
        "tiles": mapping.tile_address(study.id, scenario.preset, scenario.weights),
    }


def layer_titles(study: SitingStudy) -> list[dict[str, Any]]:
    """Return every layer of a study with what depends on it, the missing ones too."""
    wanted = profile(study.profile_id)
    uses: dict[str, list[Text]] = {}
    for item in wanted.indicators:
        uses.setdefault(getattr(item.measure, "layer", ""), []).append(item.title)
    for exclusion in wanted.exclusions:
        uses.setdefault(exclusion.layer, []).append(exclusion.reason)
    return [{**layer, "uses": uses.get(layer["layer"], [])} for layer in study.layers]
