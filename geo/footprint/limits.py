"""Limits and tolerances of a footprint check, in one place and with their reasons."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FootprintLimits:
    """How large an input may be and how far the reference shapes are trusted."""

    max_vertices: int = 200_000
    """More than the most detailed boundary of any one municipality; keeps time and memory bounded."""
    max_polygons: int = 20_000
    coast_tolerance_m: float = 5_000.0
    """The embedded coast is drawn at 1:10,000,000 and leaves out reclaimed land and islets."""
    inhabited_tolerance_m: float = 20_000.0
    """Around a known municipal office, for islands and exclaves that the polygons lack or misplace."""
    border_share: float = 0.95
    """Share inside the named prefectures below which a remark is made; the rest is drawing error."""
