"""A plan's map in words says what was measured and what was not, and never turns a gap into a figure."""

from __future__ import annotations

from api.services.facts import NAMES
from api.web.plan_words import plan_in_words

TITLES = {path: meaning.title for path, meaning in NAMES.items()}


def told(*facts: dict) -> str:
    return "".join(text.ja for text in plan_in_words(facts, TITLES))


def test_every_known_fact_is_told_with_its_figure() -> None:
    station = {"name": "新長岡", "max_kv": 154.0, "distance_km": 3.24}
    text = told(
        {"path": "land.area_ha", "value": 1234.4},
        {"path": "land.municipalities", "value": ["15202"]},
        {"path": "power.nearest_substation", "value": station},
        {"path": "power.decarbonised_mw", "value": 12.0},
    )
    for part in ("1,234 ha", "長岡市", "新長岡", "154 kV", "3.2 km", "12 MW"):
        assert part in text
    assert "分かっていません" not in text


def test_what_is_missing_is_named_and_not_told_as_zero() -> None:
    station = {"name": None, "max_kv": None, "distance_km": 1.0}
    gap = {"path": "power.decarbonised_mw", "value": None, "reason": {"ja": "x", "en": "x"}}
    text = told({"path": "power.nearest_substation", "value": station}, gap)
    assert "名称不明のもの（最高電圧不明）" in text
    assert "次のことは分かっていません：周辺10km以内の脱炭素電源" in text
    assert "0 MW" not in text
