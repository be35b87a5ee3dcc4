"""Finds what several documents claim at once: claims meet by key in tables, never pair by pair."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from data.domain.wording import Text
from rules.across.claims import ClaimKind
from rules.across.entries import DOCUMENTS, Certainty, Entry, RoomHeld, Side, why_in_order
from rules.across.substations import substation_entry

_COMPANY_KINDS = frozenset({ClaimKind.INVESTMENT, ClaimKind.JOBS})
_TOLD_TOGETHER = frozenset({ClaimKind.JOBS, ClaimKind.TECHNOLOGY, ClaimKind.AREA})
"""Kinds of which the same documents often share many things; these are told in one entry."""
_SUMMED = frozenset({ClaimKind.PLANT, ClaimKind.INVESTMENT, ClaimKind.INVESTMENT_ROW})
_ALWAYS = (0, 9999)
_ORDER = {certainty: place for place, certainty in enumerate(Certainty)}
_KINDS = {kind: place for place, kind in enumerate(ClaimKind)}
_STATEMENTS = {
    ClaimKind.PLANT: Text(
        "発電所「{what}」の電力を{n}件の計画が見込んでいます。", "{n} plans count on the plant “{what}”."
    ),
    ClaimKind.PARCEL: Text(
        "区画「{what}」を{n}件の計画が挙げています。", "{n} plans name the plot “{what}”."
    ),
    ClaimKind.INVESTMENT: Text(
        "「{what}」の投資を{n}件の計画が見込んでいます。", "{n} plans count on investment by “{what}”."
    ),
    ClaimKind.INVESTMENT_ROW: Text(
        "内容、金額、年度が同じ投資「{what}」が{n}件の計画にあります。",
        "{n} plans hold an investment of the same purpose, amount and year: “{what}”.",
    ),
    ClaimKind.JOBS: Text(
        "「{what}」を企業に挙げる{n}件の計画が、同じ時期に雇用を見込んでいます。",
        "{n} plans that list “{what}” count on jobs in the same years.",
    ),
    ClaimKind.TECHNOLOGY: Text(
        "同じ市区町村で同じ技術「{what}」を実装するとする計画が{n}件あります。",
        "{n} plans put “{what}” to use in the same municipality.",
    ),
    ClaimKind.AREA: Text(
        "区域の図形がなく、同じ市区町村（{what}）を対象とする計画が{n}件あります。重なる面積は不明です。",
        "{n} plans that draw no footprint name the same municipality ({what}); the shared area is unknown.",
    ),
}
_BY_NAME = Text(
    "名称の一致だけによるもので、同一であるとは確認できていません。",
    "Only the names agree; it is not established that they are the same.",
)
_TOGETHER = Text("合計は{total} {unit}です。", "Together they count on {total} {unit}.")
Key = tuple[str, ...]


def double_claims(sides: Iterable[Side], rooms: Mapping[str, Sequence[RoomHeld]]) -> list[Entry]:
    """Return what two documents or more claim, the surest first; footprints are measured elsewhere.

    ``rooms`` holds published room for demand by ``claims.station_name``. Time and memory are linear in the
    number of claims; the order of the documents does not matter.
    """
    held = list(sides)
    numbers = _numbers_by_name(held)
    groups: dict[tuple[ClaimKind, Key], list[Side]] = defaultdict(list)
    for side in held:
        groups[side.claim.kind, _meeting_key(side, numbers)].append(side)
    found: list[Entry] = []
    for (kind, key), group in groups.items():
        found += _entries(kind, key, group, rooms)
    return in_order(_without_repeats(_told_together(found)))


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """Return entries in the order a reviewer reads them: sure ones first, then by kind, then by size."""
    return sorted(entries, key=lambda e: (_ORDER[e.certainty], _KINDS[e.kind], -(e.total or 0), e.what))


def _numbers_by_name(sides: Iterable[Side]) -> dict[str, str | None]:
    """Return the corporate number that goes with a name; ``None`` for a name that several companies bear."""
    found: dict[str, str | None] = {}
    for side in sides:
        if side.claim.kind in _COMPANY_KINDS:
            number, name = side.claim.key
            if number and name:
                found[name] = number if found.get(name, number) == number else None
    return found


def _meeting_key(side: Side, numbers: Mapping[str, str | None]) -> Key:
    if side.claim.kind not in _COMPANY_KINDS:
        return side.claim.key
    number, name = side.claim.key
    known = number or numbers.get(name)
    return ("number", known) if known else ("name", name)


def _entries(
    kind: ClaimKind, key: Key, group: list[Side], rooms: Mapping[str, Sequence[RoomHeld]]
) -> Iterator[Entry]:
    if not _is_shared(group):
        return
    group.sort(key=lambda side: (side.filed.id.int, str(side.claim.location)))
    if kind is ClaimKind.SUBSTATION:
        yield substation_entry(tuple(group), rooms.get(key[0], ()))
    elif kind in _COMPANY_KINDS:
        yield from (_entry(kind, part) for part in _same_time(group) if _is_shared(part))
    else:
        yield _entry(kind, group)


def _is_shared(group: Sequence[Side]) -> bool:
    return any(side.filed.id != group[0].filed.id for side in group)


def _same_time(group: list[Side]) -> Iterator[list[Side]]:
    """Yield the claims whose years run into each other; a claim without years may belong to any of them."""
    open_ended = [side for side in group if side.claim.years is None]
    dated = sorted((s for s in group if s.claim.years is not None), key=lambda s: s.claim.years or _ALWAYS)
    if not dated:
        yield open_ended
        return
    part: list[Side] = []
    last = 0
    for side in dated:
        first, end = side.claim.years or _ALWAYS
        if part and first > last:
            yield part + open_ended
            part = []
        part.append(side)
        last = max(last, end)
    yield part + open_ended


def _entry(kind: ClaimKind, group: Sequence[Side]) -> Entry:
    sides = tuple(group)
    exact = all(side.claim.exact for side in sides)
    dated = kind not in _COMPANY_KINDS or all(side.claim.years is not None for side in sides)
    total = _sum(sides) if kind in _SUMMED else None
    return _told(
        Entry(
            kind=kind,
            what=sides[0].claim.what,
            certainty=Certainty.SAME if exact and dated else Certainty.POSSIBLE,
            sides=sides,
            statement=_BY_NAME,
            may_be_in_order=why_in_order(kind, sides),
            sources=(DOCUMENTS,),
            total=total,
            unit=sides[0].claim.unit,
        ),
        sides[0].claim.what,
    )


def _told(entry: Entry, what: str) -> Entry:
    plans = len({side.filed.id for side in entry.sides})
    told = _STATEMENTS[entry.kind].filled(what=what, n=plans)
    if entry.certainty is Certainty.POSSIBLE and entry.kind in (ClaimKind.INVESTMENT, ClaimKind.PLANT):
        told = _and(told, _BY_NAME)
    if entry.total is not None:
        told = _and(told, _TOGETHER.filled(total=f"{entry.total:,f}", unit=entry.unit))
    return replace(entry, what=what, statement=told)


def _and(first: Text, second: Text) -> Text:
    return Text(first.ja + second.ja, f"{first.en} {second.en}")


def _sum(sides: Sequence[Side]) -> Decimal | None:
    amounts = [side.claim.amount for side in sides]
    stated = [amount for amount in amounts if amount is not None]
    return sum(stated, Decimal(0)) if len(stated) == len(amounts) else None


def _told_together(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Tell in one entry what the same documents share of one kind."""
    together: dict[object, list[Entry]] = defaultdict(list)
    for entry in entries:
        if entry.kind not in _TOLD_TOGETHER:
            yield entry
            continue
        together[entry.kind, entry.certainty, frozenset(side.filed.id for side in entry.sides)].append(entry)
    for same in together.values():
        names = sorted({entry.what for entry in same})
        places = {(s.filed.id.int, str(s.claim.location)): s for entry in same for s in entry.sides}
        sides = tuple(places[place] for place in sorted(places))
        yield _told(replace(same[0], sides=sides), "、".join(names))


def _without_repeats(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Leave out equal rows that are told already as investment of one company."""
    found = list(entries)
    told = {
        (side.filed.id, side.claim.location): place
        for place, entry in enumerate(found)
        if entry.kind is ClaimKind.INVESTMENT
        for side in entry.sides
    }
    for entry in found:
        places = {told.get((side.filed.id, side.claim.location)) for side in entry.sides}
        if entry.kind is not ClaimKind.INVESTMENT_ROW or None in places or len(places) > 1:
            yield entry
