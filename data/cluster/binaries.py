"""Finds an installed PostgreSQL server that has PostGIS; it installs nothing."""

from __future__ import annotations

import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from shutil import which

from data.domain.errors import NotReady
from data.domain.wording import Text

DEBIAN_ROOT = Path("/usr/lib/postgresql")
REQUIRED = ("initdb", "postgres", "pg_config")


@dataclass(frozen=True, slots=True)
class ServerBinaries:
    """The programs of one PostgreSQL major version."""

    folder: Path
    major: int

    def program(self, name: str) -> str:
        """Return the full path of one program."""
        return str(self.folder / name)


def find_server(major: int | None = None) -> ServerBinaries:
    """Return the newest server with PostGIS, or the one of ``major`` that existing data needs.

    Raises ``NotReady`` naming what to install.
    """
    found = [server for folder in _folders() if (server := _inspect(folder))]
    if major is not None:
        found = [server for server in found if server.major == major]
    if not found:
        raise NotReady(_what_to_install(major))
    return max(found, key=lambda server: server.major)


def _folders() -> list[Path]:
    folders = list(DEBIAN_ROOT.glob("*/bin"))
    on_path = which("pg_config")
    if on_path:
        folders.append(Path(_ask(on_path, "--bindir")))
    return folders


def _inspect(folder: Path) -> ServerBinaries | None:
    if not all((folder / name).is_file() for name in REQUIRED):
        return None
    pg_config = str(folder / "pg_config")
    if not (Path(_ask(pg_config, "--sharedir")) / "extension" / "postgis.control").is_file():
        return None
    version = re.search(r"\d+", _ask(pg_config, "--version"))
    return ServerBinaries(folder, int(version.group())) if version else None


def _ask(pg_config: str, option: str) -> str:
    answer = subprocess.run([pg_config, option], capture_output=True, text=True, check=True)  # noqa: S603
    return answer.stdout.strip()


def _what_to_install(major: int | None) -> Text:
    if major is None:
        return Text(
            "PostGISを備えたPostgreSQLサーバーが見つかりません。"
            "「sudo sh setup/system_packages.sh」を実行するか、"
            "SHUSEKI_DATABASE_URL で接続先を指定してください。",
            "No PostgreSQL server with PostGIS was found. Run `sudo sh setup/system_packages.sh`, "
            "or name a database in SHUSEKI_DATABASE_URL.",
        )
    return Text(
        f"保存済みのデータはPostgreSQL {major} のものですが、"
        "PostGISを備えた同じ版のサーバーが見つかりません。"
        f"postgresql-{major} と postgresql-{major}-postgis-3 を導入してください。",
        f"The stored data belong to PostgreSQL {major}, and that server with PostGIS was not found. "
        f"Install postgresql-{major} and postgresql-{major}-postgis-3.",
    )
