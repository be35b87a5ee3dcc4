"""Every page file, listed once."""

from __future__ import annotations

from api.web import criteria, guide, home, layers, plans, siting

ROUTERS = (home.router, plans.router, criteria.router, siting.router, layers.router, guide.router)
