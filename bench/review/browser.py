"""How long the longest lists take in a real browser, from asking to drawn; left out without Chromium."""

from __future__ import annotations

import os
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from shutil import which

import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Page, sync_playwright

from api.security.forms import SESSION_COOKIE
from api.server import configured

LISTS = ("/review?size=200", "/review/board", "/review/portfolio", "/plans")
REPEAT = 5
OPTIONS = ["--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
DRAWN = "() => new Promise(done => requestAnimationFrame(() => setTimeout(done, 0)))"


def measured(app: FastAPI, token: str) -> list[dict[str, object]]:
    """Return the median and the longest time of each list, signed in with ``token``."""
    executable = which("chromium") or which("chromium-browser")
    if executable is None:
        return []
    options = [*OPTIONS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with _served(app) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=options)
        context = chromium.new_context(locale="ja-JP", viewport={"width": 1200, "height": 900})
        context.add_cookies([{"name": SESSION_COOKIE, "value": token, "url": address}])
        rows = [_row(context.new_page(), address, path) for path in LISTS]
        chromium.close()
    return rows


def _row(page: Page, address: str, path: str) -> dict[str, object]:
    page.goto(address + path)
    taken = []
    for _ in range(REPEAT):
        began = time.perf_counter()
        page.goto(address + path)
        page.evaluate(DRAWN)
        taken.append((time.perf_counter() - began) * 1000)
    page.close()
    return {"page": path, "median_ms": round(statistics.median(taken)), "longest_ms": round(max(taken))}


@contextmanager
def _served(app: FastAPI) -> Iterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(configured(app))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        while not server.started:
            time.sleep(0.05)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
