"""Writes what the rulebook answers, on the samples: a rehearsal and three explanations, for
``docs/rules-shown.md``. Run ``python -m tests.rules.showing``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from api.services import rehearsals
from api.web.filters import STATUS_WORDS, VERDICT_WORDS, cited_place, value_shown
from data.domain.assessment import Finding, InputRead, Status, Step
from data.domain.wording import Text
from rules.rehearsal import Totals, totals
from tests.architecture.files import ROOT
from tests.rules.samples import assessed, sample

DOCUMENT = ROOT / "docs" / "rules-shown.md"
ON = date(2027, 4, 1)
DRAFT = """title: 用地の面積の目安を35haとする案
thresholds:
  gx2.land.area_ha:
    values: [{since: 2027-04-01, value: 35}]
"""
EXPLAINED = (
    ("05-oita-semiconductor-backend", "commit.support"),
    ("20-fukui-data-centre-borderline", "gx.land"),
    ("10-nagano-photonics", "cost_effect"),
)
"""One finding that is not met, one left to a person at the border of a guide, one that lacks evidence."""
_HEAD = """# 審査基準の実際 / The rulebook at work

`python -m tests.rules.showing` が見本の計画から書き出した文書です。直接編集しません。
見本の企業と数値は架空のものです。
Written by `python -m tests.rules.showing` from the samples; not edited by hand. Their companies and figures
are invented.
"""
_REHEARSAL = f"""## 数値を変える案の予行 / A changed number, rehearsed

```yaml
{DRAFT}```

`shuseki rules rehearse 案.yaml --samples` と同じ結果です（基準日 {ON.isoformat()}）。
"""
_EXPLANATIONS = """## 三つの説明 / Three explanations

審査官が画面で読む内容です。根拠とした記載と値、基準の数値、出典、直し方を、すべての判定に添えます。
What a reviewer reads: every comparison with what it read, the source of the demand, and the remedy.
"""


def document() -> str:
    """Return the document as Markdown."""
    lines = [_HEAD, _REHEARSAL, *_rehearsed(), "", _EXPLANATIONS]
    for name, criterion in EXPLAINED:
        found = next(each for each in assessed(name).findings if each.criterion == criterion)
        lines += [*_explained(sample(name).title, found), ""]
    return "\n".join(lines)


def _rehearsed() -> Iterator[str]:
    outcomes = list(rehearsals.over_samples(rehearsals.draft_of([DRAFT]), ON))
    yield "| 計画 | 審査項目 | 変更前 → 変更後 | 原因 | 変更前の理由 → 変更後の理由 |"
    yield "| --- | --- | --- | --- | --- |"
    for row in (row for outcome in outcomes for row in rehearsals.rows(outcome)):
        causes = "、".join(cause.ja for cause in row.causes)
        reasons = f"{_ja(row.reason_before)} → {_ja(row.reason_after)}"
        asked = f"{row.criterion_title.ja} `{row.criterion}`"
        answers = f"{_word(row.before)} → {_word(row.after)}"
        yield f"| {row.title} | {asked} | {answers} | {causes} | {reasons} |"
    yield ""
    yield from _totals(totals(outcomes))


def _totals(found: Totals) -> Iterator[str]:
    yield f"計画{found.plans}件のうち{found.changed_plans}件で答えが変わります。"
    for (was, becomes), count in found.verdicts.items():
        yield f"全体の結果：{VERDICT_WORDS[was].ja} → {VERDICT_WORDS[becomes].ja}（{count}件）。"


def _explained(title: str, found: Finding) -> Iterator[str]:
    yield f"### {found.title.ja}（`{found.criterion}`）：{_word(found.status)}\n"
    yield f"{title}\n"
    yield f"{found.reason.ja}  \n{found.reason.en}\n"
    if found.remedy:
        yield f"- 直し方：{found.remedy.ja}"
    if found.question:
        yield f"- 人が判断すること：{found.question.ja}"
    for citation in found.citations:
        place = cited_place(citation.lines, "ja")
        yield f"- 出典：{citation.title.ja}（{citation.document} {place}）"
    yield "\n| 確かめたこと | 答え | 読み取った値 |\n| --- | --- | --- |"
    yield from map(_step, found.steps)


def _step(step: Step) -> str:
    read = "<br>".join(map(_input, step.inputs))
    margin = f"（差 {step.margin}）" if step.margin else ""
    return f"| {step.reason.ja} | {_word(step.status)}{margin} | {read} |"


def _input(read: InputRead) -> str:
    if read.missing:
        return f"`{read.path}`：{read.missing.ja}"
    value = "非公開" if read.confidential else value_shown(read.value, read.unit)
    return f"`{read.path}`：{value}（{_ja(read.source)}）"


def _word(status: Status | None) -> str:
    return STATUS_WORDS[status].ja if status else "適用なし"


def _ja(words: Text | None) -> str:
    return words.ja if words else "–"


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
