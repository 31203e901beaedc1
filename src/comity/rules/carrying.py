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
>>> carrying.needed([{"in favour": 1, "absent": 2}], ("in favour", "absent", "absent"))
Needed(number=1, why='', givers=('B', 'C'))
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress, pairwise
from operator import ge, neg, sub

import msgspec

from comity.rules.alternatives import alternatives
from comity.rules.gauges import Ready, Tallies
from comity.rules.inequalities import Inequalities, Vector
from comity.rules.searching import TOO_MANY, Found, Offer, fewest
from comity.rules.sides import part_of
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
    each of all rows; number 0 adds nothing. ``most``: rows with the most that one change adds, where it is something.
    ``undoes``: some change takes from one of the rows.

    ``order``: the kinds of change with 0 before them and then the best first, each worth no less than the next on every
    row; None where there is no such order. ``rank`` is the place of each, None where the numbers are in that order
    already. ``uneven``: the rows to which not all changes add the same, with what they add, in that order."""

    rows: tuple[int, ...]
    worth: tuple[Vector, ...]
    most: tuple[tuple[int, int], ...]
    undoes: bool
    order: tuple[int, ...] | None
    rank: tuple[int, ...] | None
    uneven: tuple[tuple[int, Vector], ...]


class Carrying:
    """What one rule needs in order to be adopted; made once, asked often."""

    def __init__(self, ready: Ready) -> None:
        found = alternatives(ready)
        self.too_many = found is None
        # In a fixed order: a search that is given up must be given up everywhere, audits included.
        rows = sorted({row for alternative in found or () for row in alternative})
        self.inequalities = Inequalities(ready, rows)
        # Who is barred from voting changes nothing.
        self.able = tuple(member for member in ready.counted if member not in ready.restated)
        self.of_able = part_of(ready.counted, self.able)
        worth, by_kind = _changes(self.inequalities)
        self.changes = [by_kind[self.inequalities.kind_of[member]] for member in self.able]
        # In a small council of few kinds of member, the same profile comes again and again.
        self.comes_again = len(self.able) <= 32 and len(worth) <= 8
        self.remembered: dict[tuple[int, ...], Found] = {}
        numbers = {row: number for number, row in enumerate(rows)}
        ways = sorted(sorted(numbers[row] for row in each) for each in found or ())
        self.ways = [_way(tuple(way), worth) for way in ways]

    def needed(self, tallies: Tallies, sides: Sequence[Position]) -> Needed:
        """The fewest, the members counted being on these sides."""
        if self.too_many:
            return Needed(None, TOO_MANY)
        if self.of_able is not None:
            sides = self.of_able(sides)
        # The change that each member could make; whoever is in favour already has 0, which is none.
        changes = list(map(dict.__getitem__, self.changes, sides))
        could = sorted(filter(None, changes))
        sums = self.inequalities.sums(tallies)
        found = self._remembered(sums, could) if self.comes_again else self._fewest(sums, could)
        if not isinstance(found, tuple):
            return Needed(None, found or NO_NUMBER)
        number, some = found
        return Needed(number, "", tuple(compress(self.able, map(some.__contains__, changes))))

    def _remembered(self, sums: Sequence[int], could: Sequence[int]) -> Found:
        # It depends on how many could make which change, not on who they are.
        profile = (*sums, *could)
        try:
            return self.remembered[profile]
        except KeyError:
            pass
        if len(self.remembered) > REMEMBERED:
            self.remembered.clear()
        found = self.remembered[profile] = self._fewest(sums, could)
        return found

    def _fewest(self, sums: Sequence[int], could: Sequence[int]) -> Found:
        """Over all ways, that first which may need the fewest."""
        promising = sorted([(_at_least(way, sums), n) for n, way in enumerate(self.ways)])
        least: tuple[int, set[int]] | None = None
        for at_least, number in promising:
            if least is not None and at_least > least[0]:
                break
            found = _on_one_way(self.ways[number], sums, could, at_least)
            if found == TOO_MANY:
                return found
            if isinstance(found, tuple) and (least is None or found[0] <= least[0]):
                same = least is not None and found[0] == least[0]
                least = (found[0], found[1] | least[1]) if same and least else found
        return least


def _changes(inequalities: Inequalities) -> tuple[list[Vector], list[dict[Position, int]]]:
    """What each kind of change to in favour adds to the rows, by number, the greatest first but for 0, which adds
    nothing; and for each kind of member, the number of its change from each position."""
    gains = [
        {vector: _less(kind["in favour"], vector) for vector in set(kind.values())}
        for kind in inequalities.kinds
    ]
    nothing = (0,) * len(inequalities.rows)
    some = {gain for each in gains for gain in each.values()} - {nothing}
    worth = [nothing, *sorted(some, reverse=True)]
    number = {gain: place for place, gain in enumerate(worth)}
    by_kind = [
        {position: number[gain[vector]] for position, vector in kind.items()}
        for kind, gain in zip(inequalities.kinds, gains, strict=True)
    ]
    return worth, by_kind


def _way(rows: tuple[int, ...], worth: Sequence[Vector]) -> Way:
    here = [tuple([vector[row] for row in rows]) for vector in worth]
    undoes = any(min(each, default=0) < 0 for each in here)
    order = (0, *sorted(range(1, len(here)), key=here.__getitem__, reverse=True))
    ordered = not undoes and all(_no_less(here[a], here[b]) for a, b in pairwise(order[1:]))
    most = [(row, max([vector[row] for vector in worth])) for row in rows]
    numbered = tuple(range(len(order)))
    columns = [(row, tuple([worth[change][row] for change in order])) for row in rows]
    return Way(
        rows,
        worth=tuple(worth),
        most=tuple([(row, gain) for row, gain in most if gain > 0]),
        undoes=undoes,
        order=order if ordered else None,
        rank=None if order == numbered else tuple(sorted(numbered, key=order.__getitem__)),
        uneven=tuple([each for each in columns if len(set(each[1][1:])) > 1 or not any(each[1])]),
    )


def _at_least(way: Way, sums: Sequence[int]) -> int:
    """No fewer changes than this will do: on each row, as many as if all were the best."""
    number = 0
    for row, gain in way.most:
        wanted = -(sums[row] // gain)
        if wanted > number:
            number = wanted
    return number


def _on_one_way(way: Way, sums: Sequence[int], could: Sequence[int], at_least: int) -> Found:
    """The fewest changes after which no row of the way is below zero, and the kinds of change that could be among them."""
    if way.order is None:
        return _without_order(way, sums, could)
    rank, order = way.rank, way.order
    ranks = could if rank is None else sorted([rank[change] for change in could])
    short = [(-sums[row], column) for row, column in way.uneven if sums[row] < 0]
    first = _first_ones(short, ranks, at_least)
    if first is None:
        return None
    number, able = first
    some = ranks[:able]
    return number, set(some) if rank is None else {order[place] for place in some}


def _without_order(way: Way, sums: Sequence[int], could: Sequence[int]) -> Found:
    short = [row for row in way.rows if sums[row] < 0]
    if not short:
        return 0, set()
    offers: list[Offer] = [
        (way.worth[change], size, (change,)) for change, size in Counter(could).items()
    ]
    if way.undoes:
        return fewest([sums[row] for row in way.rows], _on(way.rows, offers))
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
    each = [place for place, offer in enumerate(useful, 1) for _ in range(offer[1])]
    columns = [(0, *[gain[row] for gain, _, _ in useful]) for row in range(len(sums))]
    short = [(-value, column) for value, column in zip(sums, columns, strict=True)]
    first = _first_ones(short, each, 0)
    if first is None:
        return None
    return first[0], {change for place in each[: first[1]] for change in useful[place - 1][2]}


def _first_ones(
    short: Sequence[tuple[int, Vector]], ranks: Sequence[int], at_least: int
) -> tuple[int, int] | None:
    """How many of the changes, in order of worth, make every shortfall good, no fewer than ``at_least``; and how many of
    them, in that order, belong to some set as small. ``short``: shortfalls with what a change of each rank, from 1, adds
    to them, no more than one of the rank before; ``ranks`` are those that there are."""
    number = at_least
    for shortfall, column in short:
        taken = 0
        for rank in ranks:
            taken += 1
            shortfall -= column[rank]
            if shortfall <= 0:
                break
        if shortfall > 0:
            return None
        number = max(number, taken)
    if number > len(ranks):
        return None
    # Whoever will do in place of the last one taken belongs to a smallest set as well; they stand next in order.
    able = len(ranks) if number else 0
    for shortfall, column in short:
        wanted = shortfall - sum([column[rank] for rank in ranks[: number - 1]])
        able = min(able, bisect_left(ranks, bisect_right(column, -wanted, 1, key=neg)))
    return number, able


def _on(rows: Sequence[int], offers: Sequence[Offer]) -> list[Offer]:
    """The offers, seen on some rows only."""
    seen: dict[Vector, tuple[int, tuple[int, ...]]] = {}
    for gain, size, changes in offers:
        here = tuple([gain[row] for row in rows])
        others, more = seen.get(here, (0, ()))
        seen[here] = (size + others, changes + more)
    return [(gain, size, changes) for gain, (size, changes) in seen.items()]


def _no_less(first: Vector, second: Vector) -> bool:
    return all(map(ge, first, second))


def _less(first: Vector, second: Vector) -> Vector:
    return tuple(map(sub, first, second))
