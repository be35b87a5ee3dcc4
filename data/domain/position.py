"""Reads one position as people write or paste it: degrees, or degrees, minutes and seconds."""

from __future__ import annotations

import re
import unicodedata

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

LATITUDES, LONGITUDES = (20.0, 46.0), (122.0, 155.0)
"""Degrees between which Japan lies, its territorial sea of twelve nautical miles (0.25 degrees) with it.

From 沖ノ鳥島 (20°25′) to 択捉島 (45°33′) north and from 与那国島 (122°56′) to 南鳥島 (153°59′) east: the
meridian of 154 degrees runs 1.3 km beyond 南鳥島, through waters that a plan may name.
"""
LONGEST = 200
_SIGNS = str.maketrans({"度": "°", "分": "'", "秒": '"', "′": "'", "’": "'", "″": '"', "”": '"', "º": "°"})
_ANGLE = r"(\d+(?:\.\d+)?)(?:\s*°(?:\s*(\d+(?:\.\d+)?)\s*')?(?:\s*(\d+(?:\.\d+)?)\s*\")?)?"
_LATITUDE = rf"(?:北緯|N)?\s*{_ANGLE}\s*(?:N|北)?"
_LONGITUDE = rf"(?:東経|E)?\s*{_ANGLE}\s*(?:E|東)?"
_POSITION = re.compile(rf"\(?\s*{_LATITUDE}(?:\s*[,、;/]\s*|\s+|(?<=[NE\"'°]))\s*{_LONGITUDE}\s*\)?")
_EXAMPLE = Text(
    "「37.4476, 138.8512」又は「北緯37度26分51秒 東経138度51分04秒」のように、"
    "緯度、経度の順に入力してください。",
    "Write latitude, then longitude, like “37.4476, 138.8512” or “37°26'51\"N 138°51'04\"E”.",
)
_UNREADABLE = Text("位置を読み取れません。", "The position cannot be read.")
_EXCHANGED = Text("緯度と経度の順が逆になっています。", "Latitude and longitude are the other way round.")
_OUTSIDE = Text(
    "日本の範囲（北緯20～46度、東経122～155度）の外です。",
    "This lies outside Japan (20 to 46 degrees north, 122 to 155 degrees east).",
)
_BEYOND_SIXTY = Text("分と秒は60未満です。", "Minutes and seconds are below 60.")


def read_position(typed: str, field: str) -> tuple[float, float]:
    """Return longitude and latitude in degrees (EPSG:4326); raises ``InvalidInput`` at ``field``."""
    plain = unicodedata.normalize("NFKC", typed.translate(_SIGNS)).upper().strip()
    found = _POSITION.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None:
        raise _refused(field, typed, _UNREADABLE)
    parts = [float(part or 0) for part in found.groups()]
    if any(part >= 60 for part in (*parts[1:3], *parts[4:6])):
        raise _refused(field, typed, _BEYOND_SIXTY)
    latitude, longitude = (_degrees(*parts[:3]), _degrees(*parts[3:]))
    if _within(longitude, LATITUDES) and _within(latitude, LONGITUDES):
        raise _refused(field, typed, _EXCHANGED)
    if not (_within(latitude, LATITUDES) and _within(longitude, LONGITUDES)):
        raise _refused(field, typed, _OUTSIDE)
    return longitude, latitude


def _degrees(degrees: float, minutes: float, seconds: float) -> float:
    return round(degrees + minutes / 60 + seconds / 3600, 7)


def _within(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def _refused(field: str, typed: str, message: Text) -> InvalidInput:
    return InvalidInput.of([Problem(field, typed[:LONGEST], message, _EXAMPLE)])
