"""The fields of a call's form that say how its committee scores, and what was typed in them."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import ValidationError

from api.web import typed
from data.domain.call import Scoring
from data.domain.errors import InvalidInput, Problem
from data.domain.plan.kinds import PlanType
from data.domain.review import Side
from data.domain.wording import Text
from data.orm import Call

_WRONG = Problem(
    "lowest",
    None,
    Text(
        "採点の設定が整っていません（点数は0から100までの整数で最低が最高より小さく、重みはどれかが1以上）。",
        "The scoring does not fit: points from 0 to 100, the lowest below the highest, a weight above 0.",
    ),
    Text("点数と重みを直してください。", "Mend points and weights."),
)


def read(sent: Mapping[str, str]) -> Scoring | None:
    """Return the scoring typed, ``None`` where the form has none. Raises ``InvalidInput``."""
    if "lowest" not in sent:
        return None
    names = ("lowest", "highest", *(f"weight_{side}" for side in Side))
    numbers = {name: typed.number(name, sent.get(name, "")) for name in names}
    try:
        return Scoring.model_validate(
            {
                "lowest": numbers["lowest"],
                "highest": numbers["highest"],
                "weights": {side: numbers[f"weight_{side}"] for side in Side},
                "types": [each for each in PlanType if sent.get(f"scored_{each}")],
            }
        )
    except ValidationError as error:
        raise InvalidInput.of([_WRONG]) from error


def as_typed(call: Call | None) -> dict[str, str]:
    """Return a call's scoring as its fields hold it; the product's own for no call."""
    scoring = Scoring.model_validate((call.scoring if call else None) or {})
    return {
        "lowest": str(scoring.lowest),
        "highest": str(scoring.highest),
        **{f"weight_{side}": str(scoring.weights.get(side, 1)) for side in Side},
        **{f"scored_{each}": "on" for each in scoring.types},
    }
