"""The demands every contender answers, as plain data: one line each, in the words all of them have.

``stated``: a field is given. ``compare``: two fields, or a field and a number, stand in a relation. ``is``: a
field has one value. A field not given leaves the answer open. Nothing here imports the product.
"""

from __future__ import annotations

NOT_MET, INCOMPLETE, MET = 0, 1, 3
"""Answers, with the codes of the product."""

Demand = tuple[str, ...] | tuple[str, str, str, float]

SHARED: dict[str, tuple[object, ...]] = {
    "sales": ("stated", "targets.sales_yen"),
    "added": ("stated", "targets.value_added_yen"),
    "year": ("stated", "targets.year"),
    "added-within-sales": ("compare", "targets.value_added_yen", "<=", "targets.sales_yen"),
    "period": ("compare", "period.start", "<=", "period.end"),
    "cycle": ("stated", "monitoring.cycle_months"),
    "responsible": ("stated", "monitoring.responsible"),
    "first": ("is", "product.first_in_japan", True),
    "office": ("is", "announcement.office", "governor"),
    "announcer": ("stated", "announcement.name"),
    "announced": ("stated", "announcement.date"),
    "announced-before": ("compare", "announcement.date", "<", "period.start"),
    "place": ("stated", "announcement.place"),
}
OF_B: dict[str, tuple[object, ...]] = {
    "export": ("stated", "export.amount_yen"),
    "export-within-sales": ("compare", "export.amount_yen", "<=", "targets.sales_yen"),
    "export-year": ("compare", "export.year", "==", "targets.year"),
    "same-added": ("compare", "value_added.amount_yen", "==", "targets.value_added_yen"),
    "same-year": ("compare", "value_added.year", "==", "targets.year"),
    "workers": ("stated", "value_added.workers"),
    "share": ("compare", "share.percent", "<=", 100),
}
DEMANDS: dict[str, dict[str, tuple[object, ...]]] = {"B": {**SHARED, **OF_B}, "C": SHARED}


def paths_of(plan_type: str) -> tuple[str, ...]:
    """Return every field the demands on a plan type read, once."""
    read = (part for demand in DEMANDS[plan_type].values() for part in (demand[1], demand[-1]))
    return tuple(dict.fromkeys(part for part in read if isinstance(part, str) and "." in part))
