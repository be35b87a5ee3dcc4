"""Small layers and studies for the tests of the siting screen."""

from __future__ import annotations

from datetime import date

import numpy as np
import shapely

from data.domain.wording import Text
from geo.mesh import Level
from geo.siting.curves import Decay, Linear
from geo.siting.layers import AreaLayer, Coverage, Edition, PointLayer, shape_array
from geo.siting.profile import (
    AreaValue,
    Basis,
    Condition,
    Density,
    Exclusion,
    Indicator,
    NearestFeature,
    NearestPlace,
    Place,
    Preset,
    Profile,
    SumWithin,
)
from geo.siting.study import Study

BASIS = Basis(kind="design_choice", note=Text("試験用", "for tests"))
EVERYWHERE = Coverage(Text("全域", "everywhere"))
WEST_HALF = Coverage(Text("西半分", "the western half"), shape_array([shapely.box(138.0, 34.0, 139.5, 37.0)]))
LAND = [shapely.box(139.0, 35.0, 139.6, 36.0), shapely.Point(139.8, 35.5).buffer(0.3)]


def edition(name: str) -> Edition:
    return Edition(name, "2026", Text(f"{name}レイヤ", name), "試験", "CC0", date(2026, 4, 1))


def points(name: str, count: int, seed: int, coverage: Coverage = EVERYWHERE, **attributes) -> PointLayer:
    random = np.random.default_rng(seed)
    lon, lat = random.uniform(138.8, 140.2, count), random.uniform(34.8, 36.2, count)
    return PointLayer(edition(name), coverage, lon, lat, ("",) * count, attributes)


def areas(name: str, shapes: list, coverage: Coverage = EVERYWHERE, **attributes) -> AreaLayer:
    return AreaLayer(edition(name), coverage, shape_array(shapes), ("",) * len(shapes), attributes)


def indicator(name: str, measure, curve=None, weight: float = 1.0) -> Indicator:
    return Indicator(
        id=name,
        title=Text(f"{name}の値", name),
        unit=Text("km", "km"),
        measure=measure,
        curve=curve or Decay(kind="decay", half=10.0),
        weight=weight,
        basis=BASIS,
    )


def preset(name: str, unsurveyed: str, judged_by: str, completeness: float = 0.0) -> Preset:
    return Preset(
        id=name,
        title=Text(name, name),
        exclusions=("wet",),
        unsurveyed=unsurveyed,
        judged_by=judged_by,
        good_from=0.4,
        least_completeness=completeness,
        basis=BASIS,
    )


def profile() -> Profile:
    place = Place(name=Text("東京", "Tokyo"), lon=139.69, lat=35.69)
    certain = Condition(attribute="kv", at_least=154)
    clean = Condition(attribute="clean", at_least=1)
    return Profile(
        id="test",
        edition="1",
        title=Text("試験", "test"),
        density=Density(low=11, high=37, basis=BASIS),
        indicators=(
            indicator(
                "stations", NearestFeature(kind="nearest", layer="stations", where=certain), weight=3.0
            ),
            indicator(
                "power",
                SumWithin(kind="sum_within", layer="plants", attribute="mw", radius_km=20, where=clean),
                Linear(kind="linear", points=((0, 0), (500, 1))),
                weight=2.0,
            ),
            indicator(
                "depth",
                AreaValue(kind="area_value", layer="flood", attribute="depth", outside=0.0),
                Linear(kind="linear", points=((0, 1), (3, 0))),
            ),
            indicator("tokyo", NearestPlace(kind="nearest_place", places=(place,))),
        ),
        exclusions=(Exclusion(id="wet", layer="wetland", reason=Text("湿地", "wetland"), basis=BASIS),),
        presets=(
            preset("open", "keep", "high"),
            preset("reference", "keep", "score", 0.3),
            preset("strict", "set_aside", "low"),
        ),
    )


def layers() -> dict:
    random = np.random.default_rng(3)
    kv = random.choice([66.0, 154.0, 275.0, np.nan], 60)
    mw = np.where(random.random(80) < 0.3, np.nan, random.integers(1, 300, 80).astype(float))
    clean = random.choice([0.0, 1.0, np.nan], 80)
    return {
        "stations": points("stations", 60, 1, kv=kv),
        "plants": points("plants", 80, 2, mw=mw, clean=clean),
        "flood": areas(
            "flood",
            [shapely.box(139.1, 35.1, 139.3, 35.3), shapely.box(139.25, 35.2, 139.45, 35.6)],
            WEST_HALF,
            depth=np.array([0.5, np.nan]),
        ),
        "wetland": areas("wetland", [shapely.Point(139.3, 35.7).buffer(0.1)], WEST_HALF),
    }


def study(level: Level = Level.THIRD, **changed) -> Study:
    given = {**layers(), **changed}
    return Study(
        level,
        areas("land", LAND),
        {name: layer for name, layer in given.items() if layer is not None},
        profile(),
    )
