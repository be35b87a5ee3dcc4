"""A guide is never a hard edge: near it, a person decides, and the margin is told."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Annotated, Any

from hypothesis import given
from hypothesis import strategies as st

from data.domain.assessment import Status
from data.domain.evidence import Known, Missing
from data.domain.plan.fields import Amount, Section, means
from data.domain.plan.meaning import meanings
from data.domain.plan.rows import Rows
from data.domain.wording import Text
from rules.engine.answer import answer
from rules.engine.condition import AnyOf, Compare, Every, Guide, Some, fact, stated
from rules.engine.facts import Facts
from rules.engine.formatting import span
from rules.engine.logic import Answer
from rules.engine.places import Vocabulary
from rules.engine.reading import Reading
from tests.rules.samples import BOUNDARIES, ON


class Site(Section):
    size: Annotated[Amount | None, means("面積", "area", unit="ha")] = None
    floor: Annotated[Amount | None, means("目安", "guide", unit="ha")] = None
    slack: Annotated[Amount | None, means("許容幅", "tolerance", unit="ha")] = None


class Sites(Section):
    floor: Annotated[Amount, means("目安", "guide", unit="ha")] = Decimal(30)
    slack: Annotated[Amount, means("許容幅", "tolerance", unit="ha")] = Decimal(3)
    sites: Annotated[Rows[Site] | None, means("用地", "sites")] = None


AT_LEAST = Guide(fact("size"), ">=", fact("floor"), fact("slack"))
AT_MOST = Guide(fact("size"), "<=", fact("floor"), fact("slack"))
ORDER = (Status.NOT_MET, Status.NEEDS_REVIEW, Status.MET)
SIZES = st.decimals(0, 1000, places=4)


def asked(demand: Guide, size: Decimal | None, floor: Decimal, slack: Decimal | None) -> Answer:
    site = Site(size=size, floor=floor, slack=slack)
    return answer(demand, Reading(Facts(site, {}, Vocabulary(meanings(Site), {}), ON)))


@given(SIZES, SIZES, SIZES)
def test_near_the_guide_a_person_decides_and_beyond_it_the_comparison_does(size, floor, slack):
    expected = Status.NEEDS_REVIEW if abs(size - floor) <= slack else ORDER[2 if size > floor else 0]
    found = asked(AT_LEAST, size, floor, slack)
    assert found.status is expected
    assert found.steps[0].margin is not None
    assert {read.path for read in found.steps[0].inputs} == {"size", "floor", "slack"}


@given(SIZES, SIZES, st.decimals("0.01", 100, places=4), st.integers(1, 20))
def test_steps_smaller_than_the_tolerance_never_jump_from_no_to_yes(start, floor, slack, steps):
    walk = [start + slack * step for step in range(-steps, steps + 1)]
    found = [ORDER.index(asked(AT_LEAST, max(size, Decimal(0)), floor, slack).status) for size in walk]
    assert all(0 <= after - before <= 1 for before, after in pairwise(found))


@given(SIZES, SIZES, SIZES)
def test_at_least_and_at_most_doubt_the_same_values_and_differ_on_the_rest(size, floor, slack):
    low, high = asked(AT_LEAST, size, floor, slack).status, asked(AT_MOST, size, floor, slack).status
    if Status.NEEDS_REVIEW in (low, high):
        assert low is high
    else:
        assert {low, high} == {Status.MET, Status.NOT_MET}


@given(SIZES, SIZES, SIZES, SIZES)
def test_a_wider_tolerance_only_hands_more_to_a_person(size, floor, slack, more):
    narrow, wide = (
        asked(AT_LEAST, size, floor, slack).status,
        asked(AT_LEAST, size, floor, slack + more).status,
    )
    assert wide in (narrow, Status.NEEDS_REVIEW)


def test_a_guide_without_a_value_or_a_tolerance_stays_open_and_names_the_field():
    open_size, open_slack = (
        asked(AT_LEAST, None, Decimal(30), Decimal(3)),
        asked(AT_LEAST, Decimal(1), Decimal(30), None),
    )
    assert open_size.status is open_slack.status is Status.INCOMPLETE
    assert "面積" in open_size.steps[0].reason.ja
    assert "許容幅" in open_slack.steps[0].reason.ja


def test_the_borderline_tells_value_guide_and_tolerance():
    found = asked(AT_LEAST, Decimal("29.4"), Decimal(30), Decimal(3))
    assert "境界付近" in found.steps[0].reason.ja
    assert all(words in found.steps[0].reason.ja for words in ("29.4ha", "30ha", "3ha"))
    assert found.steps[0].margin == "-0.6ha"


NEAR_ROW = Guide(fact(".size"), ">=", fact("floor"), fact("slack"))


def rows(*sizes: int | None) -> Reading:
    sites = Sites(sites=tuple(Site(size=None if s is None else Decimal(s)) for s in sizes))
    return Reading(Facts(sites, {}, Vocabulary(meanings(Sites), {}), ON))


def test_a_row_that_is_borderline_stands_for_the_table_unless_one_is_sure():
    some = Some("sites", NEAR_ROW, Text("広い用地", "large site"))
    assert answer(some, rows(1, 29)).status is Status.NEEDS_REVIEW
    assert [step.margin for step in answer(some, rows(1, 29)).because] == ["-1ha"]
    assert answer(some, rows(29, 50)).status is Status.MET
    assert answer(some, rows(None, 1)).status is Status.INCOMPLETE
    assert answer(Every("sites", NEAR_ROW), rows(29, 50)).status is Status.NEEDS_REVIEW
    choice = AnyOf(Text("甲又は乙", "a or b"), (stated("sites[0].slack"), Some("sites", NEAR_ROW, some.what)))
    assert answer(choice, rows(1, 29)).status is Status.NEEDS_REVIEW


def measured(value: object) -> Reading:
    names = {"plots": means("区画の集まり", "groups"), "plots[].size": means("面積", "area", unit="ha")}
    facts = {"plots": Known("plots", value, BOUNDARIES)}
    return Reading(Facts(Sites(), facts, Vocabulary({**meanings(Sites), **names}, {}), ON))


def test_rows_that_were_measured_are_read_like_rows_that_were_stated():
    row = Guide(fact(".size"), ">=", fact("floor"), fact("slack"))
    reading = measured((Site(size=Decimal(40)), Site(size=Decimal(1))))
    assert answer(Every("plots", row), reading).status is Status.NOT_MET
    gap: Any = Missing("sites", Text("図形がありません", "not drawn"))
    unknown = Site.model_construct(size=gap)
    found = answer(Every("plots", row), measured((unknown,)))
    assert found.status is Status.INCOMPLETE
    assert "図形がありません" in found.steps[0].reason.ja
    nothing = Facts(Sites(), {}, Vocabulary({"plots": means("区画", "plots")}, {}), ON)
    assert answer(stated("plots"), Reading(nothing)).status is Status.INCOMPLETE


def test_moments_compare_to_the_second_and_are_told_in_japanese_time():
    names = {"filed": means("受付時刻", "filed"), "closes": means("締切", "deadline")}
    closes = datetime(2026, 2, 13, 8, 0, 0, tzinfo=UTC)
    for filed, status, margin in (
        (closes.replace(hour=7, minute=59, second=59), Status.MET, "-1秒"),
        (closes, Status.MET, "0秒"),
        (closes.replace(second=1), Status.NOT_MET, "1秒"),
    ):
        facts = {"filed": Known("filed", filed, BOUNDARIES), "closes": Known("closes", closes, BOUNDARIES)}
        reading = Reading(Facts(Sites(), facts, Vocabulary(names, {}), ON))
        found = answer(Compare(fact("filed"), "<=", fact("closes")), reading)
        assert (found.status, found.steps[0].margin) == (status, margin)
        assert "2026年2月13日17時00分00秒（日本時間）" in found.steps[0].reason.ja


def test_spans_of_time_are_written_in_their_parts():
    assert [span(s) for s in (0, 59, 3_661, -90_000)] == ["0秒", "59秒", "1時間1分1秒", "-1日1時間"]
