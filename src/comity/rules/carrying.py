"""What is still needed: the fewest members changing to in favour that would carry it, and who could be among them.

*Adopted* is written as alternatives, each a set of rows (``inequalities``) that must all be zero or more: quorum and
void and not deferred and the condition, with every ``any of`` multiplied out. For one alternative the rows below zero
are shortfalls, and each member who may change adds to each row what its change is worth. Then

* shortfalls that no member adds to together (separate chambers) are made good each on its own;
* where the changes can be ordered, each worth no less than the next on every row, the first ones are best, by
  exchange; a single shortfall is always of that kind, whatever the weights;
* otherwise, and where a change would undo something, ``searching`` looks through all of them, and gives up with a reason
  rather than answer wrongly.

>>> from comity.rules.gauges import make_ready
>>> from comity.rules.terms import Count, Roll, Rule, Test
>>> rule = Rule("r", adopted_when=Test("in favour", Count(2), "at least"))
>>> carrying = Carrying(make_ready(rule, Roll(("A", "B", "C"), {}, {}, {})))
>>> carrying.needed([{"in favour": 1, "absent": 2}], {"A": "in favour"})
Needed(number=1, why='', givers=('B', 'C'))
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from operator import ge, itemgetter

from comity.rules.gauges import Clause, Gauge, Ready, Tallies
from comity.rules.inequalities import Inequalities, Row, Vector, denial_of, rows_of
from comity.rules.searching import TOO_MANY, Found, Group, fewest
from comity.rules.terms import Position

ALTERNATIVES = 64
NO_NUMBER = "no number of members changing to in favour would carry it"


Term = frozenset[Row]


@dataclass(frozen=True, slots=True)
class Needed:
    """``number`` None: ``why``. ``givers`` belong to some smallest set of changes that carries."""

    number: int | None
    why: str = ""
    givers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """One way to be adopted: every one of ``rows`` zero or more. ``most``: what one change adds to a row at the most.
    ``undoes``: some change takes from a row. ``rank``: the order of all possible changes, the best first, where each is
    worth no less than the next on every row; None where they cannot be ordered."""

    rows: tuple[int, ...]
    most: tuple[int, ...]
    undoes: bool
    rank: Mapping[Vector, int] | None


class Carrying:
    """What one rule needs in order to be adopted; made once, asked often."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        terms, self.too_many = _adopted(ready)
        # In a fixed order: a search that is given up must be given up everywhere, audits included.
        rows = sorted({row for term in terms for row in term}, key=astuple)
        place = {row: number for number, row in enumerate(rows)}
        self.inequalities = Inequalities(ready, rows)
        gains = [
            {position: _less(kind["in favour"], vector) for position, vector in kind.items()}
            for kind in self.inequalities.kinds
        ]
        kind_of = self.inequalities.kind_of
        able = [member for member in ready.counted if member not in ready.restated]
        self.gains = [(member, gains[kind_of[member]]) for member in able]
        possible = list(dict.fromkeys(gain for _, some in self.gains for gain in some.values()))
        self.alternatives = [
            _alternative(numbers, possible)
            for numbers in sorted(tuple(sorted(place[row] for row in term)) for term in terms)
        ]

    def needed(self, tallies: Tallies, positions: Mapping[str, Position]) -> Needed:
        """The fewest; whoever is not in ``positions`` is absent."""
        if self.too_many:
            return Needed(None, TOO_MANY)
        groups = self._groups(positions)
        least: int | None = None
        givers: set[str] = set()
        for at_least, sums, alternative in self._by_promise(tallies):
            if least is not None and at_least > least:
                break
            found = _cheapest(alternative, sums, groups)
            if found == TOO_MANY:
                return Needed(None, TOO_MANY)
            if isinstance(found, tuple) and (least is None or found[0] <= least):
                givers = set(found[1]) if least is None or found[0] < least else givers | found[1]
                least = found[0]
        if least is None:
            return Needed(None, NO_NUMBER)
        return Needed(least, "", tuple([member for member, _ in self.gains if member in givers]))

    def _groups(self, positions: Mapping[str, Position]) -> list[Group]:
        groups: dict[Vector, list[str]] = {}
        for member, gains in self.gains:
            position = positions.get(member, "absent")
            if position != "in favour":
                gain = gains[position]
                if gain in groups:
                    groups[gain].append(member)
                else:
                    groups[gain] = [member]
        return list(groups.items())

    def _by_promise(self, tallies: Tallies) -> list[tuple[int, list[int], Alternative]]:
        """The alternatives with their sums, that first which may need the fewest."""
        values = self.inequalities.sums(tallies)
        found = []
        for alternative in self.alternatives:
            sums = [values[row] for row in alternative.rows]
            at_least = 0
            for value, most in zip(sums, alternative.most, strict=True):
                if value < 0:
                    at_least = max(at_least, _times(-value, most))
            found.append((at_least, sums, alternative))
        if len(found) > 1:
            found.sort(key=itemgetter(0))
        return found


def _alternative(rows: tuple[int, ...], gains: Sequence[Vector]) -> Alternative:
    seen = [tuple([gain[row] for row in rows]) for gain in gains]
    ordered = sorted(zip(seen, gains, strict=True), reverse=True)
    chain = all(_no_less(first, second) for (first, _), (second, _) in pairwise(ordered))
    return Alternative(
        rows,
        most=tuple([max((each[row] for each in seen), default=0) for row in range(len(rows))]),
        undoes=any(value < 0 for each in seen for value in each),
        rank={gain: number for number, (_, gain) in enumerate(ordered)} if chain else None,
    )


