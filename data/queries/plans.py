"""Reads and writes plans; nobody else touches their table, and nobody here commits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shapely.geometry.base import BaseGeometry
from sqlalchemy import ScalarSelect, func, select, tuple_
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from data.db import actor_of
from data.orm.assessment import StoredAssessment
from data.orm.plan import Plan
from data.queries.shapes import Shape, as_wkb, from_shape, to_shapes
from data.queries.visibility import visible

SQUARE_METRES_PER_HECTARE = 10_000.0
SMALLEST_OVERLAP_HA = 0.01
"""100 square metres; less is the noise of two boundaries drawn along the same line."""
COORDINATE_DIGITS = 7
"""Decimals of a degree in published coordinates: about one centimetre."""


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One line of the list of plans, with the latest verdict (``None``: not assessed yet)."""

    id: UUID
    plan_type: str
    title: str
    body_code: str
    is_sample: bool
    version: int
    created_at: datetime
    verdict: str | None


@dataclass(frozen=True, slots=True)
class PlanFootprint:
    """A plan on the ground, EPSG:4326, with its latest verdict (``None``: not assessed yet)."""

    id: UUID
    plan_type: str
    title: str
    body_code: str
    is_sample: bool
    verdict: str | None
    updated_at: datetime
    industry: str | None
    field_ids: tuple[str, ...]
    """Strategic fields that the document names; empty for types that name none."""
    geometry: BaseGeometry


@dataclass(frozen=True, slots=True)
class Overlap:
    """Another plan whose footprint shares ground with this one; ``area_ha`` is that area in hectares."""

    plan_id: UUID
    title: str
    area_ha: float


def add(session: Session, plan: Plan) -> None:
    """Store a new plan."""
    session.add(plan)
    session.flush()


def find(session: Session, plan_id: UUID, *, for_update: bool = False) -> Plan | None:
    """Return a plan, on wish locked until the transaction ends."""
    query = select(Plan).where(Plan.id == plan_id, visible(session, Plan))
    if for_update:
        query = query.with_for_update().execution_options(populate_existing=True)
    return session.scalar(query)


def list_newest_first(
    session: Session, limit: int, after: tuple[datetime, UUID] | None = None
) -> list[PlanLine]:
    """Return up to ``limit`` plans that come after the given place in the list, newest first."""
    latest = _latest_verdict(session)
    query = (
        select(
            Plan.id,
            Plan.plan_type,
            Plan.title,
            Plan.body_code,
            Plan.is_sample,
            Plan.version,
            Plan.created_at,
            latest,
        )
        .where(visible(session, Plan))
        .order_by(Plan.created_at.desc(), Plan.id.desc())
    )
    if after is not None:
        query = query.where(tuple_(Plan.created_at, Plan.id) < tuple_(*after))
    return [PlanLine(*row) for row in session.execute(query.limit(limit))]


def verdict_counts(session: Session) -> dict[str | None, int]:
    """Return how many plans stand at each verdict of their latest assessment (``None``: not assessed)."""
    latest = (
        select(StoredAssessment.plan_id, StoredAssessment.plan_version, StoredAssessment.verdict)
        .ext(distinct_on(StoredAssessment.plan_id))
        .order_by(StoredAssessment.plan_id, StoredAssessment.created_at.desc(), StoredAssessment.id.desc())
        .subquery()
    )
    current = (latest.c.plan_id == Plan.id) & (latest.c.plan_version == Plan.version)
    query = select(latest.c.verdict, func.count()).select_from(Plan).outerjoin(latest, current)
    query = query.where(visible(session, Plan))
    return {row[0]: row[1] for row in session.execute(query.group_by(latest.c.verdict))}


def footprint_geojson(session: Session, plan_id: UUID) -> str | None:
    """Return the footprint as GeoJSON text (longitude, latitude; outer rings counter-clockwise, RFC 7946)."""
    shape = func.ST_ForcePolygonCCW(Plan.footprint)
    query = select(func.ST_AsGeoJSON(shape, COORDINATE_DIGITS)).where(
        Plan.id == plan_id, visible(session, Plan)
    )
    return session.scalar(query)


def overlaps(session: Session, footprint: Shape, but_not: UUID | None, *, samples: bool) -> Sequence[Overlap]:
    """Return the plans that share ground with ``footprint`` (EPSG:4326), the largest share first.

    Areas are on the ellipsoid. Samples are compared with samples only, and real plans with real ones; for a
    body the real ones are plans of bodies, for everybody else demonstration plans.
    """
    here = from_shape(footprint)
    is_demonstration = actor_of(session).body_id is None
    shared = func.geography(func.ST_Intersection(Plan.footprint, here))
    area = func.ST_Area(shared) / SQUARE_METRES_PER_HECTARE
    query = select(Plan.id, Plan.title, area).where(
        visible(session, Plan),
        Plan.is_sample == samples,
        Plan.owner_body_id.is_(None) == is_demonstration,
        func.ST_Intersects(Plan.footprint, here),
        area >= SMALLEST_OVERLAP_HA,
    )
    if but_not is not None:
        query = query.where(Plan.id != but_not)
    rows = session.execute(query.order_by(area.desc(), Plan.id)).all()
    return [Overlap(plan_id, title, float(hectares)) for plan_id, title, hectares in rows]


def footprints(session: Session) -> Sequence[PlanFootprint]:
    """Return every plan that has a footprint, with its latest verdict, oldest first."""
    columns = (Plan.id, Plan.plan_type, Plan.title, Plan.body_code, Plan.is_sample)
    named = (Plan.document["industry"].astext, Plan.document["fields"])
    query = select(*columns, _latest_verdict(session), Plan.updated_at, *named, as_wkb(Plan.footprint))
    query = query.where(visible(session, Plan), Plan.footprint.is_not(None))
    order = (Plan.created_at, Plan.id)
    rows: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(query.order_by(*order))]
    shapes = to_shapes([row[-1] for row in rows])
    values = [(*row[:-2], _field_ids(row[-2]), shape) for row, shape in zip(rows, shapes, strict=True)]
    return [PlanFootprint(*value) for value in values]


def _field_ids(rows: list[dict[str, Any]] | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row["field_id"] for row in rows or () if "field_id" in row))


def _latest_verdict(session: Session) -> ScalarSelect[str]:
    latest = select(StoredAssessment.verdict).where(
        visible(session, StoredAssessment),
        StoredAssessment.plan_id == Plan.id,
        StoredAssessment.plan_version == Plan.version,
    )
    order = (StoredAssessment.created_at.desc(), StoredAssessment.id.desc())
    return latest.order_by(*order).limit(1).scalar_subquery()
