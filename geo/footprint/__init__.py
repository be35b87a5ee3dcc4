"""Reading and checking the footprint of a plan: what a person drew or uploaded, before anything trusts it."""

from geo.footprint.limits import FootprintLimits
from geo.footprint.location import InhabitedPlace
from geo.footprint.parse import ParsedFootprint, parse_footprint
from geo.footprint.points import read_point
from geo.footprint.soundness import offered_repair

__all__ = [
    "FootprintLimits",
    "InhabitedPlace",
    "ParsedFootprint",
    "offered_repair",
    "parse_footprint",
    "read_point",
]
