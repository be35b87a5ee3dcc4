"""``python -m bench.map_view ADDRESS``: the first view of the national maps of a running product in Chromium.

What is loaded there decides what is measured; the numbers of features are read from the files of the maps.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from shutil import which
from urllib.request import urlopen

from playwright.sync_api import Browser, sync_playwright

from bench.report import machine, save, show

PAGES = ("/maps/plans", "/maps/plans/map", "/maps/power", "/maps/power/map")
COUNTED = ("municipalities", "plants", "substations", "lines", "plans")
OPTIONS = ("--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run")
MOST_MB, MOST_SECONDS = 1.5, 3.0
READY = "document.documentElement.dataset.mapReady === 'true'"


def main() -> None:
    """Measure, print and keep."""
    parser = argparse.ArgumentParser(prog="python -m bench.map_view", description=__doc__)
    parser.add_argument("address", help="where the product runs, as http://127.0.0.1:8000")
    parser.add_argument("--repeat", type=int, default=5, help="cold views of each page; the median counts")
    wanted = parser.parse_args()
    address = wanted.address.rstrip("/")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=which("chromium"), args=["--no-sandbox", *OPTIONS]
        )
        rows = [
            _median(page, [_view(browser, address + page) for _ in range(wanted.repeat)]) for page in PAGES
        ]
        browser.close()
    show(f"First view of the maps, cold: {_counts(address)}", rows)
    met = {
        str(row["page"]): float(row["MB"]) <= MOST_MB and float(row["seconds"]) <= MOST_SECONDS
        for row in rows
    }
    path = save("map_view", {"machine": machine(("playwright",)), "rows": rows, "targets_met": met})
    sys.stdout.write(f"{json.dumps(met)}\n{path}\n")


def _view(browser: Browser, address: str) -> tuple[float, float, int]:
    """Seconds until the map answers and its last file is there, MB over the wire, DOM nodes; no cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="ja")
    tab = context.new_page()
    protocol = context.new_cdp_session(tab)
    protocol.send("Network.enable")
    done: list[tuple[float, float]] = []
    protocol.on(
        "Network.loadingFinished", lambda told: done.append((time.perf_counter(), told["encodedDataLength"]))
    )
    started = time.perf_counter()
    tab.goto(address, wait_until="load")
    drawn = next(frame for frame in tab.frames if frame.url.partition("?")[0].endswith("/map"))
    drawn.wait_for_function(READY)
    ready = time.perf_counter()
    tab.wait_for_load_state("networkidle")
    seconds = max(ready, *(moment for moment, _ in done)) - started
    nodes = sum(frame.evaluate("document.querySelectorAll('*').length") for frame in tab.frames)
    context.close()
    return seconds, sum(size for _, size in done) / 1e6, int(nodes)


def _median(page: str, views: list[tuple[float, float, int]]) -> dict[str, float | str]:
    seconds, size, nodes = (statistics.median(column) for column in zip(*views, strict=True))
    return {"page": page, "seconds": round(seconds, 2), "MB": round(size, 3), "nodes": nodes}


def _counts(address: str) -> str:
    found = []
    for name in COUNTED:
        with urlopen(f"{address}/maps/data/{name}.json") as answer:  # noqa: S310 - the address asked for
            found.append(f"{len(json.load(answer)['name']):,} {name}")
    return ", ".join(found)


if __name__ == "__main__":
    main()
