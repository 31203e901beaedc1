"""The ways to be adopted: *adopted* multiplied out into alternatives, each a set of rows that must all be zero or more.

Quorum, and void unless, and not defer, and the condition: an ``any of`` gives an alternative for each part, an ``all of``
one that asks for every part; where a clause must not hold, the other way about. An alternative that asks for all that
another asks for, and more, is left out.

>>> from comity.rules.readying import make_ready
>>> from comity.rules.terms import AllOf, AnyOf, Count, Nobody, Roll, Rule, Test
>>> two, three = (Test("in favour", Count(number), "at least") for number in (2, 3))
>>> either = AnyOf((AllOf((two, Test("against", Nobody()))), three))
>>> [len(rows) for rows in alternatives(make_ready(Rule("r", adopted_when=either), Roll(("A",), {}, {}, {}))) or ()]
[1, 2]
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from comity.rules.gauges import Clause, Gauge, Ready
from comity.rules.inequalities import Row, denial_of, rows_of

MOST = 64
Alternative = frozenset[Row]


def alternatives(ready: Ready) -> list[Alternative] | None:
    """The alternatives under which the outcome is ``adopted``; None where they are more than ``MOST``."""
    found: list[Alternative] = [frozenset()]
    early = ((ready.quorum, True), (ready.void_unless, True), (ready.defer_when, False))
    try:
        for clause, wanted in (*early, (ready.decides, not ready.tacit)):
            found = found if clause is None else _both(found, _ways(clause, wanted))
    except _TooMany:
        return None
    return found


def _ways(clause: Clause, wanted: bool) -> list[Alternative]:
    """The alternatives under which a clause holds, or, not wanted, does not."""
    if isinstance(clause, Gauge):
        rows = rows_of(clause)
        return [frozenset(rows)] if wanted else [frozenset([denial_of(row)]) for row in rows]
    parts = [_ways(part, wanted) for part in clause.parts]
    if (clause.kind == "all of") is not wanted:
        return _simplest(way for part in parts for way in part)
    ways: list[Alternative] = [frozenset()]
    for part in parts:
        ways = _both(ways, part)
    return ways


def _both(ways: Sequence[Alternative], others: Sequence[Alternative]) -> list[Alternative]:
    return _simplest(first | second for first in ways for second in others)


def _simplest(ways: Iterable[Alternative]) -> list[Alternative]:
    found: list[Alternative] = []
    for way in sorted(dict.fromkeys(ways), key=len):
        if not any(other <= way for other in found):
            found.append(way)
    if len(found) > MOST:
        raise _TooMany
    return found


class _TooMany(Exception):
    """The rule can be met in more ways than are looked through."""
