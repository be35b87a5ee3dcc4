"""Measured facts as they are kept with an assessment, and the way back to what the rules read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.plan.document import PlanDocument
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text
from data.domain.zone import PlotArea, PlotGroup
from rules.settings import possible_settings
from rules.vocabulary import MEASURED

_JSON = TypeAdapter(object)


def snapshot(measured: Mapping[str, Fact]) -> list[dict[str, Any]]:
    """Return measured facts as they are kept with an assessment."""
    return [_JSON.dump_python(fact, mode="json") for fact in measured.values()]


def restored(kept: Iterable[Mapping[str, Any]]) -> dict[str, Fact]:
    """Return the facts that criteria ask for as they were measured, by path, from ``snapshot``."""
    return {each["path"]: _fact(each) for each in kept if each["path"] in MEASURED}


def for_rules(measured: Mapping[str, Fact]) -> dict[str, Fact]:
    """Return the measured facts that criteria ask for; the others are shown beside the findings."""
    return {path: fact for path, fact in measured.items() if path in MEASURED}


def document_kept(kept: Mapping[str, Any]) -> PlanDocument:
    """Return a document as it was assessed, from the plain values kept with the assessment."""
    return DOCUMENTS[PlanType(kept["plan_type"])].model_validate_json(_JSON.dump_json(kept))


def _fact(kept: Mapping[str, Any]) -> Fact:
    if "source" not in kept:
        return _missing(kept)
    source = kept["source"]
    where = SourceRef(source["origin"], Text(**source["label"]), source["reference"])
    return Known(kept["path"], _value(kept["path"], kept["value"]), where)


def _missing(kept: Mapping[str, Any]) -> Missing:
    ask = kept["ask"]
    return Missing(kept["path"], Text(**kept["reason"]), Text(**ask) if ask else None)


def _value(path: str, kept: Any) -> object:
    if path in _READERS:
        return _READERS[path](kept)
    return tuple(kept) if isinstance(kept, list) else kept


def _groups(rows: Iterable[dict[str, Any]]) -> tuple[PlotGroup, ...]:
    return tuple(
        PlotGroup(
            name=row["name"],
            name_en=row.get("name_en"),
            radius_km=_number_or_gap(row["radius_km"]),
            area_ha=_number_or_gap(row["area_ha"]),
            all_drawn=row["all_drawn"],
            plots=tuple(row["plots"]),
        )
        for row in rows
    )


def _number_or_gap(kept: Any) -> Decimal | Missing:
    return _missing(kept) if isinstance(kept, dict) else _decimal(kept)


def _areas(rows: Iterable[dict[str, Any]]) -> tuple[PlotArea, ...]:
    return tuple(
        PlotArea(
            name=row["name"],
            stated_ha=_decimal(row["stated_ha"]),
            drawn_ha=_decimal(row["drawn_ha"]),
            difference_percent=_decimal(row["difference_percent"]),
        )
        for row in rows
    )


def _decimal(kept: Any) -> Decimal:
    return Decimal(str(kept))


_READERS: Mapping[str, Callable[[Any], object]] = {
    "call.opens": datetime.fromisoformat,
    "call.closes": datetime.fromisoformat,
    "filed.at": datetime.fromisoformat,
    "plot_groups": _groups,
    "plot_areas": _areas,
    "zone.plots_overlap_ha": _decimal,
    "zone.largest_connected_ha": _decimal,
    "zone.largest_connected_percent": _decimal,
    "zone.tokyo_km": _decimal,
    "zone.osaka_km": _decimal,
    "zone.border_accuracy_km": _decimal,
    "benchmark.industry_per_worker": _decimal,
    "benchmark.prefecture_per_worker": _decimal,
    **{setting.path: _decimal for setting in possible_settings().values()},
}
"""Measured values that JSON holds as text, number or object; lists come back as tuples, the rest as it is."""
