"""What the pages of the ground show in the editor: municipalities to tick, and how each plot is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from api.web.editor_context import Copy
from data.domain.parsing import half_width
from data.domain.plan.documents import DOCUMENTS
from data.domain.wording import Language, Text
from data.importers.plan_form import Typed, hiragana, read_section
from data.reference.places import MunicipalityKind, municipalities, place_name, prefectures

MOST_FOUND = 60
TITLE = "municipalities"


@dataclass(frozen=True, slots=True)
class Choice:
    """One municipality (or a whole prefecture) to tick; ``words`` is what a search looks in."""

    code: str
    name: str
    words: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What the picker shows: groups of choices, what was searched for and whether it was found."""

    groups: tuple[tuple[str, tuple[Choice, ...]], ...]
    search: str
    found: int
    is_drawn: bool


def shown(copy: Copy, typed: Typed, search: str, language: Language) -> Ground:
    """Return the picker: the body's prefectures, what was searched for, and what is ticked elsewhere."""
    chosen = set(read_section(DOCUMENTS[copy.plan_type], TITLE, typed, None).value or ())
    home = [copy.plan.body_code, *(copy.plan.document.get("joint_bodies") or ())]
    listed = dict.fromkeys(code[:2] for code in home)
    groups = [(place_name(f"{code}000", language), tuple(_in_prefecture(code, chosen))) for code in listed]
    at_home = {choice.code for _, group in groups for choice in group}
    found = [choice for choice in _search(search, chosen) if choice.code not in at_home]
    away = [_choice(code, chosen) for code in sorted(chosen - at_home - {each.code for each in found})]
    more = (
        (Text("見つかった市区町村", "Found").in_language(language), tuple(found)),
        (Text("その他の選択済み", "Also chosen").in_language(language), tuple(away)),
    )
    return Ground(
        groups=(*(group for group in more if group[1]), *groups),
        search=search,
        found=len(found),
        is_drawn=copy.plan.document.get("footprint") is not None,
    )


def _in_prefecture(prefecture: str, chosen: set[str]) -> Iterator[Choice]:
    yield _choice(f"{prefecture}000", chosen)
    for code, body in municipalities().items():
        if body.prefecture == prefecture and body.valid_to is None and body.kind is not MunicipalityKind.WARD:
            yield _choice(code, chosen)


def _search(written: str, chosen: set[str]) -> list[Choice]:
    wanted = hiragana(half_width(written))
    if not wanted:
        return []
    codes = (*(f"{code}000" for code in prefectures()), *municipalities())
    every = (_choice(code, chosen) for code in codes if _in_force(code))
    return [choice for choice in every if wanted in choice.words][:MOST_FOUND]


def _in_force(code: str) -> bool:
    body = municipalities().get(code)
    return body is None or body.valid_to is None


def _choice(code: str, chosen: set[str]) -> Choice:
    body = municipalities().get(code)
    if body is not None:
        return Choice(
            code, body.full_name, hiragana(half_width(f"{body.full_name}{body.kana}")), code in chosen
        )
    prefecture = prefectures()[code[:2]]
    name = Text("{ja}全域", "All of {ja}").filled(ja=prefecture.name.ja).ja
    return Choice(code, name, hiragana(half_width(f"{name}{prefecture.kana}")), code in chosen)
