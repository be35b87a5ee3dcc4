"""Reads plants of any table or vector file by headings, or by columns the sender names (国土数値情報 P03).

The codes of P03's columns (``P03_0001`` …) mean different things in different editions, and its pages explain
them edition by edition. So no meaning is built in: the sender states it from the page of the edition at hand.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd
import shapely

from data.domain.errors import InvalidInput, Problem
from data.domain.facility import PlantKind
from data.domain.wording import Text
from data.importers import cells
from data.importers.formats import Format, opened
from data.importers.headings import heading
from data.importers.log import IssueLog
from data.importers.reading import Reading
from data.importers.tables import read_table
from data.importers.vector import VectorLayer, read_layer

HEADINGS = {
    "reference": ("id", "識別子"),
    "name": ("name", "名称", "発電所名", "発電所"),
    "operator": ("operator", "事業者", "事業者名", "設置者"),
    "kind": ("kind", "種別", "燃料", "発電種別", "原動力", "fuel"),
    "capacity_mw": ("mw", "capacity_mw", "出力mw", "認可出力mw", "最大出力mw"),
    "capacity_kw": ("kw", "capacity_kw", "出力kw", "認可出力kw", "最大出力kw"),
    "start_year": ("start_year", "運転開始年", "運転開始"),
}
UNITS = re.compile(r"[（(\[]\s*(mw|kw)\s*[）)\]]", re.IGNORECASE)
CODED = re.compile(r"P03_\d{3,4}", re.IGNORECASE)
ANY = "*"
"""In the sender's list of kinds: whatever the file says, or says nothing of."""


def read_stated(
    path: Path,
    layer: str | None,
    log: IssueLog,
    reading: Reading,
    stated: Mapping[str, str],
    kinds: Mapping[str, str],
) -> tuple[pd.DataFrame, str]:
    """Return the columns of ``data.importers.plants`` and the CRS the file came in.

    ``stated`` names columns by role (keys of ``HEADINGS``), ``kinds`` the kind of plant by the word or
    code of the file. Raises ``InvalidInput`` for roles, columns or kinds that do not exist, and for
    coded columns whose meaning is not stated.
    """
    raw = _layer(path, layer, log, reading)
    columns = _columns(path, raw.frame, stated)
    frame = raw.frame
    points = shapely.point_on_surface(frame["geom"].to_numpy())
    kind = cells.text(frame, columns.get("kind", ""))
    return (
        pd.DataFrame(
            {
                "row": frame["row"],
                "reference": cells.text(frame, columns.get("reference", "")),
                "name": cells.text(frame, columns.get("name", "")),
                "operator": cells.text(frame, columns.get("operator", "")),
                "fuel": _named(kind, kinds),
                "fuels": _named(kind, kinds),
                "capacity": _capacity(frame, columns),
                "year": cells.text(frame, columns.get("start_year", "")).str.extract(
                    r"(\d{4})", expand=False
                ),
                "near": cells.text(frame, ""),
                "lon": shapely.get_x(points),
                "lat": shapely.get_y(points),
            }
        ),
        raw.source_crs,
    )


def _layer(path: Path, layer: str | None, log: IssueLog, reading: Reading) -> VectorLayer:
    with opened(path, layer if path.suffix.lower() == ".zip" else None) as file:
        table = file.format in (Format.CSV, Format.XLSX)
    return read_table(path, log, reading) if table else read_layer(path, layer, log, (), reading)


def _columns(path: Path, frame: pd.DataFrame, stated: Mapping[str, str]) -> dict[str, str]:
    names = [str(name) for name in frame if name not in ("row", "geom")]
    problems = [
        Problem(
            "--column",
            f"{role}={name}",
            _NO_ROLE if role not in HEADINGS else _NO_COLUMN,
            _CHOICES.filled(roles=", ".join(HEADINGS), columns=", ".join(names)),
        )
        for role, name in stated.items()
        if role not in HEADINGS or name not in names
    ]
    if problems:
        raise InvalidInput.of(problems)
    unit_inside = [UNITS.sub(r"\1", name) for name in names]
    whole = dict(zip(unit_inside, names, strict=True))
    found = {role: heading(unit_inside, words) for role, words in HEADINGS.items()}
    columns = {role: whole[name] for role, name in found.items() if name} | dict(stated)
    if "name" not in columns and not {"capacity_mw", "capacity_kw"} & set(columns):
        coded = any(CODED.fullmatch(name) for name in names)
        message = _CODED if coded else _NOTHING_FOUND
        raise InvalidInput.of(
            [Problem("--column", path.name, message, _STATE.filled(columns=", ".join(names)))]
        )
    return columns


def _capacity(frame: pd.DataFrame, columns: Mapping[str, str]) -> pd.Series[str]:
    if "capacity_mw" in columns:
        return cells.text(frame, columns["capacity_mw"])
    if "capacity_kw" not in columns:
        return cells.text(frame, "")
    text = cells.text(frame, columns["capacity_kw"])
    megawatts = cells.number(frame, columns["capacity_kw"]) / 1000
    return megawatts.astype("string").where(megawatts.notna(), text)


def _named(kind: pd.Series[str], kinds: Mapping[str, str]) -> pd.Series[str]:
    wrong = [f"{word}={name}" for word, name in kinds.items() if name not in list(PlantKind)]
    if wrong:
        choices = ", ".join(PlantKind)
        raise InvalidInput.of(
            [Problem("--kind", word, _NO_KIND, _KINDS.filled(kinds=choices)) for word in wrong]
        )
    by_word = {word: name for word, name in kinds.items() if word != ANY}
    named = kind.map(by_word).astype("string").fillna(kind)
    return pd.Series(kinds[ANY], index=kind.index, dtype="string") if ANY in kinds else named


_NO_ROLE = Text("指定できる項目ではありません。", "There is no such role.")
_NO_COLUMN = Text("その名前の列がありません。", "There is no such column.")
_CHOICES = Text("項目：{roles} 列：{columns}", "Roles: {roles}; columns: {columns}")
_CODED = Text(
    "列名が国土数値情報P03のコードです。コードの意味は年度版によって異なるため、推測しません。",
    "The columns are codes of KSJ P03; what they mean differs by edition and is not guessed.",
)
_NOTHING_FOUND = Text(
    "発電所の名称も出力も見つかりません。", "Neither the name nor the capacity of the plants was found."
)
_STATE = Text(
    "その年度版の説明に従い --column name=列名 --column capacity_kw=列名 のように"
    "指定してください(列：{columns})。",
    "State them from the page of the edition: --column name=… --column capacity_kw=… (columns: {columns}).",
)
_NO_KIND = Text("発電の種別として使えない語です。", "This is no kind of plant.")
_KINDS = Text("{kinds} のいずれかを指定してください。", "Give one of {kinds}.")
