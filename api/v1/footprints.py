"""``/v1/footprints``: what there is to say about a footprint before any plan is made; nothing is stored."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from shapely import to_geojson

from api.deps import DatabaseSession, RawBody
from api.services import footprint_inspection
from api.services.footprint_inspection import Division, Inspection, PlaceShare
from data.domain.layer import Coverage
from data.domain.wording import Text
from data.importers.reading import Reading, Swap
from data.reference.places import place_name

router = APIRouter(prefix="/v1/footprints", tags=["plans"])
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object", "description": 'GeoJSON, or {"municipalities": ["16201"]}'}
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


class WordsAnswer(BaseModel):
    """A text in both languages."""

    ja: str
    en: str

    @classmethod
    def of(cls, text: Text) -> WordsAnswer:
        """Return the texts of ``text``."""
        return cls(ja=text.ja, en=text.en)


class PlaceAnswer(BaseModel):
    """A prefecture or municipality with the part of the footprint in it."""

    code: str
    name: str
    area_ha: float
    share: float

    @classmethod
    def of(cls, found: PlaceShare) -> PlaceAnswer:
        """Return a place with its name."""
        return cls(code=found.code, name=place_name(found.code), area_ha=found.area_ha, share=found.share)


class DivisionAnswer(BaseModel):
    """A supply area, bureau or block; ask the operator where it is approximate."""

    key: str
    name: WordsAnswer
    approximate: bool

    @classmethod
    def of(cls, found: Division) -> DivisionAnswer:
        """Return a division."""
        return cls(key=found.key, name=WordsAnswer.of(found.name), approximate=found.approximate)


class IssueAnswer(BaseModel):
    """What was noticed, and repaired, while reading a file."""

    severity: str
    code: str
    row: int | None
    message: WordsAnswer


class SharedAnswer(BaseModel):
    """A plan or zone on the same ground."""

    title: str
    plan_type: str
    state: str
    url: str | None
    area_ha: float


class AgreementAnswer(BaseModel):
    """A boundary's area beside the published one."""

    code: str
    boundary_ha: float
    published_ha: float | None
    agrees_within_half_percent: bool | None


class InspectionAnswer(BaseModel):
    """Areas are geodesic, in hectares.

    ``supply_areas`` is null unless ``boundaries`` is ``covered``: where the boundaries loaded leave out the
    footprint or a part of it (``not_covered``, ``partly``), or none are loaded (``not_known``).
    """

    area_ha: float
    parts: int
    basis: WordsAnswer
    prefectures: list[PlaceAnswer]
    municipalities: list[PlaceAnswer]
    boundaries: Coverage
    supply_areas: list[DivisionAnswer] | None
    bureaus: list[DivisionAnswer]
    blocks: list[DivisionAnswer]
    shared_ground: list[SharedAnswer]
    area_check: list[AgreementAnswer]
    issues: list[IssueAnswer]
    geometry: dict[str, Any]


@router.post("/inspect", openapi_extra=BODY, summary="区域を調べる / Inspect a footprint")
def inspect(
    body: RawBody,
    session: DatabaseSession,
    layer: Annotated[str | None, Query(max_length=200, description="複数あるときの名前 / of several")] = None,
    crs: Annotated[str | None, Query(max_length=80, description="EPSG:6677 など / as PROJ reads it")] = None,
    swap_rows: Swap = Swap.NONE,
) -> InspectionAnswer:
    """Take a file of polygons (any vector format, told by content), GeoJSON or municipality codes."""
    reading = Reading(crs=crs, swap=swap_rows)
    return answer_of(footprint_inspection.inspect_body(session, body, layer, reading))


def answer_of(found: Inspection) -> InspectionAnswer:
    """Return what was found in the form that leaves the product."""
    supply = found.supply_areas
    return InspectionAnswer(
        area_ha=found.area_ha,
        parts=found.parts,
        basis=WordsAnswer.of(found.basis),
        prefectures=[PlaceAnswer.of(each) for each in found.prefectures],
        municipalities=[PlaceAnswer.of(each) for each in found.municipalities],
        boundaries=found.boundaries,
        supply_areas=None if supply is None else [DivisionAnswer.of(each) for each in supply],
        bureaus=[DivisionAnswer.of(each) for each in found.bureaus],
        blocks=[DivisionAnswer.of(each) for each in found.blocks],
        shared_ground=[
            SharedAnswer(
                title=each.title,
                plan_type=each.plan_type,
                state=each.state,
                url=each.url,
                area_ha=each.area_ha,
            )
            for each in found.shared
        ],
        area_check=[
            AgreementAnswer(
                code=each.code,
                boundary_ha=each.boundary_ha,
                published_ha=each.published_ha,
                agrees_within_half_percent=each.agrees,
            )
            for each in found.agreement
        ],
        issues=[
            IssueAnswer(
                severity=each.severity, code=each.code, row=each.row, message=WordsAnswer.of(each.message)
            )
            for each in found.issues
        ],
        geometry=json.loads(to_geojson(found.shape)),
    )
