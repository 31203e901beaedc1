"""A rule as linear inequalities over the members' positions, in integers.

Each test is one inequality or two (``exactly``, and the guard against an empty base), each a *row*: a constant plus,
for every member, its weight times a number that depends on its position alone. The test holds when its rows are zero or
more. Members with the same numbers everywhere are of one *kind*: they are interchangeable. What may still happen
(``changing``) and what is still needed (``carrying``) are worked out on rows and kinds.

>>> from comity.rules.readying import make_ready
>>> from comity.rules.terms import Roll, Rule, Share, Test
>>> from fractions import Fraction
>>> two_thirds = Test("in favour", Share(Fraction(2, 3), "members"), "at least")
>>> ready = make_ready(Rule("r", adopted_when=two_thirds), Roll(("A", "B", "C"), {}, {}, {}))
>>> system = Inequalities(ready, rows_of(ready.gauges[0]))
>>> system.sums([{"in favour": 2, "against": 1}])
[0]
>>> system.kinds[system.kind_of["A"]]["in favour"], system.kinds[system.kind_of["A"]]["against"]
((1,), (0,))
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import gcd
from operator import mul

import msgspec

from comity.rules.gauges import Gauge, Ready, Tallies
from comity.rules.sides import CLOSED
from comity.rules.terms import Everybody, Nobody, Position

Vector = tuple[int, ...]


class Row(msgspec.Struct, frozen=True, order=True, gc=False):
    """``constant`` plus, for each member of the scope, its weight times what ``by_position`` gives for its position
    (nothing for a position that is not there)."""

    scope: int
    by_position: tuple[tuple[Position, int], ...]
    constant: int


def rows_of(gauge: Gauge) -> list[Row]:
    """The rows that must all be zero or more for the test to hold."""
    margin = _margin(gauge)
    match gauge.op:
        case "at least":
            rows = [margin]
        case "more than":
            rows = [_plus(margin, -1)]
        case "at most":
            rows = [_minus(margin)]
        case "fewer than":
            rows = [_plus(_minus(margin), -1)]
        case "exactly" if isinstance(gauge.test.quantity, Nobody):
            rows = [_minus(margin)]
        case "exactly" if isinstance(gauge.test.quantity, Everybody):
            rows = [margin]
        case "exactly":
            rows = [margin, _minus(margin)]
    if gauge.of_base and not (gauge.on_base is None and gauge.fixed > 0):
        base = {position: int(position in (gauge.on_base or ())) for position in CLOSED}
        rows.append(_row(gauge, base, gauge.fixed - 1))
    return [_smallest(row) for row in rows]


def denial_of(row: Row) -> Row:
    """Zero or more exactly when ``row`` is not."""
    return _plus(_minus(row), -1)


def _smallest(row: Row) -> Row:
    """The same row in the smallest numbers, so that rows that say the same are the same."""
    common = gcd(*(number for _, number in row.by_position)) or 1
    by_position = tuple((position, number // common) for position, number in row.by_position)
    return Row(row.scope, by_position, row.constant // common)


class Inequalities:
    """Rows over the members counted: the ``constants``, the ``kinds`` of member (the vector that each position adds to
    the rows), and which kind each member is."""

    def __init__(self, ready: Ready, rows: Sequence[Row]) -> None:
        self.rows = tuple(rows)
        self.kinds: list[dict[Position, Vector]] = []
        self.kind_of: dict[str, int] = {}
        self._profiles = _profiles(self.rows)
        weights = [_weights(ready, number) for number in range(len(ready.scopes))]
        seen: dict[tuple[object, ...], int] = {}
        for member, weighs in zip(ready.counted, zip(*weights, strict=True), strict=True):
            restated = ready.restated.get(member, {})
            key = (*weighs, *restated.values())
            if key not in seen:
                seen[key] = len(self.kinds)
                self.kinds.append(self._vectors(weighs, restated))
            self.kind_of[member] = seen[key]

    def sums(self, tallies: Tallies) -> list[int]:
        """The value of each row."""
        found = []
        for row in self.rows:
            value, tally = row.constant, tallies[row.scope]
            for position, number in row.by_position:
                if position in tally:
                    value += number * tally[position]
            found.append(value)
        return found

    def _vectors(
        self, weighs: Sequence[int], restated: Mapping[Position, Position]
    ) -> dict[Position, Vector]:
        weight = [weighs[row.scope] for row in self.rows]
        worth = {profile: tuple(map(mul, profile, weight)) for profile in self._profiles.values()}
        return {
            position: worth[self._profiles[restated.get(position, position)]] for position in CLOSED
        }


def _profiles(rows: Sequence[Row]) -> dict[Position, Vector]:
    """What each position is worth on each row, before weights."""
    worth = [dict(row.by_position) for row in rows]
    return {position: tuple([each.get(position, 0) for each in worth]) for position in CLOSED}


def _weights(ready: Ready, number: int) -> list[int]:
    """What each member counted weighs in a scope, nothing if it is outside."""
    scope = ready.scopes[number]
    weights = scope.weights or (1,) * len(scope.members)
    inside = dict(zip(scope.members, weights, strict=True))
    return [inside.get(member, 0) for member in ready.counted]


def _margin(gauge: Gauge) -> Row:
    worth = {
        position: gauge.under * (position in gauge.on_left)
        - gauge.over * (position in (gauge.on_base or ()))
        for position in CLOSED
    }
    return _row(gauge, worth, -gauge.over * gauge.fixed)


def _row(gauge: Gauge, worth: Mapping[Position, int], constant: int) -> Row:
    # The positions that no measure looks at are all worth the same. Every member stands somewhere, so that much may be
    # taken from all positions and given to the constant: a tally need not say how many stand there.
    rest = [worth[position] for position in CLOSED if position not in gauge.looked_at]
    common = rest[0] if rest else 0
    by_position = [(position, number - common) for position, number in worth.items()]
    kept = tuple((position, number) for position, number in by_position if number)
    return Row(gauge.scope, kept, constant + common * gauge.total)


def _minus(row: Row) -> Row:
    return Row(row.scope, tuple((p, -n) for p, n in row.by_position), -row.constant)


def _plus(row: Row, number: int) -> Row:
    return Row(row.scope, row.by_position, row.constant + number)
