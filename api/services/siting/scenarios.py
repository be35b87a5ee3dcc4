"""Scenarios: a study read with a preset and weights, saved under an id that anybody can make again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from sqlalchemy.orm import Session

from api.services.siting import studies
from api.services.siting.results import Reading, Results
from data.domain.errors import InvalidInput, NotFound, Problem
from data.domain.wording import Text
from data.orm.siting import SitingScenario, SitingStudy
from data.queries import plans, siting
from data.queries.siting import AreaRow
from geo.mesh import decode
from geo.siting.areas import Area, merged_areas
from geo.siting.compare import Compared, compare
from geo.siting.exclusion import Share, Standing, shares
from geo.siting.explain import CellExplanation, explain
from geo.siting.layers import shape_array
from geo.siting.profile import profile
from geo.siting.ranking import Ranked, candidates, good, judged_by, rank
from geo.siting.scoring import scenario_id, weights_of
from geo.siting.sensitivity import Movement, movements

WEIGHT_PREFIX = "w-"
"""How forms and addresses name the weight of an indicator."""
AREAS_KEPT = 30
RANKED_SHOWN = 20
SWING = 0.2
"""How far each weight is moved, down and up, to see how firm the order is."""


@dataclass(frozen=True, slots=True)
class View:
    """What a reading comes to."""

    counts: Mapping[str, int]
    shares: Sequence[Share]
    ranked: Sequence[Ranked]
    codes: Sequence[int]
    places: Sequence[str]
    """Mesh code and municipality of each ranked cell."""


def save(session: Session, study_id: str, preset: str, changes: Mapping[str, float]) -> SitingScenario:
    """Return the scenario of a study, a preset and weights (the profile's own, some changed).

    Raises ``NotFound`` for an unknown study or preset, ``InvalidInput`` for weights that cannot be used.
    """
    study = studies.get(session, study_id)
    wanted = profile(study.profile_id)
    weights = weights_of(wanted, changes)
    name = scenario_id(study.id, wanted.preset(preset).id, weights)
    found = siting.scenario(session, name)
    if found is None:
        found = SitingScenario(id=name, study_id=study.id, preset=preset, weights=weights)
        siting.add_scenario(session, found)
    return found


def get(session: Session, wanted: str) -> tuple[SitingScenario, SitingStudy]:
    """Return a scenario and its study; raises ``NotFound``."""
    found = siting.scenario(session, wanted)
    if found is None:
        raise NotFound(Text(f"シナリオ {wanted} はありません。", f"There is no scenario {wanted}."))
    return found, studies.get(session, found.study_id)


def reading_of(results: Results, scenario: SitingScenario) -> Reading:
    """Return a scenario's study read as it says; raises ``NotReady`` while the study runs."""
    return results.read(scenario.study_id, scenario.preset, scenario.weights)


def complete_waiting(session: Session, results: Results) -> None:
    """Write counts and areas of every scenario whose study is done; for the product itself, not requests."""
    for scenario in siting.waiting_scenarios(session):
        reading = reading_of(results, scenario)
        siting.store_result(session, scenario.id, counts(reading), area_rows(reading))


def view(reading: Reading, count: int = RANKED_SHOWN) -> View:
    """Return counts, shares of land and the best cells of a reading."""
    ranked = rank(reading.scores, reading.found, reading.preset, count)
    index = np.array([row.index for row in ranked], dtype=np.int64)
    cells, places = reading.result.cells, reading.result.places
    return View(
        counts=counts(reading),
        shares=shares(reading.result, reading.found),
        ranked=ranked,
        codes=cells.code_of(index).tolist(),
        places=[places[place] for place in cells.place[index]],
    )


def moved(reading: Reading, ranked: Sequence[Ranked]) -> tuple[Movement, ...]:
    """Return where ranked cells end up when each weight changes by ``SWING`` either way."""
    if not ranked:
        return ()
    index = [row.index for row in ranked]
    return movements(reading.parts, reading.scores.weights, reading.found, reading.preset, index, SWING)


def why(reading: Reading, code: int) -> CellExplanation:
    """Return everything that made a cell's score; raises ``InvalidInput`` or ``NotFound`` for its code."""
    cells = reading.result.cells
    if len(str(code)) != cells.level.digits:
        message = Text(
            "この評価のメッシュの桁数ではありません。", "Not as many digits as this study's cells have."
        )
        remedy = Text(
            f"{cells.level.digits}桁のコードを入力してください。",
            f"Give a code of {cells.level.digits} digits.",
        )
        raise InvalidInput.of([Problem("/code", code, message, remedy)])
    row, column = decode(code, cells.level)
    place = int(np.searchsorted(reading.picture.key, int(row) * cells.level.shape[1] + int(column)))
    if place >= len(cells) or int(cells.code_of(place)) != code:
        raise NotFound(
            Text(
                f"メッシュ {code} は評価した陸地にありません。",
                f"Cell {code} is not among the land screened.",
            )
        )
    return explain(reading.result, reading.parts, reading.scores, reading.found, place)


def compared(session: Session, reading: Reading) -> tuple[Compared, ...]:
    """Return how the screen sees the ground of every stored plan and zone."""
    found = plans.footprints(session)
    zones = shape_array([row.geometry for row in found])
    titles = tuple(row.title for row in found)
    judged = judged_by(reading.scores, reading.preset)
    return compare(reading.result, judged, reading.found, zones, titles) if titles else ()


def largest_areas(reading: Reading, count: int = AREAS_KEPT) -> tuple[Area, ...]:
    """Return the largest areas of good cells."""
    judged = judged_by(reading.scores, reading.preset)
    chosen = good(reading.scores, reading.found, reading.preset)
    return merged_areas(reading.result, chosen, judged, reading.result.profile.density, count)


def area_rows(reading: Reading, count: int = AREAS_KEPT) -> list[AreaRow]:
    """Return the largest areas in the form they are kept and shown."""
    return [_row(position, area) for position, area in enumerate(largest_areas(reading, count), start=1)]


def counts(reading: Reading) -> dict[str, int]:
    """Return how many cells stand where."""
    standing = reading.found.standing
    ranked = candidates(reading.scores, reading.found, reading.preset)
    return {
        "cells": len(reading.result.cells),
        "open": int((standing == Standing.OPEN).sum()),
        "excluded": int((standing == Standing.EXCLUDED).sum()),
        "set_aside": int((standing == Standing.SET_ASIDE).sum()),
        "ranked": int(ranked.sum()),
        "good": int(good(reading.scores, reading.found, reading.preset).sum()),
    }


def _row(position: int, area: Area) -> AreaRow:
    amounts = (area.area_ha, area.fits_mw_low, area.fits_mw_high, area.mean_judged, area.best_judged)
    return AreaRow(position, len(area.cells), *amounts, area.places, area.polygon)


def changes(given: Iterable[tuple[str, str]]) -> dict[str, float]:
    """Return the weights among the fields of a form or query: ``w-<indicator>``, a number.

    Raises ``InvalidInput`` naming every field that holds no finite number.
    """
    read: dict[str, float] = {}
    problems = []
    for name, value in given:
        if not name.startswith(WEIGHT_PREFIX):
            continue
        try:
            read[name.removeprefix(WEIGHT_PREFIX)] = float(value)
        except ValueError:
            message = Text("重みとして読める数ではありません。", "Not a number that can be a weight.")
            remedy = Text("0以上の数を入力してください。", "Give a number from 0 up.")
            problems.append(Problem(name, value, message, remedy))
    if problems:
        raise InvalidInput.of(problems)
    return read
