"""Reads generic layers: the register, whether a layer can speak about a place, and its features there."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from shapely.geometry.base import BaseGeometry
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from data.domain.datasets import LAYERS
from data.domain.errors import NotFound
from data.domain.layer import Coverage, LayerRole, LayerTopic
from data.domain.wording import Text
from data.orm.layer import Layer, LayerFeature
from data.orm.source import DatasetEdition
from data.queries.shapes import Bounds, Shape, as_wkb, from_shape, in_bounds, to_shapes
from data.queries.sources import EditionInfo, editions_by_id

DEFAULT_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class LayerInfo:
    """An entry of the register."""

    key: str
    title: Text
    role: LayerRole
    topic: LayerTopic | None
    """What reviewers of a zone are shown it for, ``None`` for a layer shown on maps only."""
    accuracy_m: Decimal | None
    """Positional accuracy in metres; ``None`` when the source states none."""
    min_zoom: int
    attributes: tuple[tuple[str, str], ...]
    """Name and JSON type of each attribute."""
    edition_id: int | None
    """The edition in use, ``None`` when every one was rejected."""


@dataclass(frozen=True, slots=True)
class CoverageAt:
    """Whether a layer can say anything about a shape, and on what ground that is known."""

    coverage: Coverage
    basis: str | None
    """``stated`` by the sender, ``derived`` from the extent of the data, ``None`` when not known."""
    edition: EditionInfo | None


@dataclass(frozen=True, slots=True)
class Feature:
    """One feature of a layer in EPSG:4326."""

    id: int
    source_ref: str
    properties: dict[str, Any]
    geometry: BaseGeometry


def register(session: Session) -> tuple[LayerInfo, ...]:
    """Return all generic layers by key."""
    edition = select(DatasetEdition.id).where(
        DatasetEdition.dataset == LAYERS,
        DatasetEdition.source == Layer.key,
        DatasetEdition.status == "current",
    )
    query = select(Layer, edition.correlate(Layer).scalar_subquery()).order_by(Layer.key)
    return tuple(_info(row, edition_id) for row, edition_id in session.execute(query))


def layer_of(session: Session, key: str) -> LayerInfo:
    """Return one layer; raises ``NotFound``."""
    found = next((layer for layer in register(session) if layer.key == key), None)
    if found is None:
        raise NotFound(Text(f"レイヤー「{key}」は登録されていません。", f"There is no layer “{key}”."))
    return found


def coverage_at(session: Session, key: str, shape: Shape) -> CoverageAt:
    """Tell whether the edition in use covers a shape (EPSG:4326); only then is "nothing" an answer."""
    here = from_shape(shape)
    query = select(
        DatasetEdition.id,
        DatasetEdition.coverage_basis,
        func.ST_Covers(DatasetEdition.coverage, here),
        func.ST_Intersects(DatasetEdition.coverage, here),
    ).where(
        DatasetEdition.dataset == LAYERS, DatasetEdition.source == key, DatasetEdition.status == "current"
    )
    row = session.execute(query).one_or_none()
    if row is None:
        return CoverageAt(Coverage.NOT_KNOWN, None, None)
    edition_id, basis, covers, touches = row
    edition = editions_by_id(session, [edition_id])[0]
    if basis is None:
        return CoverageAt(Coverage.NOT_KNOWN, None, edition)
    partly = Coverage.PARTLY if touches else Coverage.NOT_COVERED
    return CoverageAt(Coverage.COVERED if covers else partly, basis, edition)


def features_touching(
    session: Session, key: str, shape: Shape, *, limit: int = DEFAULT_LIMIT
) -> tuple[Feature, ...]:
    """Return features that share a point with a shape (EPSG:4326), touching edges included."""
    return _features(session, key, func.ST_Intersects(LayerFeature.geom, from_shape(shape)), limit)


def features_in(
    session: Session, key: str, bounds: Bounds, *, limit: int = DEFAULT_LIMIT
) -> tuple[Feature, ...]:
    """Return features whose box meets ``bounds``, in file order."""
    return _features(session, key, in_bounds(LayerFeature.geom, bounds), limit)


def _features(session: Session, key: str, condition: Any, limit: int) -> tuple[Feature, ...]:
    columns = (LayerFeature.id, LayerFeature.source_ref, LayerFeature.properties, as_wkb(LayerFeature.geom))
    query = (
        select(*columns)
        .join(DatasetEdition, DatasetEdition.id == LayerFeature.edition_id)
        .where(
            DatasetEdition.dataset == LAYERS,
            DatasetEdition.source == key,
            DatasetEdition.status == "current",
            condition,
        )
        .order_by(LayerFeature.id)
        .limit(limit)
    )
    rows = session.execute(query).all()
    shapes = to_shapes([row[3] for row in rows])
    return tuple(Feature(row[0], row[1], row[2], shape) for row, shape in zip(rows, shapes, strict=True))


def _info(row: Layer, edition_id: int | None) -> LayerInfo:
    attributes = tuple((item["name"], item["type"]) for item in row.attributes)
    title = Text(row.title_ja, row.title_en)
    topic = LayerTopic(row.topic) if row.topic else None
    return LayerInfo(
        row.key, title, LayerRole(row.role), topic, row.accuracy_m, row.min_zoom, attributes, edition_id
    )


def extent_of(session: Session, key: str) -> tuple[BaseGeometry | None, str | None]:
    """Return where the edition in use was surveyed (EPSG:4326) and on what ground that is known."""
    query = select(as_wkb(DatasetEdition.coverage), DatasetEdition.coverage_basis).where(
        DatasetEdition.dataset == LAYERS, DatasetEdition.source == key, DatasetEdition.status == "current"
    )
    row = session.execute(query).one_or_none()
    if row is None or row[0] is None:
        return None, None
    return to_shapes([row[0]])[0], row[1]
