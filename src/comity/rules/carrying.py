"""What is still needed: the fewest members changing to in favour that would carry it, and who could be among them.

For one of the ``alternatives``, the rows below zero are shortfalls, and each member who may change adds to each row what
its change is worth. Then

* where the changes can be ordered, each worth no less than the next on every row, the first ones are best, by
  exchange; a single shortfall is always of that kind, whatever the weights;
* shortfalls that no member adds to together (separate chambers) are made good each on its own;
* otherwise, and where a change would undo something, ``searching`` looks through all of them, and gives up with a reason
  rather than answer wrongly.

>>> from comity.rules.readying import make_ready
>>> from comity.rules.terms import Count, Roll, Rule, Test
>>> rule = Rule("r", adopted_when=Test("in favour", Count(2), "at least"))
>>> carrying = Carrying(make_ready(rule, Roll(("A", "B", "C"), {}, {}, {})))
>>> carrying.needed([{"in favour": 1, "absent": 2}], {"A": "in favour"})
Needed(number=1, why='', givers=('B', 'C'))
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import accumulate, pairwise
from operator import ge, itemgetter

import msgspec

from comity.rules.alternatives import alternatives
from comity.rules.gauges import Ready, Tallies
from comity.rules.inequalities import Inequalities, Vector
from comity.rules.searching import TOO_MANY, Found, Offer, fewest
from comity.rules.sides import sides_of
from comity.rules.terms import Position

REMEMBERED = 4096
NO_NUMBER = "no number of members changing to in favour would carry it"


class Needed(msgspec.Struct, frozen=True, gc=False):
    """``number`` None: ``why``. ``givers`` belong to some smallest set of changes that carries."""

    number: int | None
    why: str = ""
    givers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to be adopted: every one of ``rows`` zero or more. ``worth``: by number, what each kind of change adds to
    them; ``most``: the most that one change adds to each; ``undoes``: some change takes from one. ``order``: the kinds of
    change, the best first, each worth no less than the next on every row; None where there is no such order. In that order,
    ``rank`` is the place of each, and ``columns`` what they add to each row."""

    rows: tuple[int, ...]
    worth: tuple[Vector, ...]
    most: Vector
    undoes: bool
    order: tuple[int, ...] | None
    rank: tuple[int, ...]
    columns: tuple[Vector, ...]


class Carrying:
    """What one rule needs in order to be adopted; made once, asked often."""

    def __init__(self, ready: Ready) -> None:
        found = alternatives(ready)
        self.too_many = found is None
        # In a fixed order: a search that is given up must be given up everywhere, audits included.
        rows = sorted({row for alternative in found or () for row in alternative}, key=astuple)
        self.inequalities = Inequalities(ready, rows)
        # Who is barred from voting changes nothing.
        self.able = tuple(member for member in ready.counted if member not in ready.restated)
        self.sides = sides_of(self.able)
        worth, by_kind = _changes(self.inequalities)
        self.changes = [by_kind[self.inequalities.kind_of[member]] for member in self.able]
        # In a small council of few kinds of member, the same profile comes again and again.
        self.comes_again = len(self.able) <= 32 and len(worth) <= 8
        self.remembered: dict[tuple[int, ...], Found] = {}
        numbers = {row: number for number, row in enumerate(rows)}
        ways = sorted(sorted(numbers[row] for row in each) for each in found or ())
        self.ways = [_way(tuple(way), worth) for way in ways]

    def needed(self, tallies: Tallies, positions: Mapping[str, Position]) -> Needed:
        """The fewest; whoever is not in ``positions`` is absent."""
        if self.too_many:
            return Needed(None, TOO_MANY)
        # The change that each member could make; whoever is in favour already has none.
        able = [
            (member, change[side])
            for member, change, side in zip(
                self.able, self.changes, self.sides(positions), strict=True
            )
            if side != "in favour"
        ]
        could = [change for _, change in able]
        sums = self.inequalities.sums(tallies)
        found = self._remembered(sums, could) if self.comes_again else self._fewest(sums, could)
        if not isinstance(found, tuple):
            return Needed(None, found or NO_NUMBER)
        number, some = found
        return Needed(number, "", tuple([member for member, change in able if change in some]))

    def _remembered(self, sums: Sequence[int], could: Sequence[int]) -> Found:
        # It depends on how many could make which change, not on who they are.
        profile = (*sums, *sorted(could))
        try:
            return self.remembered[profile]
        except KeyError:
            pass
        if len(self.remembered) > REMEMBERED:
            self.remembered.clear()
        found = self.remembered[profile] = self._fewest(sums, could)
        return found

    def _fewest(self, values: Sequence[int], could: Sequence[int]) -> Found:
        """Over all ways, that first which may need the fewest."""
        if len(self.ways) == 1:
            (way,) = self.ways
            return _on_one_way(way, [values[row] for row in way.rows], could)
        promising = []
        for way in self.ways:
            sums = [values[row] for row in way.rows]
            promising.append((max(map(_times, sums, way.most), default=0), sums, way))
        promising.sort(key=itemgetter(0))
        least: tuple[int, set[int]] | None = None
        for at_least, sums, way in promising:
            if least is not None and at_least > least[0]:
                break
            found = _on_one_way(way, sums, could)
            if found == TOO_MANY:
                return found
            if isinstance(found, tuple) and (least is None or found[0] <= least[0]):
                same = least is not None and found[0] == least[0]
                least = (found[0], found[1] | least[1]) if same and least else found
        return least