# --- one alternative ------------------------------------------------------------------------------


def _cheapest(alternative: Alternative, sums: Sequence[int], groups: Sequence[Group]) -> Found:
    """The fewest changes after which no sum is below zero, with who could be among them."""
    short = [place for place, value in enumerate(sums) if value < 0]
    if not short:
        return 0, set()
    if alternative.undoes:
        return fewest(sums, _on(alternative.rows, groups))
    rows = [alternative.rows[place] for place in short]
    wanting = [sums[place] for place in short]
    if alternative.rank is not None:
        rank = alternative.rank
        ordered = sorted(groups, key=lambda group: rank[group[0]])
        return _first_ones(wanting, [(tuple([g[row] for row in rows]), ms) for g, ms in ordered])
    total = 0
    givers: set[str] = set()
    on_rows = _on(rows, groups)
    for part in _apart(len(rows), on_rows):
        found = _part([wanting[place] for place in part], _on(part, on_rows))
        if not isinstance(found, tuple):
            return found
        total += found[0]
        givers |= found[1]
    return total, givers


def _apart(number: int, groups: Sequence[Group]) -> list[tuple[int, ...]]:
    """The shortfalls in parts, such that no change adds to two of them."""
    parts = [{row} for row in range(number)]
    for gain, _ in groups if number > 1 else ():
        together = [part for part in parts if any(gain[row] for row in part)]
        if len(together) > 1:
            parts = [part for part in parts if part not in together] + [set().union(*together)]
    return [tuple(sorted(part)) for part in parts]


def _part(sums: Sequence[int], groups: Sequence[Group]) -> Found:
    useful = sorted((group for group in groups if any(group[0])), key=itemgetter(0), reverse=True)
    if all(_no_less(first, second) for (first, _), (second, _) in pairwise(useful)):
        return _first_ones(sums, useful)
    return fewest(sums, useful)


def _first_ones(sums: Sequence[int], groups: Sequence[Group]) -> Found:
    """Of groups in order of worth, so many of the first ones as make every sum good."""
    number = 0
    for place, (gain, members) in enumerate(groups):
        taken = len(members)
        if taken > 1:
            wanted = [_times(-value, each) for value, each in zip(sums, gain, strict=True)]
            taken = min(max(wanted), taken)
        before = sums
        sums = [value + taken * each for value, each in zip(sums, gain, strict=True)]
        number += taken
        if min(sums) >= 0:
            spare = sums
            if taken:
                less = taken - 1
                spare = [v + less * each for v, each in zip(before, gain, strict=True)]
            return number, _able(groups, place, spare)
    return None


def _able(groups: Sequence[Group], place: int, spare: Sequence[int]) -> set[str]:
    """The members of the groups up to ``place``, and of those after it that will do in place of the last one taken."""
    able = {member for _, members in groups[: place + 1] for member in members}
    for gain, members in groups[place + 1 :]:
        if min([value + each for value, each in zip(spare, gain, strict=True)]) < 0:
            break  # the groups are in order: none of the others will do either
        able.update(members)
    return able


def _times(short: int, gain: int) -> int:
    """How often a gain must be had to make good a shortfall; endlessly often when it is no gain."""
    if short <= 0:
        return 0
    return -(-short // gain) if gain > 0 else 1 << 62


def _on(rows: Sequence[int], groups: Sequence[Group]) -> list[Group]:
    """The groups, seen on some rows only."""
    seen: dict[Vector, list[str]] = {}
    for gain, members in groups:
        key = tuple([gain[row] for row in rows])
        seen[key] = seen[key] + members if key in seen else members
    return list(seen.items())


def _no_less(first: Vector, second: Vector) -> bool:
    return all(map(ge, first, second))


def _less(first: Vector, second: Vector) -> Vector:
    return tuple(a - b for a, b in zip(first, second, strict=True))


# --- alternatives ---------------------------------------------------------------------------------


def _adopted(ready: Ready) -> tuple[list[Term], bool]:
    """The alternatives under which the outcome is ``adopted``; none of them, and True, where they are too many."""
    terms: list[Term] = [frozenset()]
    early = ((ready.quorum, True), (ready.void_unless, True), (ready.defer_when, False))
    for clause, wanted in (*early, (ready.decides, not ready.tacit)):
        try:
            terms = terms if clause is None else _both(terms, _terms(clause, wanted))
        except _TooMany:
            return [], True
    return terms, False


def _terms(clause: Clause, wanted: bool) -> list[Term]:
    """The alternatives under which a clause holds, or, not wanted, does not."""
    if isinstance(clause, Gauge):
        rows = rows_of(clause)
        return [frozenset(rows)] if wanted else [frozenset([denial_of(row)]) for row in rows]
    parts = [_terms(part, wanted) for part in clause.parts]
    if (clause.kind == "all of") is not wanted:
        return _simplest(term for part in parts for term in part)
    terms: list[Term] = [frozenset()]
    for part in parts:
        terms = _both(terms, part)
    return terms


def _both(terms: Sequence[Term], others: Sequence[Term]) -> list[Term]:
    return _simplest(first | second for first in terms for second in others)


def _simplest(terms: Iterable[Term]) -> list[Term]:
    """Without those that ask for all that another asks for, and more."""
    found: list[Term] = []
    for term in sorted(dict.fromkeys(terms), key=len):
        if not any(other <= term for other in found):
            found.append(term)
    if len(found) > ALTERNATIVES:
        raise _TooMany
    return found


class _TooMany(Exception):
    """The rule can be met in more ways than are looked through."""
