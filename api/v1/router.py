"""Every route file of version 1, listed once."""

from __future__ import annotations

from api.v1 import assessments, exports, features, plans, power, register, session, siting

ROUTERS = (
    plans.router,
    assessments.router,
    register.router,
    siting.router,
    power.router,
    features.router,
    exports.router,
    session.router,
)
