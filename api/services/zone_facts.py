"""What plots, the call and the layers say about an application for a GX zone; nothing for other documents."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal

import shapely
from shapely.geometry.base import BaseGeometry
from sqlalchemy.orm import Session

from api.services import layer_facts, plant_names, zone_places
from api.services.plots import Plots, plots_of
from api.services.shelf import Shelf
from api.services.zone_borders import Borders, borders_of
from data.domain.call import Filing
from data.domain.evidence import NOT_STATED, Fact, Known, Missing, SourceRef
from data.domain.plan.document import PlanDocument
from data.domain.plan.zones_gx import PlanGX4, ZoneApplication
from data.domain.wording import Text
from data.domain.zone import PlotArea, PlotGroup
from geo.gx.borders import from_area
from geo.gx.grouping import Group, TooManyCorners, best_in_circle, connected
from geo.gx.plots import Basis, overlap_ha
from rules.calls import call_for
from rules.engine.values import Threshold, thresholds

_NUMBERS = ("gx2.land.radius_km", "gx2.land.radius_tolerance_km", "gx.plots.gap_m")
"""Numbers of the rulebook that measuring the plots takes."""
_READ_OF_PLOTS = {"plan_type", "body", "joint_bodies", "plots"}
_CENT, _METRE_IN_KM = Decimal("0.01"), Decimal("0.001")
_DRAWN = SourceRef("derived", Text("区画の図形から計算", "computed from the plots"), "plots")
_NO_CALL = Text("該当する公募が登録されていません", "no such call is registered")
_NOT_RECEIVED = Text("提出の記録がないため、受付時刻がありません", "not submitted here: no moment of receipt")
_RECEIVED = SourceRef("derived", Text("提出の受付記録", "record of receipt"), "submission")
_REGISTER = Text(
    "受付の記録がない場合は、状態の履歴に申請の日付を記載してください。",
    "Without a record of receipt, enter the day of filing in the status history.",
)
_EVERY = Text("すべての区画", "all plots")
_EVERY_STATED = Text("図形のない区画を含むすべての区画", "all plots, those that are not drawn included")
_GIVE_PLOTS = Text("区画を記載してください。", "State the plots.")
_TOO_MANY = Text(
    "区画の頂点が多すぎて組合せを計算できません", "the plots have too many corners to be grouped"
)


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What the plots tell by themselves: their joined place, facts, and facts by numbers of the rulebook."""

    place: BaseGeometry | None
    facts: tuple[Fact, ...]
    by_values: tuple[Fact, ...]


_PLOTS_KEPT: Shelf[_Drawn] = Shelf(256)


def measured(
    document: PlanDocument, on: date, session: Session | None = None, *, filing: Filing | None = None
) -> dict[str, Fact]:
    """Return the measured facts on a zone by path, as ``rules.gx_types.measured`` lists them.

    ``filing`` is the call the application stands in; else the call that the document names is taken.
    Raises ``InvalidInput`` for an unsound shape of a plot. Without a session only plants stay missing.
    """
    if isinstance(document, PlanGX4):
        origin = zone_places.origin_of_site(session, document.site_municipality)
        return {"zone.plants": plant_names.candidates(document.electricity, origin, session)}
    if not isinstance(document, ZoneApplication):
        return {}
    drawn = _drawn(document, on, thresholds(), borders_of(session))
    place = drawn.place
    found = (
        *_window(document, filing),
        _filed(filing),
        *drawn.facts,
        *drawn.by_values,
        zone_places.supply_areas(session, place),
        plant_names.candidates(document.electricity, zone_places.origin_of_plots(place), session),
    )
    return {fact.path: fact for fact in found} | layer_facts.measured(session, place)


def _filed(filing: Filing | None) -> Fact:
    if filing is None or filing.received_at is None:
        return Missing("filed.at", _NOT_RECEIVED, _REGISTER)
    return Known("filed.at", filing.received_at, _RECEIVED)


def _window(document: ZoneApplication, filing: Filing | None) -> tuple[Fact, ...]:
    if filing is not None:
        title = Text(f"{filing.title.ja}（{filing.code}）", f"{filing.title.en} ({filing.code})")
        held = SourceRef("derived", title, f"call/{filing.code}")
        return Known("call.opens", filing.opens_at, held), Known("call.closes", filing.closes_at, held)
    call = call_for(document.plan_type, document.call)
    if call is None:
        return Missing("call.opens", _NO_CALL), Missing("call.closes", _NO_CALL)
    source = SourceRef(
        "catalogue", Text(f"{call.title.ja}：{call.where.ja}", call.where.en), f"calls/{call.key}"
    )
    return Known("call.opens", call.opens, source), Known("call.closes", call.closes, source)


def by_values(document: PlanDocument, on: date, values: Mapping[str, Threshold]) -> dict[str, Fact]:
    """Return the measured facts that depend on numbers of a rulebook, by those of ``values``.

    Raises ``InvalidInput`` for an unsound shape of a plot.
    """
    if not isinstance(document, ZoneApplication):
        return {}
    return {fact.path: fact for fact in _drawn(document, on, values, borders_of(None)).by_values}


