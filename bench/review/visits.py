"""Who looks at which page: every kind of page besides maps, by role."""

from __future__ import annotations

from bench.review.cases import Filled
from data.domain.actor import Actor

Visit = tuple[str, Actor | None, list[tuple[str, str]]]
PUBLIC = (
    "/", "/plans", "/plans/new", "/zones", "/rules", "/rules/scope", "/rules/versions", "/layers", "/exports",
    "/footprints", "/siting", "/maps/plans", "/maps/power", "/ogc", "/docs", "/sign-in",
)  # fmt: skip
MANAGER = (
    "/work", "/account", "/review", "/review?state=first_screening", "/review?size=200", "/review?sort=due",
    "/review/board", "/review/scores", "/review/scores?plan_type=GX2&points=12", "/review/decisions",
    "/review/assignments", "/review/portfolio", "/review/conflicts", "/review/workbook", "/rules/rehearsal",
)  # fmt: skip
ADMINISTRATOR = (
    "/work", "/admin/accounts", "/admin/bodies", "/admin/keys", "/admin/calls", "/admin/layers",
    "/admin/settings", "/admin/audit",
)  # fmt: skip


def visits(filled: Filled) -> list[Visit]:
    """Return who looks at what; the name of a page beside its address."""
    case, own = filled.cases[0], f"/applications/{filled.returned}"
    desk = [(f"/review/{{case}}{part}", f"/review/{case}{part}") for part in ("", "/scoring")]
    officer = ("", "/edit", "/edit/checklist", "/corrections", "/workbook", "/compare", "/submit")
    return [
        ("public", None, _same(PUBLIC)),
        ("manager", filled.manager, [*_same(MANAGER), desk[0]]),
        ("reviewer", filled.reviewers[0], [*_same(("/work", "/review", "/review/board")), desk[0]]),
        ("member", filled.members[0], _same(("/work", "/review"))),
        (
            "officer",
            filled.officer,
            [*_same(("/work",)), *((f"/applications/{{case}}{part}", f"{own}{part}") for part in officer)],
        ),
        ("administrator", filled.administrator, _same(ADMINISTRATOR)),
    ]


def _same(paths: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(path, path) for path in paths]
