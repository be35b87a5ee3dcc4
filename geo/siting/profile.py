"""What a profile may say: indicators with measure, curve and weight, exclusions, presets, density; and its
reader.

Every number carries its basis. None is a published criterion unless its basis names the source.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from data.domain.embedded import read_yaml
from data.domain.errors import NotFound
from data.domain.wording import Text
from geo.siting.curves import Curve

Positive = Annotated[float, Field(gt=0.0, allow_inf_nan=False)]
RadiusKm = Annotated[float, Field(gt=0.0, le=300.0)]
Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Basis(_Data):
    """Where a number comes from: a source that states it, or a choice of design the operator may change."""

    kind: Literal["design_choice", "operator_setting", "source"]
    note: Text
    source: str | None = None

    @model_validator(mode="after")
    def _cited(self) -> Self:
        if (self.kind == "source") != (self.source is not None):
            raise ValueError("a basis names a source exactly when its kind is 'source'")
        return self


class Condition(_Data):
    """Only features whose attribute lies in the range count; a feature whose attribute is unknown may
    count."""

    attribute: str
    at_least: float = float("-inf")
    at_most: float = float("inf")


class Place(_Data):
    """A named point in degrees."""

    name: Text
    lon: float
    lat: float


class NearestFeature(_Data):
    """Distance in km to the nearest point or line of a layer."""

    kind: Literal["nearest"]
    layer: Name
    where: Condition | None = None


class NearestPlace(_Data):
    """Distance in km to the nearest of a few named places."""

    kind: Literal["nearest_place"]
    places: tuple[Place, ...] = Field(min_length=1)


class NearestValue(_Data):
    """An attribute of the nearest point of a layer; unknown when that point is farther than ``within_km``."""

    kind: Literal["nearest_value"]
    layer: Name
    attribute: str
    up_to: str | None = None
    """Attribute with the other end of a range; NaN there means an open end."""
    within_km: RadiusKm


class SumWithin(_Data):
    """Sum of an attribute over points within a radius; a lower bound where amounts are unknown."""

    kind: Literal["sum_within"]
    layer: Name
    attribute: str
    radius_km: RadiusKm
    where: Condition | None = None


class CountWithin(_Data):
    """Number of points within a radius."""

    kind: Literal["count_within"]
    layer: Name
    radius_km: RadiusKm
    where: Condition | None = None


class AreaValue(_Data):
    """1 inside an area of the layer and 0 outside, or the attribute of the area (outside: ``outside``)."""

    kind: Literal["area_value"]
    layer: Name
    attribute: str | None = None
    outside: float | None = None


Measure = Annotated[
    NearestFeature | NearestPlace | NearestValue | SumWithin | CountWithin | AreaValue,
    Field(discriminator="kind"),
]


class Indicator(_Data):
    """One thing that speaks for or against a cell."""

    id: Name
    title: Text
    unit: Text
    measure: Measure
    curve: Curve
    weight: Annotated[float, Field(ge=0.0, allow_inf_nan=False)]
    basis: Basis


class Exclusion(_Data):
    """Cells inside an area of the layer are left out, for the reason given."""

    id: Name
    layer: Name
    reason: Text
    basis: Basis


class Preset(_Data):
    """How strictly the same facts are read."""

    id: Literal["open", "reference", "strict"]
    title: Text
    exclusions: tuple[Name, ...]
    unsurveyed: Literal["keep", "set_aside"]
    """What becomes of a cell that an applying exclusion layer does not cover."""
    judged_by: Literal["low", "score", "high"]
    good_from: Annotated[float, Field(ge=0.0, le=1.0)]
    least_completeness: Annotated[float, Field(ge=0.0, le=1.0)]
    basis: Basis


class Density(_Data):
    """Electric load that fits on land, MW per hectare of gross area, as a range."""

    low: Positive
    high: Positive
    basis: Basis

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low > self.high:
            raise ValueError("the low end of the density lies above the high end")
        return self


class Profile(_Data):
    """A kind of site and what makes a cell good for it."""

    id: Name
    edition: str
    title: Text
    density: Density
    indicators: tuple[Indicator, ...] = Field(min_length=1)
    exclusions: tuple[Exclusion, ...] = Field(max_length=63)
    presets: tuple[Preset, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        for group in (self.indicators, self.exclusions, self.presets):
            ids = [item.id for item in group]
            if len(set(ids)) != len(ids):
                raise ValueError(f"an id is used twice: {ids}")
        known = {exclusion.id for exclusion in self.exclusions}
        unknown = {name for preset in self.presets for name in preset.exclusions} - known
        if unknown:
            raise ValueError(f"presets name exclusions that do not exist: {sorted(unknown)}")
        if not any(indicator.weight for indicator in self.indicators):
            raise ValueError("at least one weight must be above zero")
        return self

    @property
    def weights(self) -> dict[str, float]:
        """Weight of each indicator as the profile states it."""
        return {indicator.id: indicator.weight for indicator in self.indicators}

    def preset(self, preset_id: str) -> Preset:
        """Return one preset; raises ``NotFound`` with the names there are."""
        for preset in self.presets:
            if preset.id == preset_id:
                return preset
        raise _not_found(preset_id, [preset.id for preset in self.presets])


PROFILES = ("data-centre", "gx-estate")
"""The profiles that come with the product; each is a file ``profiles/<id>.yaml``."""


@lru_cache(maxsize=8)
def profile(profile_id: str) -> Profile:
    """Return a profile of the product; raises ``NotFound`` with the names there are."""
    if profile_id not in PROFILES:
        raise _not_found(profile_id, list(PROFILES))
    return Profile.model_validate(read_yaml("geo.siting.profiles", f"{profile_id}.yaml"))


def _not_found(wanted: str, there: list[str]) -> NotFound:
    names = ", ".join(there)
    return NotFound(
        Text(f"「{wanted}」はありません。選べるもの: {names}", f"There is no {wanted!r}. There are: {names}")
    )
