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

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from comity.rules.gauges import Clause, Gauge, Ready, Tallies
from comity.rules.inequalities import Inequalities, Row, Vector, denial_of, rows_of
from comity.rules.searching import TOO_MANY, Group, fewest
from comity.rules.terms import Position

ALTERNATIVES = 64
NO_NUMBER = "no number of members changing to in favour would carry it"

Alternative = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Needed:
    """``number`` None: ``why``. ``givers`` belong to some smallest set of changes that carries."""

    number: int | None
    why: str = ""
    givers: tuple[str, ...] = ()


class Carrying:
    """What one rule needs in order to be adopted; made once, asked often."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        terms = _adopted(ready)
        rows = list(dict.fromkeys(row for term in terms for row in term))
        place = {row: number for number, row in enumerate(rows)}
        self.alternatives = [tuple(dict.fromkeys(place[row] for row in term)) for term in terms]
        self.too_many = len(terms) > ALTERNATIVES
        self.inequalities = Inequalities(ready, [] if self.too_many else rows)
        self.gains = [
            {position: _less(kind["in favour"], vector) for position, vector in kind.items()}
            for kind in self.inequalities.kinds
        ]

    def needed(self, tallies: Tallies, positions: Mapping[str, Position]) -> Needed:
        """The fewest; whoever is not in ``positions`` is absent."""
        if self.too_many:
            return Needed(None, TOO_MANY)
        sums = self.inequalities.sums(tallies)
        groups = self._groups(positions)
        least: int | None = None
        givers: set[str] = set()
        for rows in self.alternatives:
            number, some = _cheapest([sums[row] for row in rows], _on(rows, groups))
            if number == TOO_MANY:
                return Needed(None, TOO_MANY)
            if isinstance(number, int) and (least is None or number <= least):
                givers = some if least is None or number < least else givers | some
                least = number
        if least is None:
            return Needed(None, NO_NUMBER)
        return Needed(least, "", tuple(each for each in self.ready.counted if each in givers))

    def _groups(self, positions: Mapping[str, Position]) -> list[Group]:
        groups: dict[Vector, list[str]] = {}
        restated, kind_of, gains = self.ready.restated, self.inequalities.kind_of, self.gains
        for member in self.ready.counted:
            position = positions.get(member, "absent")
            if position != "in favour" and member not in restated:
                groups.setdefault(gains[kind_of[member]][position], []).append(member)
        return list(groups.items())


# --- one alternative ------------------------------------------------------------------------------


def _cheapest(sums: Sequence[int], groups: Sequence[Group]) -> tuple[int | str | None, set[str]]:
    """The fewest changes after which no sum is below zero, with who could be among them: None where there are none,
    the reason where it was too long to look for."""
    short = [row for row, value in enumerate(sums) if value < 0]
    if not short:
        return 0, set()
    if any(value < 0 for gain, _ in groups for value in gain):
        return fewest(sums, groups)
    total = 0
    givers: set[str] = set()
    for rows in _apart(short, groups):
        number, some = _part([sums[row] for row in rows], _on(rows, groups))
        if not isinstance(number, int):
            return number, set()
        total += number
        givers |= some
    return total, givers


def _apart(short: Sequence[int], groups: Sequence[Group]) -> list[tuple[int, ...]]:
    """The shortfalls in parts, such that no change adds to two of them."""
    parts = [{row} for row in short]
    for gain, _ in groups if len(short) > 1 else ():
        together = [part for part in parts if any(gain[row] for row in part)]
        if len(together) > 1:
            parts = [part for part in parts if part not in together] + [set().union(*together)]
    return [tuple(sorted(part)) for part in parts]


def _part(sums: Sequence[int], groups: Sequence[Group]) -> tuple[int | str | None, set[str]]:
    useful = sorted((group for group in groups if any(group[0])), reverse=True)
    if all(_no_less(first, second) for (first, _), (second, _) in pairwise(useful)):
        return _first_ones(sums, useful)
    return fewest(sums, useful)


def _first_ones(sums: Sequence[int], groups: Sequence[Group]) -> tuple[int | str | None, set[str]]:
    """Of groups in order of worth, so many of the first ones as make every sum good."""
    number = 0
    for place, (gain, members) in enumerate(groups):
        wanted = max(_times(-value, each) for value, each in zip(sums, gain, strict=True))
        taken = min(wanted, len(members))
        sums = [value + taken * each for value, each in zip(sums, gain, strict=True)]
        number += taken
        if min(sums) >= 0:
            # Anybody else who is worth enough in place of the last one taken belongs to a smallest set as well.
            spare = [value - each for value, each in zip(sums, gain, strict=True)]
            others = [
                each
                for each, _ in groups[place + 1 :]
                if min(map(sum, zip(spare, each, strict=True))) >= 0
            ]
            return number, {m for each, ms in groups if each in others or each >= gain for m in ms}
    return None, set()


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
    return all(a >= b for a, b in zip(first, second, strict=True))


def _less(first: Vector, second: Vector) -> Vector:
    return tuple(a - b for a, b in zip(first, second, strict=True))


# --- alternatives ---------------------------------------------------------------------------------


def _adopted(ready: Ready) -> list[tuple[Row, ...]]:
    """The alternatives under which the outcome is ``adopted``."""
    terms: list[tuple[Row, ...]] = [()]
    early = ((ready.quorum, True), (ready.void_unless, True), (ready.defer_when, False))
    for clause, wanted in (*early, (ready.decides, not ready.tacit)):
        if clause is not None:
            terms = _both(terms, _terms(clause, wanted))
    return terms


def _terms(clause: Clause, wanted: bool) -> list[tuple[Row, ...]]:
    """The alternatives under which a clause holds, or, not wanted, does not."""
    if isinstance(clause, Gauge):
        rows = rows_of(clause)
        return [tuple(rows)] if wanted else [(denial_of(row),) for row in rows]
    parts = [_terms(part, wanted) for part in clause.parts]
    if (clause.kind == "all of") is not wanted:
        return [term for part in parts for term in part][: ALTERNATIVES + 1]
    terms: list[tuple[Row, ...]] = [()]
    for part in parts:
        terms = _both(terms, part)
    return terms


def _both(
    terms: Sequence[tuple[Row, ...]], others: Sequence[tuple[Row, ...]]
) -> list[tuple[Row, ...]]:
    return [first + second for first in terms for second in others][: ALTERNATIVES + 1]
