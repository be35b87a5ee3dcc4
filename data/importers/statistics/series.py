"""Stores the series that figures belong to, before the figures themselves."""

from __future__ import annotations

import pandas as pd
from sqlalchemy import insert
from sqlalchemy.orm import Session

from data.orm.statistics import StatisticSeries

_KEY = ["edition_id", "indicator", "definition", "year", "jsic_revision"]
_SERIES = [*_KEY, "title", "unit"]


def with_series(session: Session, frame: pd.DataFrame) -> pd.DataFrame:
    """Store one row for each series of ``frame`` and return the figures with its ``series_id``."""
    numbers = frame.groupby(_KEY, dropna=False, sort=False).ngroup()
    first = frame.loc[~numbers.duplicated(), _SERIES].astype("object")
    records = first.where(first.notna(), None).to_dict("records")
    rows = [{str(name): value for name, value in record.items()} for record in records]
    ids = session.scalars(
        insert(StatisticSeries).returning(StatisticSeries.id, sort_by_parameter_order=True), rows
    ).all()
    return frame.assign(series_id=[ids[number] for number in numbers])
