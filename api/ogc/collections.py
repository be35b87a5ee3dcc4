"""``/ogc/collections``: what there is, whose it is, on what terms, and which columns filters may name."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response

from api.deps import language_of, published_of
from api.ogc.answers import (
    GEOJSON,
    SCHEMA,
    Format,
    OgcRoute,
    answer,
    base,
    both,
    is_page,
    link,
    refuse_unknown,
    tag_of,
    unchanged,
)
from api.services import ogc
from api.services.published import Published
from data.domain.exported import Credit
from data.domain.published import ValueKind
from data.domain.wording import Language

router = APIRouter(prefix="/ogc/collections", tags=["ogc"], route_class=OgcRoute)
_TYPES: dict[ValueKind, dict[str, str]] = {
    ValueKind.TEXT: {"type": "string"},
    ValueKind.NUMBER: {"type": "number"},
    ValueKind.TRUTH: {"type": "boolean"},
    ValueKind.DATE: {"type": "string", "format": "date"},
    ValueKind.MOMENT: {"type": "string", "format": "date-time"},
}


@router.get("", summary="コレクションの一覧 / Collections", response_class=Response)
def list_collections(request: Request, f: Format = None) -> Response:
    """List the collections with extent, number of features and sources."""
    refuse_unknown(request)
    published = published_of(request)
    content = {
        "links": both(f"{base(request)}/collections"),
        "crs": list(ogc.REFERENCES),
        "collections": [_shown(request, ogc.described(published, name)) for name in published.collections()],
    }
    return answer(request, content, f)


@router.get("/{collection}", summary="コレクションの説明 / One collection", response_class=Response)
def read_collection(request: Request, collection: str, f: Format = None) -> Response:
    """Describe one collection."""
    refuse_unknown(request)
    tag = tag_of(request, collection, is_page(request, f))
    same = unchanged(request, tag)
    if same is not None:
        return same
    described = ogc.described(published_of(request), collection)
    return answer(request, _shown(request, described), f, headers={"ETag": tag})


@router.get("/{collection}/queryables", summary="絞り込める列 / Queryables", response_class=Response)
def read_queryables(request: Request, collection: str, f: Format = None) -> Response:
    """Tell which columns filters may name and what their values are, as JSON Schema."""
    refuse_unknown(request)
    published = published_of(request)
    title = published.find(collection).title.in_language(language_of(request))
    columns = column_schemas(published, collection)
    geometry = {"x-ogc-role": "primary-geometry", "format": "geometry-any"}
    content = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{base(request)}/collections/{collection}/queryables",
        "type": "object",
        "title": title,
        "properties": {"geometry": geometry, **columns},
        "additionalProperties": False,
    }
    return answer(request, content, f, SCHEMA)


def column_schemas(published: Published, collection: str) -> dict[str, dict[str, str]]:
    """Return the JSON Schema of each column that filters may name; raises ``NotFound``."""
    kinds = ogc.queryable(published, collection)
    return {name: {"title": name, **_TYPES[kind]} for name, kind in kinds.items()}


def _shown(request: Request, described: ogc.Described) -> dict[str, Any]:
    each, language = described.collection, language_of(request)
    here = f"{base(request)}/collections/{each.name}"
    extent = [round(side, 6) for side in described.extent] if described.extent else None
    return {
        "id": each.name,
        "title": each.title.in_language(language),
        **({"description": each.tile_note.in_language(language)} if each.tile_note else {}),
        "itemType": "feature",
        "itemCount": described.count,
        **({"extent": {"spatial": {"bbox": [extent], "crs": ogc.CRS84}}} if extent else {}),
        "crs": list(ogc.REFERENCES),
        "storageCrs": ogc.CRS84,
        "attribution": "; ".join(dict.fromkeys(credit.attribution for credit in described.credits)),
        "sources": [_credit(credit, language) for credit in described.credits],
        "links": [
            *both(here),
            link("items", f"{here}/items", GEOJSON),
            link("http://www.opengis.net/def/rel/ogc/1.0/queryables", f"{here}/queryables", SCHEMA),
            link("http://www.opengis.net/def/rel/ogc/1.0/tilesets-vector", f"{here}/tiles"),
        ],
    }


def _credit(credit: Credit, language: Language) -> dict[str, str | None]:
    unknown = "時点不明" if language == "ja" else "not stated"
    return {
        "source": credit.source,
        "attribution": credit.attribution,
        "licence": credit.licence,
        "as_of": credit.as_of.isoformat() if credit.as_of else unknown,
    }
