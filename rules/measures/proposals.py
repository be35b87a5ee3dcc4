"""The prefectures concerned by a plan of the State, with the project proposal each of them made."""

from __future__ import annotations

from typing import Annotated, Any

from data.domain.evidence import Known, Missing
from data.domain.plan.fields import Day, Section, ShortText, means
from data.reference.places import prefectures
from data.reference.regions import regional_block
from rules.engine.measuring import Asked, Measure

_COLUMNS = ("project", "governor", "committed_on")


class Concerned(Section):
    """A prefecture the plan names, with what its proposal states; of several the most complete one."""

    prefecture: Annotated[ShortText, means("都道府県", "prefecture")]
    project: Annotated[ShortText | None, means("提案したプロジェクト", "project proposed")] = None
    governor: Annotated[ShortText | None, means("知事名", "governor")] = None
    committed_on: Annotated[Day | None, means("知事コミットメントの日", "governor's commitment on")] = None


def _concerned(facts: Asked, row: str) -> object:
    named = facts.known("prefectures")
    if isinstance(named, Missing):
        return named
    proposed = _proposals(facts)
    return tuple(
        Concerned.model_construct(prefecture=_name(code), **proposed.get(code[:2], {})) for code in named[0]
    )


def _proposals(facts: Asked) -> dict[str, dict[str, Any]]:
    rows = facts.rows("proposals")
    best: dict[str, dict[str, Any]] = {}
    for row in () if isinstance(rows, Missing) else rows:
        by = facts.known(f"{row}.prefecture")
        cells = ((name, facts.at(f"{row}.{name}")) for name in _COLUMNS)
        stated = {name: cell.value for name, cell in cells if isinstance(cell, Known)}
        if not isinstance(by, Missing) and len(stated) > len(best.get(by[0][:2], {})):
            best[by[0][:2]] = stated
    return best


def _name(code: str) -> str:
    prefecture = prefectures().get(code[:2])
    return prefecture.name.ja if prefecture else code


def _unlisted(facts: Asked, row: str) -> object:
    match facts.known("land.prefectures", "prefectures"):
        case (touched, named):
            listed = {code[:2] for code in named}
            return tuple(_name(code) for code in touched if code not in listed)
        case gap:
            return gap


def _blocks(facts: Asked, row: str) -> object:
    touched = facts.at("land.prefectures")
    found = touched if isinstance(touched, Known) else facts.at("prefectures")
    if isinstance(found, Missing):
        return found
    codes = found.value if isinstance(found.value, tuple) else ()
    known = sorted({code[:2] for code in codes} & set(prefectures()))
    return tuple(dict.fromkeys(regional_block(code).name.ja for code in known))


MEASURES = (
    Measure("concerned", means("関係都道府県の提案", "proposals of prefectures"), _concerned, Concerned),
    Measure(
        "extent.unlisted_prefectures",
        means("計画区域が及ぶが関係都道府県に挙げられていない都道府県", "prefectures touched but not listed"),
        _unlisted,
    ),
    Measure("extent.blocks", means("計画が及ぶ地域ブロック", "regional blocks the plan touches"), _blocks),
)