def _drawn(document: ZoneApplication, on: date, values: Mapping[str, Threshold], borders: Borders) -> _Drawn:
    """Return what the plots tell, kept by plots and numbers: they change less often than the words."""
    numbers = tuple(values[key].on(on).value for key in _NUMBERS)
    key = (document.model_dump_json(include=_READ_OF_PLOTS), numbers, borders.source.reference)
    kept = _PLOTS_KEPT.get(key, 0)
    if kept is None:
        plots = plots_of(document)
        place = shapely.union_all([plot.geometry for plot in plots.placed]) if plots.placed else None
        by_values = (_groups(plots, on, values), *_neighbours(plots, on, values))
        kept = _Drawn(place, (_areas(plots), *_away(place, plots, borders)), by_values)
        _PLOTS_KEPT.put(key, 0, kept)
    return kept


def _groups(plots: Plots, on: date, values: Mapping[str, Threshold]) -> Fact:
    if not plots.stated:
        return Missing("plot_groups", NOT_STATED, _GIVE_PLOTS)
    guide = values["gx2.land.radius_km"].on(on).value
    tolerance = values["gx2.land.radius_tolerance_km"].on(on).value
    try:
        best = {
            radius: best_in_circle(plots.placed, float(radius) * 1000)
            for radius in (guide + tolerance, guide - tolerance, guide)
        }
    except TooManyCorners:
        return Missing("plot_groups", _TOO_MANY)
    rows = {group.plots: _row(_largest_within(radius), group) for radius, group in best.items() if group}
    every = Group(plots.placed)
    if plots.gaps:
        rows[()] = _upper_bound(plots)
    elif every.plots not in rows:
        rows[every.plots] = _row(_EVERY, every)
    return Known("plot_groups", tuple(reversed(rows.values())), _DRAWN)


def _largest_within(radius_km: Decimal) -> Text:
    return Text(f"半径{radius_km}km以内で最大の組合せ", f"largest within a radius of {radius_km} km")


def _row(name: Text, group: Group) -> PlotGroup:
    metres = Decimal(math.ceil(group.circle().radius_m))
    return PlotGroup(
        name=name.ja,
        name_en=name.en,
        radius_km=metres * _METRE_IN_KM,
        area_ha=_hectares(group.area_ha),
        all_drawn=all(plot.basis is Basis.DRAWN for plot in group.plots),
        plots=tuple(plot.name for plot in group.plots),
    )


def _upper_bound(plots: Plots) -> PlotGroup:
    """All plots together: no circle holds more land than they have, wherever those not drawn lie."""
    placed = {plot.index: _hectares(plot.area_ha) for plot in plots.placed}
    cells = [
        placed.get(index, plot.area_ha) or Missing(f"plots[{index}].area_ha", NOT_STATED)
        for index, plot in enumerate(plots.stated)
    ]
    gap = next((cell for cell in cells if isinstance(cell, Missing)), None)
    return PlotGroup(
        name=_EVERY_STATED.ja,
        name_en=_EVERY_STATED.en,
        radius_km=plots.gaps[0],
        area_ha=gap or sum((cell for cell in cells if isinstance(cell, Decimal)), Decimal(0)),
        all_drawn=False,
        plots=tuple(plot.name for plot in plots.stated),
    )


def _areas(plots: Plots) -> Fact:
    rows = []
    for plot in plots.placed:
        stated = plots.stated[plot.index].area_ha
        if stated is None or plot.basis is not Basis.DRAWN:
            continue
        drawn = _hectares(plot.area_ha)
        percent = (abs(stated - drawn) / drawn * 100).quantize(_CENT) if drawn else Decimal(100)
        rows.append(PlotArea(name=plot.name, stated_ha=stated, drawn_ha=drawn, difference_percent=percent))
    return Known("plot_areas", tuple(rows), _DRAWN)


def _neighbours(plots: Plots, on: date, values: Mapping[str, Threshold]) -> tuple[Fact, ...]:
    paths = ("zone.connected_groups", "zone.largest_connected_ha", "zone.largest_connected_percent")
    overlap = Known("zone.plots_overlap_ha", _hectares(overlap_ha(plots.placed)), _DRAWN)
    if plots.gaps or not plots.placed:
        gap = plots.gaps[0] if plots.gaps else Missing("plots", NOT_STATED)
        return (*(Missing(path, gap.reason) for path in paths), overlap)
    groups = connected(plots.placed, float(values["gx.plots.gap_m"].on(on).value))
    whole = sum(group.area_ha for group in groups)
    percent = Decimal(str(groups[0].area_ha / whole * 100)).quantize(_CENT)
    measures = (len(groups), _hectares(groups[0].area_ha), percent)
    return (*(Known(path, value, _DRAWN) for path, value in zip(paths, measures, strict=True)), overlap)


def _away(place: BaseGeometry | None, plots: Plots, borders: Borders) -> tuple[Fact, ...]:
    accuracy = Known("zone.border_accuracy_km", _kilometres(borders.accuracy_m), borders.source)
    if place is None:
        reason = plots.gaps[0].reason if plots.gaps else NOT_STATED
        return (*(Missing(path, reason) for path in borders.areas), accuracy)
    away = {path: from_area(place, area, borders.accuracy_m) for path, area in borders.areas.items()}
    return (
        *(Known(path, _kilometres(found.signed_m), borders.source) for path, found in away.items()),
        accuracy,
    )


def _hectares(value: float) -> Decimal:
    return Decimal(str(value)).quantize(_CENT)


def _kilometres(metres: float) -> Decimal:
    return (Decimal(str(metres)) / 1000).quantize(_CENT, ROUND_CEILING)
