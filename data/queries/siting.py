"""Reads and writes siting studies, scenarios and areas; nobody else touches their tables, nobody commits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geoalchemy2.shape import from_shape
from shapely import MultiPolygon
from shapely.geometry.base import BaseGeometry
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from data.orm.siting import SitingArea, SitingScenario, SitingStudy, StudyStatus
from data.queries.shapes import SRID, as_wkb, to_shapes

_LOCKS = 0x51710000
"""First half of the advisory locks that mark a study as being worked on."""


@dataclass(frozen=True, slots=True)
class AreaRow:
    """An area of good cells as it is kept; hectares gross, MW as a range, polygon in EPSG:4326."""

    position: int
    cells: int
    area_ha: float
    fits_mw_low: float
    fits_mw_high: float
    mean_judged: float
    best_judged: float
    places: Sequence[str]
    polygon: BaseGeometry


def study(session: Session, study_id: str) -> SitingStudy | None:
    """Return a study as it is now, or ``None``."""
    return session.get(SitingStudy, study_id, populate_existing=True)


def add_study(session: Session, row: SitingStudy) -> None:
    """Store a new study."""
    session.add(row)
    session.flush()


def studies(session: Session, limit: int) -> Sequence[SitingStudy]:
    """Return the latest studies, newest first."""
    order = (SitingStudy.created_at.desc(), SitingStudy.id)
    return session.scalars(select(SitingStudy).order_by(*order).limit(limit)).all()


def unfinished(session: Session) -> Sequence[str]:
    """Return the ids of studies queued or broken off, the oldest first."""
    waiting = SitingStudy.status.in_([StudyStatus.QUEUED, StudyStatus.RUNNING])
    return session.scalars(select(SitingStudy.id).where(waiting).order_by(SitingStudy.created_at)).all()


def claim(session: Session, study_id: str) -> bool:
    """Take a study for this transaction; ``False`` when another one, in any process, has it."""
    key = func.hashtext(study_id)
    return bool(session.scalar(select(func.pg_try_advisory_xact_lock(_LOCKS, key))))


def change_study(session: Session, study_id: str, **columns: Any) -> None:
    """Write columns of a study."""
    session.execute(update(SitingStudy).where(SitingStudy.id == study_id).values(**columns))


def scenario(session: Session, scenario_id: str) -> SitingScenario | None:
    """Return a scenario as it is now, or ``None``."""
    return session.get(SitingScenario, scenario_id, populate_existing=True)


def add_scenario(session: Session, row: SitingScenario) -> None:
    """Store a new scenario."""
    session.add(row)
    session.flush()


def scenarios(session: Session, limit: int) -> Sequence[tuple[SitingScenario, SitingStudy]]:
    """Return the latest scenarios with their studies, newest first."""
    query = (
        select(SitingScenario, SitingStudy)
        .join(SitingStudy, SitingStudy.id == SitingScenario.study_id)
        .order_by(SitingScenario.created_at.desc(), SitingScenario.id)
    )
    return [(row[0], row[1]) for row in session.execute(query.limit(limit))]


def waiting_scenarios(session: Session) -> Sequence[SitingScenario]:
    """Return the scenarios without a result whose study is done, the oldest first."""
    done = select(SitingStudy.id).where(SitingStudy.status == StudyStatus.DONE)
    waiting = (SitingScenario.counts.is_(None), SitingScenario.study_id.in_(done))
    return session.scalars(select(SitingScenario).where(*waiting).order_by(SitingScenario.created_at)).all()


def store_result(
    session: Session, scenario_id: str, counts: Mapping[str, Any], areas: Sequence[AreaRow]
) -> None:
    """Write what a scenario came to, in place of anything written before."""
    session.execute(delete(SitingArea).where(SitingArea.scenario_id == scenario_id))
    session.add_all([_area(scenario_id, row) for row in areas])
    session.execute(
        update(SitingScenario).where(SitingScenario.id == scenario_id).values(counts=dict(counts))
    )


def areas(session: Session, scenario_id: str) -> tuple[AreaRow, ...]:
    """Return the areas of a scenario, the largest first."""
    a = SitingArea
    amounts = (a.position, a.cells, a.area_ha, a.fits_mw_low, a.fits_mw_high, a.mean_judged, a.best_judged)
    query = select(*amounts, a.places, as_wkb(a.geom)).where(a.scenario_id == scenario_id)
    rows: list[tuple[Any, ...]] = [tuple(row) for row in session.execute(query.order_by(a.position))]
    shapes = to_shapes([row[-1] for row in rows])
    values = [(*row[:-1], shape) for row, shape in zip(rows, shapes, strict=True)]
    return tuple(AreaRow(*value) for value in values)


def finish(session: Session, study_id: str, cells: int) -> None:
    """Mark a study as done."""
    change_study(session, study_id, status=str(StudyStatus.DONE), cells=cells, finished_at=_now())


def _now() -> Any:
    return func.clock_timestamp()


def _area(scenario_id: str, row: AreaRow) -> SitingArea:
    polygon = row.polygon if row.polygon.geom_type == "MultiPolygon" else MultiPolygon([row.polygon])
    return SitingArea(
        scenario_id=scenario_id,
        position=row.position,
        cells=row.cells,
        area_ha=row.area_ha,
        fits_mw_low=row.fits_mw_low,
        fits_mw_high=row.fits_mw_high,
        mean_judged=row.mean_judged,
        best_judged=row.best_judged,
        places=list(row.places),
        geom=from_shape(polygon, srid=SRID),
    )
