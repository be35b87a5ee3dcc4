"""One table of colours, shapes and widths for maps and their legends, told apart without colour as well."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Literal

from data.domain.facility import PlantKind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Text

Shape = Literal["circle", "triangle", "hexagon", "square", "diamond"]

INK = "#1f2933"
LAND, LAND_EDGE = "#fbfaf6", "#b8b4a8"
RADIUS_RING = "#5b6770"


@dataclass(frozen=True, slots=True)
class AreaStyle:
    """How the outline of a plan or zone is drawn; ``dash`` in pixels tells types apart without colour."""

    colour: str
    dash: str | None = None


@dataclass(frozen=True, slots=True)
class VoltageClass:
    """A class of lines and substations: everything from ``from_kv`` kV up to the class above."""

    key: str
    label: Text
    from_kv: float | None
    colour: str
    width: float
    """Width of a line in pixels."""
    radius: float
    """Half the side of a substation's square in pixels."""
    dash: str | None = None


# Okabe and Ito's colours for the decarbonised kinds; greys and browns for those that burn.
PLANT_COLOURS: dict[PlantKind, str] = {
    PlantKind.SOLAR: "#e69f00",
    PlantKind.WIND: "#56b4e9",
    PlantKind.HYDRO: "#0072b2",
    PlantKind.GEOTHERMAL: "#d55e00",
    PlantKind.BIOMASS: "#009e73",
    PlantKind.NUCLEAR: "#cc79a7",
    PlantKind.GAS: "#8a8f98",
    PlantKind.COAL: "#2f3236",
    PlantKind.OIL: "#7b4b2a",
    PlantKind.WASTE: "#a89f68",
    PlantKind.STORAGE: "#6f9d9b",
    PlantKind.UNKNOWN: "#d0cdc6",
}

DATA_CENTRE_COLOUR = "#00707d"
ROOM_COLOUR = "#a4460b"

# From dark and broad to light and thin, so that the order shows in grey as well.
VOLTAGE_CLASSES: tuple[VoltageClass, ...] = (
    VoltageClass("500", Text("500 kV級", "500 kV"), 400.0, "#3f1d7a", 3.2, 6.0),
    VoltageClass("275", Text("275・220 kV級", "275, 220 kV"), 200.0, "#6c4aa8", 2.2, 5.0),
    VoltageClass("154", Text("187～110 kV級", "187 to 110 kV"), 100.0, "#9279c4", 1.5, 4.0),
    VoltageClass("66", Text("77・66 kV級", "77, 66 kV"), 50.0, "#a99fce", 1.0, 3.2),
    VoltageClass("low", Text("50 kV未満", "below 50 kV"), 0.0, "#c3bddb", 0.8, 2.8),
)
UNKNOWN_VOLTAGE = VoltageClass(
    "unknown", Text("電圧不明", "voltage not known"), None, "#9a978f", 1.0, 2.8, "3 4"
)

PLAN_STYLES: dict[PlanType, AreaStyle] = {
    PlanType.A: AreaStyle("#1b4f9c", "10 5"),
    PlanType.B: AreaStyle("#c0143c"),
    PlanType.C: AreaStyle("#00695c", "2 5"),
    PlanType.GX1: AreaStyle("#7a4a00"),
    PlanType.GX2: AreaStyle("#a8670a", "10 5"),
    PlanType.GX3: AreaStyle("#5b6d00", "2 5"),
    PlanType.GX4: AreaStyle("#4b4f58", "12 4 2 4"),
}

PLAN_PATTERNS: dict[PlanType, str] = {
    PlanType.A: "hatch",
    PlanType.B: "back",
    PlanType.C: "dots",
    PlanType.GX1: "cross",
    PlanType.GX2: "level",
    PlanType.GX3: "upright",
    PlanType.GX4: "coarse",
}
"""What fills each type of plan, so that a grey copy still tells them apart."""

SMALLEST_RADIUS, LARGEST_RADIUS = 3.0, 30.0
LEGEND_MEGAWATTS = (10, 100, 1_000)


def plant_shape(decarbonised: bool | None) -> Shape:
    """Return the shape that carries the decarbonised mark: circle yes, triangle no, hexagon not settled."""
    if decarbonised is None:
        return "hexagon"
    return "circle" if decarbonised else "triangle"


def plant_radius(capacity_mw: float | None) -> float:
    """Return the radius in pixels for a capacity in MW: grows with its root, from 3 to at most 30.

    A plant whose capacity is not known gets the smallest radius and is drawn hollow by the caller.

    >>> plant_radius(100.0), plant_radius(None)
    (6.5, 3.0)
    """
    if capacity_mw is None:
        return SMALLEST_RADIUS
    return round(min(LARGEST_RADIUS, SMALLEST_RADIUS + 0.35 * sqrt(max(capacity_mw, 0.0))), 1)


def voltage_class(max_kv: float | None) -> VoltageClass:
    """Return the class of a voltage in kV; ``None`` is its own class, never the lowest."""
    if max_kv is None:
        return UNKNOWN_VOLTAGE
    return next(
        (row for row in VOLTAGE_CLASSES if row.from_kv is not None and max_kv >= row.from_kv), UNKNOWN_VOLTAGE
    )
