"""Adds up by year what several documents claim at one substation, and holds it against published room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from decimal import Decimal

from data.domain.wording import Text
from rules.across.claims import Claim, ClaimKind
from rules.across.entries import DOCUMENTS, Certainty, Entry, RoomHeld, Side, YearTotal, why_in_order

_CLAIMED = Text(
    "変電所「{what}」の受電容量を{n}件の計画が見込んでおり、合計は{year}年度に{least}{total} MWです。",
    "{n} plans count on capacity at “{what}”: together {least}{total} MW in fiscal {year}.",
)
_NO_AMOUNT = Text(
    "変電所「{what}」の受電容量を{n}件の計画が見込んでいますが、容量の記載がありません。",
    "{n} plans count on capacity at “{what}” without stating how much.",
)
_AT_LEAST = Text("少なくとも", "at least ")
_EXACTLY = Text("", "")
_UNKNOWN = Text(
    "この変電所の需要側の空き容量は、読み込んだ公表資料からは分かりません。",
    "Room for demand there is not known from the publications loaded.",
)
_SEVERAL = Text(
    "この名称の空き容量の公表が複数あり、どれに当たるかは分かりません。",
    "Several publications of room bear this name; which one is meant is not known.",
)
_WITHIN = Text("公表された需要側の空き容量（{room}）の範囲内です。", "Within the published room ({room}).")
_BEYOND = Text(
    "公表された需要側の空き容量（{room}）を{over} MW超えます。",
    "That is {over} MW beyond the published room ({room}).",
)
_BETWEEN = Text(
    "公表された需要側の空き容量（{room}）の幅の中にあり、足りるかどうかは分かりません。",
    "Inside the published range ({room}): whether it suffices cannot be told.",
)
_ELSEWHERE = Text(
    "作成主体の都道府県が異なるため、同名の別の変電所である可能性があります。",
    "The bodies are of different prefectures: another substation may bear the same name.",
)


def substation_entry(sides: tuple[Side, ...], rooms: Sequence[RoomHeld]) -> Entry:
    """Return the entry of one substation; ``sides`` are the yearly steps of two documents or more.

    A step holds until the document's next one. Room is compared with the largest yearly total; without
    exactly one publication of that name the room stays unknown.
    """
    years = _by_year(sides)
    peak = max(years, key=lambda year: year.total_mw, default=None)
    what, n = sides[0].claim.what, len({side.filed.id for side in sides})
    place = frozenset.intersection(*(frozenset(c[:2] for c in s.filed.bodies) for s in sides))
    if peak is None:
        parts = [_NO_AMOUNT.filled(what=what, n=n)]
    else:
        least = _AT_LEAST if peak.at_least else _EXACTLY
        filled = {"what": what, "n": n, "year": peak.year, "total": _plain(peak.total_mw)}
        parts = [
            Text(_CLAIMED.ja.format(least=least.ja, **filled), _CLAIMED.en.format(least=least.en, **filled))
        ]
        parts.append(_against(peak, rooms))
    if not place:
        parts.append(_ELSEWHERE)
    return Entry(
        kind=ClaimKind.SUBSTATION,
        what=what,
        certainty=Certainty.SAME if place else Certainty.POSSIBLE,
        sides=sides,
        statement=Text("".join(part.ja for part in parts), " ".join(part.en for part in parts)),
        may_be_in_order=why_in_order(ClaimKind.SUBSTATION, sides),
        sources=(DOCUMENTS, *(room.source for room in rooms)),
        total=None if peak is None or peak.at_least else peak.total_mw,
        unit="MW",
        by_year=years,
    )


def _by_year(sides: Sequence[Side]) -> tuple[YearTotal, ...]:
    steps: dict[object, dict[int, Decimal | None]] = defaultdict(dict)
    for side in sides:
        if side.claim.years is not None:
            _keep_largest(steps[side.filed.id], side.claim)
    years = sorted({year for of_one in steps.values() for year in of_one})
    found = [_total(year, steps) for year in years]
    return tuple(total for total in found if total is not None)


def _keep_largest(steps: dict[int, Decimal | None], claim: Claim) -> None:
    """Two steps of one year at one substation: the larger one is what is counted on."""
    assert claim.years is not None  # noqa: S101 - the caller asks only for claims with years
    year = claim.years[0]
    before = steps.get(year)
    steps[year] = claim.amount if before is None else max(before, claim.amount or before)


def _total(year: int, steps: Mapping[object, Mapping[int, Decimal | None]]) -> YearTotal | None:
    begun = [[of_one[y] for y in sorted(of_one) if y <= year] for of_one in steps.values()]
    standing = [amounts[-1] for amounts in begun if amounts]
    stated = [amount for amount in standing if amount is not None]
    return YearTotal(year, sum(stated, Decimal(0)), len(stated) < len(standing)) if stated else None


def _against(peak: YearTotal, rooms: Sequence[RoomHeld]) -> Text:
    if len(rooms) > 1:
        return _SEVERAL
    if not rooms or rooms[0].from_mw is None:
        return _UNKNOWN
    lowest, highest = rooms[0].from_mw, rooms[0].to_mw
    room = f"{_plain(lowest)} MW以上" if highest is None else _range(lowest, highest)
    in_english = f"{_plain(lowest)} MW or more" if highest is None else _range(lowest, highest)
    if highest is not None and peak.total_mw > highest:
        words, over = _BEYOND, _plain(peak.total_mw - highest)
    else:
        words = _WITHIN if peak.total_mw <= lowest and not peak.at_least else _BETWEEN
        over = ""
    return Text(words.ja.format(room=room, over=over), words.en.format(room=in_english, over=over))


def _range(lowest: Decimal, highest: Decimal) -> str:
    return f"{_plain(lowest)} MW" if lowest == highest else f"{_plain(lowest)}–{_plain(highest)} MW"


def _plain(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
