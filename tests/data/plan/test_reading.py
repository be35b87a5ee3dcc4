"""Documents are read strictly; what is wrong is told in Japanese and English, all at once, at its place."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data.domain.errors import InvalidInput
from data.domain.plan.documents import DOCUMENTS
from data.domain.plan.kinds import PlanType
from data.domain.plan.messages import WORDING
from data.domain.plan.naming import HIDDEN
from data.domain.plan.plan_b import PlanB
from data.domain.plan.reading import accept_plan, read_plan, read_plan_file
from data.domain.plan.shape import shapes
from tests.data.plan.documents import GOOD_B, PLACES, documents

JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


def _problems(document):
    with pytest.raises(InvalidInput) as refused:
        read_plan(document)
    return refused.value.problems


def _with(path, value):
    """The good plan with ``value`` at a place such as ``kpis.0.target``."""
    document = json.loads(json.dumps(GOOD_B))
    *parents, last = [int(part) if part.isdigit() else part for part in path.split(".")]
    target = document
    for part in parents:
        target = target.setdefault(part, {}) if isinstance(target, dict) else target[part]
    target[last] = value
    return document


@pytest.mark.parametrize("plan_type", list(PlanType))
def test_a_plan_of_each_type_is_read_by_its_own_model(plan_type):
    plan = read_plan({"plan_type": plan_type.value, "title": "計画", "body": "15000"})
    assert type(plan) is DOCUMENTS[plan_type]


@given(st.data(), st.sampled_from(list(PlanType)))
@settings(max_examples=20)
def test_what_a_plan_says_as_json_is_read_as_the_same_plan(data, plan_type):
    plan = read_plan(data.draw(documents(DOCUMENTS[plan_type])))
    assert read_plan(plan.model_dump_json()) == plan


@pytest.mark.parametrize(
    ("path", "value", "remedy"),
    [
        ("kpis.0.target", "1.2億円", "120000000"),
        ("kpis.0.target", "１２３", "123"),
        ("kpis.0.target", True, "半角の数値"),
        ("kpis.0.target", [1], "半角の数値"),
        ("kpis.0.target", 1.23456, "4桁"),
        ("kpis.0.target", 1e20, "15桁"),
        ("kpis.0.target", float("nan"), "NaN"),
        ("kpis.0.direction", "up", "increase（増加）"),
        ("kpis.0.target_date", "2026-02-31", "実在する日"),
        ("kpis.0.target_date", "R8.2.13", "2026-02-13"),
        ("kpis.0.target_date", "1767225600", "実在する日"),
        ("kpis.0.target_date", "1980-01-01", "1990-01-01"),
        ("kpis.0.target_date", 46066, "実在する日"),
        ("kpis.0.indicater", "x", "「indicator」"),
        ("kpis.0.指標", "x", "「indicator」"),
        ("kpis.0.zzz", 1, "使える項目"),
        ("kpis.0", 5, "{ }"),
        ("kpis", {}, "[ ]"),
        ("title", " ", "内容を入力"),
        ("title", "あ" * 201, "200字"),
        ("title", 5, "引用符"),
        ("body", "150002", "15000"),
        ("body", "15", "15000"),
        ("export.amount_yen", 1.5, "整数"),
        ("export.amount_yen", "123百万円", "123000000"),
        ("export.amount_yen", -1, "0以上"),
        ("export.year", "令和8年度", "2026"),
        ("share.percent", 101, "100以下"),
        ("product.first_in_japan", "yes", "true"),
        ("footprint", [1], "{ }"),
        ("companies.0.corporate_number", "1234", "13桁"),
        ("municipalities", ["15100"] * 2001, "2000行"),
        ("summary", "a\u0000b", "削除"),
    ],
)
def test_each_defect_is_told_at_its_pointer_with_what_is_allowed(path, value, remedy):
    (problem,) = _problems(_with(path, value))
    assert problem.field == "/" + path.replace(".", "/")
    assert remedy in problem.remedy.ja


def test_messages_name_the_field_by_its_japanese_title():
    (problem,) = _problems(_with("kpis.0.target", "多い"))
    assert problem.message.ja.startswith("「KPI」の「目標値」")
    assert problem.value == "多い"


def test_confidential_values_are_not_repeated():
    for path in ("investment.rows.0.company", "investment.rows.0.compny"):
        (problem,) = _problems(_with(path, ["秘密"] if path.endswith("company") else "秘密"))
        assert problem.value == HIDDEN
        assert "秘密" not in repr(problem)


JUNK = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.just([1]), st.just({"a": 1})
)


@given(st.data(), st.sampled_from(list(PlanType)))
@settings(max_examples=150)
def test_whatever_is_sent_no_message_falls_back_to_foreign_words(data, plan_type):
    known = [path for path in shapes(DOCUMENTS[plan_type]) if path != "plan_type"]
    document = {"plan_type": plan_type.value, "title": "計画", "body": "15000"}
    for path in data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=5, unique=True)):
        _set(document, path, data.draw(JUNK))
    try:
        read_plan(document)
    except InvalidInput as refused:
        for problem in refused.problems:
            assert JAPANESE.search(problem.message.ja)
            assert JAPANESE.search(problem.remedy.ja)
            assert "形式が正しくありません" not in problem.message.ja
            assert "Input should" not in problem.message.en
            json.dumps(problem.value, allow_nan=False)


def _set(document, path, value):
    target, parts = document, path.split(".")
    for part in parts[:-1]:
        name = part.removesuffix("[]")
        inner: dict[str, object] = {}
        if not isinstance(target.get(name), list if part.endswith("[]") else dict) or not target[name]:
            target[name] = [inner] if part.endswith("[]") else inner
        target = target[name][0] if part.endswith("[]") else target[name]
        if not isinstance(target, dict):
            return
    target[parts[-1]] = value


def test_every_wording_is_written_for_an_error_of_the_library_or_of_ours():
    assert {"number_as_text", "date_out_of_range", "extra_forbidden", "missing", "enum"} <= set(WORDING)


def test_an_unknown_or_absent_plan_type_lists_the_types():
    for document in ({}, {"plan_type": "Z"}, {"plan_type": None}, {"plan_type": ["B"]}):
        (problem,) = _problems(document)
        assert problem.field == "/plan_type"
        assert "B（地域産業クラスター計画）" in problem.remedy.ja


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"a": 1, "a": 2}', "「a」"),
        ('{"a": ', "1行"),
        ("[1]", "オブジェクト"),
        ("[" * 100_000, "入れ子"),
        ("計画".encode("cp932"), "UTF-8"),
        (" " * 5_000_001, "大きすぎ"),
        ('{"a": ' + "9" * 5000 + "}", "桁数"),
    ],
)
def test_broken_json_is_told_with_its_place(text, told):
    (problem,) = _problems(text)
    assert told in problem.message.ja


def test_a_number_of_more_digits_than_can_be_kept_is_refused_not_rounded():
    text = json.dumps(GOOD_B).replace("180.5", "180.50000000000000001")
    (problem,) = _problems(text)
    assert problem.field == "/kpis/0/target"


YAML = """\
plan_type: B
title: 越後計画
body: 15000
companies:
  - name: no
    municipality: 01100
