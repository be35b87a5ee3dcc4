"""Lays the report of a load out for a page: what each step did, issues of a kind together, what to try."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from api.web.option_words import LAYER_FORM
from data.domain.issues import EditionReport, ImportIssue, ImportOutcome, ImportReport, Severity
from data.domain.wording import Text

SHOWN_PER_GROUP = 3
UNSTATED = frozenset({"", "none"})
"""What a field of the form holds before anybody states anything."""
_OPENING = frozenset({"format-by-content", "member"})
_READING = frozenset(
    {
        "encoding", "crs-assumed", "crs-converted", "crs-taken-as-it-is", "crs-unreadable", "crs-missing",
        "crs-contradicted", "column-names-cut", "heights-dropped", "ring-closed", "axes-exchanged-all",
        "coordinate-columns", "header-row", "as-of-unknown", "as-of-from-file-name", "as-of-from-content",
        "source-not-stated",
    }
)  # fmt: skip
_CHECKING = frozenset({"extent", "prefecture-incomplete", "coverage-unknown", "room-not-additive"})
STEPS = (
    Text("開く", "open"),
    Text("読む", "read"),
    Text("整える", "clean"),
    Text("確かめる", "check"),
    Text("取り込む", "load"),
)
WOULD_BE = {
    ImportOutcome.LOADED: Text(
        "取り込むと、この版が使用中になります。", "Loaded, this edition is put into use."
    ),
    ImportOutcome.LOADED_OLDER: Text(
        "取り込んでも、より新しい時点の版を引き続き使用します。",
        "Loaded, it stands beside a newer edition that stays in use.",
    ),
    ImportOutcome.UNCHANGED: Text(
        "同じファイルを同じ読み方で取込み済みです。新たな保存はありません。",
        "The same file was loaded before in the same way; nothing new is stored.",
    ),
    ImportOutcome.STOPPED: Text(
        "このままでは取り込めません。従来の版を引き続き使用します。",
        "It cannot be loaded as it is; the edition in use stays.",
    ),
}
OFFERS: Mapping[str, tuple[str, str, Text]] = {
    "axes-suspected": (
        "swap",
        "flagged",
        Text(
            "疑いのある行の緯度と経度を入れ替えて、確認し直す",
            "Exchange the axes of suspected rows and check again",
        ),
    ),
    "tokyo-datum-suspected": (
        "crs",
        "EPSG:4301",
        Text("旧日本測地系として、確認し直す", "Check again as Tokyo Datum"),
    ),
    "crs-assumed": (
        "crs",
        "EPSG:4301",
        Text("旧日本測地系だった場合の結果を確認する", "See what it gives as Tokyo Datum"),
    ),
}
"""What may be tried where an importer suspects something: a field and its value; never unasked."""


@dataclass(frozen=True, slots=True)
class Group:
    """Issues of one kind: the first few, and how many there are of them."""

    severity: Severity
    code: str
    shown: tuple[ImportIssue, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Step:
    """One of the five steps: its name, what it noticed, and whether it stopped the import."""

    name: Text
    groups: tuple[Group, ...]
    stopped: bool


def steps_of(edition: EditionReport) -> list[Step]:
    """Return the five steps of an import of one dataset, with what each noticed."""
    groups = _grouped(edition.issues)
    return [_step(name, [each for each in groups if _at(each) == place]) for place, name in enumerate(STEPS)]


def offers_of(report: ImportReport, typed: Mapping[str, str]) -> list[tuple[str, str, Text]]:
    """Return what may be tried instead, unless the form says so already."""
    codes = {issue.code for issue in report.issues}
    wanted = [offer for code, offer in OFFERS.items() if code in codes]
    unique = {(field, value): (field, value, words) for field, value, words in reversed(wanted)}
    return [offer for offer in unique.values() if typed.get(offer[0], "").strip() in UNSTATED]


def _step(name: Text, groups: list[Group]) -> Step:
    return Step(name, tuple(groups), any(group.severity is Severity.STOP for group in groups))


def _at(group: Group) -> int:
    if group.code in _OPENING:
        return 0
    if group.code in _READING:
        return 1
    return 3 if group.code in _CHECKING or group.severity is Severity.STOP else 2


def _grouped(issues: Iterable[ImportIssue]) -> list[Group]:
    found: dict[tuple[Severity, str], list[ImportIssue]] = {}
    for issue in issues:
        found.setdefault((issue.severity, issue.code), []).append(issue)
    return [
        Group(severity, code, tuple(LAYER_FORM.issue(each) for each in same[:SHOWN_PER_GROUP]), len(same))
        for (severity, code), same in found.items()
    ]
