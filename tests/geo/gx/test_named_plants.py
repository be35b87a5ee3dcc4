"""A plant named in an application is looked for by name, kind and distance, and candidates are shown."""

from __future__ import annotations

from geo.gx.named_plants import MOST_CANDIDATES, KnownPlant, candidates

PLANTS = [
    KnownPlant("柏崎刈羽原子力発電所", "nuclear", 8212.0, 40_000.0),
    KnownPlant("奥只見発電所", "hydro", 560.0, 70_000.0),
    KnownPlant("奥只見（増設）", "hydro", 200.0, 70_100.0),
    KnownPlant("姫川第七発電所", "hydro", 42.0, 30_000.0),
    KnownPlant(None, "solar", 2.0, 500.0),
]


def names(found):
    return [each.plant.name for each in found]


def test_a_name_is_found_in_another_spelling_and_without_general_words():
    assert names(candidates("柏崎刈羽", {"nuclear"}, PLANTS))[0] == "柏崎刈羽原子力発電所"
    assert names(candidates("姫川第七　発電所", {"hydro"}, PLANTS)) == ["姫川第七発電所"]
    assert candidates("奥只見発電所", {"hydro"}, PLANTS)[0].similarity == 100


def test_a_candidate_of_another_kind_is_shown_as_such():
    found = candidates("柏崎刈羽", {"wind"}, PLANTS)[0]
    assert not found.kind_agrees


def test_of_equal_names_the_agreeing_kind_and_then_the_nearer_comes_first():
    same = [
        KnownPlant("見本発電所", "coal", 1.0, 10.0),
        KnownPlant("見本発電所", "wind", 1.0, 900.0),
        KnownPlant("見本発電所", "wind", 1.0, 100.0),
    ]
    assert [c.plant.distance_m for c in candidates("見本発電所", {"wind"}, same)] == [100.0, 900.0, 10.0]


def test_a_name_like_none_finds_nothing_and_no_plant_without_a_name_is_offered():
    assert candidates("未定", {"solar"}, PLANTS) == ()
    assert (
        len(candidates("見本", {"wind"}, [KnownPlant("見本", "wind", 1.0, n) for n in range(9)]))
        == MOST_CANDIDATES
    )
