"""The fewest changes that make good several shortfalls at once, by exact search.

An offer is a gain on each row that can be had any number of times up to its size, with the numbers of the changes that
bring it. Branch on how many of an offer to take; leave a branch when what the rest could add to some row, the best first,
comes too late or never. Gains may be losses on
some rows. Exact up to ``STEPS`` branches; beyond that the answer is ``TOO_MANY``, never a wrong number.

>>> fewest([-2, -3], [((2, 0), 1, (0,)), ((0, 2), 2, (1,)), ((1, 1), 2, (2,))])
(3, {0, 1, 2})
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

from comity.rules.inequalities import Vector

STEPS = 20_000
DEEPEST = 400  # offers of different gain: the search goes one call deeper with each
TOO_MANY: Final = "there are too many combinations to find the fewest"

Offer = tuple[Vector, int, tuple[int, ...]]
Found = tuple[int, set[int]] | Literal["there are too many combinations to find the fewest"] | None


def fewest(sums: Sequence[int], offers: Sequence[Offer]) -> Found:
    """The fewest changes after which no sum is below zero, and all that belong to some fewest; None where no number will
    do; ``TOO_MANY`` where the search was given up."""
    if len(offers) > DEEPEST:
        return TOO_MANY
    ordered = sorted(offers, key=lambda offer: (sum(offer[0]), offer[0]), reverse=True)
    sizes = [size for _, size, _ in ordered]
    search = _Search([gain for gain, _, _ in ordered], STEPS)
    try:
        number = search.least(tuple(sums), sizes)
        if number is None:
            return None
        found: set[int] = set()
        for place, (gain, _, changes) in enumerate(ordered):
            rest = [size - (each == place) for each, size in enumerate(sizes)]
            if number and search.least(_plus(tuple(sums), gain, 1), rest) == number - 1:
                found |= set(changes)
    except _TooLong:
        return TOO_MANY
    return number, found


class _TooLong(Exception):
    """The search has taken more steps than it may."""


class _Search:
    def __init__(self, gains: Sequence[Vector], steps: int) -> None:
        self.gains = gains
        self.steps = steps
        self.best: int | None = None

    def least(self, sums: Vector, sizes: Sequence[int]) -> int | None:
        """The fewest, taking no more of each group than its size."""
        self.best = None
        self.seen: dict[tuple[int, Vector], int] = {}
        self.ahead = [self._ahead(place, sizes, len(sums)) for place in range(len(sizes) + 1)]
        self._branch(0, sums, 0, sizes)
        return self.best

    def _ahead(self, place: int, sizes: Sequence[int], rows: int) -> list[list[tuple[int, int]]]:
        """For each row, what the groups from ``place`` on can add: gains with their number, the best first."""
        rest = list(zip(self.gains, sizes, strict=True))[place:]
        return [
            sorted(((gain[row], n) for gain, n in rest if gain[row] > 0), reverse=True)
            for row in range(rows)
        ]

    def _branch(self, place: int, sums: Vector, used: int, sizes: Sequence[int]) -> None:
        self.steps -= 1
        if self.steps < 0:
            raise _TooLong
        if min(sums) >= 0:
            self.best = used
            return
        if self.seen.get((place, sums), used + 1) <= used:
            return
        self.seen[place, sums] = used
        more = self._at_least(place, sums)
        if more is None or place == len(sizes):
            return
        if self.best is not None and used + more >= self.best:
            return
        for taken in range(sizes[place], -1, -1):
            if self.best is None or used + taken < self.best:
                reached = _plus(sums, self.gains[place], taken)
                self._branch(place + 1, reached, used + taken, sizes)

    def _at_least(self, place: int, sums: Vector) -> int | None:
        """No fewer than this many more will do; None when even all of them will not."""
        most = 0
        for value, offers in zip(sums, self.ahead[place], strict=True):
            number = 0
            for gain, size in offers:
                if value >= 0:
                    break
                taken = min(size, -(value // gain))
                value += taken * gain
                number += taken
            if value < 0:
                return None
            most = max(most, number)
        return most


def _plus(sums: Vector, gain: Vector, times: int) -> Vector:
    return tuple(value + times * each for value, each in zip(sums, gain, strict=True))
