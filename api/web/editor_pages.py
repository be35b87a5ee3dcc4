"""The pages of the plan editor: which sections of a plan stand together, and where a field is edited."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.shape import ValueKind, shapes
from data.domain.wording import Text

BASICS, GROUND, PLOTS = "basics", "ground", "plots"
ON_THE_GROUND = ("municipalities", "footprint")
NOT_EDITED = frozenset({"plan_type", "body"})
"""What an application is started with and never changes."""
_TITLES = {
    BASICS: Text("基本事項", "General"),
    GROUND: Text("計画区域", "Footprint"),
}


@dataclass(frozen=True, slots=True)
class EditorPage:
    """One page: its key in addresses, its title, and the top-level sections edited on it."""

    key: str
    title: Text
    sections: tuple[str, ...]


@cache
def pages_of(plan_type: PlanType) -> tuple[EditorPage, ...]:
    """Return the pages of a plan type in the order of the document: general, footprint, then by section."""
    known = {path: shape for path, shape in shapes(DOCUMENTS[plan_type]).items() if path.isidentifier()}
    edited = {path: shape for path, shape in known.items() if path not in NOT_EDITED}
    own = [path for path, shape in edited.items() if shape.kind is ValueKind.SECTION]
    ground = tuple(path for path in ON_THE_GROUND if path in edited)
    basics = tuple(path for path in edited if path not in own and path not in ground)
    return (
        EditorPage(BASICS, _TITLES[BASICS], basics),
        EditorPage(GROUND, _TITLES[GROUND], ground),
        *(EditorPage(path, edited[path].meaning.title, (path,)) for path in own),
    )


def page_of(plan_type: PlanType, path: str) -> EditorPage | None:
    """Return the page on which a field is edited, by its path (``kpis[].target``) or JSON pointer."""
    top = path.lstrip("/").partition("/")[0].partition(".")[0].partition("[")[0]
    return next((page for page in pages_of(plan_type) if top in page.sections), None)


def anchor_of(path: str) -> str:
    """Return the id of a field on its page, by its JSON pointer or, up to the first table, its path."""
    pointer = path if path.startswith("/") else "/" + path.partition("[")[0].replace(".", "/")
    return "f" + pointer.replace("/", "-")
