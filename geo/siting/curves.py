"""Functions from an indicator's value to a score of 0–1, stated as data; ranges in, ranges out."""

from __future__ import annotations

from abc import abstractmethod
from itertools import pairwise
from typing import Annotated, Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, model_validator

Floats = NDArray[np.float64]
Share = Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)]
Value = Annotated[float, Field(allow_inf_nan=False)]


class _Curve(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def at(self, values: Floats) -> Floats:
        """Return the score of each value, in the indicator's unit; infinity is allowed, NaN stays NaN."""

    @abstractmethod
    def turns(self) -> tuple[float, ...]:
        """Return the values at which the curve may change direction or jump."""

    def over(self, low: Floats, high: Floats) -> tuple[Floats, Floats]:
        """Return the least and greatest score over each range of values; an unknown range (NaN) gives 0–1."""
        first = self.at(low)
        last = first if high is low else self.at(high)
        least, most = np.fmin(first, last), np.fmax(first, last)
        unknown = np.isnan(low) | np.isnan(high)
        open_ranges = np.flatnonzero((low != high) & ~unknown)
        for turn in self.turns():
            for value in (np.nextafter(turn, -np.inf), turn):
                score = float(self.at(np.array([value]))[0])
                inside = open_ranges[(low[open_ranges] <= value) & (value <= high[open_ranges])]
                least[inside], most[inside] = np.fmin(least[inside], score), np.fmax(most[inside], score)
        least[unknown], most[unknown] = 0.0, 1.0
        return least, most


class _Knotted(_Curve):
    points: tuple[tuple[Value, Share], ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        values = [value for value, _ in self.points]
        if any(later <= earlier for earlier, later in pairwise(values)):
            raise ValueError("the values of a curve must increase")
        return self

    def turns(self) -> tuple[float, ...]:
        """Return the values of the points."""
        return tuple(value for value, _ in self.points)


class Linear(_Knotted):
    """Straight between points ``(value, score)``, level before the first and after the last."""

    kind: Literal["linear"]

    def at(self, values: Floats) -> Floats:
        """Return the interpolated score of each value."""
        value, score = zip(*self.points, strict=True)
        return np.asarray(np.interp(values, value, score), dtype=np.float64)


class Steps(_Knotted):
    """The score of the last point at or below the value; ``below`` before the first point."""

    kind: Literal["steps"]
    below: Share

    def at(self, values: Floats) -> Floats:
        """Return the score of the step each value stands on."""
        value, score = zip(*self.points, strict=True)
        found = np.array([self.below, *score])[np.searchsorted(np.array(value), values, side="right")]
        return np.where(np.isnan(values), np.nan, found)


class Decay(_Curve):
    """1 at zero and below, halved with every ``half`` units more."""

    kind: Literal["decay"]
    half: Annotated[float, Field(gt=0.0, allow_inf_nan=False)]

    def at(self, values: Floats) -> Floats:
        """Return the decayed score of each value."""
        return np.asarray(np.exp2(-np.maximum(values, 0.0) / self.half), dtype=np.float64)

    def turns(self) -> tuple[float, ...]:
        """Return nothing: the curve only falls."""
        return ()


Curve = Annotated[Linear | Steps | Decay, Field(discriminator="kind")]
