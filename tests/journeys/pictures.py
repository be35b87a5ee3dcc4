"""Takes the pictures of the guides and the README: ``python -m tests.journeys.pictures``.

With the real layers beside the repository (``bench.shared``) those of the maps too; without, these stay.
"""

from __future__ import annotations

import sys
from pathlib import Path

from openpyxl import Workbook
from playwright.sync_api import Page

from api.services.imports import take_in
from bench.shared import shared_data
from data.db import make_session_factory
from data.importers.steps import ImportOptions
from tests.data.workbook.editing import edited, set_to
from tests.journeys.doors import XLSX
from tests.journeys.studio import FOLDER, Studio, studio

LAYERS = (
    ("n03", "admin/municipalities_n03_2021.gpkg", None),
    ("plants", "power/plants_osm_jp.csv.gz", "osm"),
    ("substations", "power/substations_osm_jp.gpkg", None),
    ("lines", "power/lines_osm_jp.gpkg", None),
    ("datacentres", "datacenters/datacenters_osm_jp.csv", None),
)
"""Importer, file below the folder of real data, source."""
MAPPED, REFUSED = "01-niigata-medical-parts", "03-okayama-battery-materials"
"""Samples on the pictures: a plan beside power facilities, and one that misses a requirement."""


def spoil(book: Workbook) -> None:
    """Mistakes that officers make."""
    set_to("period.start", "令和9年2月31日")(book)
    set_to("investment.total_yen", "約51億円")(book)
    for row in range(3):
        set_to("kpis[].direction", "横ばい", row)(book)


def of_officer(studio: Studio, case: str) -> None:
    """The officer's guide: work, sections, a page with its checklist, a workbook refused."""
    path = f"/applications/{case}"
    studio.take("officer-work", "officer", "/work")
    studio.take("officer-sections", "officer", f"{path}/edit")
    studio.take("officer-editor", "officer", f"{path}/edit/kpis")
    studio.office.by("officer")
    content = edited(spoil, studio.office.client.get(f"{path}/workbook.xlsx").content)

    def upload(page: Page) -> None:
        page.get_by_label("記入したブック").set_input_files(
            {"name": "計画.xlsx", "mimeType": XLSX, "buffer": content}
        )
        page.get_by_role("button", name="変更を確認する").click()
        page.get_by_role("alert").scroll_into_view_if_needed()

    studio.take("officer-workbook", "officer", f"{path}/workbook", upload, 1000)


def of_reviewer(studio: Studio, case: str) -> None:
    """The reviewer's guide: queue, case, the form of a judgement, the correction."""
    path = f"/review/{case}"
    studio.take("reviewer-queue", "reviewer", "/review")
    studio.take("reviewer-case", "reviewer", path)

    def judging(page: Page) -> None:
        page.get_by_label("判断の理由").first.scroll_into_view_if_needed()

    def asking(page: Page) -> None:
        page.locator("#ask").scroll_into_view_if_needed()
        page.get_by_label("項目", exact=True).select_option("/kpis/0/target")
        page.get_by_label("補正を求める内容").fill("目標値の算出根拠を示してください。")

    studio.take("reviewer-judging", "reviewer", path, judging)
    studio.take("reviewer-correction", "reviewer", path, asking)


def of_maps(studio: Studio, folder: Path) -> None:
    """Maps of a plan and of the country, with the real layers."""
    sessions = make_session_factory(studio.office.engine)
    for importer, name, source in LAYERS:
        take_in(sessions, studio.files, importer, folder / name, ImportOptions(source=source))
    studio.assess_samples()
    studio.take("national-map", None, "/maps/power/map", settled)
    studio.take("plan-map", None, f"{studio.plan(MAPPED)}/map", settled, 860)


def folded(page: Page) -> None:
    """Fold what was read, so that the finding is seen at one look."""
    page.eval_on_selector_all("article.finding details", "all => all.forEach(each => each.open = false)")


def settled(page: Page) -> None:
    """Wait until the map has drawn what it was given."""
    page.locator(".leaflet-container").wait_for()
    page.wait_for_timeout(3_000)


def main() -> int:
    """Take every picture."""
    FOLDER.mkdir(exist_ok=True)
    with studio() as opened:
        office = opened.office
        sent = office.submitted()
        draft = office.start(title="越後中央 精密部品クラスター計画（作成中）", industry=None)
        of_officer(opened, draft)
        opened.take("officer-receipt", "officer", f"/applications/{sent}/versions/1/receipt")
        of_reviewer(opened, sent)
        for name in ("accounts", "calls", "layers"):
            opened.take(f"administrator-{name}", "administrator", f"/admin/{name}")
        opened.take("finding", None, opened.plan(REFUSED), folded, part="article.finding-not_met")
        if folder := shared_data():
            of_maps(opened, folder)
        else:
            sys.stderr.write("no real layers here: the pictures of the maps stay as they are\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
