"""Two versions as sent: text, number, row, file and ground."""

from __future__ import annotations

import pytest

from tests.support.applying import Office, document


def square(east: float) -> dict[str, object]:
    ring = [[138.52, 37.33], [east, 37.33], [east, 37.38], [138.52, 37.38], [138.52, 37.33]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_text_number_file_and_ground_are_told_between_two_versions(office: Office) -> None:
    case = office.submitted(footprint=square(138.58))
    client = office.by("officer")
    address = f"/v1/applications/{case}"
    sent = client.get(f"{address}/document")
    targets = sent.json()["document"]["targets"]
    changed = document(
        title="改めた名称",
        footprint=square(138.60),
        targets={**targets, "sales_yen": targets["sales_yen"] + 500},
    )
    assert client.put(f"{address}/document", json=changed, headers={"if-match": '"v1"'}).status_code == 200
    client.post(f"{address}/attachments", params={"name": "図.pdf"}, content=b"%PDF-1.7 x")
    own = client.get(f"{address}/versions/compare", params={"from": 1}).json()
    assert office.send("approver", case, reason="面積の見直し").status_code == 201
    found = office.by("reviewer").get(f"{address}/versions/compare", params={"from": 1, "to": 2}).json()
    assert {c["pointer"]: c["difference"] for c in found["changes"]} == {
        "/title": None,
        "/targets/sales_yen": 500.0,
    }
    assert [(f["name"], f["kind"]) for f in found["files"]] == [("図.pdf", "added")]
    ground = found["ground"]
    assert ground["after_ha"] - ground["before_ha"] == pytest.approx(ground["gained_ha"], rel=1e-6)
    assert ground["lost_ha"] == 0
    assert [f["properties"]["kind"] for f in ground["difference"]["features"]] == ["gained"]
    assert own["changes"] == found["changes"]
    assert client.get(f"{address}/versions/compare", params={"from": 1}).status_code == 404
    assert office.by("neighbour").get(f"{address}/versions/compare", params={"from": 1}).status_code == 404
