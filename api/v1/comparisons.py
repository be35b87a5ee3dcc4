"""``/v1/applications/{id}/versions/compare``: what changed between two versions, ground as GeoJSON."""

from __future__ import annotations

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict
from shapely import MultiPolygon
from shapely.geometry import mapping

from api.deps import DatabaseSession, SignedIn
from api.services.applications import comparing
from api.services.applications.comparing import Comparison
from api.v1.schemas import ProblemText
from data.domain.plan.comparison import ChangeKind

router = APIRouter(prefix="/v1/applications/{application_id}/versions", tags=["applications"])


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", from_attributes=True)


class ChangeAnswer(_Model):
    """One field or row that changed; ``difference`` is later minus earlier, in ``unit``."""

    pointer: str
    label: ProblemText
    kind: ChangeKind
    before: Any
    after: Any
    difference: float | None
    unit: str | None


class FileChangeAnswer(_Model):
    """A file on both sides (``same``) or on one alone."""

    name: str
    sha256: str
    size_bytes: int
    kind: str


class GroundAnswer(_Model):
    """Areas in hectares on the ellipsoid, and the symmetric difference as GeoJSON (longitude, latitude)."""

    before_ha: float | None
    after_ha: float | None
    gained_ha: float
    lost_ha: float
    difference: dict[str, Any]


class ComparisonAnswer(_Model):
    """What changed from one version to another; ``to`` is ``null`` for the body's copy."""

    first: int
    second: int | None
    changes: list[ChangeAnswer]
    files: list[FileChangeAnswer]
    ground: GroundAnswer

    @classmethod
    def of(cls, found: Comparison) -> ComparisonAnswer:
        """Describe a comparison."""
        ground = found.ground
        features = [_feature("gained", ground.gained), _feature("lost", ground.lost)]
        return cls(
            first=found.first,
            second=found.second,
            changes=[
                ChangeAnswer(
                    pointer=each.pointer,
                    label=ProblemText(ja=each.label.ja, en=each.label.en),
                    kind=each.kind,
                    before=each.before,
                    after=each.after,
                    difference=each.difference,
                    unit=each.unit,
                )
                for each in found.changes
            ],
            files=[FileChangeAnswer.model_validate(each) for each in found.files],
            ground=GroundAnswer(
                before_ha=ground.before_ha,
                after_ha=ground.after_ha,
                gained_ha=ground.gained_ha,
                lost_ha=ground.lost_ha,
                difference={"type": "FeatureCollection", "features": [f for f in features if f]},
            ),
        )


@router.get("/compare", summary="二つの版を比べる / Compare two versions")
def compare(
    application_id: UUID,
    caller: SignedIn,
    session: DatabaseSession,
    first: Annotated[int, Query(alias="from", ge=1, description="比べる元の版")],
    second: Annotated[int | None, Query(alias="to", ge=1, description="比べる先の版。省くと作成中")] = None,
) -> ComparisonAnswer:
    """Tell what changed: texts, numbers, rows, files and ground."""
    return ComparisonAnswer.of(comparing.compare(session, application_id, first, second))


def _feature(kind: str, shape: MultiPolygon) -> dict[str, Any] | None:
    if shape.is_empty:
        return None
    return {"type": "Feature", "geometry": mapping(shape), "properties": {"kind": kind}}
