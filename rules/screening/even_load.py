"""A proposal who reviews what, with loads as even as conflicts allow; the same input gives the same proposal.

Cost-reducing paths on a greedy start, after Harvey, Ladner, Lovász and Tamir, "Semi-matchings for bipartite
graphs and load balancing" (2006): when no such path is left, no other assignment is more even.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from data.domain.wording import Text


@dataclass(frozen=True, slots=True)
class OpenCase:
    """A case that needs ``wanted`` more reviewers, and the posts that cannot be among them."""

    key: str
    wanted: int
    in_conflict: frozenset[str] = frozenset()
    already: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Placing:
    """One proposed assignment and why this post."""

    case: str
    post: str
    why: Text


@dataclass(frozen=True, slots=True)
class Proposal:
    """Proposed assignments by case, the loads they lead to, and the cases nobody is left for."""

    placings: tuple[Placing, ...]
    loads: Mapping[str, int]
    unplaced: tuple[str, ...]
    """A case once per reviewer it lacks."""


def propose(cases: Sequence[OpenCase], loads: Mapping[str, int]) -> Proposal:
    """Return the most even proposal; ``loads`` holds every eligible post with its present number of cases.

    Neither the order of ``cases`` nor of ``loads`` matters.
    """
    board = _Board(sorted(cases, key=lambda case: case.key), loads)
    board.place()
    while board.shift():
        pass
    return board.proposal()


class _Board:
    """Who has what at the moment."""

    def __init__(self, cases: Sequence[OpenCase], loads: Mapping[str, int]) -> None:
        self._cases = cases
        self._before = dict(loads)
        self._loads = dict(loads)
        self._posts = sorted(loads)
        self._has: dict[str, set[str]] = {case.key: set() for case in cases}
        self._open = {case.key: self._eligible(case) for case in cases}
        self._unplaced: list[str] = []

    def _eligible(self, case: OpenCase) -> frozenset[str]:
        return frozenset(self._posts) - case.in_conflict - case.already

    def place(self) -> None:
        """Give each case to the least loaded; cases with the least choice go first."""
        for case in sorted(self._cases, key=lambda case: (len(self._open[case.key]), case.key)):
            for _ in range(case.wanted):
                free = self._open[case.key] - self._has[case.key]
                if not free:
                    self._unplaced.append(case.key)
                    continue
                self._give(case.key, min(free, key=lambda post: (self._loads[post], post)))

    def shift(self) -> bool:
        """Move a case along a path from a heavy post to one with at least two fewer; False: none left."""
        for start in sorted(self._posts, key=lambda post: (-self._loads[post], post)):
            path = self._path(start)
            if path is not None:
                for giver, case, taker in path:
                    self._take(case, giver)
                    self._give(case, taker)
                return True
        return False

    def _path(self, start: str) -> list[tuple[str, str, str]] | None:
        came: dict[str, tuple[str, str]] = {}
        queue, seen = deque([start]), {start}
        while queue:
            giver = queue.popleft()
            for case in sorted(key for key, posts in self._has.items() if giver in posts):
                for taker in sorted(self._open[case] - self._has[case] - seen):
                    seen.add(taker)
                    came[taker] = (giver, case)
                    if self._loads[taker] <= self._loads[start] - 2:
                        return _steps(came, taker, start)
                    queue.append(taker)
        return None

    def _give(self, case: str, post: str) -> None:
        self._has[case].add(post)
        self._loads[post] += 1

    def _take(self, case: str, post: str) -> None:
        self._has[case].remove(post)
        self._loads[post] -= 1

    def proposal(self) -> Proposal:
        placings = [
            Placing(case.key, post, self._why(case, post))
            for case in self._cases
            for post in sorted(self._has[case.key])
        ]
        return Proposal(tuple(placings), dict(sorted(self._loads.items())), tuple(sorted(self._unplaced)))

    def _why(self, case: OpenCase, post: str) -> Text:
        kept_out = len(case.in_conflict & set(self._posts))
        words = Text(
            f"担当件数を均等にするため（現在{self._before[post]}件、提案後{self._loads[post]}件）。",
            f"For an even load (now {self._before[post]}, {self._loads[post]} with this proposal).",
        )
        if not kept_out:
            return words
        return Text(
            f"{words.ja}利益相反の申告がある{kept_out}名を除く。",
            f"{words.en} {kept_out} with a declared conflict left out.",
        )


def _steps(came: Mapping[str, tuple[str, str]], end: str, start: str) -> list[tuple[str, str, str]]:
    """The moves of a path, the last first, so that no post has a case twice on the way."""
    steps = []
    taker = end
    while taker != start:
        giver, case = came[taker]
        steps.append((giver, case, taker))
        taker = giver
    return steps
