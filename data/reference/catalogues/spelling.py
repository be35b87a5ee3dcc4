"""Brings differently written names (表記ゆれ) to one key, by the table ``spelling.yaml``."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from data.domain.embedded import read_yaml

NAMES_KEPT = 50_000
"""Keys kept in memory: the same names are compared again and again."""
_FIRST_HIRAGANA, _LAST_HIRAGANA, _TO_KATAKANA = 0x3041, 0x3096, 0x60
_LONG_VOWELS = re.compile("ー{2,}")
_FINAL_LONG_VOWEL = re.compile("([ァ-ヺー]{2,}[ァ-ヺ])ー(?![ァ-ヺー])")


@dataclass(frozen=True, slots=True)
class _Spelling:
    hyphen: re.Pattern[str]
    dropped: re.Pattern[str]
    characters: dict[int, str]
    variant: re.Pattern[str]
    kept: Mapping[str, str]


@lru_cache(maxsize=NAMES_KEPT)
def normalise(text: str) -> str:
    """Return the key under which ``text`` is compared; two names with one key are the same name.

    Unicode NFKC and lower case; hiragana as katakana; every kind of dash behind katakana as a long vowel and
    dropped elsewhere; no spaces, dots, commas or brackets; old and variant characters as their usual forms;
    one spelling per word; no long vowel at the end of a katakana word of three sounds or more. The key is for
    comparing, never for showing. Applying it twice changes nothing.
    """
    before, key = text, _once(text)
    while key != before:
        before, key = key, _once(key)
    return key


def normalise_words(text: str) -> str:
    """Return Latin text in lower case with single spaces, for comparing word by word."""
    return " ".join(re.findall(r"[0-9a-z]+", unicodedata.normalize("NFKC", text).casefold()))


@cache
def synonyms() -> tuple[tuple[str, ...], ...]:
    """Return the groups of other names of much the same thing, as keys."""
    groups: list[list[str]] = read_yaml("data.reference", "catalogues/spelling.yaml")["synonyms"]
    return tuple(tuple(dict.fromkeys(normalise(name) for name in group)) for group in groups)


@cache
def says_little() -> frozenset[str]:
    """Return the words too general to find anything by when a longer name is taken word by word."""
    return frozenset(read_yaml("data.reference", "catalogues/spelling.yaml")["says_little"])


def _once(text: str) -> str:
    table = _spelling()
    key = unicodedata.normalize("NFKC", text).casefold()
    key = _LONG_VOWELS.sub("ー", table.hyphen.sub("", _dashes_as_long_vowels(key, table)))
    key = table.dropped.sub("", _FINAL_LONG_VOWEL.sub(r"\1", key))
    key = _as_katakana(key).translate(table.characters)
    key = table.variant.sub(lambda found: table.kept[found.group()], key)
    return _FINAL_LONG_VOWEL.sub(r"\1", key)


def _dashes_as_long_vowels(text: str, table: _Spelling) -> str:
    return re.sub(rf"(?<=[ぁ-ゖァ-ヺー]){table.hyphen.pattern}", "ー", text)


def _as_katakana(text: str) -> str:
    return "".join(
        chr(ord(char) + _TO_KATAKANA) if _FIRST_HIRAGANA <= ord(char) <= _LAST_HIRAGANA else char
        for char in text
    )


@cache
def _spelling() -> _Spelling:
    content = read_yaml("data.reference", "catalogues/spelling.yaml")
    hyphens = "".join(sorted(set(unicodedata.normalize("NFKC", content["hyphens"])) - {"ー"}))
    characters = str.maketrans(content["characters"])
    kept = {
        _as_katakana(other.casefold()).translate(characters): _as_katakana(group[0].casefold())
        for group in content["variants"]
        for other in group
    }
    longest_first = sorted(kept, key=len, reverse=True)
    return _Spelling(
        hyphen=re.compile(f"[{re.escape(hyphens)}]"),
        dropped=re.compile(rf"[\s{re.escape(unicodedata.normalize('NFKC', content['dropped']))}]"),
        characters=characters,
        variant=re.compile("|".join(map(re.escape, longest_first))),
        kept=kept,
    )
