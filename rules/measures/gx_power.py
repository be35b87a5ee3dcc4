"""Power of a zone: how far ahead each step lies, the land it takes, how much of its electricity is clean."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal

from data.domain.evidence import Known, Missing
from data.domain.facility import DECARBONISED, PlantKind
from data.domain.plan.fields import means
from data.domain.plan.kinds_zones import ElectricitySource
from data.domain.wording import Text
from rules.engine.formatting import JST, shown
from rules.engine.measuring import Asked, Measure
from rules.measures.periods import fiscal_year

WHOLE = Decimal(100)
_CENT = Decimal("0.01")
_UNSPECIFIED = Text("電源が特定されていません", "the source is not specified")


def _years_ahead(facts: Asked, row: str) -> object:
    known = facts.known(f"{row}.year", "call.closes")
    if isinstance(known, Missing):
        return known
    year, closes = known
    return year - fiscal_year(closes.astimezone(JST))


def _largest(facts: Asked, row: str) -> object:
    steps = facts.rows("power.steps")
    if isinstance(steps, Missing):
        return steps
    cells = [facts.known(f"{step}.capacity_mw") for step in steps]
    gap = next((cell for cell in cells if isinstance(cell, Missing)), None)
    return gap or max(cell[0] for cell in cells if not isinstance(cell, Missing))


def _land_for(facts: Asked, density: Decimal) -> object:
    largest = facts.known("gx_power.largest_mw")
    if isinstance(largest, Missing):
        return largest
    return (largest[0] / density).quantize(_CENT, ROUND_CEILING).normalize() + 0


def _land_needed(facts: Asked, row: str) -> object:
    density = facts.known("power.density_mw_per_ha")
    return density if isinstance(density, Missing) else _land_for(facts, density[0])


def _land_if_dense(facts: Asked, row: str) -> object:
    return _land_for(facts, facts.values["gx2.power.density_high"].on(facts.on).value)


def _land_if_sparse(facts: Asked, row: str) -> object:
    return _land_for(facts, facts.values["gx2.power.density_low"].on(facts.on).value)


def is_clean(source: ElectricitySource) -> bool | None:
    """Tell whether a source is decarbonised, by the kinds of plant; none where it is not specified."""
    if source is ElectricitySource.UNSPECIFIED:
        return None
    return source is not ElectricitySource.THERMAL and DECARBONISED[PlantKind(source.value)]


def _row_is_clean(facts: Asked, row: str) -> object:
    source = facts.known(f"{row}.source")
    if isinstance(source, Missing):
        return source
    clean = is_clean(source[0])
    return Missing(f"{row}.source", _UNSPECIFIED) if clean is None else clean


def _clean_percent(facts: Asked, row: str) -> object:
    """Return the exact share of clean sources; missing while a source or a part of the whole is not told."""
    rows = facts.rows("electricity")
    if isinstance(rows, Missing):
        return rows
    total = clean = Decimal(0)
    for each in rows:
        cells = facts.known(f"{each}.share", f"{each}.decarbonised")
        if isinstance(cells, Missing):
            return cells
        total, clean = total + cells[0], clean + (cells[0] if cells[1] else 0)
    if total < WHOLE:
        rest = shown(WHOLE - total, "%")
        why = Text(
            f"記載された割合の合計は{shown(total, '%').ja}で、残り{rest.ja}の電源が記載されていません",
            f"the sources of the remaining {rest.en} are not stated",
        )
        return Missing("electricity", why)
    return clean


def _other_percent(facts: Asked, row: str) -> object:
    """Return the share of sources that surely are not clean: a lower bound while others are not told."""
    rows = facts.rows("electricity")
    if isinstance(rows, Missing):
        return rows
    other = Decimal(0)
    for each in rows:
        match facts.known(f"{each}.decarbonised", f"{each}.share"):
            case (False, share):
                other += share
    return other


def _by_source(facts: Asked, row: str) -> object:
    rows = facts.rows("electricity")
    if isinstance(rows, Missing):
        return rows
    shares: dict[str, Decimal] = {}
    for each in rows:
        match facts.known(f"{each}.source", f"{each}.share"):
            case (source, share):
                shares[source.text.ja] = shares.get(source.text.ja, Decimal(0)) + share
    return tuple(f"{name} {shown(share, '%').ja}" for name, share in shares.items())


def _stated_percent(facts: Asked, row: str) -> object:
    rows = facts.rows("electricity")
    if isinstance(rows, Missing):
        return rows
    cells = [facts.at(f"{each}.share") for each in rows]
    shares = [Decimal(str(cell.value)) for cell in cells if isinstance(cell, Known)]
    return sum(shares, Decimal(0)) if shares else cells[0]


MEASURES = (
    Measure(
        "power.steps[].years_ahead",
        means("公募の締切の年度からの年数", "years after the call", unit="か年"),
        _years_ahead,
    ),
    Measure(
        "gx_power.largest_mw",
        means("見通しの最大の受電容量", "largest capacity planned", unit="MW"),
        _largest,
    ),
    Measure(
        "gx_power.land_needed_ha",
        means("記載された電力密度で必要となる面積", "land needed at the stated density", unit="ha"),
        _land_needed,
    ),
    Measure(
        "gx_power.land_if_dense_ha",
        means("電力密度の高い例で必要となる面積", "land needed at a dense site", unit="ha"),
        _land_if_dense,
    ),
    Measure(
        "gx_power.land_if_sparse_ha",
        means("電力密度の低い例で必要となる面積", "land needed at a sparse site", unit="ha"),
        _land_if_sparse,
    ),
    Measure("electricity[].decarbonised", means("脱炭素電源か", "decarbonised"), _row_is_clean),
    Measure(
        "gx_power.clean_percent",
        means("脱炭素電源の割合", "share of decarbonised sources", unit="%"),
        _clean_percent,
    ),
    Measure(
        "gx_power.other_percent",
        means("脱炭素電源でないことが明らかな割合", "share surely not decarbonised", unit="%"),
        _other_percent,
    ),
    Measure("gx_power.by_source", means("電源別の割合", "share by source"), _by_source),
    Measure(
        "agreement.electricity_percent",
        means("電源別の割合の合計", "sum of the shares of electricity", unit="%"),
        _stated_percent,
    ),
)
