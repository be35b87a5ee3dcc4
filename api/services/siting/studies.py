"""Ordering studies and finding them: the same inputs give the same study, so nothing is computed twice."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from api.services.siting import inputs
from data.domain.errors import InvalidInput, NotFound, Problem
from data.domain.wording import Text
from data.orm.siting import SitingScenario, SitingStudy, StudyStatus
from data.queries import siting
from geo.mesh import Level
from geo.siting.profile import profile

LEVELS = {
    Level.THIRD: Text("1 km（基準地域メッシュ）", "1 km (3rd mesh)"),
    Level.HALF: Text("500 m（4次メッシュ）", "500 m (4th mesh)"),
    Level.QUARTER: Text("250 m（5次メッシュ）", "250 m (5th mesh)"),
}
LISTED = 100


def order(session: Session, profile_id: str, level: int) -> SitingStudy:
    """Return the study of a profile over the layers in use, queued if it is new or had failed.

    Raises ``NotFound`` for an unknown profile, ``InvalidInput`` for a level that is not offered and
    ``NotReady`` while no boundaries are loaded.
    """
    wanted, chosen = profile(profile_id), _level(level)
    study = inputs.study_of(session, wanted, chosen)
    study.work()
    row = siting.study(session, study.id)
    if row is None:
        row = SitingStudy(
            id=study.id,
            profile_id=wanted.id,
            profile_edition=wanted.edition,
            level=chosen.value,
            status=str(StudyStatus.QUEUED),
            layers=inputs.layers_told(study),
        )
        siting.add_study(session, row)
    elif row.status == StudyStatus.FAILED:
        row.status, row.error_ja, row.error_en = str(StudyStatus.QUEUED), None, None
        session.flush()
    return row


def get(session: Session, study_id: str) -> SitingStudy:
    """Return a study; raises ``NotFound``."""
    row = siting.study(session, study_id)
    if row is None:
        raise NotFound(Text(f"評価 {study_id} はありません。", f"There is no study {study_id}."))
    return row


def listed(session: Session) -> Sequence[SitingStudy]:
    """Return the latest studies, newest first."""
    return siting.studies(session, LISTED)


def scenarios_listed(session: Session) -> Sequence[tuple[SitingScenario, SitingStudy]]:
    """Return the latest scenarios with their studies, newest first."""
    return siting.scenarios(session, LISTED)


def _level(level: int) -> Level:
    if level not in LEVELS:
        message = Text("選べないメッシュの大きさです。", "This size of cells is not offered.")
        remedy = Text(
            "3（1 km）、4（500 m）、5（250 m）から選んでください。", "Give 3 (1 km), 4 (500 m) or 5 (250 m)."
        )
        raise InvalidInput.of([Problem("/level", level, message, remedy)])
    return Level(level)
