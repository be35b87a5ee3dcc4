"""Every page file, listed once."""

from __future__ import annotations

from api.web import guide, home, layers, plans, rules

ROUTERS = (home.router, plans.router, rules.router, layers.router, guide.router)
