"""The product's own private PostgreSQL: found, made, started and stopped by the product; it knows no tables."""

from __future__ import annotations

from data.cluster.server import PrivateCluster, throw_away_cluster

__all__ = ["PrivateCluster", "throw_away_cluster"]
