"""Reads what a request for features names: collection, box, key, place to go on, reference system."""

from __future__ import annotations

import json
import math
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode

from data.domain.errors import InvalidInput, NotFound, Problem
from data.domain.published import COLLECTIONS, MAX_ZOOM, OUTPUT_SRIDS, WGS84, Collection
from data.domain.wording import Text
from data.queries.shapes import Bounds

DEFAULT_PAGE, GREATEST_PAGE = 100, 1_000
GREATEST_KEY = 2**31 - 1
LONGEST_KEY = 60
_CRS = re.compile(
    r"(?:https?://www\.opengis\.net/def/crs/EPSG/(?:0|[0-9.]+)/|urn:ogc:def:crs:EPSG::|EPSG:)?([0-9]{4,5})"
)


def collection(name: str) -> Collection:
    """Return a published collection by name; raises ``NotFound`` with the names there are."""
    found = COLLECTIONS.get(name)
    if found is None:
        known = ", ".join(COLLECTIONS)
        raise NotFound(
            Text(
                f"「{name[:LONGEST_KEY]}」という公開データはありません。あるのは {known} です。",
                f"There is no collection “{name[:LONGEST_KEY]}”; there are {known}.",
            )
        )
    return found


def read_key(wanted: Collection, key: str) -> int | str | None:
    """Return a feature's key in its type; ``None`` when no feature can have it."""
    if wanted.key is str:
        return key if len(key) <= LONGEST_KEY and "\x00" not in key else None
    if not (key.isascii() and key.isdecimal()) or len(key) > len(str(GREATEST_KEY)):
        return None
    return int(key) if int(key) <= GREATEST_KEY else None


def check_tile(z: int, x: int, y: int) -> None:
    """Raise ``InvalidInput`` for a tile that is not in the grid or deeper than tiles are cut."""
    if not 0 <= z <= MAX_ZOOM:
        raise _invalid(
            "z",
            z,
            Text(f"ズームは0から{MAX_ZOOM}までです。", f"Zooms are 0 to {MAX_ZOOM}."),
            Text(
                f"{MAX_ZOOM}より先はズーム{MAX_ZOOM}のタイルを拡大してお使いください。",
                f"Beyond {MAX_ZOOM}, enlarge the tile of zoom {MAX_ZOOM}.",
            ),
        )
    greatest = 2**z - 1
    for field, value in (("x", x), ("y", y)):
        if not 0 <= value <= greatest:
            raise _invalid(
                field,
                value,
                Text("タイル番号が範囲外です。", "There is no such tile."),
                Text(f"ズーム{z}では0から{greatest}までです。", f"At zoom {z} they are 0 to {greatest}."),
            )


def read_box(value: str | None) -> Bounds | None:
    """Return west, south, east, north in degrees; raises ``InvalidInput``."""
    if value is None:
        return None
    try:
        west, south, east, north = (float(part) for part in value.split(","))
    except ValueError as error:
        raise _bad_box(value) from error
    sound = all(math.isfinite(part) for part in (west, south, east, north))
    if not sound or not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise _bad_box(value)
    return west, south, east, north


def read_limit(value: str | None, greatest: int = GREATEST_PAGE) -> int:
    """Return how many features a page has, 100 when nobody says; raises ``InvalidInput``."""
    if value is None:
        return DEFAULT_PAGE
    whole = value.isascii() and value.isdecimal() and len(value) <= len(str(GREATEST_KEY))
    if not whole or not 1 <= int(value) <= greatest:
        raise _invalid(
            "limit",
            value,
            Text("1ページの件数として読み取れません。", "It cannot be read as the features of a page."),
            Text(
                f"1から{greatest}までの整数を指定してください。", f"Give a whole number from 1 to {greatest}."
            ),
        )
    return int(value)


def read_srid(value: str | None) -> int:
    """Return the EPSG code that ``crs`` names, 4326 without one; raises ``InvalidInput``."""
    if value is None:
        return WGS84
    found = _CRS.fullmatch(value.strip())
    if found is None or int(found[1]) not in OUTPUT_SRIDS:
        raise _invalid(
            "crs",
            value,
            Text("対応していない座標系です。", "This reference system is not offered."),
            Text(
                "EPSG:4326、EPSG:6668、または平面直角座標系のEPSG:6669から6687を指定してください。",
                "Give EPSG:4326, EPSG:6668 or a plane rectangular zone, EPSG:6669 to 6687.",
            ),
        )
    return int(found[1])


def write_cursor(key: int | str) -> str:
    """Return the place after ``key`` as it is given to clients."""
    return urlsafe_b64encode(json.dumps([key]).encode()).decode()


def read_cursor(wanted: Collection, cursor: str | None) -> int | str | None:
    """Return the key that a cursor stands for; raises ``InvalidInput`` for one this product did not give."""
    if cursor is None:
        return None
    try:
        (key,) = json.loads(urlsafe_b64decode(cursor))
        read = read_key(wanted, str(key))
    except (ValueError, TypeError) as error:
        raise _bad_cursor(cursor) from error
    if read is None:
        raise _bad_cursor(cursor)
    return read


def _bad_cursor(cursor: str) -> InvalidInput:
    return _invalid(
        "cursor",
        cursor,
        Text("続きの位置を読み取れません。", "The place to continue from cannot be read."),
        Text(
            "前の回答の next のリンクをそのままお使いください。",
            "Follow the `next` link of the previous answer.",
        ),
    )


def _bad_box(value: str) -> InvalidInput:
    return _invalid(
        "bbox",
        value,
        Text("範囲として読み取れません。", "It cannot be read as a box."),
        Text(
            "「西,南,東,北」を度で指定してください（例 139.0,35.0,140.0,36.0）。"
            "180度線をまたぐ範囲は分けてください。",
            "Give west,south,east,north in degrees (such as 139.0,35.0,140.0,36.0); "
            "split a box that crosses the 180th meridian.",
        ),
    )


def _invalid(field: str, value: object, message: Text, remedy: Text) -> InvalidInput:
    return InvalidInput.of([Problem(field, value, message, remedy)])
