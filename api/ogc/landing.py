"""The landing page, what the service conforms to, and its description for programs."""

from __future__ import annotations

import json

from fastapi import APIRouter, Request, Response

from api.deps import language_of, published_of
from api.ogc.answers import OPENAPI, Format, OgcRoute, answer, base, both, is_page, link, refuse_unknown
from api.ogc.collections import column_schemas
from api.ogc.description import description
from data.domain.wording import Text

router = APIRouter(prefix="/ogc", tags=["ogc"], route_class=OgcRoute)
TITLE = Text("集積 Shuseki 公開データ", "Shuseki: published data")
ABOUT = Text(
    "公開中の計画、区域、電力設備、データセンター、境界などをQGIS、GDALなどから読み出せます。",
    "Published plans, zones, power facilities, data centres and boundaries for QGIS, GDAL and others.",
)
_COMMON = "http://www.opengis.net/spec/ogcapi-common-1/1.0/conf/{}"
_COMMON_2 = "http://www.opengis.net/spec/ogcapi-common-2/1.0/conf/{}"
_FEATURES = "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{}"
_FILTER = "http://www.opengis.net/spec/ogcapi-features-3/1.0/conf/{}"
_CQL2 = "http://www.opengis.net/spec/cql2/1.0/conf/{}"
_TILES = "http://www.opengis.net/spec/ogcapi-tiles-1/1.0/conf/{}"
CONFORMANCE = (
    *(_COMMON.format(name) for name in ("core", "landing-page", "json", "html", "oas30")),
    _COMMON_2.format("collections"),
    *(_FEATURES.format(name) for name in ("core", "geojson", "html", "oas30")),
    "http://www.opengis.net/spec/ogcapi-features-2/1.0/conf/crs",
    *(
        _FILTER.format(name)
        for name in ("queryables", "queryables-query-parameters", "filter", "features-filter")
    ),
    *(
        _CQL2.format(name)
        for name in (
            "cql2-text",
            "cql2-json",
            "basic-cql2",
            "advanced-comparison-operators",
            "case-insensitive-comparison",
            "basic-spatial-functions",
            "basic-spatial-functions-plus",
            "spatial-functions",
        )
    ),
    *(_TILES.format(name) for name in ("core", "tileset", "tilesets-list", "geodata-tilesets", "mvt")),
    "http://www.opengis.net/spec/tms/2.0/conf/tilematrixset",
)
"""Each is tried by ``tests/api/ogc``; what is not listed is not offered."""


@router.get("", summary="OGC API の入口 / Landing page", response_class=Response)
def read_landing(request: Request, f: Format = None) -> Response:
    """Tell what the service is and where everything is."""
    refuse_unknown(request)
    here, language = base(request), language_of(request)
    links = [
        *both(here),
        link("service-desc", f"{here}/api", OPENAPI),
        link("conformance", f"{here}/conformance"),
        link("http://www.opengis.net/def/rel/ogc/1.0/conformance", f"{here}/conformance"),
        link("data", f"{here}/collections"),
        link("http://www.opengis.net/def/rel/ogc/1.0/data", f"{here}/collections"),
        link("http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes", f"{here}/tileMatrixSets"),
    ]
    content = {
        "title": TITLE.in_language(language),
        "description": ABOUT.in_language(language),
        "links": links,
    }
    return answer(request, content, f)


@router.get("/conformance", summary="準拠する規格 / Conformance", response_class=Response)
def read_conformance(request: Request, f: Format = None) -> Response:
    """Tell which conformance classes hold."""
    refuse_unknown(request)
    return answer(
        request, {"conformsTo": list(CONFORMANCE), "links": both(f"{base(request)}/conformance")}, f
    )


@router.get("/api", summary="OpenAPI 3.0 による説明 / API definition", response_class=Response)
def read_description(request: Request, f: Format = None) -> Response:
    """Describe every resource for programs."""
    refuse_unknown(request)
    published = published_of(request)
    columns = {name: column_schemas(published, name) for name in published.collections()}
    content = description(base(request), columns, TITLE.in_language(language_of(request)))
    if is_page(request, f):
        return answer(request, {**content, "links": both(f"{base(request)}/api", OPENAPI)}, f)
    return Response(json.dumps(content, ensure_ascii=False), media_type=OPENAPI)
