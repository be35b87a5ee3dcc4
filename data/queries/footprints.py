"""Reads which plans and zones share ground with a shape (EPSG:4326), as far as who asks may know them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from data.orm.decision import Publication
from data.orm.plan import Plan
from data.queries.plans import SMALLEST_OVERLAP_HA, SQUARE_METRES_PER_HECTARE
from data.queries.shapes import Shape, from_shape
from data.queries.visibility import visible


@dataclass(frozen=True, slots=True)
class SharedGround:
    """A plan or zone on the same ground; ``state`` is ``sample``, ``registered`` or that of a publication."""

    title: str
    plan_type: str
    state: str
    url: str | None
    area_ha: float


def shared_ground(session: Session, shape: Shape) -> tuple[SharedGround, ...]:
    """Return what shares over 100 square metres with ``shape``, the largest first; geodesic areas."""
    here = from_shape(shape)
    found = [*_plans(session, here), *_published(session, here)]
    return tuple(sorted(found, key=lambda each: (-each.area_ha, each.title)))


def _plans(session: Session, here: ColumnElement[Any]) -> list[SharedGround]:
    area = _area(Plan.footprint, here)
    query = select(Plan.id, Plan.title, Plan.plan_type, Plan.is_sample, area).where(
        visible(session, Plan), func.ST_Intersects(Plan.footprint, here), area >= SMALLEST_OVERLAP_HA
    )
    return [
        SharedGround(
            title, plan_type, "sample" if is_sample else "registered", f"/plans/{key}", float(hectares)
        )
        for key, title, plan_type, is_sample, hectares in session.execute(query)
    ]


def _published(session: Session, here: ColumnElement[Any]) -> list[SharedGround]:
    area = _area(Publication.footprint, here)
    query = select(Publication.title, Publication.plan_type, Publication.state, area).where(
        visible(session, Publication),
        Publication.withdrawn_at.is_(None),
        func.ST_Intersects(Publication.footprint, here),
        area >= SMALLEST_OVERLAP_HA,
    )
    return [
        SharedGround(title, plan_type, state, None, float(hectares))
        for title, plan_type, state, hectares in session.execute(query)
    ]


def _area(footprint: InstrumentedAttribute[Any], here: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.ST_Area(func.geography(func.ST_Intersection(footprint, here))) / SQUARE_METRES_PER_HECTARE
