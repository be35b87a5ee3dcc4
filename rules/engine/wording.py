"""The sentences of findings; every reason and remedy that a reader meets is built here."""

from __future__ import annotations

from collections.abc import Sequence

from data.domain.wording import Text
from rules.engine.condition import Relation

TOTAL = Text("行の合計", "sum of rows")

Named = tuple[Text, Text]
"""A label and its value."""

_HOLDS: dict[Relation, Text] = {
    ">=": Text("{l}は{r}以上です（{lv} ≧ {rv}）。", "{l} is at least {r} ({lv} ≥ {rv})."),
    ">": Text("{l}は{r}を上回っています（{lv} ＞ {rv}）。", "{l} is above {r} ({lv} > {rv})."),
    "<=": Text("{l}は{r}以下です（{lv} ≦ {rv}）。", "{l} is at most {r} ({lv} ≤ {rv})."),
    "<": Text("{l}は{r}を下回っています（{lv} ＜ {rv}）。", "{l} is below {r} ({lv} < {rv})."),
    "==": Text("{l}は{r}と一致しています（{lv} ＝ {rv}）。", "{l} agrees with {r} ({lv} = {rv})."),
}
_FAILS: dict[Relation, Text] = {
    ">=": Text("{l}が{r}に達していません（{lv} ＜ {rv}）。", "{l} is below {r} ({lv} < {rv})."),
    ">": Text("{l}が{r}を上回っていません（{lv} ≦ {rv}）。", "{l} is not above {r} ({lv} ≤ {rv})."),
    "<=": Text("{l}が{r}を超えています（{lv} ＞ {rv}）。", "{l} exceeds {r} ({lv} > {rv})."),
    "<": Text("{l}が{r}を下回っていません（{lv} ≧ {rv}）。", "{l} is not below {r} ({lv} ≥ {rv})."),
    "==": Text("{l}が{r}と一致しません（{lv} ≠ {rv}）。", "{l} disagrees with {r} ({lv} ≠ {rv})."),
}
_BRING: dict[Relation, Text] = {
    ">=": Text(
        "{l}を{r}（{rv}）以上にするか、記載を確認してください。",
        "Raise {l} to {r} ({rv}) or check the entry.",
    ),
    ">": Text(
        "{l}を{r}（{rv}）より大きくするか、記載を確認してください。",
        "Raise {l} above {r} ({rv}) or check the entry.",
    ),
    "<=": Text(
        "{l}を{r}（{rv}）以下にするか、記載を確認してください。",
        "Lower {l} to {r} ({rv}) or check the entry.",
    ),
    "<": Text(
        "{l}を{r}（{rv}）より小さくするか、記載を確認してください。",
        "Lower {l} below {r} ({rv}) or check the entry.",
    ),
    "==": Text("{l}と{r}（{rv}）をそろえてください。", "Make {l} and {r} ({rv}) agree."),
}


def missing(label: Text, why: Text) -> Text:
    """Say that a fact is missing, and why."""
    return Text(f"「{label.ja}」を確認できません（{why.ja}）。", f"{label.en} cannot be told: {why.en}.")


def ask_for(label: Text) -> Text:
    """Ask for a missing fact."""
    return Text(f"「{label.ja}」を記載してください。", f"State {label.en}.")


def given(label: Text, value: Text) -> Text:
    """Say that a fact is given."""
    return Text(f"{label.ja}：{value.ja}", f"{label.en}: {value.en}")


def compared(left: Named, relation: Relation, right: Named, *, holds: bool) -> Text:
    """Say how two values compare, with both."""
    return _fill((_HOLDS if holds else _FAILS)[relation], left, right)


def bring_to(left: Text, relation: Relation, right: Named) -> Text:
    """Say what would make the comparison hold."""
    return _fill(_BRING[relation], (left, Text("", "")), right)


def is_as_asked(label: Text, value: Text) -> Text:
    """Say that a fact is what is asked."""
    return Text(f"「{label.ja}」は{value.ja}です。", f"{label.en} is {value.en}.")


def is_otherwise(label: Text, value: Text, asked: Text) -> Text:
    """Say that a fact is something else than what is asked."""
    return Text(
        f"「{label.ja}」が{asked.ja}ではありません（記載は{value.ja}）。",
        f"{label.en} is {value.en}, not {asked.en}.",
    )


def one_of(choices: Sequence[Text]) -> Text:
    """List alternatives."""
    return Text("・".join(c.ja for c in choices), " or ".join(c.en for c in choices))


def change_to(label: Text, asked: Text) -> Text:
    """Ask for another value."""
    return Text(
        f"「{label.ja}」が{asked.ja}となるよう見直してください。", f"Change {label.en} to {asked.en}."
    )


def none_found(table: Text, what: Text) -> Text:
    """Say that no row of a table is the one looked for."""
    return Text(f"{table.ja}に{what.ja}を確認できません。", f"{table.en} shows no {what.en}.")


def add_row(table: Text, what: Text) -> Text:
    """Ask for the row looked for."""
    return Text(f"{table.ja}に{what.ja}を記載してください。", f"Enter {what.en} in {table.en}.")


def total_of(label: Text) -> Text:
    """Name the sum of a column."""
    return Text(f"{label.ja}の合計", f"sum of {label.en}")


def _fill(pattern: Text, left: Named, right: Named) -> Text:
    (l, lv), (r, rv) = left, right
    return Text(
        pattern.ja.format(l=l.ja, lv=lv.ja, r=r.ja, rv=rv.ja),
        pattern.en.format(l=l.en, lv=lv.en, r=r.en, rv=rv.en),
    )
