"""What is still needed: the fewest members changing to in favour that would carry it, and who could be among them.

For one of the ``alternatives``, the rows below zero are shortfalls, and each member who may change adds to each row what
its change is worth. Then

* where the changes can be ordered, each worth no less than the next on every row, the first ones are best, by
  exchange; a single shortfall is always of that kind, whatever the weights;
* shortfalls that no member adds to together (separate chambers) are made good each on its own;
* otherwise, and where a change would undo something, ``searching`` looks through all of them, and gives up with a reason
  rather than answer wrongly.

All this depends on how many members could make which change, not on who they are, so it is remembered by that.

>>> from comity.rules.readying import make_ready
>>> from comity.rules.terms import Count, Roll, Rule, Test
>>> rule = Rule("r", adopted_when=Test("in favour", Count(2), "at least"))
>>> carrying = Carrying(make_ready(rule, Roll(("A", "B", "C"), {}, {}, {})))
>>> carrying.needed([{"in favour": 1, "absent": 2}], {"A": "in favour"})
Needed(number=1, why='', givers=('B', 'C'))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from operator import ge, itemgetter

from comity.rules.alternatives import alternatives
from comity.rules.gauges import Ready, Tallies
from comity.rules.inequalities import Inequalities, Vector
from comity.rules.searching import TOO_MANY, Found, Offer, fewest
from comity.rules.terms import Position

NO_NUMBER = "no number of members changing to in favour would carry it"
REMEMBERED = 4096


@dataclass(frozen=True, slots=True)
class Needed:
    """``number`` None: ``why``. ``givers`` belong to some smallest set of changes that carries."""

    number: int | None
    why: str = ""
    givers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Way:
    """One way to be adopted: every one of ``rows`` zero or more. ``worth``: by number, what each kind of change adds to
    them; ``most``: the most that one change adds to each; ``undoes``: some change takes from one. ``order``: the kinds of
    change, the best first, each worth no less than the next on every row; None where there is no such order."""

    rows: tuple[int, ...]
    worth: tuple[Vector, ...]
    most: Vector
    undoes: bool
    order: tuple[int, ...] | None


class Carrying:
    """What one rule needs in order to be adopted; made once, asked often."""

    def __init__(self, ready: Ready) -> None:
        found = alternatives(ready)
        self.too_many = found is None
        # In a fixed order: a search that is given up must be given up everywhere, audits included.
        rows = sorted({row for alternative in found or () for row in alternative}, key=astuple)
        self.inequalities = Inequalities(ready, rows)
        worth, self.changes = _changes(ready, self.inequalities)
        self.place = {member: place for place, (member, _) in enumerate(self.changes)}
        numbers = {row: number for number, row in enumerate(rows)}
        ways = sorted(sorted(numbers[row] for row in each) for each in found or ())
        self.ways = [_way(tuple(way), worth) for way in ways]
        self.remembered: dict[tuple[object, ...], Found] = {}

    def needed(self, tallies: Tallies, positions: Mapping[str, Position]) -> Needed:
        """The fewest; whoever is not in ``positions`` is absent."""
        if self.too_many:
            return Needed(None, TOO_MANY)
        groups = self._groups(positions)
        sums = self.inequalities.sums(tallies)
        sizes = {change: len(groups[change]) for change in sorted(groups)}
        profile = (*sums, *sizes.items())
        if profile not in self.remembered:
            if len(self.remembered) > REMEMBERED:
                self.remembered.clear()
            self.remembered[profile] = self._fewest(sums, sizes)
        found = self.remembered[profile]
        if not isinstance(found, tuple):
            return Needed(None, found or NO_NUMBER)
        number, changes = found
        givers = [member for change in changes for member in groups[change]]
        if len(changes) > 1:
            givers.sort(key=self.place.__getitem__)
        return Needed(number, "", tuple(givers))

    def _groups(self, positions: Mapping[str, Position]) -> dict[int, list[str]]:
        """By kind of change, the members who could make it."""
        groups: dict[int, list[str]] = {}
        for member, change_from in self.changes:
            position = positions.get(member, "absent")
            if position != "in favour":
                change = change_from[position]
                if change in groups:
                    groups[change].append(member)
                else:
                    groups[change] = [member]
        return groups

    def _fewest(self, values: Sequence[int], sizes: Mapping[int, int]) -> Found:
        """Over all ways, that first which may need the fewest."""
        promising = []
        for way in self.ways:
            sums = [values[row] for row in way.rows]
            promising.append((max(map(_times, sums, way.most), default=0), sums, way))
        promising.sort(key=itemgetter(0))
        least: tuple[int, set[int]] | None = None
        for at_least, sums, way in promising:
            if least is not None and at_least > least[0]:
                break
            found = _on_one_way(way, sums, sizes)
            if found == TOO_MANY:
                return found
            if isinstance(found, tuple) and (least is None or found[0] <= least[0]):
                same = least is not None and found[0] == least[0]
                least = (found[0], found[1] | least[1]) if same and least else found
        return least


def _changes(
    ready: Ready, inequalities: Inequalities
) -> tuple[list[Vector], list[tuple[str, dict[Position, int]]]]:
    """What each kind of change to in favour adds to the rows, by number; and for each member who may change, the number
    of its change from each position. Who is barred from voting changes nothing."""
    numbers: dict[Vector, int] = {}
    by_kind = [
        {
            position: numbers.setdefault(_less(kind["in favour"], vector), len(numbers))
            for position, vector in kind.items()
        }
        for kind in inequalities.kinds
    ]
    able = [member for member in ready.counted if member not in ready.restated]
    return list(numbers), [(member, by_kind[inequalities.kind_of[member]]) for member in able]


def _way(rows: tuple[int, ...], worth: Sequence[Vector]) -> Way:
    here = tuple(tuple([vector[row] for row in rows]) for vector in worth)
    order = sorted(range(len(here)), key=lambda change: here[change], reverse=True)
    ordered = all(_no_less(here[first], here[second]) for first, second in pairwise(order))
    return Way(
        rows,
        worth=here,
        most=tuple([max((each[row] for each in here), default=0) for row in range(len(rows))]),
        undoes=any(value < 0 for each in here for value in each),
        order=tuple(order) if ordered else None,
    )


def _on_one_way(way: Way, sums: Sequence[int], sizes: Mapping[int, int]) -> Found:
    """The fewest changes after which no sum is below zero, and the kinds of change that could be among them."""
    short = [row for row, value in enumerate(sums) if value < 0]
    if not short:
        return 0, set()
    if way.undoes:
        return fewest(sums, [(way.worth[c], size, (c,)) for c, size in sizes.items()])
    if way.order is not None:
        changes = [change for change in way.order if change in sizes]
        return _first_ones(sums, [(way.worth[c], sizes[c], (c,)) for c in changes])
    offers = _on(short, [(way.worth[c], size, (c,)) for c, size in sizes.items()])
    wanting = [sums[row] for row in short]
    total, kinds = 0, set[int]()
    for part in _apart(len(short), offers):
        found = _part([wanting[row] for row in part], _on(part, offers))
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
    if all(_no_less(first[0], second[0]) for first, second in pairwise(useful)):
        return _first_ones(sums, useful)
    return fewest(sums, useful)


def _first_ones(sums: Sequence[int], offers: Sequence[Offer]) -> Found:
    """Of offers in order of worth, so many of the first ones as make every sum good."""
    number = 0
    for place, (gain, size, _) in enumerate(offers):
        taken = 1 if size == 1 else min(size, max(map(_times, sums, gain)))
        before = sums
        sums = [value + taken * each for value, each in zip(sums, gain, strict=True)]
        number += taken
        if min(sums) >= 0:
            spare = [v + (taken - 1) * each for v, each in zip(before, gain, strict=True)]
            return number, _able(offers, place, spare)
    return None


def _able(offers: Sequence[Offer], place: int, spare: Sequence[int]) -> set[int]:
    """The kinds of change up to ``place``, and of those after it that will do in place of the last one taken."""
    able = {change for _, _, changes in offers[: place + 1] for change in changes}
    for gain, _, changes in offers[place + 1 :]:
        if min([value + each for value, each in zip(spare, gain, strict=True)]) < 0:
            break  # the offers are in order: none of the others will do either
        able.update(changes)
    return able


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
