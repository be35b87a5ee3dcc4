"""The product's own private PostgreSQL, which it makes, starts and stops itself; no table is known here."""

from __future__ import annotations

from data.cluster.server import PrivateCluster, throw_away_cluster

__all__ = ["PrivateCluster", "throw_away_cluster"]
