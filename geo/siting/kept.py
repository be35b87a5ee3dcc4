"""Keeps the result of a study in a folder and reads it back, so that what was shown can be shown again.

Two files: ``columns.npz`` with the arrays and ``study.json`` with profile, places and editions. Layers may
change afterwards; a kept result does not.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pydantic import TypeAdapter

from geo.mesh import Level
from geo.siting.columns import Column
from geo.siting.grid import Cells
from geo.siting.layers import Edition
from geo.siting.profile import Profile
from geo.siting.study import StudyResult

FORMAT = "siting-result.v1"
_EDITIONS = TypeAdapter(dict[str, Edition])


def keep(result: StudyResult, folder: Path) -> None:
    """Write a result to ``folder``; it counts as kept only when both files are whole."""
    folder.mkdir(parents=True, exist_ok=True)
    cells = result.cells
    arrays: dict[str, NDArray[np.generic]] = {"row": cells.row, "column": cells.column, "place": cells.place}
    for name, column in result.columns.items():
        arrays |= {f"indicator/{name}/{part}": array for part, array in column.arrays().items()}
    arrays |= {f"exclusion/{name}": state for name, state in result.states.items()}
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as file:
        np.savez(file, allow_pickle=False, **arrays)
    os.replace(file.name, folder / "columns.npz")
    about = {
        "format": FORMAT,
        "study_id": result.study_id,
        "level": result.cells.level.value,
        "profile": result.profile.model_dump(mode="json"),
        "places": list(result.places),
        "editions": _EDITIONS.dump_python(dict(result.editions), mode="json"),
    }
    part = folder / "study.json.part"
    part.write_text(json.dumps(about, ensure_ascii=False), encoding="utf-8")
    part.replace(folder / "study.json")


def kept(folder: Path) -> StudyResult | None:
    """Return the result kept in ``folder``, ``None`` when there is none."""
    try:
        about = json.loads((folder / "study.json").read_text(encoding="utf-8"))
        with np.load(folder / "columns.npz", allow_pickle=False) as file:
            arrays = dict(file)
    except FileNotFoundError:
        return None
    return _result(about, arrays)


def _result(about: Mapping[str, Any], arrays: Mapping[str, NDArray[Any]]) -> StudyResult:
    profile = Profile.model_validate(about["profile"])
    columns = {item.id: _column(arrays, f"indicator/{item.id}/") for item in profile.indicators}
    states = {item.id: arrays[f"exclusion/{item.id}"] for item in profile.exclusions}
    return StudyResult(
        about["study_id"],
        profile,
        Cells(Level(about["level"]), arrays["row"], arrays["column"], arrays["place"]),
        tuple(about["places"]),
        columns,
        states,
        _EDITIONS.validate_python(about["editions"]),
    )


def _column(arrays: Mapping[str, NDArray[Any]], prefix: str) -> Column:
    parts = ("low", "high", "reason")
    return Column.from_arrays({part: arrays[prefix + part] for part in parts if prefix + part in arrays})
