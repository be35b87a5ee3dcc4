"""Reads nominal gross prefectural product (県民経済計算), whose base years are definitions of their own."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from data.domain.issues import Severity
from data.domain.statistics import GROSS_PRODUCT
from data.domain.wording import Text
from data.importers import cells
from data.importers.files import read_csv
from data.importers.log import IssueLog
from data.importers.statistics.ssdse import area_code

AMOUNT = "gross_pref_product_nominal_million_jpy"
REQUIRED = ("pref_code", "fiscal_year", AMOUNT, "series")


def read(path: Path, log: IssueLog) -> pd.DataFrame:
    """Return one row a figure in million yen; rows without prefecture, year or series are refused."""
    raw = read_csv(path, log, REQUIRED)
    frame = pd.DataFrame(
        {
            "row": raw["row"],
            "written": cells.text(raw, "pref_code"),
            "area_code": cells.text(raw, "pref_code").map(area_code, na_action="ignore"),
            "indicator": GROSS_PRODUCT,
            "title": "県内総生産（名目）",
            "definition": cells.text(raw, "series"),
            "year": cells.text(raw, "fiscal_year"),
            "unit": "百万円",
            "raw": raw[AMOUNT],
        }
    ).assign(jsic_code=None, jsic_revision=None)
    bad = (
        frame["area_code"].isna()
        | frame["definition"].isna()
        | ~frame["year"].str.fullmatch(r"(19|20)\d{2}").fillna(False).astype(bool)
    )
    frame = log.drop(frame, bad, Severity.REFUSED, "figure-unplaced", _UNPLACED, field="written")
    return frame.assign(year=frame["year"].astype(int))


_UNPLACED = Text(
    "都道府県コード（{value}）、年度又は系列を読み取れないため取り込みません。",
    "The prefecture code ({value}), fiscal year or series cannot be read, so the row is not taken in.",
)
