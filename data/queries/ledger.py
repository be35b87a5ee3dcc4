"""Reads what the double-claim ledger compares: documents as sent or registered, and where they overlap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Numeric, Row, Select, Text, Uuid, any_, cast, func, literal, or_, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONPATH, array, distinct_on
from sqlalchemy.orm import Session, aliased

from data.domain.workflow import State
from data.orm.application import Application, Submission
from data.orm.plan import Plan
from data.queries.plans import SMALLEST_OVERLAP_HA, SQUARE_METRES_PER_HECTARE
from data.queries.visibility import visible

_DRAWN_PLOT = '$.plots[*].geometry ? (@.type != "Point")'
NO_LONGER_CLAIMS = (str(State.WITHDRAWN), str(State.NOT_SELECTED))


@dataclass(frozen=True, slots=True)
class FiledDocument:
    """A document to compare; ``id`` is the submission's or, outside an application, the plan's."""

    id: UUID
    plan_id: UUID
    application_id: UUID | None
    number: str | None
    plan_type: str
    title: str
    version: int
    """Of the plan; a submission never changes."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What is read of a document; ``id`` is that of its ``FiledDocument``."""

    id: UUID
    is_drawn: bool
    """Whether the document itself draws a footprint or plots."""
    document: str
    """JSON of the fields asked for."""


@dataclass(frozen=True, slots=True)
class FootprintOverlap:
    """Ground that two footprints share; areas in hectares and the mean width in metres, on the ellipsoid."""

    one: UUID
    other: UUID
    area_ha: Decimal
    width_m: Decimal
    one_ha: Decimal
    other_ha: Decimal


def sent_documents(session: Session) -> list[FiledDocument]:
    """Return the latest version of every application that the actor may know and that still stands."""
    latest = (
        select(Submission.id)
        .ext(distinct_on(Submission.application_id))
        .where(visible(session, Submission))
        .order_by(Submission.application_id, Submission.number.desc())
    )
    a, s = Application, Submission
    query = (
        select(s.id, a.plan_id, a.id, a.number, a.plan_type, s.title, literal(1))
        .join(a, a.id == s.application_id)
        .where(s.id.in_(latest), visible(session, a), visible(session, s), a.state.not_in(NO_LONGER_CLAIMS))
    )
    return _documents(session, query)


def registered_documents(session: Session, *, samples: bool) -> list[FiledDocument]:
    """Return the plans that belong to no body: the samples, or what was registered without signing in."""
    p = Plan
    nothing = (cast(literal(None), p.id.type), cast(literal(None), Text))
    query = select(p.id, p.id, *nothing, p.plan_type, p.title, p.version).where(
        visible(session, p), p.owner_body_id.is_(None), p.is_sample.is_(samples)
    )
    return _documents(session, query)


def contents(session: Session, ids: Sequence[UUID], fields: Sequence[str], *, sent: bool) -> list[Contents]:
    """Return some fields of these submissions (``sent``) or plans, of those the actor may know."""
    entity: Any = Submission if sent else Plan
    query = select(entity.id, _is_drawn(entity.document), _only(entity.document, fields))
    rows = session.execute(query.where(visible(session, entity), entity.id == _any(ids))) if ids else ()
    return [Contents(*row) for row in rows]


def overlaps_among(session: Session, ids: Sequence[UUID], *, sent: bool) -> list[FootprintOverlap]:
    """Return the overlaps among the footprints of these submissions (``sent``) or plans, by spatial index.

    One statement for all pairs. The caller has read ``ids`` as who acts; the rows are filtered here again.
    """
    entity: Any = Submission if sent else Plan
    one, other = aliased(entity), aliased(entity)
    shared = func.ST_CollectionExtract(func.ST_Intersection(one.footprint, other.footprint), 3)
    wanted = _any(ids)
    pairs = (
        select(one.id.label("one"), other.id.label("other"), func.geography(shared).label("shared"))
        .join(other, func.ST_Intersects(one.footprint, other.footprint))
        .where(visible(session, one), visible(session, other), one.id < other.id)
        .where(one.id == wanted, other.id == wanted)
        .cte("pairs")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    area, around = func.ST_Area(pairs.c.shared), func.ST_Perimeter(pairs.c.shared)
    first, second = aliased(entity), aliased(entity)
    query = (
        select(
            pairs.c.one,
            pairs.c.other,
            _hectares(area),
            _rounded(2 * area / around, 1),
            _hectares(func.ST_Area(func.geography(first.footprint))),
            _hectares(func.ST_Area(func.geography(second.footprint))),
        )
        .join(first, first.id == pairs.c.one)
        .join(second, second.id == pairs.c.other)
        .where(visible(session, first), visible(session, second))
        .where(area >= SMALLEST_OVERLAP_HA * SQUARE_METRES_PER_HECTARE)
    )
    return [FootprintOverlap(*row) for row in session.execute(query)]


def _documents(session: Session, query: Select[*tuple[Any, ...]]) -> list[FiledDocument]:
    rows: Sequence[Row[*tuple[Any, ...]]] = session.execute(query).all()
    return [FiledDocument(*row) for row in rows]


def _any(ids: Sequence[UUID]) -> ColumnElement[Any]:
    """One parameter however many there are: a statement takes 65,535 of them."""
    return any_(literal(list(ids), ARRAY(Uuid)))


def _only(document: Any, fields: Sequence[str]) -> ColumnElement[str]:
    """The JSON text of some top-level fields."""
    each = func.jsonb_each(document).table_valued("key", "value")
    kept = select(func.jsonb_object_agg(each.c.key, each.c.value)).where(each.c.key == any_(array(fields)))
    return cast(kept.scalar_subquery(), Text)


def _is_drawn(document: Any) -> ColumnElement[bool]:
    plots = func.jsonb_path_exists(document, cast(_DRAWN_PLOT, JSONPATH))
    return or_(document.has_key("footprint"), plots)


def _hectares(square_metres: Any) -> ColumnElement[Decimal]:
    return _rounded(square_metres / SQUARE_METRES_PER_HECTARE, 2)


def _rounded(value: Any, digits: int) -> ColumnElement[Decimal]:
    return func.round(cast(value, Numeric), digits)
