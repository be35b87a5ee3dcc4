"""The sentences of findings; every reason and remedy that a reader meets is built here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from data.domain.assessment import Status
from data.domain.wording import Text
from rules.engine.condition import Relation

TOTAL = Text("行の合計", "sum of rows")
TO_JUDGE = Text(
    "求められる記載はそろっています。内容の妥当性は審査官が判断します。",
    "All that is asked for is stated; a reviewer judges its substance.",
)
NOTHING_TO_ASK = Text("確認の対象となる記載はありません。", "Nothing stated falls under this point.")

_STANDING = {"operator": Text("運用設定", "operator setting"), "guide": Text("目安", "guide")}
_UNSAID = Text("", "")
"""Stands for the other of two values that are the same."""
Named = tuple[Text, Text]
"""A label and its value."""


class _Said(NamedTuple):
    """The words of a comparison: after the label on the left, after that on the right, between the values."""

    left: str
    right: str
    sign: str
    verb: str
    sign_en: str


_HOLDS: dict[Relation, _Said] = {
    ">=": _Said("は", "以上です", " ≧ ", "is at least", " ≥ "),
    ">": _Said("は", "を上回っています", " ＞ ", "is above", " > "),
    "<=": _Said("は", "を超えていません", " ≦ ", "is at most", " ≤ "),
    "<": _Said("は", "を下回っています", " ＜ ", "is below", " < "),
    "==": _Said("は", "と一致しています", " ＝ ", "agrees with", " = "),
}
_FAILS: dict[Relation, _Said] = {
    ">=": _Said("が", "に達していません", " ＜ ", "is below", " < "),
    ">": _Said("が", "を上回っていません", " ≦ ", "is not above", " ≤ "),
    "<=": _Said("が", "を超えています", " ＞ ", "exceeds", " > "),
    "<": _Said("が", "を下回っていません", " ≧ ", "is not below", " ≥ "),
    "==": _Said("が", "と一致しません", " ≠ ", "disagrees with", " ≠ "),
}
_HOLDS_IN_TIME: dict[Relation, _Said] = {
    ">=": _Said("は", "以後です", "、", "is not before", ", "),
    ">": _Said("は", "より後です", "、", "is after", ", "),
    "<=": _Said("は", "以前です", "、", "is not after", ", "),
    "<": _Said("は", "より前です", "、", "is before", ", "),
    "==": _Said("は", "と同じです", "", "is the same as", ""),
}
_FAILS_IN_TIME: dict[Relation, _Said] = {
    ">=": _Said("が", "より前です", "、", "is before", ", "),
    ">": _Said("が", "より後ではありません", "、", "is not after", ", "),
    "<=": _Said("が", "より後です", "、", "is after", ", "),
    "<": _Said("が", "より前ではありません", "、", "is not before", ", "),
    "==": _Said("が", "と異なります", "、", "differs from", ", "),
}
# In the places of a pattern stand both labels, then the value on the right.
_BRING_IN_TIME: dict[Relation, Text] = {
    ">=": Text("{}を{}（{}）以後に見直してください。", "Move {} to {} ({}) or later."),
    ">": Text("{}を{}（{}）より後に見直してください。", "Move {} after {} ({})."),
    "<=": Text("{}を{}（{}）以前に見直してください。", "Move {} to {} ({}) or earlier."),
    "<": Text("{}を{}（{}）より前に見直してください。", "Move {} before {} ({})."),
    "==": Text("{}と{}（{}）をそろえてください。", "Make {} and {} ({}) agree."),
}
_BRING: dict[Relation, Text] = {
    ">=": Text("{}を{}（{}）以上に見直してください。", "Bring {} to {} ({}) or more."),
    ">": Text("{}を{}（{}）を上回る値に見直してください。", "Bring {} above {} ({})."),
    "<=": Text("{}を{}（{}）以下に見直してください。", "Bring {} to {} ({}) or less."),
    "<": Text("{}を{}（{}）を下回る値に見直してください。", "Bring {} below {} ({})."),
    "==": Text("{}と{}（{}）をそろえてください。", "Make {} and {} ({}) agree."),
}


def missing(label: Text, why: Text) -> Text:
    """Say that a fact is missing, and why."""
    return _sentence(f"{label.ja}を確認できません（{why.ja}）。", f"{label.en} cannot be told: {why.en}.")


def ask_for(label: Text) -> Text:
    """Ask for a missing fact."""
    return Text(f"{label.ja}を記載してください。", f"State {label.en}.")


def given(label: Text, value: Text) -> Text:
    """Say that a fact is given."""
    return _sentence(f"{label.ja}は{value.ja}です。", f"{label.en}: {value.en}.")


def compared(left: Named, relation: Relation, right: Named, *, holds: bool, in_time: bool) -> Text:
    """Say how two values compare, with both; days and years lie before or after each other."""
    words = (_HOLDS_IN_TIME, _FAILS_IN_TIME) if in_time else (_HOLDS, _FAILS)
    said = words[0 if holds else 1][relation]
    (a, av), (b, bv) = left, right
    if not said.sign:
        bv = _UNSAID
    return _sentence(
        f"{a.ja}{said.left}{b.ja}{said.right}（{av.ja}{said.sign}{bv.ja}）。",
        f"{a.en} {said.verb} {b.en} ({av.en}{said.sign_en}{bv.en}).",
    )


def bring_to(left: Text, relation: Relation, right: Named, *, in_time: bool) -> Text:
    """Say what would make the comparison hold."""
    return _filled((_BRING_IN_TIME if in_time else _BRING)[relation], left, *right)


def borderline(left: Named, right: Named, tolerance: Named) -> Text:
    """Say that a value lies too near to a guide to be decided by it."""
    (a, av), (b, bv), (t, tv) = left, right, tolerance
    return _sentence(
        f"{a.ja}（{av.ja}）は{b.ja}（{bv.ja}）の境界付近にあり、{t.ja}（{tv.ja}）の内側のため、"
        "機械的には判断しません。",
        f"{a.en} ({av.en}) is borderline: within {t.en} ({tv.en}) of {b.en} ({bv.en}); a person decides.",
    )


def standing(title: Text, kind: str) -> Text:
    """Name a number of the rulebook so that a setting of the operator is never taken for a demand."""
    mark = _STANDING.get(kind)
    return Text(f"{title.ja}（{mark.ja}）", f"{title.en} ({mark.en})") if mark else title


def is_as_asked(label: Text, value: Text) -> Text:
    """Say that a fact is what is asked."""
    return _sentence(f"{label.ja}は{_quoted(value.ja)}です。", f"{label.en}: {value.en}.")


def is_otherwise(label: Text, value: Text, asked: Text) -> Text:
    """Say that a fact is something else than what is asked."""
    return _sentence(
        f"{label.ja}は{_quoted(value.ja)}です（{asked.ja}であることが必要です）。",
        f"{label.en}: {value.en} (needed: {asked.en}).",
    )


def about(row: Text, sentence: Text) -> Text:
    """Say of which row a sentence speaks."""
    return _sentence(f"{row.ja}：{sentence.ja}", f"{row.en}: {sentence.en}")


def one_of(choices: Sequence[Text]) -> Text:
    """List alternatives."""
    return Text("又は".join(_quoted(c.ja) for c in choices), " or ".join(c.en for c in choices))


def change_to(label: Text, asked: Text) -> Text:
    """Ask for another value."""
    return Text(f"{label.ja}が{asked.ja}となるよう見直してください。", f"Change {label.en} to {asked.en}.")


def none_of(choice: Text, status: Status) -> Text:
    """Say that no alternative of a choice holds, or that it cannot be told yet."""
    if status is Status.NOT_MET:
        return Text(f"{choice.ja}のいずれも満たしていません。", f"Neither {choice.en} holds.")
    return Text(
        f"{choice.ja}のいずれかが必要ですが、まだ確認できません。",
        f"Either {choice.en} is needed; it cannot be told yet.",
    )


def choose(choice: Text) -> Text:
    """Ask for one of several alternatives."""
    return Text(f"{choice.ja}のいずれかをもれなく記載してください。", f"State either {choice.en} in full.")


def none_found(table: Text, what: Text) -> Text:
    """Say that no row of a table is the one looked for."""
    return _sentence(f"{table.ja}に{what.ja}を確認できません。", f"{table.en}: no {what.en} found.")


def add_row(table: Text, what: Text) -> Text:
    """Ask for the row looked for."""
    return Text(f"{table.ja}に{what.ja}を記載してください。", f"Enter a {what.en} in {table.en}.")


def holds_nothing(label: Text) -> Text:
    """Say that a list was looked up and is empty."""
    return _sentence(f"{label.ja}はありません。", f"{label.en}: none.")


def holds(label: Text, what: Text) -> Text:
    """Say what a list holds that should be empty."""
    return _sentence(f"{label.ja}があります：{what.ja}。", f"{label.en}: {what.en}.")


def offered(title: Text, why: Text, lacking: Sequence[Text]) -> Text:
    """Say why something is on offer, and what is still missing for it."""
    ja, en = f"「{title.ja}」：{why.ja}", f"{title.en}: {why.en}"
    if not lacking:
        return Text(f"{ja}必要な記載はそろっています。", f"{en} All that is needed is stated.")
    return Text(
        f"{ja}ただし、{''.join(r.ja for r in lacking)}", f"{en} Still open: {' '.join(r.en for r in lacking)}"
    )


def and_more(count: int) -> Text:
    """Say how many further reasons there are."""
    return Text(f"ほか{count}件。", f" And {count} more.")


def total_of(label: Text) -> Text:
    """Name the sum of a column."""
    return Text(f"{label.ja}の合計", f"sum of {label.en}")


def _quoted(words: str) -> str:
    return words if words.startswith("「") else f"「{words}」"


def _filled(pattern: Text, *words: Text) -> Text:
    return _sentence(pattern.ja.format(*[w.ja for w in words]), pattern.en.format(*[w.en for w in words]))


def _sentence(ja: str, en: str) -> Text:
    """Names of fields are in lower case, as they mostly stand within a sentence; one begins in upper case."""
    return Text(ja, en[0].upper() + en[1:])
