"""Sums of capacity near a site: what is not known is neither zero nor estimated."""

from __future__ import annotations

from geo.power import PlantNear, SubstationNear, summarise_power


def _plant(kind: str, mw: float | None, clean: bool | None, metres: float = 1_000.0) -> PlantNear:
    return PlantNear(kind, kind, mw, clean, metres)


def test_decarbonised_capacity_counts_known_plants_and_names_the_number_of_unknown_ones():
    plants = [_plant("solar", 2.5, True), _plant("solar", None, True), _plant("coal", 900.0, False)]
    summary = summarise_power(plants, [], 5_000.0)
    assert summary.decarbonised_mw == 2.5
    assert summary.decarbonised_capacity_unknown == 1
    assert [total.kind for total in summary.by_kind] == ["coal", "solar"]


def test_plants_without_any_known_capacity_have_no_sum_rather_than_zero():
    summary = summarise_power([_plant("hydro", None, True)], [], 5_000.0)
    assert summary.decarbonised_mw is None
    assert summary.by_kind[0].capacity_mw is None
    assert summary.by_kind[0].capacity_unknown == 1


def test_a_plant_whose_kind_leaves_it_open_is_not_counted_as_decarbonised():
    summary = summarise_power([_plant("waste", 10.0, None)], [], 5_000.0)
    assert summary.decarbonised_mw is None


def test_what_lies_beyond_the_radius_is_left_out():
    summary = summarise_power(
        [_plant("wind", 3.0, True, 5_001.0)], [SubstationNear("遠", 500.0, 9e9)], 5_000.0
    )
    assert summary.by_kind == ()
    assert summary.nearest_by_kv == ()


def test_the_nearest_substation_of_each_voltage_comes_highest_first_and_unknown_last():
    near = [
        SubstationNear("a", 66.0, 900.0),
        SubstationNear("b", 66.0, 300.0),
        SubstationNear("c", 500.0, 4_000.0),
        SubstationNear("d", None, 10.0),
    ]
    assert [s.name for s in summarise_power([], near, 5_000.0).nearest_by_kv] == ["c", "b", "d"]
