"""Scores every entry of the catalogues against one typed name, and says what the score rests on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from rapidfuzz import fuzz, process

from data.domain.wording import Text
from data.reference.catalogues.entries import Entry, entries
from data.reference.catalogues.spelling import normalise, normalise_words, says_little, synonyms


class MatchKind(StrEnum):
    """What a score rests on, from the surest to the loosest."""

    EXACT = "exact"
    CORE = "core"
    TRANSLATION = "translation"
    BEGINS = "begins"
    CONTAINS = "contains"
    BRACKET = "bracket"
    WITHIN = "within"
    WORD = "word"
    SYNONYM = "synonym"
    SIMILAR = "similar"


MATCH_KIND_NAMES = {
    MatchKind.EXACT: Text("表記の違いを除いて名称が一致", "the name is the same but for spelling"),
    MatchKind.CORE: Text(
        "括弧書きや「次世代」「技術」などの一般的な語を除いた部分が一致",
        "the same apart from brackets and general words",
    ),
    MatchKind.TRANSLATION: Text(
        "英語名（本製品の訳）が一致", "the English name, this product's own, is the same"
    ),
    MatchKind.BEGINS: Text("名称がこの語で始まる", "the name begins with it"),
    MatchKind.CONTAINS: Text("名称がこの語を含む", "the name contains it"),
    MatchKind.BRACKET: Text("括弧書きの中の語と一致", "the same as a word in the name's brackets"),
    MatchKind.WORD: Text("入力のうちの一語による一致", "found by one of its words"),
    MatchKind.WITHIN: Text("入力がこの名称を含む", "it contains the name"),
    MatchKind.SYNONYM: Text("類義語による一致", "found by another word for it"),
    MatchKind.SIMILAR: Text("綴りが似ている", "the spelling is similar"),
}


@dataclass(frozen=True, slots=True)
class Score:
    """How well one entry fits (100 only for the same name) and what of it fitted."""

    entry: Entry
    points: int
    kind: MatchKind
    matched: str
    """What fitted: the part of the name as written, the word typed, or the other word for it as a key."""


@dataclass(frozen=True, slots=True)
class _Key:
    entry: Entry
    written: str
    key: str
    kind: MatchKind
    """What it means to be equal to this key: the name, its core, or a word in its brackets."""


_EQUAL = {MatchKind.EXACT: 100, MatchKind.CORE: 95, MatchKind.BRACKET: 85}
_CORE_OF_INPUT = 93
_TRANSLATION = 95
_SHORTEST_PART = 2
_SHORTEST_FUZZY = 4
_LEAST_RATIO = 65
_FUZZY_WEIGHT = 0.75
_SYNONYM_WEIGHT = 0.85
_WORD_WEIGHT = 0.75
_MOST_SYNONYMS = 12
_WHOLE_WORD_UP_TO = 3
"""Latin words of up to this many letters must stand alone: "AI" is not found in "aircraft"."""
_BRACKETS = re.compile(r"[（(]([^（()）]*(?:\([^()]*\))?[^（()）]*)[）)]")
_BETWEEN_WORDS = re.compile(r"[ぁ-ゖ・、，,／/（）()\s]+")
_IN_BRACKETS = re.compile(r"[・、／/]")
_BEGINNING = re.compile(r"^(?:(?:次世代型?|先端|先進的?|高性能な?|革新的な?|一般的な|高度)・?)+")
_ENDING = re.compile(r"(?:関連技術|要素技術|基幹技術|基盤技術|の?技術|分野|等)+$")


def scores(name: str) -> list[Score]:
    """Return the score of every entry that fits ``name``, best first; ties in the catalogues' order."""
    return _best([*_direct(name, normalise(name)), *_by_synonym(normalise(name))])


def scores_with_words(name: str) -> list[Score]:
    """Return what ``scores`` does and, lower, what single words of a longer ``name`` find."""
    words = [word for word in _BETWEEN_WORDS.split(name) if len(word) >= _SHORTEST_PART]
    telling = [word for word in dict.fromkeys(words) if word not in says_little() and word != name]
    return _best(
        [
            *scores(name),
            *(
                Score(score.entry, round(score.points * _WORD_WEIGHT), MatchKind.WORD, word)
                for word in telling
                if (key := normalise(word))
                for score in _compared(key, key)
            ),
        ]
    )


def _best(found: list[Score]) -> list[Score]:
    best: dict[str, Score] = {}
    for score in found:
        known = best.get(score.entry.id)
        if known is None or score.points > known.points:
            best[score.entry.id] = score
    order = {entry_id: place for place, entry_id in enumerate(entries())}
    return sorted(best.values(), key=lambda score: (-score.points, order[score.entry.id]))


