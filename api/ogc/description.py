"""The service described in OpenAPI 3.0, which clients of the standard read; the product's own is in 3.1."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from api.services.ogc import REFERENCES
from api.services.published_requests import DEFAULT_PAGE, GREATEST_PAGE

ITEMS_PARAMETERS = (
    "limit",
    "bbox",
    "bbox-crs",
    "crs",
    "datetime",
    "filter",
    "filter-lang",
    "filter-crs",
    "cursor",
)
Schema = dict[str, Any]
_TILE = "/collections/{collectionId}/tiles"
_PATHS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("/", "landing", ()),
    ("/conformance", "conformance", ()),
    ("/api", "api", ()),
    ("/collections", "collections", ()),
    ("/collections/{collectionId}", "collection", ("collectionId",)),
    ("/collections/{collectionId}/queryables", "queryables", ("collectionId",)),
    (
        "/collections/{collectionId}/items",
        "items",
        ("collectionId", *ITEMS_PARAMETERS),
    ),
    ("/collections/{collectionId}/items/{featureId}", "item", ("collectionId", "featureId", "crs")),
    (_TILE, "tilesets", ("collectionId",)),
    (f"{_TILE}/{{tileMatrixSetId}}", "tileset", ("collectionId", "tileMatrixSetId")),
    (
        f"{_TILE}/{{tileMatrixSetId}}/{{tileMatrix}}/{{tileRow}}/{{tileCol}}",
        "tile",
        ("collectionId", "tileMatrixSetId", "tileMatrix", "tileRow", "tileCol"),
    ),
    ("/tileMatrixSets", "tileMatrixSets", ()),
    ("/tileMatrixSets/{tileMatrixSetId}", "tileMatrixSet", ("tileMatrixSetId",)),
)
_IN_PATH = ("collectionId", "featureId", "tileMatrixSetId", "tileMatrix", "tileRow", "tileCol")


def description(address: str, columns: Mapping[str, Mapping[str, Schema]], title: str) -> Schema:
    """Return the OpenAPI 3.0 document of the service at ``address``.

    ``columns`` gives, by collection, the schema of each column that filters may name.
    """
    given = _parameters(list(columns))
    items = {f"/collections/{name}/items": {"get": _items(given, each)} for name, each in columns.items()}
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1"},
        "servers": [{"url": address}],
        "paths": {path: {"get": _operation(name, used)} for path, name, used in _PATHS} | items,
        "components": {"parameters": given},
    }


def _items(given: Mapping[str, Schema], columns: Mapping[str, Schema]) -> Schema:
    """GDAL learns what it may filter by, and how long pages may be, from the path of each collection."""
    named = [given[name] for name in ITEMS_PARAMETERS]
    by_value = [_parameter(name, schema) for name, schema in columns.items() if name not in given]
    return {**_operation("items", ()), "parameters": [*named, *by_value, given["f"]]}


def _operation(name: str, parameters: tuple[str, ...]) -> Schema:
    return {
        "parameters": [{"$ref": f"#/components/parameters/{each}"} for each in (*parameters, "f")],
        "responses": {
            "200": {"description": "OK", "content": {_media_type(name): {}}},
            "default": {"description": "RFC 9457", "content": {"application/problem+json": {}}},
        },
    }


def _media_type(name: str) -> str:
    if name == "tile":
        return "application/vnd.mapbox-vector-tile"
    return "application/geo+json" if name in ("items", "item") else "application/json"


def _parameters(collections: list[str]) -> dict[str, Schema]:
    reference = {"type": "string", "format": "uri", "enum": list(REFERENCES)}
    whole = {"type": "integer", "minimum": 0}
    schemas: dict[str, Schema] = {
        "collectionId": {"type": "string", "enum": collections},
        "featureId": {"type": "string"},
        "tileMatrixSetId": {"type": "string", "enum": ["WebMercatorQuad"]},
        "tileMatrix": whole,
        "tileRow": whole,
        "tileCol": whole,
        "limit": {"type": "integer", "minimum": 1, "maximum": GREATEST_PAGE, "default": DEFAULT_PAGE},
        "bbox": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "number"}},
        "bbox-crs": reference,
        "crs": reference,
        "datetime": {"type": "string"},
        "filter": {"type": "string"},
        "filter-lang": {"type": "string", "enum": ["cql2-text", "cql2-json"], "default": "cql2-text"},
        "filter-crs": reference,
        "cursor": {"type": "string"},
        "f": {"type": "string", "enum": ["json", "html"]},
    }
    return {name: _parameter(name, schema) for name, schema in schemas.items()}


def _parameter(name: str, schema: Schema) -> Schema:
    place = "path" if name in _IN_PATH else "query"
    more = {"style": "form", "explode": False} if name == "bbox" else {}
    return {"name": name, "in": place, "required": place == "path", "schema": schema, **more}


DESCRIBED = _parameters([])
"""Every parameter of the query by name, for the description of the whole product."""
