"""Counting positions under a rule: the outcome, and the ruling with its reasons.

A ``Ballot`` is a rule made ready on a roll; it is then asked as often as positions come in. In order: exclusions,
quorum, void, defer, adoption, tie. Members not mentioned are absent; whoever is on the roll but not counted by the rule
changes nothing; anybody else is refused.

>>> from comity.rules.terms import AllOf, Count, Nobody, Test
>>> roll = Roll(("RU", "US", "IN"), {"permanent": frozenset({"RU", "US"})}, {}, {})
>>> two, no_veto = Test("in favour", Count(2), "at least"), Test("against", Nobody(), among="permanent")
>>> ballot = Ballot(Rule("veto", adopted_when=AllOf((two, no_veto))), roll)
>>> ballot.outcome({"RU": "against", "US": "in favour", "IN": "in favour"})
'blocked'
>>> ballot.outcome({"US": "in favour", "IN": "in favour"})
'adopted'
>>> ballot.outcome({"RU": "pending", "US": "in favour", "IN": "in favour"})
'open'

What a rule gives depends on its tests alone, so verdicts are kept by which tests hold.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from itertools import compress

from comity.errors import BadInput
from comity.rules.carrying import Carrying, Needed
from comity.rules.changing import Changing
from comity.rules.gauges import Gauge, Ready, Scope, Tally
from comity.rules.judging import Verdict, majorities, verdict
from comity.rules.readying import make_ready
from comity.rules.reasons import Reasons
from comity.rules.ruling import Ruling
from comity.rules.sides import BALLOTS, CLOSED, OPEN, POSITIONS, sides_of
from comity.rules.terms import Outcome, Position, Roll, Rule

Positions = Mapping[str, Position]
Take = Callable[[Positions, set[Position]], Tally]

_ALL_CLOSED = frozenset(CLOSED)
_ALL_POSITIONS = frozenset(POSITIONS)
_NOTHING_NEEDED = Needed(0)
_UNKNOWN = Needed(None, "positions are not known")


class Ballot:
    """A rule made ready on a roll. Raises ``BadInput`` where the roll lacks something that the rule names."""

    def __init__(self, rule: Rule, roll: Roll) -> None:
        self.rule = rule
        self.ready = make_ready(rule, roll)
        self._roll = frozenset(roll.members)
        self._size = len(roll.members)
        self._takes = [self._take(*each) for each in _looked_at(self.ready)]
        self._takes_all = [self._take(self.ready.scopes[0], CLOSED), *self._takes[1:]]
        self._holds = [gauge.holds for gauge in self.ready.gauges]
        self._ties = [self.ready.gauges[number] for number in majorities(self.ready)]
        self._reasons = Reasons(self.ready)
        self._verdicts: dict[tuple[bool, ...], Verdict] = {}

    @cached_property
    def changing(self) -> Changing:
        """What open positions could still do."""
        return Changing(self.ready)

    @cached_property
    def carrying(self) -> Carrying:
        """What is still needed."""
        return Carrying(self.ready)

    def outcome(self, positions: Positions) -> Outcome:
        """The outcome alone. Raises ``BadInput`` for a position of somebody who is not on the roll."""
        kinds = set(positions.values())
        if len(positions) < self._size:
            kinds.add("absent")
        if not (kinds <= _ALL_CLOSED and positions.keys() <= self._roll):
            return self.ruling(positions).outcome
        if self.ready.restated:
            positions = self._restate(positions, kinds)
        tallies = [take(positions, kinds) for take in self._takes]
        return self._verdict([holds(tallies) for holds in self._holds], tallies).outcome

    def ruling(self, positions: Positions) -> Ruling:
        """The outcome with everything that led to it. Raises ``BadInput`` as ``outcome`` does."""
        kinds = self._kinds(positions)
        stated = positions
        pending: tuple[str, ...] = ()
        unknown: tuple[str, ...] = ()
        if not kinds <= _ALL_CLOSED:
            _check_words(positions, kinds)
            pending = tuple(m for m in self.ready.counted if positions.get(m) == "pending")
            unknown = tuple(m for m in self.ready.counted if positions.get(m) == "unknown")
            positions = {m: p for m, p in positions.items() if p not in OPEN}
            kinds = (kinds - OPEN) | {"absent"}
        if self.ready.restated:
            positions = self._restate(positions, kinds)
        tallies = [take(positions, kinds) for take in self._takes_all]
        truths = [holds(tallies) for holds in self._holds]
        found = self._verdict(truths, tallies)
        could_change: tuple[str, ...] = ()
        if pending or unknown:
            could_change = self.changing.who(tallies, pending + unknown)
        outcome = _outcome(found, stated, could_change)
        needed = _NOTHING_NEEDED
        if outcome != "adopted":
            needed = _UNKNOWN if unknown else self.carrying.needed(tallies, positions)
        bound, not_bound = self._bound(positions) if outcome == "adopted" else ((), ())
        return Ruling(
            outcome,
            self.rule.name,
            self.rule.cites,
            self.rule.to_verify,
            self._counts(tallies[0], len(pending), len(unknown)),
            self._reasons(tallies, truths),
            found.limb,
            self.rule.tie,
            self._blocking(found, positions) if outcome == "blocked" else (),
            needed.number,
            needed.why,
            needed.givers,
            pending,
            unknown,
            could_change,
            not could_change,
            bound,
            not_bound,
        )

    # --- positions ------------------------------------------------------------------------------

    def _kinds(self, positions: Positions) -> set[Position]:
        """The positions taken by anybody, ``absent`` among them where somebody is not mentioned."""
        if not positions.keys() <= self._roll:
            strangers = [member for member in positions if member not in self._roll]
            raise _stranger(strangers[0], self._roll)
        kinds = set(positions.values())
        if len(positions) < self._size:
            kinds.add("absent")
        return kinds

    def _restate(self, positions: Positions, kinds: set[Position]) -> Positions:
        restated = {
            member: counts_as[positions[member]]
            for member, counts_as in self.ready.restated.items()
            if positions.get(member) in BALLOTS
        }
        kinds |= set(restated.values())
        return {**positions, **restated}

    def _take(self, scope: Scope, wanted: tuple[Position, ...]) -> Take:
        return _take(scope, wanted, everybody=len(scope.members) == self._size)

    # --- judging --------------------------------------------------------------------------------

    def _verdict(self, truths: list[bool], tallies: list[Tally]) -> Verdict:
        key = tuple(truths)
        if self._ties:
            key += tuple([_even(gauge, tallies) for gauge in self._ties])
        return self._verdicts.get(key) or self._new_verdict(key)

    def _new_verdict(self, truths: tuple[bool, ...]) -> Verdict:
        number = len(self._holds)
        levels = [False] * number
        for gauge, even in zip(self._ties, truths[number:], strict=True):
            levels[gauge.number] = even
        if len(self._verdicts) > 4096:
            self._verdicts.clear()
        found = self._verdicts[truths] = verdict(self.ready, truths[:number], levels)
        return found

    def _blocking(self, found: Verdict, positions: Positions) -> tuple[str, ...]:
        blocking: set[str] = set()
        for number in found.failed:
            gauge = self.ready.gauges[number]
            members = self.ready.scopes[gauge.scope].members
            blocking |= {m for m in members if positions.get(m, "absent") in gauge.on_left}
        return tuple(member for member in self.ready.counted if member in blocking)

    def _bound(self, positions: Positions) -> tuple[tuple[str, ...], tuple[str, ...]]:
        counted = self.ready.counted
        match self.rule.binds:
            case "members":
                return counted, ()
            case "those in favour":
                bound = [positions.get(member) == "in favour" for member in counted]
            case "members except objectors":
                objections = ("against", "against without reasons")
                bound = [positions.get(member) not in objections for member in counted]
        free = [not each for each in bound]
        return tuple(compress(counted, bound)), tuple(compress(counted, free))

    def _counts(self, tally: Tally, pending: int, unknown: int) -> dict[str, int]:
        told = tally.get
        in_favour, against = told("in favour", 0), told("against", 0)
        unreasoned, abstaining = told("against without reasons", 0), told("abstaining", 0)
        invalid, absent = told("invalid", 0), told("absent", 0)
        voting = in_favour + against + unreasoned
        members = len(self.ready.counted)
        return {
            "in favour": in_favour,
            "against": against,
            "against without reasons": unreasoned,
            "abstaining": abstaining,
            "invalid": invalid,
            "present not voting": told("present not voting", 0),
            "does not object": told("does not object", 0),
            "absent": absent - pending - unknown,
            "unknown": unknown,
            "pending": pending,
            "voting": voting,
            "ballots": voting + abstaining + invalid,
            "present": members - absent,
            "members": members,
            "entitled": self.ready.entitled,
        }


def _outcome(found: Verdict, stated: Positions, could_change: tuple[str, ...]) -> Outcome:
    if not could_change:
        return found.outcome
    still = any(stated[member] == "pending" for member in could_change)
    return "open" if still else "undetermined"


def _even(gauge: Gauge, tallies: list[Tally]) -> bool:
    voting = gauge.right(tallies)
    return voting > 0 and gauge.left(tallies) * 2 == voting


def _looked_at(ready: Ready) -> list[tuple[Scope, tuple[Position, ...]]]:
    """Each scope with the positions that its tally must tell."""
    looked_at: list[set[Position]] = [set() for _ in ready.scopes]
    for gauge in ready.gauges:
        looked_at[gauge.scope] |= gauge.looked_at
    wanted = [tuple(p for p in CLOSED if p in positions) for positions in looked_at]
    return list(zip(ready.scopes, wanted, strict=True))


def _take(scope: Scope, wanted: tuple[Position, ...], everybody: bool) -> Take:
    """Makes the tally of a scope from positions: how much of it stands on each of those wanted."""
    if scope.weights is not None:
        return _weigh(sides_of(scope.members), scope.weights, wanted)
    if everybody:
        return _count_all(len(scope.members), wanted)
    sides = sides_of(scope.members)

    def take(positions: Positions, kinds: set[Position]) -> Tally:
        count = sides(positions).count
        return {kind: count(kind) for kind in wanted if kind in kinds}

    return take


def _count_all(size: int, wanted: tuple[Position, ...]) -> Take:
    """For a scope of everybody on the roll: the order of the positions does not matter, only who is not mentioned."""
    if len(wanted) == 1 and "absent" not in wanted:
        (only,) = wanted
        return lambda positions, kinds: {only: list(positions.values()).count(only)}

    def take(positions: Positions, kinds: set[Position]) -> Tally:
        count = list(positions.values()).count
        tally: dict[str, int] = {kind: count(kind) for kind in wanted if kind in kinds}
        if len(positions) < size and "absent" in tally:
            tally["absent"] += size - len(positions)
        return tally

    return take


def _weigh(
    sides: Callable[[Positions], Sequence[Position]],
    weights: tuple[int, ...],
    wanted: tuple[Position, ...],
) -> Take:
    def take(positions: Positions, kinds: set[Position]) -> Tally:
        stated = sides(positions)
        return {
            kind: sum(
                [weight for side, weight in zip(stated, weights, strict=True) if side == kind]
            )
            for kind in wanted
            if kind in kinds
        }

    return take


def _check_words(positions: Positions, kinds: set[Position]) -> None:
    if kinds <= _ALL_POSITIONS:
        return
    member, word = next((m, p) for m, p in positions.items() if p not in _ALL_POSITIONS)
    near = get_close_matches(str(word), POSITIONS, n=1)
    remedy = f"Perhaps {near[0]} is meant." if near else f"Give one of {', '.join(POSITIONS)}."
    raise BadInput(
        "position.unknown_word", f'"{word}" is no position.', where=member, remedy=remedy
    )


def _stranger(member: str, roll: frozenset[str]) -> BadInput:
    near = get_close_matches(member, sorted(roll), n=1)
    remedy = f"Perhaps {near[0]} is meant." if near else "Give positions of members only."
    return BadInput("position.not_a_member", f'"{member}" is not a member here.', remedy=remedy)
