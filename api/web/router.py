"""Every page file, listed once."""

from __future__ import annotations

from api.web import (
    account,
    administration,
    assessments,
    criteria,
    editor,
    exports,
    footprints,
    ground,
    guide,
    home,
    layers,
    ledger,
    maps,
    plans,
    printing,
    rehearsal,
    reports,
    sign_in,
    sign_in_oidc,
    siting,
)

ROUTERS = (
    home.router,
    reports.router,
    plans.router,
    criteria.router,
    rehearsal.router,
    assessments.router,
    maps.router,
    printing.router,
    siting.router,
    layers.router,
    exports.router,
    footprints.router,
    ledger.router,
    sign_in.router,
    sign_in_oidc.router,
    account.router,
    administration.router,
    guide.router,
    editor.router,
    ground.router,
)
