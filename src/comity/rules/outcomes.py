"""Which outcomes can come at all, when those counted may stand on certain positions and on no others.

Every way to stand is looked at where these are at most ``TRIED``: members of one kind are interchangeable, and positions
that a rule does not tell apart are one. Beyond that ``possible`` is what the rows leave open one by one, which is never too
little, and ``seen`` is what some ways to stand have shown, which is never too much. What is not ``possible`` never comes.

>>> from comity.rules.readying import make_ready
>>> from comity.rules.terms import Nobody, Roll, Rule, Test
>>> changing = Changing(make_ready(Rule("r", adopted_when=Test("objections", Nobody())), Roll(("A", "B"), {}, {}, {})))
>>> sorted(outlook(changing, ("in favour", "against")).possible)
['adopted', 'blocked']
>>> sorted(outlook(changing, ("in favour", "absent")).possible)
['adopted']
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations, pairwise, permutations, product
from math import comb
from operator import mul

from comity.rules.changing import Changing
from comity.rules.inequalities import Vector
from comity.rules.terms import Outcome, Position

TRIED = 20_000
SPLITS, STEPS = 400, 200_000
"""In how many ways a membership is split between two positions, to see what comes of it; fewer, where that would count more
members of a kind than ``STEPS``."""

Held = Mapping[tuple[int, Position], int]
Apart = Mapping[int, tuple[int, Sequence[Position]]]
Ways = Sequence[tuple[int, Sequence[Vector]]]


@dataclass(frozen=True, slots=True)
class Outlook:
    """``possible``: no other outcome can come; ``seen``: each of these can. Equal where the answer is exact."""

    possible: frozenset[Outcome]
    seen: frozenset[Outcome]

    def can_come(self, outcome: Outcome) -> bool | None:
        """Whether the outcome can come; None where that was not worked out."""
        if outcome in self.seen:
            return True
        return None if outcome in self.possible else False


def outlook(
    changing: Changing,
    answers: Sequence[Position],
    held: Held | None = None,
    until: Outcome | None = None,
    apart: Apart | None = None,
) -> Outlook:
    """What can come when everybody counted stands on one of the ``answers``, but for those whose position is ``held``: so
    many of a kind on a position; and for those ``apart``: so many of a kind, on one of other answers. Nothing more is
    looked for once the outcome ``until`` is seen."""
    system = changing.inequalities
    sizes = Counter(system.kind_of.values())
    start = tuple(row.constant for row in system.rows)
    for (kind, position), number in (held or {}).items():
        sizes[kind] -= number
        start = _plus(start, system.kinds[kind][position], number)
    standing = [(kind, *one) for kind, one in (apart or {}).items()]
    sizes.subtract({kind: number for kind, number, _ in standing})
    standing += [(kind, size, answers) for kind, size in sizes.items()]
    ways: Ways = [
        (size, tuple(dict.fromkeys(system.kinds[kind][answer] for answer in can)))
        for kind, size, can in standing
        if size > 0
    ]
    possible = changing.between(*_reach(start, ways))
    every = _number(ways) <= TRIED
    seen: set[Outcome] = set()
    for sums in chain(_some(start, ways), _every(start, ways) if every else ()):
        seen |= changing.between(sums, sums)
        if seen == possible or until in seen:
            return Outlook(frozenset(possible), frozenset(seen))
    return Outlook(frozenset(seen if every else possible), frozenset(seen))


def _number(ways: Ways) -> int:
    """How many ways to stand there are, no two of which differ in names alone; no further than is of interest."""
    number = 1
    for size, vectors in ways:
        number *= comb(size + len(vectors) - 1, size)
        if number > TRIED:
            break
    return number


def _reach(start: Vector, ways: Ways) -> tuple[Vector, Vector]:
    """The least and the most that each row may come to."""
    low, high = start, start
    for size, vectors in ways:
        low = _plus(low, tuple(map(min, zip(*vectors, strict=True))), size)
        high = _plus(high, tuple(map(max, zip(*vectors, strict=True))), size)
    return low, high


def _every(start: Vector, ways: Ways) -> Iterator[Vector]:
    """Where the rows stand in each way to stand, no two of which differ in names alone."""
    together = [
        {_weighed(vectors, numbers) for numbers in _shared(size, len(vectors))}
        for size, vectors in ways
    ]
    for parts in product(*together):
        yield tuple(map(sum, zip(start, *parts, strict=True)))


def _some(start: Vector, ways: Ways) -> Iterator[Vector]:
    """Where they stand when some of the members, the first in order, take one position and the others another."""
    most = max((len(vectors) for _, vectors in ways), default=0)
    whole = sum(size for size, _ in ways)
    pairs = [*((at, at) for at in range(most)), *permutations(range(most), 2)]
    parts = max(1, min(SPLITS, STEPS // max(1, len(ways) * len(pairs))))
    splits = sorted({round(whole * part / parts) for part in range(parts + 1)})
    for (first, second), number in product(pairs, splits):
        sums, left = start, number
        for size, vectors in ways:
            taken = min(size, left)
            left -= taken
            sums = _plus(sums, vectors[min(first, len(vectors) - 1)], taken)
            sums = _plus(sums, vectors[min(second, len(vectors) - 1)], size - taken)
        yield sums


def _shared(size: int, number: int) -> Iterator[tuple[int, ...]]:
    """Each way in which so many members share that number of positions."""
    for bars in combinations(range(size + number - 1), number - 1):
        ends = (-1, *bars, size + number - 1)
        yield tuple([after - before - 1 for before, after in pairwise(ends)])


def _weighed(vectors: Sequence[Vector], numbers: Sequence[int]) -> Vector:
    return tuple([sum(map(mul, row, numbers)) for row in zip(*vectors, strict=True)])


def _plus(sums: Vector, vector: Vector, times: int) -> Vector:
    return tuple([value + times * each for value, each in zip(sums, vector, strict=True)])
