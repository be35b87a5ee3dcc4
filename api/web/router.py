"""Every page file, listed once."""

from __future__ import annotations

from api.web import account, administration, criteria, guide, home, layers, maps, plans, sign_in, siting

ROUTERS = (
    home.router,
    plans.router,
    criteria.router,
    maps.router,
    siting.router,
    layers.router,
    sign_in.router,
    account.router,
    administration.router,
    guide.router,
)
