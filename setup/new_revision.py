"""Writes the next numbered migration from the difference between ``data.orm`` and the newest revision.

Usage: ``make revision NAME=places``. Read and correct what it writes.
"""

from __future__ import annotations

import sys

from alembic import command

from data import migration
from data.cluster import throw_away_cluster


def main(name: str) -> None:
    """Generate the revision against an empty database at the newest revision, and name it in ``HEAD``."""
    number = f"{int(migration.newest_revision()) + 1:04d}"
    with throw_away_cluster() as cluster:
        migration.upgrade(cluster.url())
        command.revision(migration.configuration(cluster.url()), name, autogenerate=True, rev_id=number)
    (migration.SCRIPTS / "HEAD").write_text(f"{number}\n", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1])
