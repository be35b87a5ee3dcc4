"""The corporate number (法人番号) as text: its form and check digit, nothing about who holds it."""

from __future__ import annotations

import re

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

_BASE = re.compile(r"[0-9]{12}", re.ASCII)
_NUMBER = re.compile(r"[0-9]{13}", re.ASCII)


def check_digit(base12: str) -> str:
    """Return the check digit that precedes the 12 digits ``base12``, as one character.

    Rule (Ministry of Finance ordinance on corporate numbers): 9 − (Σ Pn·Qn mod 9), Pn the n-th digit from the
    right, Qn 1 for odd and 2 for even n. Raises ``InvalidInput`` when ``base12`` is not 12 ASCII digits.
    """
    if not _BASE.fullmatch(base12):
        raise InvalidInput.of([_malformed(base12, "base12", 12)])
    weighted = sum(map(int, base12[1::2])) + 2 * sum(map(int, base12[::2]))
    return str(9 - weighted % 9)


def is_valid(number13: str) -> bool:
    """Tell whether ``number13`` is 13 ASCII digits of which the first is the right check digit."""
    return number_problem(number13) is None


def number_problem(number13: str, field: str = "corporate_number") -> Problem | None:
    """Say what is wrong with a corporate number, or ``None`` when its form and check digit are right.

    ``field`` is where the value was entered (JSON pointer, or sheet and cell).
    """
    if not _NUMBER.fullmatch(number13):
        return _malformed(number13, field, 13)
    right = check_digit(number13[1:])
    if number13[0] == right:
        return None
    return Problem(
        field,
        number13,
        Text(
            f"法人番号「{number13}」の検査用数字（先頭の桁）が正しくありません。"
            f"下12桁が正しければ先頭は「{right}」になります。",
            f"The check digit (first digit) of the corporate number “{number13}” is wrong. "
            f"If the other twelve digits are right it is “{right}”.",
        ),
        Text(
            "国税庁の法人番号公表サイトや登記書類で番号を確かめて、入力し直してください。",
            "Look the number up in the National Tax Agency's register and enter it again.",
        ),
    )


def _malformed(number: str, field: str, length: int) -> Problem:
    return Problem(
        field,
        number,
        Text(
            f"法人番号「{number}」は{length}桁の半角数字ではありません。",
            f"The corporate number “{number}” is not {length} ASCII digits.",
        ),
        Text(
            f"ハイフンや空白を除き、{length}桁の半角数字で入力してください。",
            f"Enter {length} ASCII digits without hyphens or spaces.",
        ),
    )
