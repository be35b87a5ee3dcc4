"""Every demand says where it is written, every number is a dated value with a citation, and both resolve."""

from __future__ import annotations

import ast
import hashlib
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from rules.engine.condition import ValueOf
from rules.engine.sources import documents
from rules.engine.values import thresholds
from rules.plan_types.shared import IN_FORCE
from rules.rulebooks import RULE_SETS, register
from tests.rules.conditions import parts_of

RULES = Path(__file__).resolve().parents[2] / "rules"
SHARED = Path(os.environ.get("SHUSEKI_SHARED_DATA", RULES.parent.parent / "shared" / "data"))
SEEDS = SHARED.parent / "seeds"
TEXTS = {
    key: sorted(SEEDS.glob(f"{number:03d}_*.txt"))
    for number, key in enumerate(("S0", "S1", "S2", "S3", "S4"))
}
FIRST_SOURCE = date(2025, 12, 22)
"""Date of the interim report on GX zones, the earliest document a demand rests on."""
WORDS = {
    "promise.product": "有望度",
    "promise.position": "有望度",
    "feasible.core": "実現可能性",
    "feasible.advanced": "先進性",
    "dependence": "外部依存性",
    "cost_effect": "費用対効果",
    "spill.localise": "現地化",
    "spill.region": "域内への波及",
    "commit.support": "伴走支援",
    "commit.announce": "知事としての発表",
    "a.field": "AI・半導体",
    "a.roadmap": "官民投資ロードマップ",
    "a.author": "プロジェクト提案",
    "a.investment": "企業の大規模投資",
    "a.barriers": "障壁となる課題",
    "a.place": "勝ち筋として地域を特定",
    "a.people": "人材需要の明確化",
    "a.extent": "地域ブロック単位",
    "付加価値の向上又は販路の拡大": "販路拡大",
    "核となる事業者": "核となる事業者",
    "特定の者への依存": "フランチャイザー",
    "相談窓口の設置": "相談窓口",
    "知事又は首長としての発表": "首長としての発表",
    "kpi.set": "KPI",
    "kpi.monitor": "モニタリング",
    "content.targets": "付加価値目標",
    "content.companies": "個別企業リスト",
    "content.investment": "投資計画",
    "extent": "市町村域",
    "technology.control": "事前報告",
    "support.match": "支援",
    "選定後の支援策": "支援と規制・制度改革",
}


def lines_of(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


def cited() -> Iterator[tuple[str, str]]:
    for criterion in register():
        yield from ((c.document, c.lines) for c in criterion.citations)
    for threshold in thresholds().values():
        yield from ((v.document, v.lines) for v in threshold.values)


def seed(key: str) -> Path:
    if not TEXTS.get(key):
        pytest.skip("the source documents are not on this machine")
    return TEXTS[key][0]


def test_a_criterion_without_a_source_is_refused():
    with pytest.raises(ValueError, match="cites no source"):
        replace(next(iter(register())), citations=())


def test_every_citation_names_a_registered_document():
    assert {document for document, _ in cited()} <= set(documents())


@pytest.mark.parametrize("key", ["S0", "S1", "S2", "S3", "S4"])
def test_the_registered_hash_is_that_of_the_text_cited(key: str):
    assert hashlib.sha256(seed(key).read_bytes()).hexdigest() == documents()[key].sha256


def test_every_cited_line_stands_in_its_document():
    for document, lines in sorted(set(cited())):
        if document not in TEXTS:
            assert not lines[0].isdecimal(), (document, lines)
            continue
        text = seed(document).read_text(encoding="utf-8").splitlines()
        assert any(text[number - 1].strip() for number in lines_of(lines)), (document, lines)


def test_the_cited_lines_speak_of_the_matter():
    for criterion in register():
        word = WORDS.get(criterion.title.ja, WORDS.get(criterion.id))
        if word is None:
            continue
        passages = [
            seed(c.document).read_text(encoding="utf-8").splitlines()[n - 1]
            for c in criterion.citations
            if c.document in TEXTS
            for n in lines_of(c.lines)
        ]
        assert any(word in passage for passage in passages), criterion.id


def test_every_threshold_asked_for_exists_and_is_in_force_as_long_as_its_criterion():
    for criterion in register():
        for key in {part.key for part in parts_of(criterion.demand) if isinstance(part, ValueOf)}:
            assert thresholds()[key].on(criterion.since)


def test_a_day_without_a_value_is_an_error():
    with pytest.raises(LookupError, match="2026-05-31"):
        thresholds()["b.extent.prefectures"].on(IN_FORCE - timedelta(days=1))


def test_criteria_hold_no_numbers_of_their_own():
    for path in sorted([*(RULES / "plan_types").glob("*.py"), *(RULES / "gx_types").glob("*.py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        dates = {id(n) for c in ast.walk(tree) if _is_date(c) for n in ast.walk(c)}
        found = [
            (path.name, node.lineno, node.value)
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and type(node.value) in (int, float) and id(node) not in dates
        ]
        assert found == []


def test_ids_are_unique_and_every_text_is_in_two_languages():
    for rules in (rules for sets in RULE_SETS.values() for rules in sets):
        assert len({c.id for c in rules.criteria}) == len(rules.criteria)
    for criterion in register():
        texts = [criterion.title, criterion.side, criterion.question, criterion.doubt, *criterion.notes]
        assert all(text.ja and text.en for text in texts if text is not None)
        assert criterion.since >= FIRST_SOURCE


def _is_date(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "date"
