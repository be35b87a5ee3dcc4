"""The support measures as conditions, so that an offer is explained by the same engine as a demand."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from data.domain.wording import Text
from rules.engine.condition import Offer, Offers, stated


@cache
def support_offers() -> Offers:
    """Return the support measures of the catalogue, each with what a plan must state for it."""
    text = files("rules").joinpath("catalogues", "support_measures.yaml").read_text(encoding="utf-8")
    return Offers(tuple(_offer(entry) for entry in yaml.safe_load(text)["measures"]))


def _offer(entry: dict[str, Any]) -> Offer:
    return Offer(
        Text(entry["ja"], entry["en"]),
        Text(entry["why"]["ja"], entry["why"]["en"]),
        stated(*entry["needs"]),
    )
