"""What power stands near a site, added up from facilities already found; it neither searches nor measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlantNear:
    """A power plant and its distance in metres from the site; ``None`` means not known."""

    name: str
    kind: str
    capacity_mw: float | None
    decarbonised: bool | None
    distance_m: float


@dataclass(frozen=True, slots=True)
class SubstationNear:
    """A substation with its highest voltage in kV (``None``: not known) and distance in metres."""

    name: str
    max_kv: float | None
    distance_m: float


@dataclass(frozen=True, slots=True)
class KindTotal:
    """All plants of one kind within the radius."""

    kind: str
    decarbonised: bool | None
    count: int
    capacity_mw: float | None
    """Sum of the known capacities; ``None`` when not one of them is known (which is not zero)."""
    capacity_unknown: int


@dataclass(frozen=True, slots=True)
class PowerSummary:
    """Generation and connection near a site within ``radius_m`` metres of its footprint."""

    radius_m: float
    by_kind: tuple[KindTotal, ...]
    decarbonised_mw: float | None
    decarbonised_capacity_unknown: int
    nearest_by_kv: tuple[SubstationNear, ...]
    """The nearest substation of each voltage, highest first; unknown voltages last."""


def summarise_power(
    plants: Sequence[PlantNear], substations: Sequence[SubstationNear], radius_m: float
) -> PowerSummary:
    """Return capacity in MW by kind and the nearest substation of each voltage within ``radius_m`` metres.

    A sum covers the plants whose capacity is known and stands beside the number of those whose is not: it is
    a lower bound, never an estimate. Plants of unknown kind are not counted as decarbonised.

    >>> plant = PlantNear("A", "solar", 2.0, True, 900.0)
    >>> summarise_power([plant], [], 1_000.0).decarbonised_mw
    2.0
    """
    inside = [plant for plant in plants if plant.distance_m <= radius_m]
    clean = [plant for plant in inside if plant.decarbonised]
    return PowerSummary(
        radius_m=radius_m,
        by_kind=_totals(inside),
        decarbonised_mw=_known_sum(clean),
        decarbonised_capacity_unknown=sum(plant.capacity_mw is None for plant in clean),
        nearest_by_kv=_nearest(near for near in substations if near.distance_m <= radius_m),
    )


def _totals(plants: Iterable[PlantNear]) -> tuple[KindTotal, ...]:
    groups: dict[tuple[str, bool | None], list[PlantNear]] = {}
    for plant in plants:
        groups.setdefault((plant.kind, plant.decarbonised), []).append(plant)
    totals = [
        KindTotal(
            kind, clean, len(group), _known_sum(group), sum(plant.capacity_mw is None for plant in group)
        )
        for (kind, clean), group in groups.items()
    ]
    return tuple(sorted(totals, key=lambda total: (-(total.capacity_mw or 0.0), total.kind)))


def _known_sum(plants: Iterable[PlantNear]) -> float | None:
    known = [plant.capacity_mw for plant in plants if plant.capacity_mw is not None]
    return sum(known) if known else None


def _nearest(substations: Iterable[SubstationNear]) -> tuple[SubstationNear, ...]:
    best: dict[float | None, SubstationNear] = {}
    for near in substations:
        known = best.get(near.max_kv)
        if known is None or near.distance_m < known.distance_m:
            best[near.max_kv] = near
    return tuple(sorted(best.values(), key=lambda near: -(near.max_kv or 0.0)))
