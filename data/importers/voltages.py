"""Settles the voltage columns of substations and lines by the reading of ``data.domain.voltage``."""

from __future__ import annotations

import pandas as pd

from data.domain.issues import Severity
from data.domain.voltage import HIGHEST_KV, parse_voltage
from data.domain.wording import Text
from data.importers.log import IssueLog


def with_voltage(frame: pd.DataFrame, log: IssueLog, *, volts: bool) -> pd.DataFrame:
    """Return ``frame`` with ``max_kv`` from its column ``voltages`` (volts, else kV)."""
    read = {raw: parse_voltage(raw, volts=volts) for raw in frame["voltages"].dropna().unique()}
    impossible = frame["voltages"].isin([raw for raw, found in read.items() if found.impossible])
    unreadable = frame["voltages"].isin([raw for raw, found in read.items() if found.unreadable])
    log.rows(Severity.REPAIRED, "voltage-impossible", frame[impossible], _IMPOSSIBLE, field="voltages")
    log.rows(Severity.REPAIRED, "voltage-unreadable", frame[unreadable], _UNREADABLE, field="voltages")
    highest = {raw: None if found.max_kv is None else float(found.max_kv) for raw, found in read.items()}
    return frame.assign(max_kv=frame["voltages"].map(highest).astype("float64").round(3))


def tell_missing(frame: pd.DataFrame, log: IssueLog) -> None:
    """Note how many rows have no usable voltage."""
    missing = int(frame["max_kv"].isna().sum())
    if missing:
        message = _MISSING.filled(count=missing, all=len(frame))
        log.whole(Severity.INFO, "voltage-missing", message, field="voltages", value=missing)


_IMPOSSIBLE = Text(
    f"電圧「{{value}}」に、国内の送配電ではあり得ない値"
    f"(0.4kV未満又は{HIGHEST_KV}kV超)が含まれるため、その値を採りません。",
    f"The voltage “{{value}}” holds a value that no Japanese grid has "
    f"(below 0.4 kV or above {HIGHEST_KV} kV); it is not used.",
)
_UNREADABLE = Text(
    "電圧「{value}」を読み取れないため、最高電圧を不明としました。",
    "The voltage “{value}” cannot be read; the highest voltage was set to unknown.",
)
_MISSING = Text("{all}件中{count}件は電圧が不明です。", "{count} of {all} rows have no known voltage.")
