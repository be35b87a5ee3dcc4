"""Printed maps open for national maps, plans and scenarios, with the scale and paper that were asked for."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from fastapi.testclient import TestClient

from geo.maps.sheet import NATION, Sheet, fitting_scale
from tests.siting.test_pages import doors, page  # noqa: F401 - fixtures
from tests.web.test_pages import FOREIGN


@pytest.mark.parametrize("query", ["", "?paper=a3&orientation=landscape&scale=500000", "?lang=en"])
def test_every_map_has_a_sheet(doors: TestClient, page: str, query: str) -> None:  # noqa: F811
    for path in ("/maps/plans/print", "/maps/power/print", f"{page}/print"):
        answer = doors.get(path + query)
        assert answer.status_code == 200
        assert not FOREIGN.search(answer.text)
        stated = "縮尺 1:500,000" in answer.text
        assert stated is ("scale=500000" in query)


def test_a_national_sheet_holds_all_of_okinawa_and_hokkaido(doors: TestClient) -> None:  # noqa: F811
    for paper in ("a4", "a3"):
        for orientation in ("portrait", "landscape"):
            chosen = fitting_scale(NATION, paper, orientation)
            text = doors.get(f"/maps/plans/print?paper={paper}&orientation={orientation}").text
            assert f"縮尺 1:{chosen:,}" in text
            drawn = Sheet(
                paper, orientation, chosen, (NATION[0] + NATION[2]) / 2, (NATION[1] + NATION[3]) / 2
            )
            width, height = drawn.frame
            for island in ((122.94, 24.45), (127.7, 26.2), (145.8, 43.4), (142.0, 45.5)):
                (place,) = drawn.placed(np.array([shapely.Point(island)], dtype=object))
                assert 0 <= place.x <= width
                assert 0 <= place.y <= height


def test_a_scale_or_paper_there_is_not_is_told(doors: TestClient) -> None:  # noqa: F811
    assert doors.get("/maps/plans/print?scale=7").status_code == 422
    assert doors.get("/maps/plans/print?paper=a9").status_code == 422
    assert doors.get("/plans/00000000-0000-0000-0000-000000000000/print").status_code == 404
