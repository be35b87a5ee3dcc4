"""Kinds of power plants and data centres, and which plants count as decarbonised; no voltages."""

from __future__ import annotations

from enum import StrEnum

from data.domain.wording import Text


class PlantKind(StrEnum):
    """What a power plant runs on."""

    NUCLEAR = "nuclear"
    HYDRO = "hydro"
    GEOTHERMAL = "geothermal"
    WIND = "wind"
    SOLAR = "solar"
    BIOMASS = "biomass"
    WASTE = "waste"
    COAL = "coal"
    GAS = "gas"
    OIL = "oil"
    STORAGE = "storage"
    UNKNOWN = "unknown"


PLANT_KIND_NAMES = {
    PlantKind.NUCLEAR: Text("原子力", "nuclear"),
    PlantKind.HYDRO: Text("水力", "hydro"),
    PlantKind.GEOTHERMAL: Text("地熱", "geothermal"),
    PlantKind.WIND: Text("風力", "wind"),
    PlantKind.SOLAR: Text("太陽光", "solar"),
    PlantKind.BIOMASS: Text("バイオマス", "biomass"),
    PlantKind.WASTE: Text("廃棄物", "waste"),
    PlantKind.COAL: Text("石炭火力", "coal"),
    PlantKind.GAS: Text("ガス火力", "gas"),
    PlantKind.OIL: Text("石油火力", "oil"),
    PlantKind.STORAGE: Text("蓄電", "storage"),
    PlantKind.UNKNOWN: Text("種別不明", "kind not known"),
}

DECARBONISED: dict[PlantKind, bool | None] = {
    PlantKind.NUCLEAR: True,
    PlantKind.HYDRO: True,
    PlantKind.GEOTHERMAL: True,
    PlantKind.WIND: True,
    PlantKind.SOLAR: True,
    PlantKind.BIOMASS: True,
    PlantKind.COAL: False,
    PlantKind.GAS: False,
    PlantKind.OIL: False,
    # Waste is in part fossil plastic, storage is as clean as what charges it: neither follows from the kind.
    PlantKind.WASTE: None,
    PlantKind.STORAGE: None,
    PlantKind.UNKNOWN: None,
}

_FUELS = {
    PlantKind.NUCLEAR: ("nuclear", "原子力"),
    PlantKind.HYDRO: ("hydro", "water", "pumped_storage", "水力", "揚水"),
    PlantKind.GEOTHERMAL: ("geothermal", "地熱"),
    PlantKind.WIND: ("wind", "風力"),
    PlantKind.SOLAR: ("solar", "photovoltaic", "太陽光"),
    PlantKind.BIOMASS: ("biomass", "biofuel", "biogas", "wood", "バイオマス"),
    PlantKind.WASTE: ("waste", "廃棄物", "ごみ"),
    PlantKind.COAL: ("coal", "石炭"),
    PlantKind.GAS: ("gas", "lng", "natural_gas", "ガス", "天然ガス"),
    PlantKind.OIL: ("oil", "diesel", "petroleum", "石油", "重油"),
    PlantKind.STORAGE: ("battery", "storage", "蓄電池"),
}
_KIND_OF_FUEL = {word: kind for kind, words in _FUELS.items() for word in words}
NOT_STATED = frozenset({"", "unknown", "other", "不明", "その他"})
"""Words by which a source says that it does not know the fuel; any other unlisted word is a defect."""


def plant_kind(fuel: str) -> PlantKind | None:
    """Return the kind for one fuel word as sources spell it; ``None`` when the word names no fuel we know.

    ``unknown`` and its like give ``PlantKind.UNKNOWN``: the source says that it does not know,
    which is no defect.

    >>> plant_kind("Hydro"), plant_kind("bing"), plant_kind("unknown")
    (<PlantKind.HYDRO: 'hydro'>, None, <PlantKind.UNKNOWN: 'unknown'>)
    """
    word = fuel.strip().lower()
    return PlantKind.UNKNOWN if word in NOT_STATED else _KIND_OF_FUEL.get(word)


def decarbonised_together(kinds: set[PlantKind]) -> bool | None:
    """Whether a plant that burns all of ``kinds`` is decarbonised; ``None`` when they differ."""
    answers = {DECARBONISED[kind] for kind in kinds}
    return answers.pop() if len(answers) == 1 else None


class DataCentreKind(StrEnum):
    """What a site listed as a data centre is."""

    COLOCATION = "colocation"
    ENTERPRISE = "enterprise"
    TELEPHONE_EXCHANGE = "telephone_exchange"
    CABLE_LANDING = "cable_landing"
    UNKNOWN = "unknown"


DATA_CENTRE_KIND_NAMES = {
    DataCentreKind.COLOCATION: Text("コロケーション", "colocation"),
    DataCentreKind.ENTERPRISE: Text("自社用", "enterprise"),
    DataCentreKind.TELEPHONE_EXCHANGE: Text("電話交換局とみられる施設", "telephone exchange by its name"),
    DataCentreKind.CABLE_LANDING: Text("海底ケーブル中継施設", "submarine cable station"),
    DataCentreKind.UNKNOWN: Text("種別不明", "kind not known"),
}


class DataCentreStatus(StrEnum):
    """Whether a data centre runs, is being built or is planned; most sources do not say."""

    OPERATING = "operating"
    CONSTRUCTION = "construction"
    PLANNED = "planned"
    UNKNOWN = "unknown"
