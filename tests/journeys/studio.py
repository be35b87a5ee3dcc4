"""The product with the demonstration accounts and samples in it, and a browser that takes pictures of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from shutil import which
from uuid import uuid5

from fastapi.testclient import TestClient
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine, update

from api.deps import today_in_japan
from api.main import create_app
from api.security.forms import SESSION_COOKIE
from api.services import demonstration
from api.services.field_maps import MapFiles
from api.services.reference import load_reference
from api.services.samples import NAMESPACE, load_samples
from api.settings import Settings
from data.db import make_engine, make_session_factory, unit_of_work
from data.domain.actor import SYSTEM, Actor, Role
from data.orm import Credential
from data.queries import bodies
from tests.architecture.files import ROOT
from tests.conftest import BROWSER_OPTIONS
from tests.support.applying import Office
from tests.support.database import migrated_database, running_server
from tests.support.serving import served
from tests.support.signing_in import open_session

FOLDER = ROOT / "docs" / "images"
WIDTH, HEIGHT = 1100, 760
ROLES = (Role.OFFICER, Role.APPROVER, Role.REVIEWER, Role.MANAGER, Role.ADMINISTRATOR)
COLOURS = 256
MOST_BYTES = 150_000


@dataclass(frozen=True, slots=True)
class Studio:
    """The product with the demonstration accounts in it, and a browser."""

    browser: Browser
    office: Office
    address: str
    files: MapFiles

    def take(
        self,
        name: str,
        who: str | None,
        path: str,
        before: Callable[[Page], object] | None = None,
        height: int = HEIGHT,
        part: str = "",
    ) -> None:
        """Take one picture of what somebody (``None``: the public) sees, after ``before`` was done to it.

        ``part`` is the selector of the one part of the page that is wanted.
        """
        context = self.browser.new_context(locale="ja-JP", viewport={"width": WIDTH, "height": height})
        if who is not None:
            token = open_session(self.office.engine, self.office.actors[who])
            context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": self.address}])
        page = context.new_page()
        page.goto(self.address + path, wait_until="networkidle")
        if before is not None:
            before(page)
        self._keep(name, page.locator(part).first.screenshot() if part else page.screenshot())
        context.close()

    def plan(self, name: str) -> str:
        """Return the address of a sample plan by the name of its file."""
        return f"/plans/{uuid5(NAMESPACE, name)}"

    def assess_samples(self) -> None:
        """Assess the samples with the layers there are now."""
        with unit_of_work(make_session_factory(self.office.engine), SYSTEM) as session:
            load_samples(session, today_in_japan(), again=True)

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
            yield Studio(browser, _office(client, engine), address, app.state.map_files)
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
