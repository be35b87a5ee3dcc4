"""KPIs that cannot show success are warned of as people labelled them, each with a rule and a rewrite."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from data.domain.plan.kinds import Direction
from data.domain.plan.sections import Kpi
from rules.kpi_linter import KpiRule, advise

LABELS = yaml.safe_load(Path(__file__).with_name("kpi_labels.yaml").read_text(encoding="utf-8"))["kpis"]
LEAST_AS_LABELLED = 18
PAST = {date(2023, 3, 31): Decimal(40), date(2026, 3, 31): Decimal(58)}


def kpi(entry: dict[str, Any]) -> Kpi:
    baseline, target = entry.get("baseline"), entry.get("target")
    return Kpi.model_construct(
        indicator=entry["indicator"],
        unit=entry.get("unit"),
        direction=Direction.DECREASE if "direction" in entry else Direction.INCREASE,
        baseline=None if baseline is None else Decimal(str(baseline)),
        baseline_date=None if baseline is None else date(2026, 3, 31),
        target=None if target is None else Decimal(str(target)),
        target_date=date(2032, 3, 31),
    )


def warned(entry: dict[str, Any]) -> set[str]:
    return {str(advice.rule) for advice in advise([kpi(entry)]) if advice.rule != KpiRule.TREND_UNKNOWN}


def test_at_least_eighteen_of_the_labelled_kpis_are_judged_as_labelled():
    wrong = [(entry["indicator"], warned(entry)) for entry in LABELS if warned(entry) != set(entry["warn"])]
    assert len(LABELS) >= 20
    assert len(LABELS) - len(wrong) >= LEAST_AS_LABELLED, wrong


def test_every_rule_has_a_labelled_kpi():
    told = {rule for entry in LABELS for rule in entry["warn"]}
    assert told == {str(rule) for rule in KpiRule} - {"below-trend", "trend-unknown"}


def test_every_warning_cites_its_rule_and_offers_a_rewrite_in_two_languages():
    for advice in advise([kpi(entry) for entry in LABELS]):
        assert advice.citation.lines == "1972"
        assert all((advice.message.ja, advice.message.en, advice.rewrite.ja, advice.rewrite.en))


def test_without_past_values_the_trend_is_said_to_be_unknown_and_not_to_be_kept():
    rules = [advice.rule for advice in advise([kpi(LABELS[0])])]
    assert rules == [KpiRule.TREND_UNKNOWN]


def test_an_unknown_trend_is_told_once_for_all_kpis():
    kpis = [kpi(entry) for entry in LABELS]
    told = [advice for advice in advise(kpis) if advice.rule is KpiRule.TREND_UNKNOWN]
    assert [advice.path for advice in told] == ["kpis"]
    assert f"ほか{len(kpis) - 3}件" in told[0].message.ja
    known = {each.indicator: PAST for each in kpis}
    assert KpiRule.TREND_UNKNOWN not in {advice.rule for advice in advise(kpis, known)}


def test_a_target_below_the_trend_is_warned_of_and_one_that_meets_it_is_not():
    def rules(target: str) -> list[KpiRule]:
        aimed = kpi(LABELS[0]).model_copy(update={"target": Decimal(target)})
        return [advice.rule for advice in advise([aimed], {"域内取引額": PAST})]

    assert rules("93.9999") == [KpiRule.TREND]
    assert rules("94") == []


def test_no_kpis_give_no_warning():
    assert advise(None) == ()
