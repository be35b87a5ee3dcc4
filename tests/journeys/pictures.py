"""Takes the pictures of the guides and the README: ``python -m tests.journeys.pictures``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from shutil import which

from fastapi.testclient import TestClient
from openpyxl import Workbook
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine, update

from api.deps import today_in_japan
from api.main import create_app
from api.security.forms import SESSION_COOKIE
from api.services import demonstration
from api.services.reference import load_reference
from api.services.samples import load_samples
from api.settings import Settings
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor, Role
from data.orm import Credential
from data.queries import bodies
from tests.architecture.files import ROOT
from tests.conftest import BROWSER_OPTIONS
from tests.data.workbook.editing import edited, set_to
from tests.journeys.doors import XLSX
from tests.support.applying import Office
from tests.support.database import migrated_database, running_server
from tests.support.serving import served
from tests.support.signing_in import open_session

FOLDER = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1100, 760
ROLES = (Role.OFFICER, Role.APPROVER, Role.REVIEWER, Role.MANAGER, Role.ADMINISTRATOR)
COLOURS = 96
MOST_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Studio:
    """The product with the demonstration accounts in it, and a browser."""

    browser: Browser
    office: Office
    address: str

    def take(
        self,
        name: str,
        who: str,
        path: str,
        before: Callable[[Page], object] | None = None,
        height: int = HEIGHT,
    ) -> None:
        """Take one picture of what somebody sees, after ``before`` was done to the page."""
        context = self.browser.new_context(locale="ja-JP", viewport={"width": WIDTH, "height": height})
        token = open_session(self.office.engine, self.office.actors[who])
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.address}])
        page = context.new_page()
        page.goto(self.address + path, wait_until="networkidle")
        if before is not None:
            before(page)
        self._keep(name, page.screenshot())
        context.close()

    def _keep(self, name: str, content: bytes) -> None:
        small = Image.open(BytesIO(content)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        path = FOLDER / f"{name}.png"
        small.save(path, optimize=True)
        if path.stat().st_size > MOST_BYTES:
            raise SystemExit(f"{path} has {path.stat().st_size:,} bytes")


@contextmanager
def studio() -> Iterator[Studio]:
    """Open everything that a picture needs, and close it again."""
    with (
        running_server() as server,
        migrated_database(server) as url,
        tempfile.TemporaryDirectory() as home,
        sync_playwright() as playwright,
    ):
        engine = make_engine(url)
        app = create_app(Settings(home=Path(home)), engine=engine)
        options = [*BROWSER_OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        executable = which("chromium") or which("chromium-browser")
        browser = playwright.chromium.launch(executable_path=executable, args=options)
        with served(app) as address, TestClient(app) as client:
            yield Studio(browser, _office(client, engine), address)
        browser.close()
        engine.dispose()


def _office(client: TestClient, engine: Engine) -> Office:
    now = datetime.now(UTC)
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        load_reference(session)
        load_samples(session, today_in_japan())
        demonstration.make_accounts(session, now - timedelta(days=1))
        call = demonstration.open_call(session, now - timedelta(days=1)).id
        session.execute(update(Credential).values(must_change_password=False))
    with unit_of_work(make_session_factory(engine), SYSTEM) as session:
        wanted = {f"demo-{role}": str(role) for role in ROLES}
        actors = {
            wanted[line.holder.login]: Actor(
                Role.of(line.post.role), line.holder.id, line.post.id, line.post.body_id
            )
            for line in bodies.posts(session, now)
            if line.holder is not None and line.holder.login in wanted
        }
    return Office(client, engine, actors, call)


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
    return 0


if __name__ == "__main__":
    sys.exit(main())
