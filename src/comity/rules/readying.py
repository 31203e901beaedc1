"""Making a rule ready on a roll: who is counted, what each test measures, and what it is measured against.

Everything that does not depend on the positions is worked out here, once: the members counted, groups as sets, weights
scaled to integers, the values of fixed bases. Whatever the rule names and the roll lacks is refused by name.

>>> from fractions import Fraction
>>> roll = Roll(("A", "B", "C"), {}, {"votes": {"A": Fraction(1, 2), "B": Fraction(1), "C": Fraction(2)}}, {})
>>> rule = Rule("r", adopted_when=Test("in favour", Share(Fraction(2, 3), "members"), "at least", by="votes"))
>>> ready = make_ready(rule, roll)
>>> ready.scopes[1].weights, ready.scopes[1].scale, ready.gauges[0].holds([{}, {"in favour": 4}])
((1, 2, 4), 2, False)
>>> make_ready(rule, Roll(("A",), {}, {}, {}))
Traceback (most recent call last):
comity.errors.BadInput: The rule r needs the weight "votes", which is not given. Give votes for every member.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import lcm
from typing import assert_never

from comity.errors import BadInput
from comity.hindrances import bad_input
from comity.rules.gauges import (
    Clause,
    Gauge,
    Junction,
    Ready,
    Scope,
    always,
    comparison,
    measure,
)
from comity.rules.phrases import print_test
from comity.rules.sides import BALLOTS, DISCARDED, fewer, of_base, standing
from comity.rules.terms import (
    BASES,
    ENTITLED,
    AllOf,
    AnyOf,
    Condition,
    Count,
    Everybody,
    FirstOf,
    Nobody,
    Position,
    Roll,
    Rule,
    Share,
    SmallestGroup,
    Test,
)


def make_ready(rule: Rule, roll: Roll) -> Ready:
    """The rule on the roll. Raises ``BadInput`` where the roll lacks what the rule names, and says what."""
    return _Making(rule, roll).ready()


class _Making:
    """The scopes met so far while a rule is made ready; private to ``make_ready``."""

    def __init__(self, rule: Rule, roll: Roll) -> None:
        self.rule = rule
        self.roll = roll
        if (rule.adopted_when is None) == (rule.fails_when is None):
            raise bad_input("rule.polarity", name=rule.name)
        if len(set(roll.members)) < len(roll.members):
            raise bad_input("roll.twice")
        self.counted = self._counted()
        self.barred = self._members_of(rule.may_not_vote)
        self.abstaining = self._members_of(rule.must_abstain)
        self.scopes: dict[tuple[frozenset[str], str | None], int] = {(frozenset(), None): 0}
        self.built = [self._scope(frozenset(), None)]
        self.gauges: list[Gauge] = []

    def ready(self) -> Ready:
        rule = self.rule
        decides = rule.adopted_when or rule.fails_when
        assert decides is not None, "checked above"
        return Ready(
            rule=rule,
            counted=self.counted,
            entitled=len(self._entitled()),
            restated=self._restated(),
            quorum=self._early(rule.quorum),
            void_unless=self._early(rule.void_unless),
            defer_when=self._early(rule.defer_when),
            decides=self._clause(decides, frozenset(DISCARDED[each] for each in rule.discard)),
            tacit=rule.fails_when is not None,
            scopes=tuple(self.built),
            gauges=tuple(self.gauges),
        )

    # --- who ------------------------------------------------------------------------------------

    def _counted(self) -> tuple[str, ...]:
        removed = self._members_of(self.rule.remove_from_count)
        among = None if self.rule.among is None else self._members_of(self.rule.among)
        if not removed and among is None:
            return tuple(self.roll.members)
        return tuple(
            member
            for member in self.roll.members
            if member not in removed and (among is None or member in among)
        )

    def _entitled(self) -> frozenset[str]:
        return frozenset(self.counted) - self.barred

    def _members_of(self, group: str | None) -> frozenset[str]:
        if group is None:
            return frozenset()
        members = self.roll.groups.get(group)
        if members is None:
            raise bad_input("group.missing", name=self.rule.name, group=group)
        return frozenset(members)

    def _restated(self) -> dict[str, dict[Position, Position]]:
        # A ballot of somebody who may not vote is no ballot; of somebody who must abstain, an abstention.
        restated: dict[str, dict[Position, Position]] = {}
        if not (self.barred or self.abstaining):
            return restated
        for member in self.counted:
            if member in self.barred:
                restated[member] = dict.fromkeys(BALLOTS, "present not voting")
            elif member in self.abstaining:
                restated[member] = dict.fromkeys(BALLOTS, "abstaining")
        return restated

    # --- scopes ---------------------------------------------------------------------------------

    def _scope_of(self, test: Test) -> int:
        """The number of the scope in which a test counts its side and its base."""
        key = (self._within(test), test.by)
        if key not in self.scopes:
            self.scopes[key] = len(self.built)
            self.built.append(self._scope(*key))
        return self.scopes[key]

    def _within(self, test: Test) -> frozenset[str]:
        """The sets that a test is confined to: the group after `among`, and a base that is a set of its own. The side and
        the base are counted within the same members."""
        base = test.quantity.base if isinstance(test.quantity, Share) else ""
        own = (base == ENTITLED and self.barred) or base not in (ENTITLED, "", *BASES)
        return frozenset(filter(None, (test.among, base if own else "")))

    def _scope(self, within: frozenset[str], by: str | None) -> Scope:
        members = self.counted
        for name in sorted(within):
            some = self._entitled() if name == ENTITLED else self._members_of(name)
            members = tuple([member for member in members if member in some])
        if by is None:
            return Scope(members, None, 1, len(members))
        values = self._weights(by, members)
        total = Fraction(self.roll.world.get(by, 0))  # may be finer than the weights
        scale = lcm(total.denominator, *(value.denominator for value in values))
        weights = tuple(int(value * scale) for value in values)
        return Scope(members, weights, scale, sum(weights))

    def _weights(self, by: str, members: Iterable[str]) -> list[Fraction]:
        try:
            given = self.roll.weights[by]
        except BadInput:
            raise  # the roll knows why it has none
        except KeyError as error:
            raise bad_input("weight.not_given", name=self.rule.name, by=by) from error
        lacking = [member for member in members if member not in given]
        if lacking:
            raise bad_input("weight.missing", by=by, lacking=lacking)
        values = [Fraction(given[member]) for member in members]
        if any(value < 0 for value in values):
            raise bad_input("weight.negative", by=by)
        return values

    # --- clauses --------------------------------------------------------------------------------

    def _early(self, condition: Condition | None) -> Clause | None:
        # Before `defer when` has been passed nothing is discarded.
        return None if condition is None else self._clause(condition, frozenset())

    def _clause(self, condition: Condition, discarded: frozenset[Position]) -> Clause:
        match condition:
            case Test():
                return self._gauge(condition, discarded)
            case AllOf(conditions=conditions):
                parts = tuple(self._clause(each, discarded) for each in conditions)
                return Junction("all of", parts)
            case AnyOf(conditions=conditions):
                parts = tuple(self._clause(each, discarded) for each in conditions)
                return Junction("any of", parts)
            case FirstOf(first=first, failing_which=fallback):
                parts = tuple(self._clause(each, discarded) for each in (first, fallback))
                return Junction("first", parts)
            case _:
                assert_never(condition)

    def _gauge(self, test: Test, discarded: frozenset[Position]) -> Gauge:
        number = self._scope_of(test)
        scope = self.built[number]
        on_base, fixed, fraction = self._bar(test, scope, discarded)
        of_base = isinstance(test.quantity, Share | Everybody)
        on_left = standing(test.side, discarded)
        left = measure(number, on_left, scope.total)
        right = measure(number, on_base, scope.total) if on_base else always(fixed)
        over, under, op = fraction.numerator, fraction.denominator, test.op or "exactly"
        moving = right if on_base else None
        key, phrase = print_test(test)
        gauge = Gauge(
            number=len(self.gauges),
            test=test,
            phrase=f"{key}: {phrase}",
            scope=number,
            scale=scope.scale,
            total=scope.total,
            looked_at=fewer(on_left) | fewer(on_base or frozenset()),
            on_left=on_left,
            on_base=on_base,
            fixed=fixed,
            over=over,
            under=under,
            op=op,
            of_base=of_base,
            upwards=op not in ("at most", "fewer than") and not isinstance(test.quantity, Nobody),
            left=left,
            right=right,
            holds=comparison(left, moving, fixed, over, under, op, of_base),
        )
        self.gauges.append(gauge)
        return gauge

    def _bar(
        self, test: Test, scope: Scope, discarded: frozenset[Position]
    ) -> tuple[frozenset[Position] | None, int, Fraction]:
        """The positions of a moving base (else None), a fixed base in units of the scope, and the fraction of it."""
        match test.quantity:
            case Count(number=number):
                return None, number * scope.scale, Fraction(1)
            case Nobody():
                return None, 0, Fraction(1)
            case Everybody():
                return None, scope.total, Fraction(1)
            case SmallestGroup():
                return None, self._smallest(test.quantity, scope.members), Fraction(1)
            case Share(fraction=fraction, base=base):
                moving = of_base(base, discarded)
                if moving is not None:
                    return moving, 0, fraction
                return None, int(self._base(base, test, scope) * scope.scale), fraction
            case _:
                assert_never(test.quantity)

    def _base(self, base: str, test: Test, scope: Scope) -> Fraction:
        match base:
            case "attending":
                return self._attending(test)
            case "world":
                return self._world(test)
            case _:
                # The scope holds nobody outside the base.
                return Fraction(scope.total, scope.scale)

    def _attending(self, test: Test) -> Fraction:
        if test.by is not None:
            raise bad_input("base.attending", by=test.by)
        if self.roll.attending is None:
            raise bad_input("attending.missing", name=self.rule.name)
        return Fraction(self.roll.attending)

    def _world(self, test: Test) -> Fraction:
        if test.by is None:
            raise bad_input("base.world")
        if test.by not in self.roll.world:
            raise bad_input("world.missing", by=test.by)
        return Fraction(self.roll.world[test.by])

    def _smallest(self, quantity: SmallestGroup, members: tuple[str, ...]) -> int:
        weights = sorted(self._weights(quantity.weight, members), reverse=True)
        enough = quantity.more_than * sum(weights, Fraction(0))
        held = Fraction(0)
        for size, weight in enumerate(weights, 1):
            held += weight
            if held > enough:
                return size + quantity.plus
        raise bad_input("weight.empty", more_than=quantity.more_than, weight=quantity.weight)
