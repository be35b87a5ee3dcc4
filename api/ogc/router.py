"""Every route file of the OGC door, listed once."""

from __future__ import annotations

from api.ogc import collections, items, landing, tiles

ROUTERS = (landing.router, collections.router, items.router, tiles.router)
