"""A plan document that is whole and sound, for tests to spoil in one place at a time."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

SECRET = "株式会社ひみつ精工"
SECRET_NUMBER = "7000012050002"

PLAN: dict[str, Any] = {
    "plan_type": "B",
    "title": "柏崎 次世代蓄電池クラスター計画",
    "body": "15000",
    "summary": "県内の機械加工と素材の力を生かし、蓄電池部材の供給網をつくる。",
    "industry": "電池部材製造業",
    "period": {"start": "2027-04-01", "end": "2032-03-31"},
    "municipalities": ["15205"],
    "footprint": {
        "type": "Polygon",
        "coordinates": [
            [[138.52, 37.33], [138.58, 37.33], [138.58, 37.38], [138.52, 37.38], [138.52, 37.33]]
        ],
    },
    "targets": {"sales_yen": 12_000_000_000, "value_added_yen": 4_500_000_000, "year": 2031},
    "investment": {
        "total_yen": 3_000_000_000,
        "rows": [
            {"company": SECRET, "purpose": "部材工場", "amount_yen": 2_000_000_000, "year": 2028},
            {"company": "ひみつ素材", "purpose": "試験設備", "amount_yen": 1_000_000_000, "year": 2029},
        ],
    },
}


def plan(**changes: Any) -> dict[str, Any]:
    """Return the plan with some top-level fields changed; ``None`` leaves a field out."""
    changed = deepcopy(PLAN) | changes
    return {name: value for name, value in changed.items() if value is not None}