def _changes(inequalities: Inequalities) -> tuple[list[Vector], list[dict[Position, int]]]:
    """What each kind of change to in favour adds to the rows, by number; and for each kind of member, the number of its
    change from each position."""
    numbers: dict[Vector, int] = {}
    by_kind = [
        {
            position: numbers.setdefault(_less(kind["in favour"], vector), len(numbers))
            for position, vector in kind.items()
        }
        for kind in inequalities.kinds
    ]
    return list(numbers), by_kind


def _way(rows: tuple[int, ...], worth: Sequence[Vector]) -> Way:
    here = tuple(tuple([vector[row] for row in rows]) for vector in worth)
    order = sorted(range(len(here)), key=lambda change: here[change], reverse=True)
    ordered = all(_no_less(here[first], here[second]) for first, second in pairwise(order))
    ranked = [here[change] for change in order]
    return Way(
        rows,
        worth=here,
        most=tuple([max((each[row] for each in here), default=0) for row in range(len(rows))]),
        undoes=any(value < 0 for each in here for value in each),
        order=tuple(order) if ordered else None,
        rank=tuple(sorted(range(len(order)), key=order.__getitem__)),
        columns=tuple(tuple([each[row] for each in ranked]) for row in range(len(rows))),
    )


def _on_one_way(way: Way, sums: Sequence[int], could: Sequence[int]) -> Found:
    """The fewest changes after which no sum is below zero, and the kinds of change that could be among them."""
    short = [row for row, value in enumerate(sums) if value < 0]
    if not short:
        return 0, set()
    if way.order is not None and not way.undoes:
        ranks = sorted([way.rank[change] for change in could])
        columns = [[way.columns[row][rank] for rank in ranks] for row in short]
        first = _first_ones([-sums[row] for row in short], columns)
        return first and (first[0], {way.order[rank] for rank in ranks[: first[1]]})
    offers: list[Offer] = [
        (way.worth[change], size, (change,)) for change, size in Counter(could).items()
    ]
    if way.undoes:
        return fewest(sums, offers)
    total, kinds = 0, set[int]()
    offers = _on(short, offers)
    for part in _apart(len(short), offers):
        found = _part([sums[short[row]] for row in part], _on(part, offers))
        if not isinstance(found, tuple):
            return found
        total += found[0]
        kinds |= found[1]
    return total, kinds


def _apart(number: int, offers: Sequence[Offer]) -> list[tuple[int, ...]]:
    """The shortfalls in parts, such that no change adds to two of them."""
    parts = [{row} for row in range(number)]
    for gain, _, _ in offers if number > 1 else ():
        together = [part for part in parts if any(gain[row] for row in part)]
        if len(together) > 1:
            parts = [part for part in parts if part not in together] + [set().union(*together)]
    return [tuple(sorted(part)) for part in parts]


def _part(sums: Sequence[int], offers: Sequence[Offer]) -> Found:
    useful = sorted((offer for offer in offers if any(offer[0])), reverse=True)
    if not all(_no_less(first[0], second[0]) for first, second in pairwise(useful)):
        return fewest(sums, useful)
    each = [offer for offer in useful for _ in range(offer[1])]
    columns = [[gain[row] for gain, _, _ in each] for row in range(len(sums))]
    first = _first_ones([-value for value in sums], columns)
    return first and (first[0], {change for _, _, some in each[: first[1]] for change in some})


def _first_ones(
    shortfalls: Sequence[int], columns: Sequence[Sequence[int]]
) -> tuple[int, int] | None:
    """How many of the changes, in order of worth, make every shortfall good; and how many of them, in that order, belong
    to some set as small. ``columns`` tell what each change adds to each shortfall."""
    number = 0
    totals = [[0, *accumulate(column)] for column in columns]
    for shortfall, total in zip(shortfalls, totals, strict=True):
        number = max(number, bisect_left(total, shortfall))
        if number == len(total):
            return None
    # Whoever will do in place of the last one taken belongs to a smallest set as well; they stand next in order.
    able = len(columns[0])
    for shortfall, column, total in zip(shortfalls, columns, totals, strict=True):
        wanted = shortfall - total[number - 1]
        while able > number and column[able - 1] < wanted:
            able -= 1
    return number, able


def _on(rows: Sequence[int], offers: Sequence[Offer]) -> list[Offer]:
    """The offers, seen on some rows only."""
    seen: dict[Vector, tuple[int, tuple[int, ...]]] = {}
    for gain, size, changes in offers:
        here = tuple([gain[row] for row in rows])
        others, more = seen.get(here, (0, ()))
        seen[here] = (size + others, changes + more)
    return [(gain, size, changes) for gain, (size, changes) in seen.items()]


def _times(value: int, gain: int) -> int:
    """How often a gain must be had until a value is no longer below zero; endlessly often when it is no gain."""
    if value >= 0:
        return 0
    return -(value // gain) if gain > 0 else 1 << 62


def _no_less(first: Vector, second: Vector) -> bool:
    return all(map(ge, first, second))


def _less(first: Vector, second: Vector) -> Vector:
    return tuple(a - b for a, b in zip(first, second, strict=True))
