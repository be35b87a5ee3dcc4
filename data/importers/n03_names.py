"""Settles codes and names of N03 rows across its schemas; geometry is not looked at.

Three schemas are told apart by what ``N03_005`` holds: nothing or absent (2015 to 2023), a date of
founding with the date of abolition in ``N03_006`` (older), or the name of the ward, while the
designated city stands in ``N03_004`` (2024 and later).
"""

from __future__ import annotations

from datetime import date

import pandas as pd

from data.domain.codes import code_problem
from data.domain.issues import Severity
from data.domain.wording import Text
from data.importers import cells
from data.importers.log import IssueLog
from data.reference.places import prefectures

_DATE = r"\d{4}[-/]?\d{2}[-/]?\d{2}"
UNASSIGNED = "所属未定地"


def named(frame: pd.DataFrame, as_of: date | None, log: IssueLog) -> pd.DataFrame:
    """Return the rows with code, prefecture, county or city, and name; abolished ones are skipped."""
    frame = _without_abolished(frame, as_of, log)
    code = _codes(frame, log)
    prefecture = cells.text(frame, "N03_001")
    by_name = {item.name.ja: item.code for item in prefectures().values()}
    ward = cells.text(frame, "N03_005")
    ward = ward.mask(ward.str.fullmatch(_DATE, na=False))
    municipality = cells.text(frame, "N03_004")
    county = cells.text(frame, "N03_003")
    frame = frame.assign(
        municipality_code=code,
        prefecture_code=code.str[:2].fillna(prefecture.map(by_name)),
        prefecture_name=prefecture,
        subprefecture_name=cells.text(frame, "N03_002"),
        county_name=county.where(ward.isna(), municipality),
        name=municipality.where(ward.isna(), ward),
    )
    placeless = frame["prefecture_code"].isna() | frame["prefecture_name"].isna()
    frame = log.drop(
        frame, placeless, Severity.REFUSED, "prefecture-unknown", _NO_PREFECTURE, field="N03_001"
    )
    unassigned = frame[frame["municipality_code"].isna()]
    log.rows(Severity.INFO, "no-municipality", unassigned, _UNASSIGNED, field="prefecture_name")
    return frame


def _without_abolished(frame: pd.DataFrame, as_of: date | None, log: IssueLog) -> pd.DataFrame:
    ended = cells.text(frame, "N03_006")
    ended = ended.where(ended.str.fullmatch(_DATE, na=False)).str.replace(r"\D", "", regex=True)
    limit = "99991231" if as_of is None else f"{as_of:%Y%m%d}"
    gone = (ended.notna() & (ended <= limit)).fillna(False).astype(bool)
    return log.drop(frame, gone, Severity.SKIPPED, "abolished", _ABOLISHED, field="N03_006")


def _codes(frame: pd.DataFrame, log: IssueLog) -> pd.Series[str]:
    code = cells.text(frame, "N03_007")
    malformed = {value for value in code.dropna().unique() if len(value) != 5 or code_problem(value)}
    bad = code.isin(list(malformed))
    log.rows(Severity.REPAIRED, "municipality-code-malformed", frame[bad], _MALFORMED, field="N03_007")
    return code.mask(bad)


_NO_PREFECTURE = Text(
    "都道府県が分からないため取り込みません(N03_001：{value})。",
    "It is not known which prefecture this belongs to (N03_001: {value}).",
)
_UNASSIGNED = Text(
    f"{{value}}の、どの市区町村にも属さない土地({UNASSIGNED})です。コードなしで保存しました。",
    "Land in {value} that belongs to no municipality; stored without a code.",
)
_ABOLISHED = Text(
    "廃止日({value})がデータの時点以前のため読み飛ばしました。",
    "Abolished on {value}, on or before the date of the data; skipped.",
)
_MALFORMED = Text(
    "行政区域コード「{value}」は5桁のコードではないため、コードなしとして扱いました。",
    "“{value}” is no five-digit code; the row was taken in without a code.",
)
