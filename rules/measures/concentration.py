"""How far a local plan's sales and purchases hang on single counterparts; how far is too far is judged.

Shares are those of the counterparts listed. What they leave open of the whole may lie with one party or with
many, so the Herfindahl-Hirschman index (sum of squared percentages, 0 to 10,000) is given as a range.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import partial

from data.domain.evidence import Missing
from data.domain.plan.fields import Meaning, means
from data.domain.wording import Text
from rules.engine.measuring import Asked, Measure

TABLE = "counterparts"
_WHOLE = Decimal(100)
_SIDES = {"sales": Text("売上", "sales"), "purchase": Text("仕入", "purchases")}


def _shares(facts: Asked, side: str) -> list[Decimal] | Missing:
    rows = facts.rows(TABLE)
    if isinstance(rows, Missing):
        return rows
    cells = [facts.known(f"{row}.{side}_share") for row in rows]
    stated = [Decimal(cell[0]) for cell in cells if not isinstance(cell, Missing)]
    words = _SIDES[side]
    return stated or Missing(
        f"concentration.{side}_listed",
        Text(
            f"{words.ja}に占める割合を記載した取引先がありません",
            f"no counterpart states its share of {words.en}",
        ),
    )


def _share(counted: Callable[[list[Decimal]], Decimal], side: str, facts: Asked, row: str) -> object:
    shares = _shares(facts, side)
    return shares if isinstance(shares, Missing) else counted(shares)


def _listed(shares: list[Decimal]) -> Decimal:
    return sum(shares, Decimal(0))


def _least_index(shares: list[Decimal]) -> Decimal:
    return sum((share * share for share in shares), Decimal(0))


def _most_index(shares: list[Decimal]) -> Decimal:
    rest = max(_WHOLE - _listed(shares), Decimal(0))
    return _least_index(shares) + rest * rest


_Counted = Callable[[list[Decimal]], Decimal]
_FIGURES: tuple[tuple[str, _Counted, Text, str | None], ...] = (
    (
        "largest",
        max,
        Text("{}に占める割合の最大", "largest share of {} listed"),
        "%",
    ),
    ("listed", _listed, Text("{}に占める割合の合計", "sum of the shares of {}"), "%"),
    ("hhi_least", _least_index, Text("{}の集中度（HHI）の下限", "least concentration (HHI) of {}"), None),
    ("hhi_most", _most_index, Text("{}の集中度（HHI）の上限", "greatest concentration (HHI) of {}"), None),
)


def _meaning(title: Text, side: Text, unit: str | None) -> Meaning:
    return means(title.ja.format(side.ja), title.en.format(side.en), unit=unit)


MEASURES = tuple(
    Measure(f"concentration.{side}_{name}", _meaning(title, words, unit), partial(_share, counted, side))
    for side, words in _SIDES.items()
    for name, counted, title, unit in _FIGURES
)
