"""``/v1/siting``: order studies, save scenarios, ask why a cell stands where it stands, take results away."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, BackgroundTasks, Query, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from api.deps import DatabaseSession, SitingDesk
from api.services.published_requests import read_srid
from api.services.siting import files, scenarios, studies
from api.v1.siting_schemas import (
    AreaAnswer,
    CellAnswer,
    ComparedAnswer,
    MovementAnswer,
    ProfileAnswer,
    ScenarioAnswer,
    ScenarioOrder,
    StudyAnswer,
    StudyOrder,
    ViewAnswer,
)
from geo.mesh import encode
from geo.siting.profile import PROFILES, profile
from geo.siting.scoring import weights_of

router = APIRouter(prefix="/v1/siting", tags=["siting"])
Top = Annotated[int, Query(ge=1, le=1000, description="上位の件数 / cells returned")]
MEDIA = {"gpkg": "application/geopackage+sqlite3", "geojson": "application/geo+json", "csv": "text/csv"}


@router.get("/profiles", summary="評価プロファイル / Profiles")
def profiles() -> list[ProfileAnswer]:
    """Return the profiles with indicators, weights, curves, presets and what each number rests on."""
    return [ProfileAnswer.of(profile(name)) for name in PROFILES]


@router.get("/studies", summary="評価の一覧 / Studies")
def list_studies(session: DatabaseSession) -> list[StudyAnswer]:
    """Return the latest studies, newest first."""
    return [StudyAnswer.of(row) for row in studies.listed(session)]


@router.post("/studies", status_code=202, summary="評価を実行する / Run a study")
def order(
    wanted: StudyOrder,
    session: DatabaseSession,
    desk: SitingDesk,
    response: Response,
    background: BackgroundTasks,
) -> StudyAnswer:
    """Queue the study of a profile over the layers in use; one that is there already is returned."""
    row = studies.order(session, wanted.profile, wanted.level)
    response.headers["Location"] = f"/v1/siting/studies/{row.id}"
    background.add_task(desk.wake)
    return StudyAnswer.of(row)


@router.get("/studies/{study_id}", summary="評価の進み具合 / Progress of a study")
def read_study(study_id: str, session: DatabaseSession) -> StudyAnswer:
    """Return a study with how far it is."""
    return StudyAnswer.of(studies.get(session, study_id))


@router.get("/studies/{study_id}/what-if", summary="重みを変えてみる / What if the weights were others")
def what_if(
    study_id: str,
    request: Request,
    session: DatabaseSession,
    desk: SitingDesk,
    preset: str = "reference",
    top: Top = 20,
) -> ViewAnswer:
    """Return the ranking with other weights (``w-<indicator>=number``); nothing is stored."""
    study = studies.get(session, study_id)
    weights = weights_of(profile(study.profile_id), scenarios.changes(request.query_params.multi_items()))
    reading = desk.results.read(study.id, preset, weights)
    return ViewAnswer.of(reading, scenarios.view(reading, top))


@router.get("/scenarios", summary="シナリオの一覧 / Scenarios")
def list_scenarios(session: DatabaseSession) -> list[ScenarioAnswer]:
    """Return the latest scenarios, newest first."""
    return [ScenarioAnswer.of(*pair) for pair in studies.scenarios_listed(session)]


@router.post("/scenarios", status_code=201, summary="シナリオを保存する / Save a scenario")
def save(
    wanted: ScenarioOrder,
    session: DatabaseSession,
    desk: SitingDesk,
    response: Response,
    background: BackgroundTasks,
) -> ScenarioAnswer:
    """Save a study read with a preset and weights; the same three always give the same id."""
    row = scenarios.save(session, wanted.study, wanted.preset, wanted.weights)
    response.headers["Location"] = f"/v1/siting/scenarios/{row.id}"
    background.add_task(desk.wake)
    return ScenarioAnswer.of(row, studies.get(session, row.study_id))


@router.get("/scenarios/{scenario_id}", summary="シナリオを読む / Read a scenario")
def read_scenario(scenario_id: str, session: DatabaseSession) -> ScenarioAnswer:
    """Return a scenario with its counts once its study is done."""
    return ScenarioAnswer.of(*scenarios.get(session, scenario_id))


@router.get("/scenarios/{scenario_id}/ranking", summary="上位のメッシュ / Best cells")
def ranking(scenario_id: str, session: DatabaseSession, desk: SitingDesk, top: Top = 20) -> ViewAnswer:
    """Return the best cells with the range of positions that the unknown leaves open."""
    row, _ = scenarios.get(session, scenario_id)
    reading = scenarios.reading_of(desk.results, row)
    return ViewAnswer.of(reading, scenarios.view(reading, top))


@router.get("/scenarios/{scenario_id}/movements", summary="重みへの敏感さ / How firm the order is")
def movement(scenario_id: str, session: DatabaseSession, desk: SitingDesk) -> list[MovementAnswer]:
    """Return where the best cells end up when each weight changes by a fifth either way."""
    row, _ = scenarios.get(session, scenario_id)
    reading = scenarios.reading_of(desk.results, row)
    shown = scenarios.view(reading)
    return [
        MovementAnswer.of(code, step)
        for code, step in zip(shown.codes, scenarios.moved(reading, shown.ranked), strict=True)
    ]


@router.get("/scenarios/{scenario_id}/areas", summary="まとまった適地 / Areas of good cells")
def areas(scenario_id: str, session: DatabaseSession, desk: SitingDesk) -> list[AreaAnswer]:
    """Return the largest areas of good cells with hectares and the MW that fit at most."""
    row, _ = scenarios.get(session, scenario_id)
    reading = scenarios.reading_of(desk.results, row)
    return [AreaAnswer.of(area) for area in scenarios.area_rows(reading)]


@router.get(
    "/scenarios/{scenario_id}/cells/{code}", summary="メッシュの理由 / Why a cell stands where it does"
)
def cell(scenario_id: str, code: int, session: DatabaseSession, desk: SitingDesk) -> CellAnswer:
    """Return every indicator of a cell with value, curve, weight, part of the score and source."""
    row, _ = scenarios.get(session, scenario_id)
    return CellAnswer.of(scenarios.why(scenarios.reading_of(desk.results, row), code))


@router.get("/scenarios/{scenario_id}/at", summary="地点の理由 / Why the cell at a point stands there")
def cell_at(
    scenario_id: str,
    session: DatabaseSession,
    desk: SitingDesk,
    lon: Annotated[float, Query(ge=-180, le=180)],
    lat: Annotated[float, Query(ge=-90, le=90)],
) -> CellAnswer:
    """Return what ``cells/{code}`` does, for the cell that holds a point (degrees, EPSG:4326)."""
    row, _ = scenarios.get(session, scenario_id)
    reading = scenarios.reading_of(desk.results, row)
    code = int(encode([lon], [lat], reading.result.cells.level)[0])
    return CellAnswer.of(scenarios.why(reading, code))


@router.get(
    "/scenarios/{scenario_id}/compare", summary="計画・区域との比較 / Plans and zones against the screen"
)
def compared(scenario_id: str, session: DatabaseSession, desk: SitingDesk) -> list[ComparedAnswer]:
    """Return how the screen sees the ground of every stored plan and zone."""
    row, _ = scenarios.get(session, scenario_id)
    reading = scenarios.reading_of(desk.results, row)
    return [ComparedAnswer.of(found) for found in scenarios.compared(session, reading)]


@router.get(
    "/scenarios/{scenario_id}/export/{what}.{file_format}",
    summary="結果を持ち出す（ZIP） / Take a result away",
    response_class=FileResponse,
)
def export(
    scenario_id: str,
    what: Literal["areas", "cells"],
    file_format: Literal["gpkg", "geojson", "csv", "cp932"],
    session: DatabaseSession,
    desk: SitingDesk,
    top: Annotated[int, Query(ge=1, le=files.MOST_CELLS)] = 10_000,
    crs: Annotated[
        str | None, Query(max_length=80, description="GeoPackageの座標系 / of the GeoPackage")
    ] = None,
) -> Any:
    """Return areas or the best cells as a file, its sources inside; two files come as one ZIP."""
    srid = read_srid(crs)
    row, _ = scenarios.get(session, scenario_id)
    made = files.export(scenarios.reading_of(desk.results, row), what, file_format, top, srid)
    media = MEDIA.get(file_format, "") if made.path.suffix != ".zip" else "application/zip"
    return FileResponse(
        made.path, media_type=media, filename=made.path.name, background=BackgroundTask(made.discard)
    )
