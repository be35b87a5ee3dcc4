"""Finds the columns of a table that hold numbers only; codes and everything in doubt stay text."""

from __future__ import annotations

import re
from typing import Any

import pandas as pd

from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers.log import IssueLog

_NUMBER = r"[-+]?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?(?:[eE][-+]?\d{1,2})?"
"""Leading zeros make a code and more than fifteen digits an identifier: no number would give them back."""
_CODE = re.compile(r"コード|番号|code|_?id$|_?no\.?$", re.IGNORECASE)
"""Headings of columns that are labels, though written in digits."""
_MOSTLY = 0.5
"""Share of numbers from which on a column that stays text is told."""


def with_numbers(frame: pd.DataFrame, names: list[str], log: IssueLog) -> pd.DataFrame:
    """Return ``frame`` with those text columns of ``names`` as numbers that state nothing else.

    Wide digits, separators of thousands and the minus signs in use in Japan are read; blank stays missing.
    Which columns became numbers is told, and which did not though most of their values are numbers.
    """
    found = {}
    for name in names:
        stated = frame[name].notna()
        if _CODE.search(name) or not stated.any():
            continue
        plain = _plain(frame.loc[stated, name])
        numeric = plain.str.fullmatch(_NUMBER)
        if numeric.all():
            found[name] = _numbers(plain).reindex(frame.index)
        elif numeric.mean() >= _MOSTLY:
            odd = str(frame.loc[stated, name][~numeric].iloc[0])
            message = _STAYS.filled(name=name, count=int((~numeric).sum()), all=int(stated.sum()), odd=odd)
            log.whole(Severity.INFO, "column-stays-text", message, field=name, value=odd)
    if found:
        log.whole(
            Severity.INFO, "columns-as-numbers", _NUMBERS.filled(names="、".join(found)), value=len(found)
        )
    return frame.assign(**found)


def _plain(values: pd.Series[str]) -> pd.Series[str]:
    plain = values.str.normalize("NFKC").str.strip().str.replace(r"(?<=\d),(?=\d{3}(\D|$))", "", regex=True)
    return plain.str.replace(r"^[▲△−–]\s*", "-", regex=True)


def _numbers(plain: pd.Series[str]) -> pd.Series[Any]:
    numbers = pd.to_numeric(plain).astype("Float64")
    whole = not plain.str.contains(r"[.eE]").any()
    return numbers.astype("Int64") if whole else numbers


_NUMBERS = Text(
    "全ての値が数値の列を数値として読み取りました：{names}",
    "Columns whose values are all numbers were read as numbers: {names}",
)
_STAYS = Text(
    "列「{name}」は数値でない値（例：{odd}）が{all}件中{count}件あるため、文字のままとしました。数値として使うには、その値を空欄にしてください。",
    "The column “{name}” stays text: {count} of its {all} values are no numbers, such as “{odd}”. "
    "Leave those blank to use it as numbers.",
)
