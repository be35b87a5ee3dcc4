"""The English of every reason and remedy, over all samples and cases, reads as sentences in English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from data.domain.assessment import Assessment
from rules.engine.formatting import number
from tests.rules.cases_reader import cases
from tests.rules.samples import assessed, names

BEGINS = re.compile(r"[A-Z0-9“\"(\[]")
QUOTED = re.compile(r"“[^”]*”")
NAME_OF_ROW = re.compile(r", row \d+ \((?:[^()]|\([^()]*\))*\)")
STATED_UNIT = re.compile(r"(?<=\d )(?:億円|百万円|千円|円/人|円/kg|人|回|日|トン|キロリットル)(?=[ ).,])")
"""Words of the applicant, which stand as they were written: units of indicators, and what is quoted."""
JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\uff00-\uffef～]")


@cache
def sentences() -> frozenset[str]:
    """Return every English reason and remedy of the samples and the cases."""
    found = [assessed(name) for name in names()] + [case.assessed() for case in cases()]
    return frozenset(sentence for each in found for sentence in _said(each))


def _said(found: Assessment) -> Iterator[str]:
    for finding in found.findings:
        texts = [finding.title, finding.reason, finding.remedy, finding.question, *finding.notes]
        texts += [text for step in finding.steps for text in (step.reason, step.remedy)]
        yield from (text.en for text in texts if text is not None)


def test_every_sentence_begins_as_one() -> None:
    assert {sentence for sentence in sentences() if not BEGINS.match(sentence)} == set()


def test_words_of_ours_are_english() -> None:
    ours = {STATED_UNIT.sub("", NAME_OF_ROW.sub("", QUOTED.sub("", each))): each for each in sentences()}
    assert {told for words, told in ours.items() if JAPANESE.search(words)} == set()


def test_rows_that_the_product_names_are_named_in_english() -> None:
    named = {
        QUOTED.sub("", match.group())
        for sentence in sentences()
        for match in re.finditer(r"(?:groups of plots|numbers stated twice), row \d+ \([^()]*\)", sentence)
    }
    assert named
    assert {name for name in named if JAPANESE.search(name)} == set()


def test_units_of_ours_are_said_in_english_and_one_is_singular() -> None:
    assert [number(count, "か月").en for count in (1, 12)] == ["1 month", "12 months"]
    assert [number(2031, unit).en for unit in ("年", "年度", "億円")] == ["2031", "FY2031", "2,031 億円"]
