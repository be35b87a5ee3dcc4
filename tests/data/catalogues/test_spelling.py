"""Differently written names come to one key, and the key is stable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.domain.embedded import read_yaml
from data.reference.catalogues.entries import entries
from data.reference.catalogues.spelling import normalise, synonyms

SAME = [
    ("データセンター", "データセンタ", "データーセンター", "ﾃﾞｰﾀ･ｾﾝﾀｰ", "データ センター", "でーたせんたー"),
    ("量子コンピュータ", "量子コンピューター", "量子コンピュ－タ－", "量子コンピュ―タ"),
    ("コンピュータシステム", "コンピューターシステム"),
    ("ロボット", "ﾛﾎﾞｯﾄ", "ろぼっと"),
    ("先端センサー技術", "先端センサ―技術", "先端センサ技術"),
    ("AI", "ＡＩ", "A I", "ai"),
    ("髙﨑", "高崎"),
    ("國土强靱化".replace("强", "強"), "国土強靭化"),
    ("組込みソフトウェア", "組み込みソフトウエア"),
    ("炭化ケイ素繊維", "炭化珪素繊維", "炭化けい素せんい"),
    ("Beyond 5G", "Beyond-5G", "ＢＥＹＯＮＤ５Ｇ"),
    ("5G/Beyond 5G(6G)", "５Ｇ／Beyond　５Ｇ（６Ｇ）"),
    ("バーティカルAI", "ヴァーティカルAI"),
    ("ウエハー", "ウェハ", "ウェーハ"),
]
DIFFERENT = [
    ("ビル", "ビール"),
    ("キー", "キ"),
    ("磁石", "磁器"),
    ("炭素繊維", "炭化ケイ素繊維"),
    ("5G", "6G"),
]
WRITTEN = st.text(alphabet="データーセンﾀｰ－-―‐ 　・ＡＩaiロボっとヴァウエハ組み込髙靭5（）／", max_size=25)


@pytest.mark.parametrize("spellings", SAME, ids=lambda spellings: spellings[0])
def test_spellings_of_one_word_have_one_key(spellings):
    assert len({normalise(spelling) for spelling in spellings}) == 1


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different_words_keep_different_keys(one, other):
    assert normalise(one) != normalise(other)


@given(WRITTEN)
def test_normalising_twice_changes_nothing(text):
    assert normalise(normalise(text)) == normalise(text)


@given(st.text(max_size=40))
def test_any_text_has_a_key_without_spaces(text):
    key = normalise(text)
    assert key == normalise(key)
    assert not any(char.isspace() for char in key)


@given(st.sampled_from(sorted(entries())), st.sampled_from([" ", "　", "・"]), st.integers(0, 30))
def test_spaces_and_dots_never_change_the_key_of_a_name(entry_id, blank, place):
    name = entries()[entry_id].name.ja
    assert normalise(name[:place] + blank + name[place:]).replace("ー", "") == normalise(name).replace(
        "ー", ""
    )


def test_no_two_items_of_one_catalogue_share_a_key():
    keys = [(entry.catalogue, normalise(entry.name.ja)) for entry in entries().values() if not entry.heading]
    twice = {key for key in keys if keys.count(key) > 1}
    assert twice == {("fields", normalise("バイオ医薬品・再生医療等製品等"))}


def test_a_synonym_stands_once_in_its_group_and_every_group_has_two():
    written = read_yaml("data.reference", "catalogues/spelling.yaml")["synonyms"]
    assert [group for group, keys in zip(written, synonyms(), strict=True) if len(group) != len(keys)] == []
    assert min(map(len, synonyms())) >= 2


def test_no_spelling_belongs_to_two_words():
    others = [
        other
        for group in read_yaml("data.reference", "catalogues/spelling.yaml")["variants"]
        for other in group
    ]
    assert sorted(others) == sorted(set(others))
