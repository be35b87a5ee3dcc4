"""``/v1/exports``: whole published collections and generic layers as files."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.deps import DatabaseSession, published_of
from api.services import exports
from api.services.exports import ExportFormat, Made
from api.services.published_requests import read_srid

router = APIRouter(prefix="/v1/exports", tags=["features"])
MEDIA_TYPES = {
    ".gpkg": "application/geopackage+sqlite3",
    ".geojson": "application/geo+json",
    ".csv": "text/csv; charset=utf-8",
    ".zip": "application/zip",
}
Crs = Annotated[
    str | None,
    Query(max_length=80, description="GeoPackageの座標系（EPSG:4326、6668、6669～6687） / of the GeoPackage"),
]


@router.get("", summary="持ち出せるデータの一覧 / What can be taken away")
def list_exports(request: Request, session: DatabaseSession) -> dict[str, Any]:
    """List every table with its rows, sources and files."""
    found = exports.offered(published_of(request), session)
    return {
        "exports": [
            {
                "title": {"ja": each.title.ja, "en": each.title.en},
                "rows": each.rows,
                "attribution": [credit.attribution for credit in each.credits],
                "files": [f"/v1/exports/{each.address}.{ending}" for ending in ExportFormat],
            }
            for each in found
        ]
    }


@router.get("/{collection}.{file_format}", summary="公開データの書出し / Export", response_class=FileResponse)
def read_collection(
    request: Request, collection: str, file_format: ExportFormat, crs: Crs = None
) -> FileResponse:
    """Return a collection: GeoPackage, GeoJSON, CSV (UTF-8 with BOM), or CP932 CSV and a report as ZIP."""
    srid = read_srid(crs)
    return _sent(exports.export_collection(published_of(request), collection, file_format, srid))


@router.get(
    "/layers/{key}.{file_format}", summary="レイヤーの書出し / Export a layer", response_class=FileResponse
)
def read_layer(
    session: DatabaseSession, key: str, file_format: ExportFormat, crs: Crs = None
) -> FileResponse:
    """Return the edition in use of a generic layer, with its attributes, in the same formats."""
    return _sent(exports.export_layer(session, key, file_format, read_srid(crs)))


def _sent(made: Made) -> FileResponse:
    media = MEDIA_TYPES[made.path.suffix]
    return FileResponse(
        made.path, media_type=media, filename=made.path.name, background=BackgroundTask(made.discard)
    )
