"""Every route file of version 1, listed once."""

from __future__ import annotations

from api.v1 import (
    advice,
    applications,
    assessments,
    attachments,
    audit,
    calls,
    comparisons,
    exports,
    features,
    footprints,
    forms,
    ledger,
    notices,
    plans,
    power,
    register,
    rulebook,
    session,
    siting,
    workbooks,
)
from api.v1.reviews.router import ROUTERS as REVIEWS

ROUTERS = (
    features.router,
    plans.router,
    assessments.router,
    rulebook.router,
    forms.router,
    advice.router,
    register.router,
    siting.router,
    power.router,
    exports.router,
    footprints.router,
    ledger.router,
    session.router,
    audit.router,
    *REVIEWS,
    calls.router,
    calls.outages,
    comparisons.router,
    applications.router,
    attachments.router,
    workbooks.router,
    notices.router,
)
