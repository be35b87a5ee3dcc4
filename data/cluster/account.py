"""Chooses the operating system account and the folder a private cluster runs with; never root."""

from __future__ import annotations

import hashlib
import os
import pwd
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

from data.domain.errors import NotReady
from data.domain.wording import Text

UNPRIVILEGED = ("postgres", "nobody")
SYSTEM_FOLDER = Path("/var/lib/shuseki")
SHORT_FOLDER = Path("/tmp")  # noqa: S108 - private_folder() refuses a folder that somebody else made there
SOCKET_NAME_BYTES = len("/.s.PGSQL.5432.lock")
SOCKET_PATH_LIMIT = 107
"""Bytes of a Unix socket address on Linux (sockaddr_un), without its final zero."""


@dataclass(frozen=True, slots=True)
class Account:
    """The account that owns the cluster's files and processes."""

    name: str
    uid: int
    gid: int

    @property
    def is_other(self) -> bool:
        """Whether it differs from the account of this process."""
        return self.uid != os.geteuid()

    @property
    def switch_to(self) -> tuple[int | None, int | None, list[int] | None]:
        """User, group and further groups that a child process takes on; all ``None`` to stay as it is."""
        return (self.uid, self.gid, []) if self.is_other else (None, None, None)


def run_as(account: Account, command: Sequence[str], folder: Path) -> CompletedProcess[str]:
    """Run ``command`` to its end under ``account`` in ``folder`` and return its output and status."""
    user, group, groups = account.switch_to
    return subprocess.run(  # noqa: S603 - the caller names the program by its full path
        command,
        cwd=folder,
        user=user,
        group=group,
        extra_groups=groups,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def current_account_name() -> str:
    """Return the login name of this process; raises ``NotReady`` when its number has no name."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError as error:
        raise NotReady(
            Text(
                f"利用者番号 {os.geteuid()} に対応するアカウントがこの機械に登録されていません。",
                f"No account on this machine has the user number {os.geteuid()}.",
            )
        ) from error


def cluster_account() -> Account:
    """Return this process's account, or an unprivileged one when the process is root."""
    if os.geteuid() != 0:
        return Account(current_account_name(), os.geteuid(), os.getegid())
    for name in UNPRIVILEGED:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)
    raise NotReady(
        Text(
            "root以外のアカウント(postgres または nobody)が必要です。PostgreSQLはrootでは動きません。",
            "An account other than root (postgres or nobody) is needed; PostgreSQL does not run as root.",
        )
    )


def reachable_folder(wanted: Path, account: Account) -> Path:
    """Return ``wanted``, or a folder under ``/var/lib/shuseki`` when ``account`` cannot reach its parent.

    Only root can be in that situation, for example with a checkout under ``/root``.
    """
    parent = wanted.parent
    parent.mkdir(parents=True, exist_ok=True)
    if not account.is_other or _can_enter(parent, account):
        return wanted
    digest = hashlib.sha256(os.fsencode(wanted)).hexdigest()[:12]
    SYSTEM_FOLDER.mkdir(mode=0o755, parents=True, exist_ok=True)
    return SYSTEM_FOLDER / digest


def private_folder(path: Path, account: Account) -> Path:
    """Make ``path`` if needed, owned by ``account`` and closed to everyone else (mode 0700).

    Raises ``NotReady`` when it already belongs to another account, whose data it would then hold.
    """
    if not path.exists():
        path.mkdir(mode=0o700)
        if account.is_other:
            os.chown(path, account.uid, account.gid)
    owner = path.stat(follow_symlinks=False).st_uid
    if owner != account.uid:
        raise NotReady(_owned_by_another(path, owner))
    path.chmod(0o700)
    return path


def socket_folder(cluster: Path, account: Account) -> Path:
    """Return a private folder with a socket address short enough: in the cluster, else in ``/tmp``."""
    inside = cluster / "socket"
    if len(os.fsencode(inside)) + SOCKET_NAME_BYTES <= SOCKET_PATH_LIMIT:
        return private_folder(inside, account)
    digest = hashlib.sha256(os.fsencode(cluster)).hexdigest()[:12]
    return private_folder(SHORT_FOLDER / f"shuseki-{account.uid}-{digest}", account)


def _can_enter(folder: Path, account: Account) -> bool:
    return run_as(account, ["/usr/bin/test", "-x", str(folder)], Path("/")).returncode == 0


def _owned_by_another(path: Path, owner: int) -> Text:
    return Text(
        f"{path} は別のアカウント(利用者番号 {owner})のものです。"
        "同じアカウントで実行するか、SHUSEKI_HOME で別の場所を指定してください。",
        f"{path} belongs to another account (user number {owner}). Run as that account, "
        "or name another folder in SHUSEKI_HOME.",
    )
