"""The command that serves: started, asked, stopped in order, started again with its data."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

from api.services.samples import FOLDER

WAIT_SECONDS = 120.0


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    home = tmp_path_factory.mktemp("home")
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SHUSEKI_")}
    return kept | {"SHUSEKI_HOME": str(home), "SHUSEKI_PORT": str(port), "PYTHONUNBUFFERED": "1"}


@contextmanager
def serving(environment: dict[str, str], end: signal.Signals) -> Iterator[str]:
    command = [sys.executable, "-m", "api.cli", "serve"]
    root = Path(__file__).parents[2]
    process = subprocess.Popen(
        command, env=environment, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    address = f"http://127.0.0.1:{environment['SHUSEKI_PORT']}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.send_signal(end)
        output, _ = process.communicate(timeout=WAIT_SECONDS)
    assert process.returncode == 0, output
    assert address in output
    assert "停止しました" in output
    assert "Traceback" not in output


def _wait(address: str, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urlopen(f"{address}/healthz").close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the product did not start serving")


def test_it_serves_stops_in_order_and_keeps_its_data(environment: dict[str, str]) -> None:
    seen = []
    for end in (signal.SIGTERM, signal.SIGINT):
        with serving(environment, end) as address, urlopen(f"{address}/v1/plans") as answer:
            seen.append(json.load(answer)["items"])
    assert len(seen[0]) == len(list(FOLDER.glob("*.yaml")))
    assert seen[0] == seen[1]
    home = Path(environment["SHUSEKI_HOME"])
    assert not (home / "postgres" / "data" / "postmaster.pid").exists()


def test_a_taken_port_is_told_at_once(environment: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", int(environment["SHUSEKI_PORT"])))
        taken.listen()
        done = subprocess.run(
            [sys.executable, "-m", "api.cli", "serve"],
            env=environment,
            cwd=Path(__file__).parents[2],
            capture_output=True,
            text=True,
            check=False,
        )
    assert done.returncode == 2
    assert "SHUSEKI_PORT" in done.stderr
