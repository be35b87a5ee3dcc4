"""The ground a plan covers: as its document draws it, or joined from the boundaries of its municipalities."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import shapely
from geoalchemy2 import WKBElement
from geoalchemy2.shape import from_shape, to_shape
from shapely import MultiPolygon
from sqlalchemy.orm import Session

from data.domain.plan.document import PlanDocument
from data.domain.plan.zones_gx import ZoneApplication
from data.domain.wording import Text
from data.orm.plan import SRID, FootprintOrigin, Plan
from data.queries import places
from data.reference.places import MunicipalityKind, municipalities, prefectures
from data.reference.polygons import prefecture_polygons
from geo.footprint import InhabitedPlace, ParsedFootprint, parse_footprint, read_point
from geo.site_facts import PrefectureShape

NOT_GIVEN = Text(
    "計画区域の図形も対象市区町村も記載されていません", "neither a footprint nor municipalities are stated"
)
NO_BOUNDARIES = Text(
    "データベースがないため、対象市区町村の境界を読み取れません", "without a database there are no boundaries"
)
_BOUNDARIES = Text("行政区域データ", "administrative boundaries")
DRAWN = Text("申請書の計画区域", "the footprint in the document")
PLOTS = Text("申請書の区画", "the plots in the document")


@dataclass(frozen=True, slots=True)
class Footprint:
    """A footprint in EPSG:4326 with where it comes from, or the reason why there is none."""

    origin: FootprintOrigin
    shape: MultiPolygon | None
    source: Text
    reference: str
    remarks: tuple[Text, ...] = ()


def of(session: Session | None, document: PlanDocument) -> Footprint:
    """Return the footprint of a plan document as it comes in.

    Raises ``InvalidInput`` as ``of_kept``, and when the position of a plot is none in Japan.
    """
    for field, geometry in _plots(document):
        if _is_point(geometry):
            read_point(geometry, field)
    return of_kept(session, document)


def of_kept(session: Session | None, document: PlanDocument) -> Footprint:
    """Return the footprint of a document that is kept; without a session municipalities cannot be joined.

    Raises ``InvalidInput`` when the drawn one is unsound, at sea or in another prefecture. A plot that is a
    point covers no ground, and drafts were kept before points were checked, so they are left alone.
    """
    if document.footprint is not None:
        return _drawn(document)
    if shapes := _plot_shapes(document):
        union = shapely.get_parts(shapely.union_all(shapes))
        return Footprint(FootprintOrigin.STATED, MultiPolygon(list(union)), PLOTS, "plots")
    if not document.municipalities:
        return _none(NOT_GIVEN)
    if session is None:
        return _none(NO_BOUNDARIES)
    return _joined(session, document.municipalities)


def stored(session: Session, plan: Plan, document: PlanDocument) -> Footprint:
    """Return the footprint of a stored plan; one that waited for boundaries is joined once they are there."""
    if plan.footprint is None:
        found = of_kept(session, document)
        if found.shape is not None:
            plan.footprint, plan.footprint_origin = to_column(found), str(found.origin)
        return found
    origin = FootprintOrigin(plan.footprint_origin)
    source = DRAWN if origin is FootprintOrigin.STATED else _BOUNDARIES
    return Footprint(origin, MultiPolygon(to_shape(plan.footprint)), source, "plan.footprint")


def bodies_prefectures(document: PlanDocument) -> tuple[str, ...]:
    """Return the 2-digit codes of the prefectures of the bodies that make the plan."""
    return tuple(sorted({code[:2] for code in (document.body, *(document.joint_bodies or ()))}))


@cache
def prefecture_shapes() -> tuple[PrefectureShape, ...]:
    """Return the embedded, coarse polygons of the 47 prefectures."""
    polygons = prefecture_polygons()
    return tuple(PrefectureShape(code, prefectures()[code].name, shape) for code, shape in polygons.items())


def to_column(footprint: Footprint) -> WKBElement | None:
    """Return the shape as it is stored."""
    return None if footprint.shape is None else from_shape(footprint.shape, srid=SRID)


def drawn(document: PlanDocument, geometry: object, field: str) -> ParsedFootprint:
    """Return a shape that ``document`` draws at ``field``; raises ``InvalidInput`` as ``of`` does."""
    return parse_footprint(
        geometry,
        field=field,
        prefectures=prefecture_shapes(),
        named_prefectures=bodies_prefectures(document),
        inhabited=_offices(),
    )


def _plot_shapes(document: PlanDocument) -> list[MultiPolygon]:
    """The plots of an application for a zone, where it draws no footprint beside them."""
    drawings = ((field, geometry) for field, geometry in _plots(document) if not _is_point(geometry))
    return [drawn(document, geometry, field).geometry for field, geometry in drawings]


def _plots(document: PlanDocument) -> Iterator[tuple[str, Mapping[str, Any]]]:
    plots = document.plots or () if isinstance(document, ZoneApplication) else ()
    for index, plot in enumerate(plots):
        if plot.geometry is not None:
            yield f"/plots/{index}/geometry", plot.geometry


def _is_point(geometry: Mapping[str, Any]) -> bool:
    return geometry.get("type") == "Point"


def _drawn(document: PlanDocument) -> Footprint:
    parsed = drawn(document, document.footprint, "/footprint")
    return Footprint(FootprintOrigin.STATED, parsed.geometry, DRAWN, "footprint", parsed.remarks)


def _joined(session: Session, codes: tuple[str, ...]) -> Footprint:
    found = places.footprint_of(session, [part for code in codes for part in municipalities_in(code)])
    if found.geometry is None:
        return _none(_without_boundary(found.missing))
    parts = shapely.get_parts(found.geometry)
    shape = MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
    editions = found.editions
    source = Text("、".join(e.title.ja for e in editions), ", ".join(e.title.en for e in editions))
    reference = ", ".join(f"{e.dataset}/{e.source}/{e.id}" for e in editions)
    return Footprint(FootprintOrigin.MUNICIPALITIES, shape, source, reference)


def municipalities_in(code: str) -> tuple[str, ...]:
    """Return what a code stands for: a whole prefecture (``15000``) for its municipalities in force."""
    if not code.endswith("000"):
        return (code,)
    return tuple(
        body.code5
        for body in municipalities().values()
        if body.prefecture == code[:2] and body.valid_to is None and body.kind is not MunicipalityKind.WARD
    )


def _none(reason: Text) -> Footprint:
    return Footprint(FootprintOrigin.NONE, None, reason, "")


def _without_boundary(codes: tuple[str, ...]) -> Text:
    known = municipalities()
    names = "、".join(known[code].name if code in known else code for code in codes)
    return Text(
        f"次の市区町村の境界データが読み込まれていません：{names}",
        f"no boundary is loaded for {names}",
    )


@cache
def _offices() -> tuple[InhabitedPlace, ...]:
    """Municipal offices stand for islands that the coarse polygons leave out."""
    return tuple(
        InhabitedPlace(body.prefecture, *body.office)
        for body in municipalities().values()
        if body.office is not None and body.valid_to is None
    )
