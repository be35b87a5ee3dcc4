"""``python -m bench.maps``: all municipalities and a thousand points on a page, ours beside plain Folium."""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Callable, Mapping

import folium
import geopandas as gpd
import numpy as np
import shapely

from bench.report import machine, save, show
from bench.siting.inputs import Inputs, inputs
from data.domain.facility import PlantKind
from geo.maps.field_files import pack
from geo.maps.fields import border_field, plant_field
from geo.maps.layers import PlantMark
from geo.maps.overview_map import Overview, overview_map

POINTS = 1_000
REPEAT = 3
FASTER, SMALLER = 10.0, 6.0
"""Targets: how much faster the page is made and how much smaller it is, compressed."""
LIBRARIES = ("folium", "geopandas", "shapely")
FILES = {"municipalities": "/maps/data/municipalities.json", "plants": "/maps/data/plants.json"}


def main() -> None:
    """Measure, print and keep."""
    facts = machine(LIBRARIES)
    given = inputs()
    kept, once = _timed(lambda: _kept(given), 1)
    made = {
        "plain Folium (GeoJson, CircleMarker)": lambda: _folium(given, tolerance=None),
        "Folium, simplified first": lambda: _folium(given, tolerance=0.004),
        "ours, layers kept": _ours,
    }
    rows = []
    for name, make in made.items():
        page, seconds = _timed(make, REPEAT)
        extra = sum(len(content) for content in kept.values()) if name.startswith("ours") else 0
        rows.append(_row(name, seconds, len(gzip.compress(page.encode(), 6)) + extra))
    first = rows[0]
    for row in rows:
        row["faster"] = round(float(first["seconds"]) / float(row["seconds"]), 1)
        row["smaller"] = round(float(first["kB gzipped"]) / float(row["kB gzipped"]), 1)
    show(f"Maps: {len(given.land):,} municipalities and {POINTS:,} points — {given.origin}", rows)
    ours = rows[-1]
    met = {"faster": ours["faster"] >= FASTER, "smaller": ours["smaller"] >= SMALLER}
    result = {"machine": facts, "rows": rows, "layers_made_once_seconds": round(once, 2), "targets_met": met}
    save("maps", result)
    print(f"layers simplified and packed once: {once:.2f} s; targets met: {json.dumps(met)}")  # noqa: T201


def _row(name: str, seconds: float, size: int) -> dict[str, float | str]:
    return {"page": name, "seconds": round(seconds, 4), "kB gzipped": round(size / 1000, 1)}


def _timed(make: Callable[[], object], repeat: int) -> tuple:  # type: ignore[type-arg]
    """The result and the seconds of the fastest run."""
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        result = make()
        seconds.append(time.perf_counter() - started)
    return result, min(seconds)


def _points(given: Inputs) -> np.ndarray:
    return given.points["plants"][:POINTS]


def _kept(given: Inputs) -> Mapping[str, bytes]:
    """What the product makes once for each state of its data and keeps."""
    plants = [PlantMark(lon, lat, "", PlantKind.SOLAR, None, True) for lon, lat in _points(given).tolist()]
    fields = {
        "municipalities": border_field(list(given.land), given.names),
        "plants": plant_field(plants, "ja"),
    }
    return {name: pack(layer, "ja").content for name, layer in fields.items()}


def _ours() -> str:
    counts = {"municipalities": {"municipality": 1906}, "plants": {"solar-circle": POINTS}}
    return overview_map(Overview("地図", "", FILES, counts, frozenset(FILES)), "/static", "nonce", "ja")


def _folium(given: Inputs, tolerance: float | None) -> str:
    land = given.land if tolerance is None else shapely.simplify(given.land, tolerance)
    frame = gpd.GeoDataFrame({"name": given.names}, geometry=land, crs=4326)
    drawn = folium.Map([37.0, 138.0], zoom_start=5)
    folium.GeoJson(frame, tooltip=folium.GeoJsonTooltip(["name"])).add_to(drawn)
    for lon, lat in _points(given).tolist():
        folium.CircleMarker([lat, lon], radius=3, popup="solar").add_to(drawn)
    return drawn.get_root().render()


if __name__ == "__main__":
    main()
