"""What an administrator does with layers: upload, check, load, give up, choose the edition in use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from api.services import audit
from api.services.loading.loads import RUNNING, Load, LoadState
from api.services.loading.shelf import MAIN, Sent, Shelf
from data.db import actor_of, as_system
from data.domain.audit import AuditEvent
from data.domain.errors import Conflict, NotFound
from data.domain.wording import Text
from data.importers import editions
from data.importers.formats import opened
from data.importers.registry import IMPORTER_OF
from data.importers.steps import ImportOptions
from rules.access import GeneralAction, require_generally

CHOSEN_FROM = {True: "superseded", False: "current"}
"""The status an edition must have to be put into use, or taken out of it."""
_NOT_CHECKED = Text(
    "この取込みは、いま取り込める状態ではありません。画面を開き直してください。",
    "This load cannot be loaded as it stands. Please open the page again.",
)
_AT_WORK = Text(
    "処理の途中です。終わってから操作してください。", "It is being worked at; please wait until that is done."
)
_NO_EDITION = Text("版が見つかりません。", "There is no such edition.")
_NOT_TO_CHOOSE = Text(
    "この版の使用・不使用は変えられません。画面を開き直してください。",
    "This edition cannot be chosen so. Please open the page again.",
)


@dataclass(frozen=True, slots=True)
class Statement:
    """What the sender states about an upload: the importer, its options, the fields as typed."""

    importer: str
    options: ImportOptions
    typed: Mapping[str, str]


def require_keeper(session: Session) -> None:
    """Raise ``NotAllowed`` for who does not manage layers."""
    require_generally(actor_of(session), GeneralAction.MANAGE_LAYERS)


def upload(
    session: Session,
    shelf: Shelf,
    sent: Mapping[str, Sent],
    stated: Statement,
    account_name: str,
    now: datetime,
) -> Load:
    """Keep uploaded files (``main``, and beside it ``coverage`` or ``items``) and queue their check.

    Raises ``NotAllowed``, and ``InvalidInput`` for a file that is empty, damaged, of no known format or
    explodes; nothing is kept then.
    """
    require_keeper(session)
    load_id, places = shelf.receive(sent)
    try:
        _look_into(places[MAIN], stated.options.layer)
    except Exception:
        shelf.drop(load_id)
        raise
    load = Load(
        load_id,
        actor_of(session),
        account_name,
        places[MAIN].name,
        places[MAIN].stat().st_size,
        stated.importer,
        _with_files(stated.options, places.get("coverage"), places.get("items")),
        stated.typed,
        LoadState.CHECKING,
        now,
    )
    shelf.write(load)
    return load


def check_again(session: Session, shelf: Shelf, load_id: str, stated: Statement) -> Load:
    """Queue another check with other statements; raises ``NotAllowed``, ``NotFound``, ``Conflict``."""
    load = _idle(session, shelf, load_id, {LoadState.CHECKED, LoadState.REFUSED, LoadState.STOPPED})
    options = _with_files(stated.options, load.options.coverage, load.options.items)
    changed = replace(load, importer=stated.importer, options=options, typed=stated.typed)
    return _queued(shelf, changed, LoadState.CHECKING)


def order(session: Session, shelf: Shelf, load_id: str) -> Load:
    """Queue a checked load for loading; raises ``NotAllowed``, ``NotFound``, ``Conflict``."""
    load = _idle(session, shelf, load_id, {LoadState.CHECKED})
    if load.report is None or load.report.stopped:
        raise Conflict(_NOT_CHECKED)
    return _queued(shelf, load, LoadState.LOADING)


def give_up(session: Session, shelf: Shelf, load_id: str) -> None:
    """Remove a load; what is loaded stays. Raises ``NotAllowed``, ``NotFound``, ``Conflict``."""
    _idle(session, shelf, load_id, set(LoadState) - RUNNING)
    shelf.drop(load_id)


def choose(session: Session, edition_id: int, *, in_use: bool) -> None:
    """Put an older or set-aside edition into use, or take the one in use out of it.

    Raises ``NotAllowed``, ``NotFound``, and ``Conflict`` when its status has changed meanwhile.
    """
    require_keeper(session)
    with as_system(session):
        edition = editions.held(session, edition_id)
        if edition is None:
            raise NotFound(_NO_EDITION)
        if edition.status != CHOSEN_FROM[in_use]:
            raise Conflict(_NOT_TO_CHOOSE)
        editions.choose(session, edition, in_use=in_use)
        IMPORTER_OF[edition.dataset].after(session)
    after = {"dataset": edition.dataset, "source": edition.source, "in_use": in_use}
    audit.record(session, AuditEvent.EDITION_CHOSEN, "dataset_edition", str(edition_id), after=after)


def _look_into(path: Path, member: str | None) -> None:
    """Unpack a file to nowhere, so that a bad one is told while its sender stands at the form."""
    with opened(path, member):
        return


def _with_files(options: ImportOptions, coverage: Path | None, items: Path | None) -> ImportOptions:
    definition = options.layer_definition
    described = replace(definition, coverage=coverage) if definition else None
    return replace(options, coverage=coverage, items=items, layer_definition=described)


def _idle(session: Session, shelf: Shelf, load_id: str, states: set[LoadState]) -> Load:
    require_keeper(session)
    load = shelf.read(load_id)
    if load.state in RUNNING:
        raise Conflict(_AT_WORK)
    if load.state not in states:
        raise Conflict(_NOT_CHECKED)
    return load


def _queued(shelf: Shelf, load: Load, state: LoadState) -> Load:
    queued = replace(load, state=state, done=0, total=None, problems=())
    shelf.write(queued)
    return queued
