"""What stands in the 審査票 (review sheet) of a plan and in the national list, in one language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from api.reports.report import Column, Line, Report, Table
from api.web import filters, plan_page
from data.domain.assessment import VERDICT_NAMES, Status, Verdict
from data.domain.wording import Language, Text
from data.orm.plan import Plan
from data.queries.plans import PlanLine

WITHHELD = Text(
    "投資計画の企業名など、非公開の項目は載せていません。",
    "Confidential fields, such as company names in investment plans, are left out.",
)
_NO_DECISION = Text(
    "公表資料に書かれた要件を計画に当てはめた結果です。採否の判断は審査官が行います。",
    "What the published requirements give when they are applied to the plan. Reviewers decide.",
)
_CUT = Text("これより前に登録された計画は載せていません。", "Plans stored before these are not on this list.")
FINDING_COLUMNS = (
    (Text("項目", "Criterion"), 14),
    (Text("結果", "Result"), 6),
    (Text("理由と対応", "Reason and what to do"), 24),
    (Text("読み取った内容", "What was read"), 34),
    (Text("根拠", "Source"), 12),
    (Text("審査官に委ねること／判断と理由", "Left to judgement; judgement and reason"), 18),
)
_LIST_COLUMNS = (
    (Text("計画の名称", "Plan"), 30),
    (Text("種別", "Type"), 16),
    (Text("作成主体", "Body"), 12),
    (Text("確認結果", "Result"), 10),
    (Text("登録", "Stored"), 18),
    (Text("計画の番号", "Identifier"), 20),
)


def review_sheet(page: dict[str, Any], host: str, language: Language) -> Report:
    """Return the 審査票 of a plan from what ``plan_page.context`` gathered; links lead to ``host``."""
    plan: Plan = page["plan"]
    return Report(
        name=f"shuseki-review-sheet-{plan.id}",
        title=Text("審査票", "Review sheet").in_language(language),
        subtitle=plan.title,
        language=language,
        lines=(*plan_lines(plan, host, language), *_assessment_lines(page, host, language)),
        tables=tuple(
            _finding_table(side, findings, page["finding_ids"], language) for side, findings in page["sides"]
        ),
        notes=(_NO_DECISION.in_language(language), WITHHELD.in_language(language)),
        landscape=True,
    )


def national_list(lines: Sequence[PlanLine], is_whole: bool, made_at: str, language: Language) -> Report:
    """Return the list of plans, newest first; ``made_at`` is the moment it was made, as readers write it."""
    rows = tuple(
        (
            f"{line.title}{Text('（見本）', ' (sample)').in_language(language) if line.is_sample else ''}",
            filters.plan_type(line.plan_type, language),
            filters.place(line.body_code, language),
            _verdict(line.verdict, language),
            filters.moment(line.created_at, language),
            str(line.id),
        )
        for line in lines
    )
    title = Text("計画一覧", "List of plans").in_language(language)
    count = Text(f"{len(rows)}件", str(len(rows))).in_language(language)
    return Report(
        name="shuseki-plans",
        title=title,
        subtitle=made_at,
        language=language,
        lines=(Line(Text("件数", "Plans").in_language(language), count),),
        tables=(Table(title, columns(_LIST_COLUMNS, language), rows),),
        notes=() if is_whole else (_CUT.in_language(language),),
        landscape=True,
    )


def plan_lines(plan: Plan, host: str, language: Language) -> tuple[Line, ...]:
    """Return what tells one plan from another."""
    period = "〜".join(filters.day(end, language) for end in (plan.period_start, plan.period_end) if end)
    return (
        Line(
            Text("計画の種別", "Plan type").in_language(language), filters.plan_type(plan.plan_type, language)
        ),
        Line(Text("作成主体", "Body").in_language(language), filters.place(plan.body_code, language)),
        Line(Text("計画期間", "Period").in_language(language), period or _not_stated(language)),
        Line(
            Text("計画の番号と版", "Plan and version").in_language(language),
            Text(f"{plan.id}　第{plan.version}版", f"{plan.id}, version {plan.version}").in_language(
                language
            ),
            f"{host}/plans/{plan.id}",
        ),
    )


def columns(titles: Sequence[tuple[Text, int]], language: Language) -> tuple[Column, ...]:
    """Return columns titled in one language."""
    return tuple(Column(title.in_language(language), width) for title, width in titles)


def _not_stated(language: Language) -> str:
    return Text("記載なし", "not stated").in_language(language)


def _verdict(verdict: str | None, language: Language) -> str:
    if verdict is None:
        return Text("未確認", "Not assessed").in_language(language)
    return VERDICT_NAMES[Verdict(verdict)].in_language(language)


def _assessment_lines(page: dict[str, Any], host: str, language: Language) -> tuple[Line, ...]:
    result = Text("確認結果", "Result").in_language(language)
    assessment, between = page["assessment"], "、" if language == "ja" else ", "
    if assessment is None:
        return (Line(result, _verdict(None, language)),)
    counts = between.join(
        f"{filters.STATUS_WORDS[status].in_language(language)} {count}" for status, count in page["counts"]
    )
    verdict = filters.VERDICT_WORDS[Verdict(assessment["record"]["verdict"])].in_language(language)
    earlier = Text("（以前の版に対する結果）", " (of an earlier version)").in_language(language)
    return (
        Line(result, verdict if page["is_current"] else verdict + earlier),
        Line(Text("要件の内訳", "Requirements by result").in_language(language), counts),
        Line(
            Text("確認日", "Assessed on").in_language(language),
            filters.day(assessment["assessed_on"], language),
        ),
        Line(Text("審査基準の版", "Rule set").in_language(language), assessment["rule_set"]),
        Line(
            Text("確認結果の番号", "Assessment").in_language(language),
            str(assessment["id"]),
            f"{host}/v1/assessments/{assessment['id']}",
        ),
    )


def _finding_table(
    side: dict[str, str], findings: Sequence[dict[str, Any]], ids: Mapping[str, str], language: Language
) -> Table:
    return Table(
        side[language],
        columns(FINDING_COLUMNS, language),
        tuple(finding_row(finding, ids[finding["criterion"]], language) for finding in findings),
    )


def finding_row(
    finding: dict[str, Any], finding_id: str, language: Language, said: str = ""
) -> tuple[str, ...]:
    """Return a finding with its id as a row under ``FINDING_COLUMNS``, with what people ``said`` of it."""
    kind = filters.KIND_WORDS[finding["kind"]].in_language(language)
    open_question = finding["question"] if finding["status"] != Status.NOT_APPLICABLE else None
    return (
        f"{finding['title'][language]}\n[{kind}] {finding['criterion']}\n{finding_id}",
        filters.STATUS_WORDS[finding["status"]].in_language(language),
        _lines([finding["reason"], finding["remedy"], *finding["notes"]], language),
        "\n".join(_read(read, language) for read in plan_page.inputs(finding)),
        "\n".join(_cited(citation, language) for citation in finding["citations"]),
        "\n".join(part for part in (_lines([open_question], language), said) if part),
    )


def _lines(texts: Sequence[dict[str, str] | None], language: Language) -> str:
    return "\n".join(text[language] for text in texts if text)


def _read(read: dict[str, Any], language: Language) -> str:
    label = read["label"][language]
    if read["missing"]:
        return f"{label}：{read['missing'][language]}"
    if read["confidential"]:
        return f"{label}：{Text('（非公開）', '(withheld)').in_language(language)}"
    return f"{label}：{filters.value_shown(read['value'], read['unit'], language)}"


def _cited(citation: dict[str, Any], language: Language) -> str:
    tier = filters.TIER_WORDS[citation["tier"]].in_language(language)
    place = filters.cited_place(citation["lines"], language)
    return f"{citation['title'][language]}（{citation['document']}、{place}、{tier}）"