kpis:
  - indicator: 雇用
    target_date: 2026-02-31
"""


def test_yaml_leaves_dates_codes_and_words_as_they_are_written(tmp_path):
    path = tmp_path / "plan.yaml"
    path.write_text(YAML, encoding="utf-8-sig")
    with pytest.raises(InvalidInput) as refused:
        read_plan_file(path)
    body, day = sorted(refused.value.problems, key=lambda problem: problem.field)
    assert '"15000"' in body.remedy.ja
    assert "28日まで" in day.message.ja
    path.write_text(YAML.replace("15000", '"15000"').replace("-31", "-28"), encoding="utf-8")
    plan = read_plan_file(path)
    assert isinstance(plan, PlanB)
    assert plan.companies
    assert (plan.companies[0].name, plan.companies[0].municipality) == ("no", "01100")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("a: 1\na: 2\n", "「a」"),
        ("a: &x 1\nb: *x\n", "別名"),
        ("a: !!python/object:os.system x\n", "タグ"),
        ("a: [\n", "2行"),
        ("[" * 20_000, "入れ子"),
        ("a: \x01", "YAML"),
    ],
)
def test_unsafe_or_broken_yaml_is_refused(tmp_path, text, told):
    path = tmp_path / "plan.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput) as refused:
        read_plan_file(path)
    assert told in refused.value.problems[0].message.ja


def test_other_files_and_missing_files_are_told(tmp_path):
    for name in ("plan.txt", "absent.json"):
        with pytest.raises(InvalidInput):
            read_plan_file(tmp_path / name)


def test_the_gate_tells_types_and_contradictions_together():
    document = _with("kpis.0.target", "多い") | {
        "period": {"start": "2027-01-01", "end": "2026-01-01"},
        "title": "",
    }
    with pytest.raises(InvalidInput) as refused:
        accept_plan(document, PLACES)
    assert {problem.field for problem in refused.value.problems} == {
        "/kpis/0/target",
        "/period/end",
        "/title",
    }


def test_the_gate_lets_a_good_plan_in():
    assert accept_plan(GOOD_B, PLACES) == read_plan(GOOD_B)
