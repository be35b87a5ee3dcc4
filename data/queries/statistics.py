"""Reads official figures by area or industry, indicator, definition and year, with their edition."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from data.domain.evidence import Fact, Known, Missing, SourceRef
from data.domain.statistics import ABSENCE_NAMES, AREA, NATION, Absence
from data.domain.wording import Text
from data.orm.source import DatasetEdition
from data.orm.statistics import StatisticSeries, StatisticValue


@dataclass(frozen=True, slots=True)
class Figure:
    """One published figure; without ``value`` it has ``absence``, the reason."""

    area_code: str
    """``00`` the nation, 2 digits a prefecture, 5 a municipality or ward."""
    jsic_code: str | None
    indicator: str
    title: str
    definition: str
    year: int
    unit: str | None
    jsic_revision: int | None
    value: Decimal | None
    absence: Absence | None
    edition_id: int
    edition: Text
    source: str

    @property
    def source_ref(self) -> SourceRef:
        """The source as a fact cites it: edition, item, definition and year."""
        label = Text(
            f"{self.edition.ja}「{self.title}」（定義：{self.definition}、{self.year}年）",
            f"{self.edition.en}, {self.indicator} (definition {self.definition}, {self.year})",
        )
        return SourceRef("statistics", label, f"statistics/{self.source}/{self.edition_id}")


def figures(
    session: Session, *, indicators: Iterable[str], area_code: str = NATION, jsic_code: str | None = None
) -> tuple[Figure, ...]:
    """Return every figure in use of the indicators for one area or industry, newest year first."""
    industry = StatisticValue.jsic_code
    query = (
        select(StatisticValue, StatisticSeries, DatasetEdition)
        .join(StatisticSeries, StatisticSeries.id == StatisticValue.series_id)
        .join(DatasetEdition, DatasetEdition.id == StatisticSeries.edition_id)
        .where(
            DatasetEdition.status == "current",
            StatisticSeries.indicator.in_(list(indicators)),
            StatisticValue.area_code == area_code,
            industry.is_(None) if jsic_code is None else industry == jsic_code,
        )
        .order_by(StatisticSeries.year.desc(), StatisticSeries.definition, DatasetEdition.id.desc())
    )
    return tuple(_figure(*row) for row in session.execute(query))


def figure(
    session: Session,
    path: str,
    *,
    indicator: str,
    definition: str,
    year: int | None = None,
    area_code: str = NATION,
    jsic_code: str | None = None,
) -> Fact:
    """Return one figure as the fact ``path``: its exact value, or why there is none.

    ``year`` ``None`` takes the newest. Another definition or year never stands in for the one asked for.
    """
    found = figures(session, indicators=[indicator], area_code=area_code, jsic_code=jsic_code)
    fitting = [each for each in found if each.definition == definition and year in (None, each.year)]
    if not fitting:
        return Missing(path, _not_loaded(found, definition, year))
    newest = fitting[0]
    if newest.value is None:
        return Missing(path, absent(newest))
    return Known(path, newest.value, newest.source_ref)


def official_area_ha(session: Session, area_code: str, definition: str) -> Fact:
    """Return the official area of a prefecture (2 digits) or municipality (5) in hectares, newest year.

    ``definition`` is that of the table: ``ssdse_a`` or ``ssdse_e``. Official areas leave out what the table
    says in its item name (the Northern Territories and Takeshima in prefectural tables).
    """
    return figure(session, "body.area_ha", indicator=AREA, definition=definition, area_code=area_code)


def absent(found: Figure) -> Text:
    """Say why a figure that is loaded has no number."""
    reason = ABSENCE_NAMES[found.absence or Absence.UNKNOWN]
    return Text(
        f"{found.edition.ja}（{found.year}年）の値は公表されていません：{reason.ja}",
        f"{found.edition.en} ({found.year}) gives no number: {reason.en}",
    )


def _not_loaded(found: Sequence[Figure], definition: str, year: int | None) -> Text:
    if not found:
        return Text("該当する統計が読み込まれていません", "no such statistics are loaded")
    held = sorted({(each.definition, each.year) for each in found})
    wanted = definition if year is None else f"{definition}・{year}年"
    return Text(
        f"定義・年の合う統計（{wanted}）が読み込まれていません"
        f"（読込済み：{'、'.join(f'{by}・{when}年' for by, when in held)}）",
        f"no figure by {definition}{'' if year is None else f' for {year}'} is loaded "
        f"(loaded: {', '.join(f'{by} {when}' for by, when in held)})",
    )


def _figure(value: StatisticValue, series: StatisticSeries, edition: DatasetEdition) -> Figure:
    return Figure(
        area_code=value.area_code,
        jsic_code=value.jsic_code,
        indicator=series.indicator,
        title=series.title,
        definition=series.definition,
        year=series.year,
        unit=series.unit,
        jsic_revision=series.jsic_revision,
        value=value.value,
        absence=None if value.absence is None else Absence(value.absence),
        edition_id=edition.id,
        edition=Text(edition.title_ja, edition.title_en),
        source=edition.source,
    )
