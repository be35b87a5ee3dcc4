"""The answers and orders of ``/v1/siting`` as the API documents them; km, MW and ha stand in the names."""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import datetime
from typing import Any, Self

from pydantic import BaseModel, ConfigDict, Field

from api.services.siting.results import Reading
from api.services.siting.scenarios import View
from data.orm.siting import SitingScenario, SitingStudy
from data.queries.siting import AreaRow
from data.reference.places import place_name
from geo.siting.compare import Compared
from geo.siting.explain import CellExplanation
from geo.siting.profile import Profile
from geo.siting.sensitivity import Movement

Both = dict[str, str]


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True, allow_inf_nan=False)


class StudyOrder(BaseModel):
    """What to screen: a profile and the size of cells (3: 1 km, 4: 500 m, 5: 250 m)."""

    model_config = ConfigDict(extra="forbid")
    profile: str = "data-centre"
    level: int = 3


class ScenarioOrder(BaseModel):
    """How to read a study: a preset, and weights that differ from the profile's."""

    model_config = ConfigDict(extra="forbid")
    study: str = Field(pattern="^[0-9a-f]{32}$")
    preset: str = "reference"
    weights: dict[str, float] = {}


class ProfileAnswer(_Answer):
    """A profile as it is kept; no number in it is a published criterion unless its basis says so."""

    profile: dict[str, Any]

    @classmethod
    def of(cls, found: Profile) -> Self:
        """Return the answer for a profile."""
        return cls(profile=found.model_dump(mode="json"))


class StudyAnswer(_Answer):
    """A study and how far it is."""

    id: str
    profile: str
    profile_edition: str
    level: int
    status: str
    blocks_done: int
    blocks_total: int
    cells: int
    layers: list[dict[str, Any]]
    error: Both | None
    created_at: datetime
    finished_at: datetime | None

    @classmethod
    def of(cls, row: SitingStudy) -> Self:
        """Return the answer for a stored study."""
        error = None if row.error_ja is None else {"ja": row.error_ja, "en": row.error_en or ""}
        return cls(
            id=row.id,
            profile=row.profile_id,
            profile_edition=row.profile_edition,
            level=row.level,
            status=row.status,
            blocks_done=row.blocks_done or 0,
            blocks_total=row.blocks_total or 0,
            cells=row.cells or 0,
            layers=row.layers,
            error=error,
            created_at=row.created_at,
            finished_at=row.finished_at,
        )


class ScenarioAnswer(_Answer):
    """A scenario; ``counts`` is null until its study is done."""

    id: str
    study: StudyAnswer
    preset: str
    weights: dict[str, float]
    counts: dict[str, int] | None
    created_at: datetime

    @classmethod
    def of(cls, row: SitingScenario, study: SitingStudy) -> Self:
        """Return the answer for a stored scenario."""
        return cls(
            id=row.id,
            study=StudyAnswer.of(study),
            preset=row.preset,
            weights=row.weights,
            counts=row.counts,
            created_at=row.created_at,
        )


class RankedAnswer(_Answer):
    """One of the best cells; positions are shared by ties, and the unknown leaves a range of them open."""

    code: int
    place: str
    place_name: str
    position: int
    tied: int
    best_position: int
    worst_position: int
    score: float | None
    low: float
    high: float
    completeness: float


class ViewAnswer(_Answer):
    """What a reading comes to: the scenario id it would have, land by standing, the best cells."""

    scenario: str
    counts: dict[str, int]
    shares: list[dict[str, Any]]
    ranking: list[RankedAnswer]

    @classmethod
    def of(cls, reading: Reading, shown: View) -> Self:
        """Return the answer for a reading."""
        ranking = [
            RankedAnswer(
                code=code,
                place=place,
                place_name=place_name(place),
                position=row.position,
                tied=row.tied,
                best_position=row.best_position,
                worst_position=row.worst_position,
                score=row.score,
                low=row.low,
                high=row.high,
                completeness=row.completeness,
            )
            for row, code, place in zip(shown.ranked, shown.codes, shown.places, strict=True)
        ]
        shares = [
            {"name": asdict(part.name), "area_ha": part.area_ha, "share": part.share} for part in shown.shares
        ]
        return cls(scenario=reading.id, counts=dict(shown.counts), shares=shares, ranking=ranking)


class MovementAnswer(_Answer):
    """Where a cell ends up when each weight changes by a fifth; ``mover`` moved it farthest."""

    code: int
    position: int
    best: int
    worst: int
    mover: str | None
    unranked: int

    @classmethod
    def of(cls, code: int, step: Movement) -> Self:
        """Return the answer for a movement."""
        return cls(
            code=code,
            position=step.position,
            best=step.best,
            worst=step.worst,
            mover=step.mover,
            unranked=step.unranked,
        )


class AreaAnswer(_Answer):
    """An area of good cells: gross hectares and what would fit at most, as a range."""

    position: int
    cells: int
    area_ha: float
    fits_mw_low: float
    fits_mw_high: float
    mean_judged: float
    best_judged: float
    places: list[str]
    bounds: tuple[float, float, float, float]

    @classmethod
    def of(cls, row: AreaRow) -> Self:
        """Return the answer for a stored area."""
        return cls(
            position=row.position,
            cells=row.cells,
            area_ha=row.area_ha,
            fits_mw_low=row.fits_mw_low,
            fits_mw_high=row.fits_mw_high,
            mean_judged=row.mean_judged,
            best_judged=row.best_judged,
            places=list(row.places),
            bounds=row.polygon.bounds,
        )


class CellAnswer(_Answer):
    """Everything that made a cell's score."""

    code: int
    place: str
    place_name: str
    explanation: dict[str, Any]

    @classmethod
    def of(cls, found: CellExplanation) -> Self:
        """Return the answer for an explanation."""
        name = place_name(found.place)
        return cls(code=found.code, place=found.place, place_name=name, explanation=plain(found))


class ComparedAnswer(_Answer):
    """A plan or zone as the screen sees it; figures are null when no cell of it can be judged."""

    name: str
    cells: int
    by_point: bool
    excluded_share: float | None
    set_aside_share: float | None
    mean_judged: float | None
    least_judged: float | None
    most_judged: float | None
    percentile: float | None

    @classmethod
    def of(cls, found: Compared) -> Self:
        """Return the answer for a comparison."""
        return cls(**asdict(found))


def plain(found: CellExplanation) -> dict[str, Any]:
    """Return an explanation as JSON values; what is not finite is null."""
    values: dict[str, Any] = _plain(asdict(found))
    return values


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, BaseModel):
        return _plain(value.model_dump(mode="json"))
    return value.isoformat() if hasattr(value, "isoformat") else value
