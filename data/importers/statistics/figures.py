"""Turns the cells of statistical tables into exact numbers or the reason why there is none."""

from __future__ import annotations

import pandas as pd

from data.domain.issues import Severity
from data.domain.statistics import ABSENCE_NAMES, Absence
from data.domain.wording import Text
from data.importers.log import IssueLog

COLUMNS = (
    "row",
    "area_code",
    "jsic_code",
    "indicator",
    "title",
    "definition",
    "year",
    "jsic_revision",
    "unit",
    "raw",
)
"""What every reader gives for a figure; ``raw`` is the cell as written."""

SYMBOLS = {
    **dict.fromkeys(("X", "x", "χ", "Χ"), Absence.SUPPRESSED),
    **dict.fromkeys(("-", "－", "―", "‐", "–", "—", "−"), Absence.NO_FIGURE),
    **dict.fromkeys(("…", "...", "***", "＊＊＊"), Absence.UNKNOWN),
    "": Absence.BLANK,
}
"""Signs of official tables for a figure that is not there."""
_NUMBER = r"-?\d{1,20}(\.\d{1,10})?"


def settled(frame: pd.DataFrame, log: IssueLog) -> pd.DataFrame:
    """Return the figures with ``value`` (exact, as text) or ``absence``; unreadable ones are refused.

    Full-width digits, thousands separators and ▲ before a negative number are put right and told.
    """
    frame = frame.assign(source_ref=_references(frame), raw=frame["raw"].fillna("").astype(str).str.strip())
    absence = frame["raw"].map({sign: str(reason) for sign, reason in SYMBOLS.items()})
    plain = _plain(frame["raw"])
    readable = plain.str.fullmatch(_NUMBER)
    unreadable = absence.isna() & ~readable
    mended = absence.isna() & readable & (plain != frame["raw"])
    log.rows(Severity.REPAIRED, "number-rewritten", frame[mended], _REWRITTEN, field="raw")
    _tell_absent(absence, log)
    frame = frame.assign(value=plain.where(absence.isna()), absence=absence)
    frame = log.drop(frame, unreadable, Severity.REFUSED, "number-unreadable", _UNREADABLE, field="raw")
    places = ["indicator", "definition", "year", "jsic_revision", "area_code", "jsic_code"]
    twice = frame.duplicated(places)
    return log.drop(frame, twice, Severity.REFUSED, "figure-repeated", _TWICE, field="raw")


def _references(frame: pd.DataFrame) -> pd.Series[str]:
    area, industry = frame["area_code"], frame["jsic_code"].fillna("").astype(str)
    place = area.where(industry == "", "JSIC " + industry)
    return place + " " + frame["indicator"] + " " + frame["year"].astype(str)


def _plain(raw: pd.Series[str]) -> pd.Series[str]:
    plain = raw.str.normalize("NFKC").str.replace(r"(?<=\d),(?=\d{3}(\D|$))", "", regex=True)
    return plain.str.replace(r"^[▲△−]\s*", "-", regex=True)


def _tell_absent(absence: pd.Series[str], log: IssueLog) -> None:
    for reason, count in absence.value_counts().items():
        name = ABSENCE_NAMES[Absence(str(reason))]
        here = Text(
            _ABSENT.ja.format(count=count, name=name.ja), _ABSENT.en.format(count=count, name=name.en)
        )
        log.whole(Severity.INFO, f"figures-{str(reason).replace('_', '-')}", here, value=count)


_REWRITTEN = Text(
    "数値「{value}」の全角文字又は桁区切りを改めて読み取りました。",
    "The number “{value}” was read after rewriting wide characters or separators.",
)
_UNREADABLE = Text(
    "「{value}」は数値として読み取れないため取り込みません。数値、X、-、…のいずれかにしてください。",
    "“{value}” cannot be read as a number, so it is not taken in. Write a number, X, - or ….",
)
_TWICE = Text(
    "同じ項目の値が先にあるため、この値「{value}」は取り込みません。",
    "There is an earlier figure for the same item; this one ({value}) is not taken in.",
)
_ABSENT = Text(
    "値のない項目が{count}件あります（{name}）。0とはみなしません。",
    "{count} figures are absent: {name}. They do not count as zero.",
)
