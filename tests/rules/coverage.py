"""Writes how many cases cover each criterion of each plan type: ``python -m tests.rules.coverage``."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from data.domain.assessment import Status
from data.domain.plan.kinds import PlanType
from rules.engine.criterion import Criterion
from rules.rulebooks import RULE_SETS, register
from tests.architecture.files import ROOT
from tests.rules.cases_reader import cases

DOCUMENT = ROOT / "docs" / "criteria-coverage.md"
SHOWN = (Status.MET, Status.NOT_MET, Status.INCOMPLETE, Status.NEEDS_REVIEW, Status.NOT_APPLICABLE)
_HEAD = """# 審査項目と事例 / Criteria and their cases

`python -m tests.rules.coverage` が `tests/rules/cases` の事例を数えて書き出した文書です。直接編集しません。
Written by `python -m tests.rules.coverage` from the cases in `tests/rules/cases`; not edited by hand.

各欄は、その答えを期待する事例の数です。「–」は、その項目がその答えを返すことのない組合せで、理由は
`tests/rules/cases/unreachable-*.yaml` にあります。空欄は、その種別に項目がないことを示します。
Each cell counts the cases that expect the answer.
"""


def document() -> str:
    """Return the tables as Markdown: criterion × plan type, then each answer of each criterion."""
    counts = _counts()
    return "\n".join([_HEAD, *_overview(counts), "", *_answers(counts)])


def _criteria() -> dict[str, Criterion]:
    found: dict[str, Criterion] = {}
    for criterion in register():
        found.setdefault(criterion.id, criterion)
    return found


def _counts() -> Counter[tuple[PlanType, str, str]]:
    return Counter((case.plan_type, key, status) for case in cases() for key, status in case.expect.items())


def _ids(plan_type: PlanType) -> list[str]:
    return list(dict.fromkeys(c.id for rules in RULE_SETS[plan_type] for c in rules.criteria))


def _overview(counts: Counter[tuple[PlanType, str, str]]) -> Iterator[str]:
    yield "## 項目×種別 / Criterion by plan type\n"
    yield "| 項目 / criterion | 番号 / id | " + " | ".join(PlanType) + " |"
    yield "| --- | --- |" + " ---: |" * len(PlanType)
    totals: Counter[tuple[PlanType, str]] = Counter()
    for (plan_type, key, _), n in counts.items():
        totals[plan_type, key] += n
    for key, criterion in _criteria().items():
        cells = [str(totals[t, key]) if key in _ids(t) else "" for t in PlanType]
        yield f"| {criterion.title.ja} | `{key}` | {' | '.join(cells)} |"
    sums = [sum(n for (t, _), n in totals.items() if t is plan_type) for plan_type in PlanType]
    yield f"| 計 / total | {sum(sums)} | {' | '.join(map(str, sums))} |"


def _answers(counts: Counter[tuple[PlanType, str, str]]) -> Iterator[str]:
    yield "## 項目×答え / Criterion by answer\n"
    for plan_type in PlanType:
        yield f"### {plan_type}\n"
        yield "| 項目 / criterion | " + " | ".join(f"`{status}`" for status in SHOWN) + " |"
        yield "| --- |" + " ---: |" * len(SHOWN)
        for key in _ids(plan_type):
            cells = (counts[plan_type, key, str(status)] or "–" for status in SHOWN)
            yield f"| `{key}` | {' | '.join(map(str, cells))} |"
        yield ""


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