def _direct(name: str, key: str) -> Iterator[Score]:
    if not key:
        return
    yield from _compared(key, normalise(_ENDING.sub("", name.strip())) or key)
    yield from _english(normalise_words(name), latin=key.isascii())
    yield from _similar(key)


def _compared(key: str, core: str) -> Iterator[Score]:
    for candidate in _keys():
        kind, points = _compare(key, core, candidate)
        if kind is not None:
            yield Score(candidate.entry, points, kind, candidate.written)


def _compare(key: str, core: str, candidate: _Key) -> tuple[MatchKind | None, int]:
    if key == candidate.key:
        return candidate.kind, _EQUAL[candidate.kind]
    if core == candidate.key and candidate.kind is not MatchKind.BRACKET:
        return MatchKind.CORE, _CORE_OF_INPUT
    coverage = min(len(key), len(candidate.key)) / max(len(key), len(candidate.key))
    if _contains(candidate.key, key):
        if candidate.key.startswith(key):
            return MatchKind.BEGINS, round(75 + 15 * coverage)
        return MatchKind.CONTAINS, round(65 + 20 * coverage)
    if len(candidate.key) >= _SHORTEST_PART and _contains(key, candidate.key):
        return MatchKind.WITHIN, round(50 + 35 * coverage)
    return None, 0


def _contains(text: str, word: str) -> bool:
    place = text.find(word)
    while place >= 0:
        after = text[place + len(word) : place + len(word) + 1]
        if not (_joined(text[place - 1 : place] if place else "", word[0]) or _runs_on(word, after)):
            return True
        place = text.find(word, place + 1)
    return False


def _joined(left: str, right: str) -> bool:
    return bool(left) and left.isascii() and left.isalnum() and right.isascii() and right.isalnum()


def _runs_on(word: str, after: str) -> bool:
    return len(word) <= _WHOLE_WORD_UP_TO and _joined(word[-1], after)


def _english(words: str, latin: bool) -> Iterator[Score]:
    if not (latin and words):
        return
    ending = r"\b" if len(words) <= _WHOLE_WORD_UP_TO else ""
    pattern = re.compile(rf"\b{words}{ending}")
    for entry, text in _english_names():
        if text == words:
            yield Score(entry, _TRANSLATION, MatchKind.TRANSLATION, entry.name.en)
        elif found := pattern.search(text):
            coverage = len(words) / len(text)
            kind, base = (MatchKind.CONTAINS, 60) if found.start() else (MatchKind.BEGINS, 70)
            yield Score(entry, round(base + 20 * coverage), kind, entry.name.en)


def _similar(key: str) -> Iterator[Score]:
    if len(key) < _SHORTEST_FUZZY:
        return
    table = _keys()
    written = [candidate.key for candidate in table]
    for _, ratio, place in process.extract(
        key, written, scorer=fuzz.ratio, score_cutoff=_LEAST_RATIO, limit=None
    ):
        yield Score(table[place].entry, round(ratio * _FUZZY_WEIGHT), MatchKind.SIMILAR, table[place].written)


def _by_synonym(key: str) -> Iterator[Score]:
    for other, replaced in _other_words(key):
        for score in _compared(replaced, replaced):
            yield Score(score.entry, round(score.points * _SYNONYM_WEIGHT), MatchKind.SYNONYM, other)


def _other_words(key: str) -> list[tuple[str, str]]:
    found = [
        (other, key.replace(word, other))
        for group in synonyms()
        for word in group
        if _contains(key, word)
        for other in group
        if other != word and (other in word or other not in key)
    ]
    return found[:_MOST_SYNONYMS]


@cache
def _keys() -> tuple[_Key, ...]:
    return tuple(key for entry in entries().values() for key in _keys_of(entry))


def _keys_of(entry: Entry) -> Iterator[_Key]:
    name = entry.name.ja
    seen = {normalise(name)}
    yield _Key(entry, name, normalise(name), MatchKind.EXACT)
    for kind, part in _parts(name):
        key = normalise(part)
        if len(key) >= _SHORTEST_PART and key not in seen:
            seen.add(key)
            yield _Key(entry, part, key, kind)


def _parts(name: str) -> Iterator[tuple[MatchKind, str]]:
    outside = _BRACKETS.sub("", name)
    core = _ENDING.sub("", outside)
    yield from ((MatchKind.CORE, part) for part in (outside, core, _BEGINNING.sub("", core)))
    for inside in _BRACKETS.findall(name):
        yield from ((MatchKind.BRACKET, _ENDING.sub("", part)) for part in _IN_BRACKETS.split(inside))


@cache
def _english_names() -> tuple[tuple[Entry, str], ...]:
    return tuple((entry, normalise_words(entry.name.en)) for entry in entries().values())
