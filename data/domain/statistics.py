"""Names of the official figures that are kept: indicators, definitions, and why a figure may be absent."""

from __future__ import annotations

from enum import StrEnum

from data.domain.wording import Text

NATION = "00"
"""Area code of the whole country, beside 2-digit prefecture and 5-digit municipality codes."""

POPULATION = "A1101"
"""Total population, by its item code in the 社会・人口統計体系 that SSDSE uses."""
AREA = "B1101"
"""Total area in hectares, by the same system of item codes."""
RESIDENTS = "resident_population"
"""Residents in the basic resident register (住民基本台帳)."""
GROSS_PRODUCT = "gross_prefectural_product_nominal"
"""Nominal gross prefectural product in million yen (県民経済計算)."""
VALUE_ADDED = "value_added"
WORKERS = "workers"
PER_WORKER = "value_added_per_worker"

SSDSE_A = "ssdse_a"
SSDSE_E = "ssdse_e"
RESIDENT_REGISTER = "resident_register"


class Absence(StrEnum):
    """Why a statistic gives no number; never read as zero."""

    SUPPRESSED = "suppressed"
    NO_FIGURE = "no_figure"
    UNKNOWN = "unknown"
    BLANK = "blank"


ABSENCE_NAMES = {
    Absence.SUPPRESSED: Text("秘匿（X）", "suppressed (X)"),
    Absence.NO_FIGURE: Text("該当数値なし（-）", "no figure (-)"),
    Absence.UNKNOWN: Text("不詳（…、***）", "not known (…, ***)"),
    Absence.BLANK: Text("空欄", "blank"),
}
