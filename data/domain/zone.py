"""Rows of what is measured about the plots of a zone; a cell may say itself what it lacks."""

from __future__ import annotations

from typing import Annotated

from data.domain.evidence import Missing
from data.domain.plan.fields import Number, Section, ShortText, means


class PlotGroup(Section):
    """Plots taken together, with the smallest circle that holds them."""

    name: Annotated[ShortText, means("組合せ", "group")]
    name_en: Annotated[ShortText | None, means("組合せ（英語）", "group, in English")] = None
    radius_km: Annotated[Number | Missing, means("区画を含む最小の円の半径", "smallest radius", unit="km")]
    area_ha: Annotated[Number | Missing, means("区画の合計面積", "total area", unit="ha")]
    all_drawn: Annotated[bool, means("すべて図形で示されているか", "all plots drawn")]
    plots: Annotated[tuple[str, ...], means("含まれる区画", "plots in it")]


class PlotArea(Section):
    """The stated area of a plot beside that of its drawing."""

    name: Annotated[ShortText, means("区画名", "plot")]
    stated_ha: Annotated[Number, means("記載された面積", "stated area", unit="ha")]
    drawn_ha: Annotated[Number, means("図形の面積", "drawn area", unit="ha")]
    difference_percent: Annotated[Number, means("記載と図形の差", "difference", unit="%")]
