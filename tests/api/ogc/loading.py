"""What the tests of the OGC door read: rows of room and of a layer, loaded as an office loads them."""

from __future__ import annotations

import json
from pathlib import Path

from fastapi.testclient import TestClient
from sqlalchemy.orm import Session

from api.services.imports import run_import
from data.domain.layer import LayerDefinition, LayerRole
from data.domain.wording import Text
from data.importers.steps import ImportOptions

ROOM = (
    "事業者,区分,設備区分,設備名,電圧(kV),空き容量(MW),期間(月),最大距離(km),備考,出典,経度,緯度\n"
    "東北,需要,変電所,八雲変電所,66,100〜200,36,5,,公表資料1,140.27,42.26\n"
    "東北,需要,変電所,位置なし変電所,66,50,,,,公表資料1,,\n"
    "東北,電源,変電所,八雲変電所,66,500以上,,,,公表資料2,140.27,42.26\n"
    "東北,需要,変電所,新川,154,0,60,,空きなし,公表資料1,137.3,36.7\n"
)
SITES, ACROSS, STEP = 250, 25, 0.01


def load_rows(session: Session, folder: Path) -> None:
    """Load four rooms of one operator, one of them without a place, and a layer of points on a grid."""
    (folder / "room.csv").write_text(ROOM, encoding="utf-8")
    run_import(session, "room", folder / "room.csv", options=ImportOptions())
    (folder / "sites.geojson").write_text(json.dumps(_sites()), encoding="utf-8")
    layer = LayerDefinition("sites", LayerRole.CONTEXT, Text("適地候補", "sites"), publisher="計測社")
    run_import(session, "layer", folder / "sites.geojson", options=ImportOptions(layer_definition=layer))


def items(client: TestClient, collection: str, query: str = "") -> dict[str, object]:
    answer = client.get(f"/ogc/collections/{collection}/items?{query}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def names(page: dict[str, object]) -> list[str]:
    return [each["properties"]["name"] for each in page["features"]]  # type: ignore[attr-defined]


def _sites() -> dict[str, object]:
    features = [
        {
            "type": "Feature",
            "properties": {"name": f"用地{number}", "area_ha": number, "open": number % 2 == 0},
            "geometry": {
                "type": "Point",
                "coordinates": [137 + STEP * (number % ACROSS), 36 + STEP * (number // ACROSS)],
            },
        }
        for number in range(SITES)
    ]
    return {"type": "FeatureCollection", "features": features}
