"""Codes of local governments (全国地方公共団体コード) as text: their check digit and their two lengths."""

from __future__ import annotations

import re

from data.domain.errors import InvalidInput, Problem
from data.domain.wording import Text

_WEIGHTS = (6, 5, 4, 3, 2)
_FIVE = re.compile(r"[0-9]{5}", re.ASCII)
_SIX = re.compile(r"[0-9]{6}", re.ASCII)
_PREFECTURE_COUNT = 47


def check_digit(code5: str) -> str:
    """Return the check digit of a 5-digit code (JIS X 0401 + 0402) as one character.

    Rule of the code system: weights 6, 5, 4, 3, 2 on the five digits, sum modulo 11, subtracted from 11,
    of that the last digit. Raises ``InvalidInput`` when ``code5`` is not five ASCII digits.
    """
    if not _FIVE.fullmatch(code5):
        raise InvalidInput.of([_malformed(code5, "code", lengths="5")])
    weighted = sum(int(digit) * weight for digit, weight in zip(code5, _WEIGHTS, strict=True))
    return str(11 - weighted % 11)[-1]


def to_six(code5: str) -> str:
    """Return the 6-digit code used in administration for the 5-digit code used in statistics.

    Raises ``InvalidInput`` when ``code5`` is not five ASCII digits.
    """
    return code5 + check_digit(code5)


def to_five(code6: str) -> str:
    """Return the 5-digit code of a 6-digit code whose check digit is right.

    Raises ``InvalidInput`` naming the value, and the right digit when only the check digit is wrong.
    """
    if not _SIX.fullmatch(code6):
        raise InvalidInput.of([_malformed(code6, "code", lengths="6")])
    problem = code_problem(code6)
    if problem is not None:
        raise InvalidInput.of([problem])
    return code6[:5]


def prefecture_of(code: str) -> str:
    """Return the 2-digit prefecture code (01–47) that a 5- or 6-digit code begins with.

    Raises ``InvalidInput`` for anything that is not such a code.
    """
    problem = code_problem(code)
    if problem is not None:
        raise InvalidInput.of([problem])
    return code[:2]


def code_problem(code: str, field: str = "code") -> Problem | None:
    """Say what is wrong with a 5- or 6-digit code, or ``None`` when its form is right.

    Form only: digits, length, check digit, prefecture 01–47. Whether the body exists, the reference table
    knows.
    """
    if not (_FIVE.fullmatch(code) or _SIX.fullmatch(code)):
        return _malformed(code, field, lengths="5/6")
    if not 1 <= int(code[:2]) <= _PREFECTURE_COUNT:
        return _unknown_prefecture(code, field)
    right = check_digit(code[:5])
    if len(code) == 6 and code[5] != right:
        return _wrong_check_digit(code, field, right)
    return None


def _malformed(code: str, field: str, lengths: str) -> Problem:
    wanted = lengths.replace("/", "桁又は")
    return Problem(
        field,
        code,
        Text(
            f"地方公共団体コード「{code}」は{wanted}桁の半角数字ではありません。",
            f"“{code}” is not a local government code of {lengths.replace('/', ' or ')} digits.",
        ),
        Text(
            "先頭の0を省かず、半角数字の文字列で入力してください（例: 01100、011002）。",
            "Enter it as text in ASCII digits, keeping leading zeros (for example 01100 or 011002).",
        ),
    )


def _unknown_prefecture(code: str, field: str) -> Problem:
    return Problem(
        field,
        code,
        Text(
            f"地方公共団体コード「{code}」の先頭2桁は都道府県コード（01～47）ではありません。",
            f"“{code}” does not begin with a prefecture code (01 to 47).",
        ),
        Text("先頭の0が抜けていないか確認してください。", "Check whether a leading zero was lost."),
    )


def _wrong_check_digit(code: str, field: str, right: str) -> Problem:
    return Problem(
        field,
        code,
        Text(
            f"地方公共団体コード「{code}」の検査数字（末尾の桁）が正しくありません。",
            f"The check digit (last digit) of the local government code “{code}” is wrong.",
        ),
        Text(
            f"先頭5桁が正しければ「{code[:5]}{right}」です。先頭5桁に誤りがないか確認してください。",
            f"If the first five digits are right, the code is “{code[:5]}{right}”. Check those, too.",
        ),
    )
