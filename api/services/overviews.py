"""The national overviews, plans and power: the rows of table and map alike, their words, their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from sqlalchemy.orm import Session

from api.services.field_maps import PUBLIC_LAYERS, Layer, MapFiles, file_address, packed
from api.services.maps import credit
from api.services.siting.land import JAPAN
from data.domain.assessment import VERDICT_NAMES, Verdict
from data.domain.facility import PLANT_KIND_NAMES, PlantKind
from data.domain.plan.kinds import PlanType
from data.domain.wording import Language, Text
from data.orm.facility import Substation, TransmissionLine
from data.queries import plans, power
from data.queries.plans import PlanFootprint, PlanLine
from data.reference.fields import strategic_fields
from data.reference.places import place_name
from data.reference.sources import sources
from geo.maps import style, words
from geo.maps.fields import PlanRow, plan_field
from geo.maps.layers import Attribution
from geo.maps.overview_map import TITLES, Overview, overview_map
from geo.measure import area_ha

NOT_ASSESSED = Text("未確認", "not assessed")
PAGES = {
    "plans": Text("計画・区域の全国地図", "National map of plans and zones"),
    "power": Text("電力と立地の全国地図", "National map of power and siting"),
}
_SHOWN = {"plans": frozenset({"plans"}), "power": frozenset({"plants", "lines", "centres"})}
LISTED = 1_000
_area_ha = lru_cache(LISTED)(area_ha)
"""Footprints stay as they are, and measuring all of them takes longer than the rest of a map."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """Plants of one kind and decarbonised mark; ``known_mw`` adds up those of known capacity."""

    kind: Text
    decarbonised: bool | None
    plants: int
    known: int
    known_mw: float


@dataclass(frozen=True, slots=True)
class VoltageRow:
    """Substations and pieces of line of one voltage class."""

    label: Text
    substations: int
    lines: int


@dataclass(frozen=True, slots=True)
class Power:
    """The power map as tables and sentences."""

    kinds: Sequence[KindRow]
    voltages: Sequence[VoltageRow]
    told: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Plans:
    """The map of plans as a table and sentences; ``undrawn`` are the plans without a footprint."""

    rows: Sequence[PlanRow]
    undrawn: Sequence[PlanLine]
    told: Sequence[Text]


def plans_overview(session: Session, language: Language) -> Plans:
    """Return every plan the actor may know, drawn or not."""
    rows = plan_rows(session, language)
    drawn = {row.id for row in rows}
    lines = plans.list_newest_first(session, LISTED)
    undrawn = [line for line in lines if str(line.id) not in drawn]
    return Plans(rows, undrawn, words.plans_in_words(rows, len(undrawn)))


def plan_rows(session: Session, language: Language) -> list[PlanRow]:
    """Return the plans with a footprint that the actor may know."""
    return [_row(found, language) for found in plans.footprints(session)]


def plans_file(session: Session, language: Language) -> Layer:
    """Return the packed layer of the plans the actor may know; never kept, because actors differ."""
    rows = plan_rows(session, language)
    return packed(plan_field(rows, language), language)


def power_overview(session: Session) -> Power:
    """Return what the power map shows, added up by the database."""
    found = {(row.kind, row.decarbonised): row for row in power.power_in(session, JAPAN)}
    ordered = [found.get((kind, clean)) for kind in PlantKind for clean in (True, False, None)]
    kinds = [_kind_row(row) for row in ordered if row is not None]
    at = power.voltages_in(session, Substation, JAPAN)
    along = power.voltages_in(session, TransmissionLine, JAPAN)
    grid = words.Grid(
        substations=sum(at.values()),
        unknown=at.get(None, 0),
        lines=sum(along.values()),
        dark=along.get(None, 0),
        centres=power.data_centres_in(session, JAPAN),
    )
    clean = [row for row in kinds if row.decarbonised]
    substations, lines = _by_class(at), _by_class(along)
    looks = (*style.VOLTAGE_CLASSES, style.UNKNOWN_VOLTAGE)
    voltages = [VoltageRow(look.label, substations[look.key], lines[look.key]) for look in looks]
    return Power(kinds, voltages, words.power_in_words(_capacity(kinds), _capacity(clean), grid))


def _kind_row(row: power.KindPower) -> KindRow:
    known = row.plants - row.without_capacity
    return KindRow(
        PLANT_KIND_NAMES[PlantKind(row.kind)], row.decarbonised, row.plants, known, float(row.known_mw or 0)
    )


def _capacity(rows: Sequence[KindRow]) -> words.Capacity:
    return words.Capacity(
        sum(row.plants for row in rows), sum(row.known for row in rows), sum(row.known_mw for row in rows)
    )


def _by_class(by_kv: Mapping[Decimal | None, int]) -> Counter[str]:
    found: Counter[str] = Counter()
    for kv, count in by_kv.items():
        found[style.voltage_class(None if kv is None else float(kv)).key] += count
    return found


def draw(
    session: Session, files: MapFiles, which: str, *, nonce: str | None = None, language: Language = "ja"
) -> str:
    """Return the page of a national map; its layers are fetched by the page itself."""
    layers = {name: files.layer(session, name, language) for name in PUBLIC_LAYERS}
    rows = plan_rows(session, language)
    addresses = {name: file_address(name, layer, language) for name, layer in layers.items()}
    scene = Overview(
        title=PAGES[which].in_language(language),
        summary=_summary(which, rows, layers, language),
        files={**addresses, "plans": f"/maps/data/plans.json?lang={language}"},
        counts={**{name: layer.counts for name, layer in layers.items()}, "plans": _types(rows)},
        shown=_SHOWN[which],
        fields=sorted({part for row in rows for part in row.field.split("、") if part}),
        statuses=[text.in_language(language) for text in (*VERDICT_NAMES.values(), NOT_ASSESSED)],
        sources=_sources(layers),
    )
    return overview_map(scene, "/static", nonce, language)


def _types(rows: Sequence[PlanRow]) -> Mapping[str, int]:
    return Counter(str(row.plan_type) for row in rows)


def _summary(which: str, rows: Sequence[PlanRow], layers: Mapping[str, Layer], language: Language) -> str:
    if which == "plans":
        return words.plans_in_words(rows, 0)[0].in_language(language)
    parts = [
        f"{TITLES[name].in_language(language)} {sum(layers[name].counts.values()):,}"
        for name in ("plants", "lines", "substations", "centres")
    ]
    return Text("、".join(parts) + "件を地図で確認できます。", ", ".join(parts) + ".").in_language(language)


def _sources(layers: Mapping[str, Layer]) -> dict[str, list[Attribution]]:
    base = sources()["prefecture_polygons"]
    by_layer = {name: [credit(edition) for edition in layer.editions] for name, layer in layers.items()}
    return {**by_layer, "base": [Attribution(base.title, base.publisher, base.licence)]}


def _row(found: PlanFootprint, language: Language) -> PlanRow:
    verdict = None if found.verdict is None else Verdict(found.verdict)
    fields = [_field(key, language) for key in found.field_ids]
    return PlanRow(
        id=str(found.id),
        title=found.title,
        plan_type=PlanType(found.plan_type),
        body=place_name(found.body_code, language),
        field="、".join(fields) or found.industry or "",
        verdict=verdict,
        status=NOT_ASSESSED if verdict is None else VERDICT_NAMES[verdict],
        area_ha=_area_ha(found.geometry),
        is_sample=found.is_sample,
        shape=found.geometry,
    )


def _field(key: str, language: Language) -> str:
    """Name a strategic field by its key or number; anything else stays as the plan has it."""
    known = strategic_fields().values()
    found = next((item for item in known if key in (item.key, str(item.number))), None)
    return key if found is None else found.name.in_language(language)
