"""Small laws of reading: voltages, kinds, encodings, the extent of Japan."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.facility import DECARBONISED, PlantKind, decarbonised_together, plant_kind
from data.domain.voltage import HIGHEST_KV, parse_voltage, voltage_class_kv
from data.importers.extent import inside_japan
from data.importers.files import detected_encoding


@pytest.mark.parametrize(
    ("raw", "kv"),
    [
        ("66000;6600", Decimal(66)),
        ("6600;66000", Decimal(66)),
        ("dc1500", Decimal("1.5")),
        ("６６０００", Decimal(66)),
        ("77 kV", Decimal(77)),
        ("77", None),
        ("0", None),
        ("15400066000", None),
        ("66000;15400066000", None),
        ("66000;high", None),
    ],
)
def test_a_voltage_is_read_or_left_open(raw: str, kv: Decimal | None) -> None:
    assert parse_voltage(raw, volts=True).max_kv == kv


@given(st.lists(st.sampled_from([500_000, 275_000, 154_000, 66_000, 6_600]), min_size=1, max_size=4))
def test_the_highest_of_the_stated_voltages_wins_in_any_order(volts: list[int]) -> None:
    raw = ";".join(str(value) for value in volts)
    assert parse_voltage(raw, volts=True).max_kv == Decimal(max(volts)) / 1000


@given(st.text(max_size=20))
def test_no_text_gives_a_voltage_that_japan_does_not_have(raw: str) -> None:
    kv = parse_voltage(raw, volts=False).max_kv
    assert kv is None or 0 < kv <= HIGHEST_KV


@given(st.decimals(min_value=Decimal("0.4"), max_value=HIGHEST_KV, places=1))
def test_the_class_of_a_voltage_is_never_above_it(kv: Decimal) -> None:
    level = voltage_class_kv(kv)
    assert level is None if kv < 66 else level is not None and level <= kv


def test_every_kind_says_whether_it_is_decarbonised_or_that_this_is_open() -> None:
    assert set(DECARBONISED) == set(PlantKind)
    assert DECARBONISED[PlantKind.UNKNOWN] is None


def test_a_word_that_is_no_fuel_is_told_from_a_fuel_not_known() -> None:
    assert plant_kind("bing") is None
    assert plant_kind("Unknown") is PlantKind.UNKNOWN


def test_fuels_that_disagree_leave_the_answer_open() -> None:
    assert decarbonised_together({PlantKind.BIOMASS, PlantKind.COAL}) is None
    assert decarbonised_together({PlantKind.WIND, PlantKind.SOLAR}) is True
    assert decarbonised_together({PlantKind.WIND, PlantKind.UNKNOWN}) is None


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        ("富山".encode(), "utf-8"),
        ("富山".encode("utf-8-sig"), "utf-8-sig"),
        ("富山".encode("cp932"), "cp932"),
        (b"\x81\x00\xff\xfd", None),
    ],
)
def test_the_encoding_is_found_from_the_bytes(content: bytes, encoding: str | None) -> None:
    assert detected_encoding(content) == encoding


@pytest.mark.parametrize(
    ("place", "lon", "lat", "inside"),
    [
        ("与那国島", 122.94, 24.45, True),
        ("沖ノ鳥島", 136.07, 20.42, True),
        ("南鳥島", 153.98, 24.29, True),
        ("択捉島", 148.75, 45.5, True),
        ("竹島", 131.87, 37.24, True),
        ("対馬", 129.4, 34.65, True),
        ("足摺岬", 133.01, 32.72, True),
        ("Vladivostok", 131.97, 43.33, False),
        ("Busan", 129.07, 35.18, False),
        ("Jeju", 126.53, 33.38, False),
        ("Taipei", 121.56, 25.03, False),
        ("Yuzhno-Sakhalinsk", 142.73, 46.96, False),
        ("Null Island", 0.0, 0.0, False),
        ("not a number", float("nan"), 35.0, False),
    ],
)
def test_the_extent_holds_japan_and_no_neighbour(place: str, lon: float, lat: float, inside: bool) -> None:
    assert bool(inside_japan([lon], [lat])[0]) is inside, place
