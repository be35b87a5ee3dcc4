"""Finds a municipality from what a person typed, and names the likely ones when nothing fits."""

from __future__ import annotations

import unicodedata
from difflib import SequenceMatcher
from functools import cache

from data.domain.codes import code_problem
from data.reference.places import Municipality, municipalities

_LEAST_SIMILARITY = 0.5
_MOST_DIFFERING_DIGITS = 2


def find_municipality(name_or_code: str) -> Municipality | None:
    """Return the one municipality that a code (5 or 6 digits) or an exact name stands for, else ``None``.

    A name may carry its prefecture; full-width digits and spaces are understood. A name that several bodies
    in force bear (府中市) finds none: ask with the prefecture. An abolished body is found by its code, and by
    its name when no body in force bears it. A body with an office outranks one without (泊村 of Hokkaido).
    """
    typed = _plain(name_or_code)
    if typed.isdecimal():
        return None if code_problem(typed) else municipalities().get(typed[:5])
    bearers = _by_name().get(typed, ())
    current = [item for item in bearers if item.valid_to is None]
    working = [item for item in current if item.office is not None]
    candidates = working or current or list(bearers)
    return candidates[0] if len(candidates) == 1 else None


def suggest(code_or_name: str, limit: int = 3) -> tuple[Municipality, ...]:
    """Return up to ``limit`` bodies in force that ``code_or_name`` may have meant, the likeliest first.

    For a code: the successors of an abolished one, the same code with its leading zero or right check digit,
    then similar codes. For a name: the same name in any prefecture, then similar names.
    """
    typed = _plain(code_or_name)
    if typed.isdecimal():
        sure, similar = _sure_codes(typed), _similar_codes(typed)
    else:
        sure, similar = _sure_names(typed), _similar_names(typed)
    found = dict.fromkeys([*(item.code5 for item in sure), *similar])
    return tuple(municipalities()[code] for code in found)[:limit]


def _sure_codes(typed: str) -> list[Municipality]:
    table = municipalities()
    readings = dict.fromkeys((typed[:5], typed.zfill(5), typed.zfill(6)[:5]))
    return [item for code in readings if code in table for item in _in_force(table[code])]


def _sure_names(typed: str) -> list[Municipality]:
    return [item for bearer in _by_name().get(typed, ()) for item in _in_force(bearer)]


def _in_force(body: Municipality) -> list[Municipality]:
    if body.valid_to is None:
        return [body]
    return [municipalities()[code] for code in body.successors]


def _similar_codes(typed: str) -> list[str]:
    wanted = typed.zfill(5)[:5]
    ranked = sorted(
        (sum(a != b for a, b in zip(code, wanted, strict=True)), abs(int(code) - int(wanted)), code)
        for code in (item.code5 for item in municipalities().values() if item.valid_to is None)
    )
    return [code for differing, _, code in ranked if differing <= _MOST_DIFFERING_DIGITS]


def _similar_names(typed: str) -> list[str]:
    matcher = SequenceMatcher(autojunk=False)
    matcher.set_seq2(typed)
    best: dict[str, float] = {}
    for item in municipalities().values():
        if item.valid_to is None:
            best[item.code5] = max(_ratio(matcher, name) for name in (item.name, item.full_name, item.kana))
    ranked = sorted((-ratio, code) for code, ratio in best.items() if ratio >= _LEAST_SIMILARITY)
    return [code for _, code in ranked]


def _ratio(matcher: SequenceMatcher[str], name: str) -> float:
    matcher.set_seq1(name)
    if min(matcher.real_quick_ratio(), matcher.quick_ratio()) < _LEAST_SIMILARITY:
        return 0.0
    return matcher.ratio()


@cache
def _by_name() -> dict[str, tuple[Municipality, ...]]:
    names: dict[str, tuple[Municipality, ...]] = {}
    for item in municipalities().values():
        for name in {item.name, item.full_name, item.kana}:
            names[name] = (*names.get(name, ()), item)
    return names


def _plain(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split())
