"""Gauges: the tests of a rule, ready to be read off tallies, in integers alone.

A ``Scope`` is what a test looks at: some members, by head or by a weight. A *tally* of a scope says how much of it stands
on each position. A ``Gauge`` compares what stands on one side with ``over/under`` of a base; ``Junction`` puts clauses
together; ``Ready`` is a whole rule on a roll, as ``readying`` makes it.

>>> left, base = measure(0, frozenset({"in favour"}), 3), measure(0, frozenset({"in favour", "against"}), 3)
>>> two_thirds = comparison(left, base, 0, 2, 3, "at least", of_base=True)
>>> two_thirds([{"in favour": 2, "against": 1}]), two_thirds([{"absent": 3}])
(True, False)

Whatever is compared with a fraction of an empty base, or with all of it, fails: there is no third of nothing.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, assert_never

import msgspec

from comity.rules.sides import fewer
from comity.rules.terms import (
    BASES,
    AllOf,
    AnyOf,
    Condition,
    FirstOf,
    Op,
    Position,
    Rule,
    Share,
    SmallestGroup,
    Test,
)

Tally = Mapping[str, int]
Tallies = Sequence[Tally]
Measure = Callable[[Tallies], int]

_COMPARE: Mapping[Op, Callable[[int, int], bool]] = {
    "at least": operator.ge,
    "more than": operator.gt,
    "at most": operator.le,
    "fewer than": operator.lt,
    "exactly": operator.eq,
}


class Scope(msgspec.Struct, frozen=True, gc=False):
    """Members looked at together: each weighs ``weights[i] / scale``, or one where ``weights`` is None. ``total`` is in
    the units of ``weights``."""

    members: tuple[str, ...]
    weights: tuple[int, ...] | None
    scale: int
    total: int


class Gauge(msgspec.Struct, frozen=True, gc=False):
    """One test, ready: ``left * under  op  right * over``, where ``right`` is ``fixed`` or what stands on ``base``.

    ``on_left`` and ``on_base`` are the positions summed in the scope; ``on_base`` is None where the base is fixed.
    ``of_base``: it asks for a share of a base, or for all of it, and an empty base fails it. ``upwards``: more makes it
    hold. All amounts are in units of ``1/scale`` of the scope, whose ``total`` is given. A tally must tell the positions in
    ``looked_at``, no others. ``number`` is its place among the gauges of the rule."""

    number: int
    test: Test
    phrase: str
    scope: int
    scale: int
    total: int
    looked_at: frozenset[Position]
    on_left: frozenset[Position]
    on_base: frozenset[Position] | None
    fixed: int
    over: int
    under: int
    op: Op
    of_base: bool
    upwards: bool
    left: Measure
    right: Measure
    holds: Callable[[Tallies], bool]


@dataclass(frozen=True, slots=True)
class Junction:
    """Several conditions as one: ``all of``, ``any of``, or ``first`` with its ``failing which``."""

    kind: Literal["all of", "any of", "first"]
    parts: tuple[Clause, ...]


Clause = Gauge | Junction


@dataclass(frozen=True, slots=True)
class Ready:
    """A rule on a roll. ``counted`` are ``members`` of the notation; ``restated`` says what a member barred from voting
    counts as, by what it stated. ``decides`` is ``adopted when`` or, where ``tacit``, ``fails when``."""

    rule: Rule
    counted: tuple[str, ...]
    entitled: int
    restated: Mapping[str, Mapping[Position, Position]]
    quorum: Clause | None
    void_unless: Clause | None
    defer_when: Clause | None
    decides: Clause
    tacit: bool
    scopes: tuple[Scope, ...]
    gauges: tuple[Gauge, ...]


def always(value: int) -> Measure:
    """Measures the same, whatever the tallies."""
    return lambda tallies: value


def measure(scope: int, positions: frozenset[Position], total: int) -> Measure:
    """Sums the positions in a tally, or takes the others from the total where they are fewer."""
    told = fewer(positions)
    if told != positions:
        others = measure(scope, told, total)
        return lambda tallies: total - others(tallies)
    if len(positions) == 1:
        (only,) = positions
        return lambda tallies: tallies[scope].get(only, 0)
    several = tuple(positions)

    def several_of(tallies: Tallies) -> int:
        tally = tallies[scope]
        return sum([tally[position] for position in several if position in tally])

    return several_of


def comparison(
    left: Measure,
    moving: Measure | None,
    fixed: int,
    over: int,
    under: int,
    op: Op,
    of_base: bool,
) -> Callable[[Tallies], bool]:
    """Whether ``left * under  op  base * over``, the base being ``moving`` or else ``fixed``."""
    compare = _COMPARE[op]
    if moving is None:
        bar = fixed * over
        if of_base and not fixed:
            return lambda tallies: False
        if under == 1:
            return lambda tallies: compare(left(tallies), bar)
        return lambda tallies: compare(left(tallies) * under, bar)
    base = moving

    def holds(tallies: Tallies) -> bool:
        right = base(tallies)
        return (right > 0 or not of_base) and compare(left(tallies) * under, right * over)

    return holds


@dataclass(frozen=True, slots=True)
class Names:
    """What a rule takes from the roll, by name: ``groups``, ``weights``, ``worlds`` (weights whose external total it
    uses), and whether it uses the head count ``attending``."""

    groups: frozenset[str]
    weights: frozenset[str]
    worlds: frozenset[str]
    attending: bool


def names_needed(rule: Rule) -> Names:
    """Every group, weight and total that the rule names; each must be given by the charter or by the question."""
    tests = [test for clause in _clauses_of(rule) for test in _tests(clause)]
    shares = [(test, test.quantity) for test in tests if isinstance(test.quantity, Share)]
    bases = {share.base for _, share in shares} - {*BASES}
    own = {rule.among, rule.remove_from_count, rule.must_abstain, rule.may_not_vote}
    smallest = {t.quantity.weight for t in tests if isinstance(t.quantity, SmallestGroup)}
    return Names(
        groups=frozenset(filter(None, own | bases | {test.among for test in tests})),
        weights=frozenset(filter(None, smallest | {test.by for test in tests})),
        worlds=frozenset(t.by for t, share in shares if share.base == "world" and t.by),
        attending=any(share.base == "attending" for _, share in shares),
    )


def _clauses_of(rule: Rule) -> list[Condition]:
    clauses = (rule.quorum, rule.void_unless, rule.defer_when, rule.adopted_when, rule.fails_when)
    return [clause for clause in clauses if clause is not None]


def _tests(condition: Condition) -> list[Test]:
    match condition:
        case Test():
            return [condition]
        case AllOf(conditions=conditions) | AnyOf(conditions=conditions):
            return [test for each in conditions for test in _tests(each)]
        case FirstOf(first=first, failing_which=fallback):
            return _tests(first) + _tests(fallback)
        case _:
            assert_never(condition)
