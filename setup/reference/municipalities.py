"""Remake data/reference/prefectures.csv and municipalities.csv from the registry package ``japancode``.

Run from the repository's root with the package importable (``pip install japancode==0.1.0``)::

    python setup/reference/municipalities.py

Changes of codes that the package does not know are in ``municipality_changes.csv`` beside this file; its rows
replace those of the package with the same code.
"""

from __future__ import annotations

import csv
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

_ROOT = Path(__file__).resolve().parents[2]
_OUT = _ROOT / "data" / "reference"
_CHANGES = Path(__file__).with_name("municipality_changes.csv")
_WEIGHTS = (6, 5, 4, 3, 2)
_KINDS = {"市": "city", "町": "town", "村": "village"}
_COLUMNS = [
    *("code5", "code6", "name", "kana", "prefecture", "parent", "kind", "designated_city"),
    *("valid_from", "valid_to", "successors", "lon", "lat", "note_ja", "note_en"),
]

Row = dict[str, str]


def main() -> None:
    """Write both tables."""
    municipalities = {row["code5"]: row for row in _from_package()}
    offices = {code: (row["lon"], row["lat"]) for code, row in municipalities.items()}
    with _CHANGES.open(encoding="utf-8", newline="") as handle:
        for change in csv.DictReader(handle):
            municipalities[change["code5"]] = _from_change(change, offices)
    _write(_OUT / "municipalities.csv", _COLUMNS, [municipalities[code] for code in sorted(municipalities)])
    prefectures = [_prefecture(item) for item in _package_json("prefectures.json")]
    _write(_OUT / "prefectures.csv", list(prefectures[0]), prefectures)


def _from_package() -> list[Row]:
    items = _package_json("municipalities.json")
    wards = {item["city"].split(" ")[0] for item in items if " " in item["city"]}
    codes = {(item["pid"], item["city"]): item["cid"].zfill(5) for item in items}
    rows = []
    for item in items:
        city, _, ward = item["city"].partition(" ")
        code5 = item["cid"].zfill(5)
        row = _row(code5, item["city"].replace(" ", ""), item["citykana"].replace(" ", ""))
        row["parent"] = codes[(item["pid"], city)] if ward else ""
        row["kind"] = _kind(row)
        row["designated_city"] = "1" if not ward and city in wards else ""
        row["lon"], row["lat"] = f"{item['lng']:.5f}", f"{item['lat']:.5f}"
        rows.append(row)
    return rows


def _from_change(change: Row, offices: dict[str, tuple[str, str]]) -> Row:
    row = _row(change["code5"], change["name"], change["kana"])
    for column in ("parent", "valid_from", "valid_to", "successors", "note_ja", "note_en"):
        row[column] = change[column]
    row["kind"] = _kind(row)
    row["lon"], row["lat"] = offices.get(change["office_of"], ("", ""))
    return row


def _row(code5: str, name: str, kana: str) -> Row:
    row = dict.fromkeys(_COLUMNS, "")
    weighted = sum(int(digit) * weight for digit, weight in zip(code5, _WEIGHTS, strict=True))
    row |= {"code5": code5, "code6": code5 + str(11 - weighted % 11)[-1], "name": name, "kana": kana}
    row["prefecture"] = code5[:2]
    return row


def _kind(row: Row) -> str:
    if row["name"].endswith("区"):
        return "ward" if row["parent"] else "special_ward"
    return _KINDS[row["name"][-1]]


def _prefecture(item: dict[str, Any]) -> Row:
    return {
        "code": item["pid"].zfill(2),
        "code6": item["lgcode"],
        "iso3166_2": item["ISO3166-2"],
        "name_ja": item["pref"],
        "kana": item["prefkana"],
        "name_en": item["pref_en"],
    }


def _package_json(name: str) -> list[dict[str, Any]]:
    text = (files("japancode") / "data" / name).read_text(encoding="utf-8")
    content: list[dict[str, Any]] = json.loads(text)
    return content


def _write(path: Path, columns: list[str], rows: list[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.DictWriter(handle, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
