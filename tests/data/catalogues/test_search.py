"""Search finds by any part of a name; matching shows candidates and never chooses."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.errors import InvalidInput
from data.reference.catalogues.entries import entries
from data.reference.catalogues.matching import MOST_CANDIDATES, match
from data.reference.catalogues.scoring import MATCH_KIND_NAMES, MatchKind
from data.reference.catalogues.search import search
from data.reference.catalogues.spelling import normalise

IDS = st.sampled_from(sorted(entries()))


def found(query: str) -> list[str]:
    return [hit.entry.id for hit in search(query)]


@pytest.mark.parametrize(
    ("query", "entry_id"),
    [
        ("量子", "quantum"),
        ("水素", "energy-gx/2"),
        ("磁石", "materials/1"),
        ("鉱物", "critical/clean-tech/critical-minerals"),
        ("ﾛﾎﾞｯﾄ", "specified/8"),
        ("データーセンター", "digital-cybersecurity/4"),
        ("ドローン", "aerospace/2"),
        ("核融合", "fusion/1"),
        ("MLCC", "prior-report/1"),
        ("SEM", "prior-report/10"),
        ("地域未来交付金", "support/grants/regional-future"),
        ("magnets", "materials/1"),
        ("光電融合 技術", "national/3/2"),
        ("フォトレジスト", "prior-report/8"),
    ],
)
def test_a_search_finds(query, entry_id):
    assert entry_id in found(query)


@pytest.mark.parametrize("query", ["", "　 ", "・", "地酒", "zzzz"])
def test_a_search_for_nothing_known_finds_nothing(query):
    assert search(query) == ()


def test_a_short_latin_word_is_not_found_inside_another():
    written = [hit.matched for hit in search("AI", 100) if hit.kind is not MatchKind.SYNONYM]
    assert written
    assert all("ai" in normalise(name) and "aircraft" not in name.casefold() for name in written)


def test_all_words_of_a_query_must_fit():
    names = [hit.entry.name.ja for hit in search("衛星 通信")]
    assert names
    assert all("衛星" in name and "通信" in name for name in names)


def test_hits_come_best_first_and_no_more_than_asked_for():
    hits = search("半導体", 3)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert len(hits) == 3


@given(IDS)
def test_every_entry_is_found_first_by_its_own_name(entry_id):
    name = entries()[entry_id].name.ja
    best = search(name)[0]
    assert normalise(best.entry.name.ja) == normalise(name)
    assert (best.kind, best.score) == (MatchKind.EXACT, 100)


@given(IDS)
def test_every_technology_matches_its_own_name_exactly(entry_id):
    entry = entries()[entry_id]
    exact = [candidate.entry.id for candidate in match(entry.name.ja) if candidate.status == "exact"]
    assert (entry_id in exact) == (entry.catalogue != "support")


@given(st.text(max_size=30))
@settings(max_examples=60)
def test_exact_means_the_same_key_and_nothing_else(name):
    for candidate in match(name):
        same = normalise(candidate.entry.name.ja) == normalise(name)
        assert (candidate.status == "exact") == same == (candidate.score == 100)


@pytest.mark.parametrize(
    ("name", "entry_id", "kind"),
    [
        ("ペロブスカイト太陽電池", "critical/clean-tech/perovskite-solar", MatchKind.WITHIN),
        ("小型ドローンの自律制御", "k-program/space-aviation/8", MatchKind.SYNONYM),
        (
            "量子コンピュータを用いた創薬シミュレーション技術",
            "critical/computing/quantum-computers",
            MatchKind.WORD,
        ),
        ("固体電解質材料", "prior-report/14", MatchKind.WITHIN),
        ("炭素せんい複合材料", "prior-report/6", MatchKind.WITHIN),
        ("EV用パワー半導体モジュール", "critical/computing/power-semiconductors", MatchKind.WITHIN),
        ("蓄電池", "critical/clean-tech/all-solid-batteries", MatchKind.SYNONYM),
        ("チタン酸バリューム", "prior-report/5", MatchKind.SIMILAR),
        ("AI", "k-program/emerging/1", MatchKind.CORE),
        ("Carbon fibre", "prior-report/6", MatchKind.TRANSLATION),
    ],
)
def test_a_name_that_is_only_near_stays_a_candidate_with_its_reason(name, entry_id, kind):
    near = {candidate.entry.id: candidate for candidate in match(name)}
    assert near[entry_id].status == "candidate"
    assert near[entry_id].kind is kind
    assert near[entry_id].why == MATCH_KIND_NAMES[kind]


def test_one_name_in_several_catalogues_is_exact_in_each():
    exact = {candidate.entry.id for candidate in match("永久磁石") if candidate.status == "exact"}
    assert exact == {"materials/1", "critical/other/permanent-magnets"}


def test_a_technology_no_catalogue_knows_has_no_candidate():
    assert match("地酒") == ()
    assert match("") == ()


def test_no_more_candidates_are_shown_than_a_person_can_read():
    near = [candidate for candidate in match("技術") if candidate.status == "candidate"]
    assert len(near) <= MOST_CANDIDATES


def test_every_kind_of_match_is_explained_in_both_languages():
    assert set(MATCH_KIND_NAMES) == set(MatchKind)


@pytest.mark.parametrize("ask", [search, match])
def test_a_name_too_long_is_refused_with_its_length(ask):
    with pytest.raises(InvalidInput) as refused:
        ask("量" * 201)
    assert "201字" in refused.value.problems[0].message.ja


def test_words_of_signs_alone_find_nothing() -> None:
    assert match("!!!! ---- **** ====") == ()
