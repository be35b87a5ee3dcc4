"""Reads voltages as sources write them and sorts them into Japan's classes; it knows no file and no table."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal

CLASSES_KV = (
    Decimal(500),
    Decimal(275),
    Decimal(220),
    Decimal(187),
    Decimal(154),
    Decimal(132),
    Decimal(110),
    Decimal(77),
    Decimal(66),
)
"""Nominal voltages of the ten areas' transmission systems (publications of OCCTO and the operators)."""

HIGHEST_KV = Decimal(550)
"""No circuit in Japan is operated above: the highest nominal voltage in use is 500 kV (limit 550 kV)."""
LOWEST_KV = Decimal("0.4")
"""Less is no voltage of the grid; ``77`` volts may be 77 kV written short, but that is a guess."""

_ONE = re.compile(r"(?P<current>dc|ac)?(?P<number>\d+(?:\.\d+)?)(?P<unit>kv|v)?(?:以下)?")


@dataclass(frozen=True, slots=True)
class Voltage:
    """The voltages (kV) of one facility, and what in the raw text could not be believed or read."""

    values_kv: tuple[Decimal, ...] = ()
    direct_current: bool = False
    impossible: tuple[Decimal, ...] = ()
    """Parts (kV) that are numbers but no voltage of the Japanese grid."""
    unreadable: tuple[str, ...] = ()
    """Parts that are no number at all."""

    @property
    def max_kv(self) -> Decimal | None:
        """The highest voltage in kV; ``None`` when none is stated or a disbelieved part leaves it open."""
        return max(self.values_kv, default=None) if not self._highest_is_open else None

    @property
    def _highest_is_open(self) -> bool:
        return bool(self.unreadable) or any(value > HIGHEST_KV for value in self.impossible)


def parse_voltage(raw: str, *, volts: bool) -> Voltage:
    """Read ``66000;6600``, ``dc1500``, ``77,6600`` …; plain numbers are volts or, with ``volts=False``, kV.

    Zero means "none" (an earth wire, a disused circuit) and is dropped.

    >>> parse_voltage("154000;66000", volts=True).max_kv
    Decimal('154')
    >>> parse_voltage("15400066", volts=False).impossible
    (Decimal('15400066'),)
    """
    text = unicodedata.normalize("NFKC", raw).lower().replace(" ", "")
    values: list[Decimal] = []
    impossible: list[Decimal] = []
    unreadable: list[str] = []
    direct = False
    for part in filter(None, re.split(r"[;,/、]", text)):
        match = _ONE.fullmatch(part)
        if match is None:
            unreadable.append(part)
            continue
        in_volts = volts if match["unit"] is None else match["unit"] == "v"
        value = Decimal(match["number"]) / (1000 if in_volts else 1)
        direct = direct or match["current"] == "dc"
        if value == 0:
            continue
        if LOWEST_KV <= value <= HIGHEST_KV:
            values.append(value)
        else:
            impossible.append(value)
    return Voltage(tuple(values), direct, tuple(impossible), tuple(unreadable))


def voltage_class_kv(kv: Decimal) -> Decimal | None:
    """Return the Japanese class at or next below ``kv`` (for colours and filters); ``None`` below 66 kV."""
    return next((level for level in CLASSES_KV if kv >= level), None)
