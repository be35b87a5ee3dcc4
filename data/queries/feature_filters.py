"""Turns what a client asks for, a box, a value or a CQL2 expression, into conditions on published columns.

Expressions are CQL2 JSON as the library ``cql2`` gives it. Only columns of the collection can be named, and
values reach the database as parameters, so no expression can read or do anything else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import box, shape
from sqlalchemy import (
    Boolean,
    ColumnElement,
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    Numeric,
    String,
    and_,
    case,
    cast,
    column,
    func,
    inspect,
    literal,
    not_,
    or_,
)
from sqlalchemy.types import TypeEngine

from data.domain.errors import InvalidInput, Problem
from data.domain.published import CREDIT, JGD2011, PLANE_ZONES, WGS84, Collection, ValueKind
from data.domain.wording import Text
from data.queries.features import value_of
from data.queries.shapes import Bounds

GEOMETRY_NAMES = ("geometry", "geom")
Kinds = Mapping[str, ValueKind]
Json = Any
COMPARISONS: Mapping[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "=": lambda left, right: left == right,
    "<>": lambda left, right: left != right,
    "<": lambda left, right: left < right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    ">=": lambda left, right: left >= right,
}
SPATIAL = {
    "s_intersects": "ST_Intersects",
    "s_within": "ST_Within",
    "s_contains": "ST_Contains",
    "s_disjoint": "ST_Disjoint",
    "s_equals": "ST_Equals",
    "s_touches": "ST_Touches",
    "s_overlaps": "ST_Overlaps",
    "s_crosses": "ST_Crosses",
}
_TYPES: tuple[tuple[type[TypeEngine[Any]], ValueKind], ...] = (
    (Boolean, ValueKind.TRUTH),
    (Integer, ValueKind.NUMBER),
    (Numeric, ValueKind.NUMBER),
    (Float, ValueKind.NUMBER),
    (Date, ValueKind.DATE),
    (DateTime, ValueKind.MOMENT),
    (String, ValueKind.TEXT),
)
_SQL: Mapping[ValueKind, TypeEngine[Any]] = {
    ValueKind.TEXT: String(),
    ValueKind.NUMBER: Float(53),
    ValueKind.TRUTH: Boolean(),
    ValueKind.DATE: Date(),
    ValueKind.MOMENT: DateTime(timezone=True),
}
_JSON_TYPES = {ValueKind.NUMBER: "number", ValueKind.TRUTH: "boolean", ValueKind.TEXT: "string"}


def kinds_of(connection: Connection, collection: Collection) -> dict[str, ValueKind]:
    """Return what the values of each column of a collection are."""
    view = "layer_features" if collection.layer else collection.name
    found = {each["name"]: _kind(each["type"]) for each in inspect(connection).get_columns(view, "published")}
    if collection.layer is None:
        return {name: found[name] for name in collection.columns}
    return {**dict(collection.layer.kinds), **{name: found[name] for name in CREDIT}}


def in_box(bounds: Bounds, srid: int = WGS84) -> ColumnElement[bool]:
    """Whether a feature meets a box given as least x, least y, greatest x, greatest y in ``srid``."""
    return func.ST_Intersects(column("geom"), _placed(func.ST_MakeEnvelope(*bounds, srid), srid))


def in_boxes(boxes: Iterable[Bounds], srid: int = WGS84) -> ColumnElement[bool]:
    """Whether a feature meets one of several boxes."""
    return or_(*(in_box(bounds, srid) for bounds in boxes))


def equals(collection: Collection, kinds: Kinds, name: str, value: str) -> ColumnElement[bool]:
    """Whether a column has a value given as text, as in ``?kind=solar``; raises ``InvalidInput``."""
    kind = kinds[name]
    read: Json = value
    if kind is ValueKind.NUMBER:
        try:
            read = float(value)
        except ValueError as error:
            raise _refused(value, name) from error
    if kind is ValueKind.TRUTH:
        read = {"true": True, "false": False}.get(value)
    return condition({"op": "=", "args": [{"property": name}, read]}, collection, kinds)


def condition(
    expression: Json, collection: Collection, kinds: Kinds, srid: int = WGS84, *, north_first: bool = False
) -> ColumnElement[bool]:
    """Return a CQL2 JSON expression as a condition; ``srid`` and ``north_first`` tell of its coordinates.

    Raises ``InvalidInput`` for what is not offered, for unknown columns and for values of another kind.
    """
    return _Reader(collection, kinds, srid, north_first).truth(expression)


@dataclass(frozen=True, slots=True)
class _Reader:
    collection: Collection
    kinds: Kinds
    srid: int
    north_first: bool

    def truth(self, expression: Json) -> ColumnElement[bool]:
        if isinstance(expression, bool):
            return literal(expression)
        operator, arguments = _parts(expression)
        if operator in ("and", "or"):
            parts = [self.truth(each) for each in arguments]
            return and_(*parts) if operator == "and" else or_(*parts)
        if operator == "not" and len(arguments) == 1:
            return not_(self.truth(arguments[0]))
        if operator in SPATIAL and len(arguments) == 2:
            return self._spatial(SPATIAL[operator], arguments)
        return self._compared(operator, arguments)

    def _compared(self, operator: str, arguments: list[Json]) -> ColumnElement[bool]:
        if not arguments:
            raise _refused(operator)
        kind = self._kind_of(arguments)
        first = self._value(arguments[0], kind)
        if operator == "isnull" and len(arguments) == 1:
            return first.is_(None)
        if operator in COMPARISONS and len(arguments) == 2:
            return COMPARISONS[operator](first, self._value(arguments[1], kind))
        if operator == "between" and len(arguments) == 3:
            return first.between(self._value(arguments[1], kind), self._value(arguments[2], kind))
        if operator == "in" and len(arguments) == 2 and isinstance(arguments[1], list):
            return first.in_([self._value(each, kind) for each in arguments[1]])
        if operator == "like" and len(arguments) == 2 and kind is ValueKind.TEXT:
            return first.like(self._value(arguments[1], kind))
        raise _refused(operator)

    def _kind_of(self, arguments: list[Json]) -> ValueKind:
        for argument in arguments:
            named = argument
            while isinstance(named, dict) and named.get("op") == "casei" and named.get("args"):
                named = named["args"][0]
            if isinstance(named, dict) and "property" in named:
                return self._known(named["property"])
        raise _refused(arguments)

    def _known(self, name: Json) -> ValueKind:
        kind = self.kinds.get(name) if isinstance(name, str) else None
        if kind is None or kind is ValueKind.LIST:
            raise _refused(name)
        return kind

    def _value(self, given: Json, kind: ValueKind) -> ColumnElement[Any]:
        if isinstance(given, dict) and "property" in given:
            if self._known(given["property"]) is not kind:
                raise _refused(given["property"])
            return self._column(given["property"], kind)
        if isinstance(given, dict) and given.get("op") == "casei" and kind is ValueKind.TEXT:
            return func.lower(self._value(_parts(given)[1][0], kind))
        return cast(literal(_literal(given, kind)), _SQL[kind])

    def _column(self, name: str, kind: ValueKind) -> ColumnElement[Any]:
        found = value_of(self.collection, name)
        if self.collection.layer is None or name in CREDIT:
            return found
        text = column("properties").op("->>")(name)
        return case((func.jsonb_typeof(found) == _JSON_TYPES[kind], cast(text, _SQL[kind])))

    def _spatial(self, function: str, arguments: list[Json]) -> ColumnElement[bool]:
        met: ColumnElement[bool] = getattr(func, function)(*(self._shape(each) for each in arguments))
        return met

    def _shape(self, given: Json) -> ColumnElement[Any]:
        if isinstance(given, dict) and given.get("property") in GEOMETRY_NAMES:
            return column("geom")
        drawn = _drawn(given, north_first=self.north_first)
        return _placed(func.ST_GeomFromWKB(shapely.to_wkb(drawn), self.srid), self.srid)


def _parts(expression: Json) -> tuple[str, list[Json]]:
    operator = expression.get("op") if isinstance(expression, dict) else None
    arguments = expression.get("args") if isinstance(expression, dict) else None
    if not isinstance(operator, str) or not isinstance(arguments, list) or not arguments:
        raise _refused(expression)
    return operator.lower(), arguments


def _literal(given: Json, kind: ValueKind) -> object:
    if isinstance(given, dict) and len(given) == 1:
        given = given.get("date", given.get("timestamp", given))
    try:
        if kind is ValueKind.DATE and isinstance(given, str):
            return date.fromisoformat(given[:10])
        if kind is ValueKind.MOMENT and isinstance(given, str):
            return datetime.fromisoformat(given)
    except ValueError as error:
        raise _refused(given) from error
    if kind is ValueKind.NUMBER and isinstance(given, int | float) and not isinstance(given, bool):
        return float(given)
    if kind is ValueKind.TRUTH and isinstance(given, bool):
        return given
    if kind is ValueKind.TEXT and isinstance(given, str) and "\x00" not in given:
        return given
    raise _refused(given)


def _drawn(given: Json, *, north_first: bool) -> shapely.Geometry:
    try:
        if "bbox" in given:
            sides = [float(side) for side in given["bbox"]]
            drawn = box(*(sides[:2] + sides[3:5] if len(sides) == 6 else sides))
        else:
            drawn = shape(given)
    except (ShapelyError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise _refused(given) from error
    if drawn.is_empty or not shapely.is_valid(drawn):
        raise _refused(given)
    return shapely.transform(drawn, lambda pairs: pairs[:, ::-1]) if north_first else drawn


def _placed(geometry: ColumnElement[Any], srid: int) -> ColumnElement[Any]:
    """In the coordinates that are stored; JGD2011 and WGS 84 count as one (decision 0002)."""
    if srid in (WGS84, JGD2011):
        return func.ST_SetSRID(geometry, WGS84)
    target = JGD2011 if srid in PLANE_ZONES else WGS84
    return func.ST_SetSRID(func.ST_Transform(geometry, target), WGS84)


def _kind(found: TypeEngine[Any]) -> ValueKind:
    return next((kind for sort, kind in _TYPES if isinstance(found, sort)), ValueKind.LIST)


def _refused(part: object, field: str = "filter") -> InvalidInput:
    return InvalidInput.of(
        [
            Problem(
                field,
                part,
                Text("条件式のこの部分は使えません。", "This part of the filter cannot be used."),
                Text(
                    "列の名前と型は queryables に、使える演算は docs/clients.md にあります。",
                    "See `queryables` for columns and their types, docs/clients.md for the operators.",
                ),
            )
        ]
    )
