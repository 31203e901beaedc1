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

from collections.abc import Callable, Mapping, Sequence, Set
from difflib import get_close_matches
from functools import cached_property
from itertools import compress

from comity.errors import BadInput, Message
from comity.hindrances import bad_input
from comity.rules.carrying import Carrying, Needed
from comity.rules.changing import Changing
from comity.rules.gauges import Gauge, Ready, Scope, Tally
from comity.rules.judging import Verdict, majorities, verdict
from comity.rules.readying import make_ready
from comity.rules.reasons import Reasons
from comity.rules.ruling import Reason, Ruling
from comity.rules.sides import BALLOTS, CLOSED, OBJECTING, OPEN, POSITIONS, part_of, sides_of
from comity.rules.terms import Outcome, Position, Roll, Rule

Positions = Mapping[str, Position]
Sides = Sequence[Position]  # the positions of the members counted, in their order
Kinds = Set[Position]
Take = Callable[[Sides, Kinds], Tally]
Judged = tuple[Verdict, tuple[Reason, ...]]

_ALL_CLOSED = frozenset(CLOSED)
_ALL_POSITIONS = frozenset(POSITIONS)
_NOTHING_NEEDED = Needed(0)
_UNKNOWN = Needed(None, "positions are not known")
REMEMBERED = 4096


class Ballot:
    """A rule made ready on a roll. Raises ``BadInput`` where the roll lacks something that the rule names."""

    def __init__(self, rule: Rule, roll: Roll) -> None:
        self.rule = rule
        self.ready = make_ready(rule, roll)
        self.roll = frozenset(roll.members)
        self._size = len(roll.members)
        self._sides_of = sides_of(roll.members)
        self._counted = part_of(roll.members, self.ready.counted)
        restated = self.ready.restated
        counted = self.ready.counted if restated else ()
        place = {member: number for number, member in enumerate(counted)}
        self._restated = [(place[member], counts_as) for member, counts_as in restated.items()]
        looked_at = _looked_at(self.ready)
        self._takes = [
            _take(self.ready, *each) for each in zip(self.ready.scopes, looked_at, strict=True)
        ]
        self._takes_all = [_count_all, *self._takes[1:]]
        self._holds = [gauge.holds for gauge in self.ready.gauges]
        self._ties = [self.ready.gauges[number] for number in majorities(self.ready)]
        self._verdicts: dict[tuple[bool, ...], Verdict] = {}
        # Heads are few, and the same numbers of them come again and again.
        by_heads = not any(scope.weights for scope in self.ready.scopes)
        self._heads = (
            [(n, p) for n, some in enumerate(looked_at) for p in some] if by_heads else None
        )
        self._judged: dict[tuple[int | None, ...], Judged] = {}

    @cached_property
    def changing(self) -> Changing:
        """What open positions could still do."""
        return Changing(self.ready)

    @cached_property
    def carrying(self) -> Carrying:
        """What is still needed."""
        return Carrying(self.ready)

    @cached_property
    def _reasons(self) -> Reasons:
        return Reasons(self.ready)

    @cached_property
    def _no_counts(self) -> dict[str, int]:
        return _no_counts(self.ready)

    def outcome(self, positions: Positions) -> Outcome:
        """The outcome alone. Raises ``BadInput`` for a position of somebody who is not on the roll."""
        sides = self._sides(positions)
        kinds = set(sides)
        if not kinds <= _ALL_CLOSED:
            return self.ruling(positions).outcome
        sides = self._as_counted(sides, kinds)
        tallies = [take(sides, kinds) for take in self._takes]
        return self._verdict([holds(tallies) for holds in self._holds], tallies).outcome

    def ruling(self, positions: Positions) -> Ruling:
        """The outcome with everything that led to it. Raises ``BadInput`` as ``outcome`` does."""
        sides = self._sides(positions)
        kinds = set(sides)
        pending: tuple[str, ...] = ()
        unknown: tuple[str, ...] = ()
        if not kinds <= _ALL_CLOSED:
            _check_words(positions, kinds)
            pending = tuple(m for m in self.ready.counted if positions.get(m) == "pending")
            unknown = tuple(m for m in self.ready.counted if positions.get(m) == "unknown")
            sides = ["absent" if side in OPEN else side for side in sides]
            kinds = (kinds - OPEN) | {"absent"}
        sides = self._as_counted(sides, kinds)
        tallies = [take(sides, kinds) for take in self._takes_all]
        found, reasons = self._judge(tallies)
        could_change: tuple[str, ...] = ()
        if pending or unknown:
            could_change = self.changing.who(tallies, pending + unknown)
        outcome = _outcome(found, pending, could_change)
        needed = _NOTHING_NEEDED
        if outcome != "adopted":
            needed = _UNKNOWN if unknown else self.carrying.needed(tallies, sides)
        bound, not_bound = self._bound(sides) if outcome == "adopted" else ((), ())
        return Ruling(
            outcome,
            self.rule.name,
            self.rule.cites,
            self.rule.to_verify,
            self._counts(tallies[0], len(pending), len(unknown)),
            reasons,
            found.limb,
            self.rule.tie,
            self._blocking(found, sides) if outcome == "blocked" else (),
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

    def _sides(self, positions: Positions) -> Sides:
        """The positions of everybody on the roll, in its order."""
        sides = self._sides_of(positions)
        # As many as are on the roll, and none of the roll lacking: then nobody else is there.
        if len(positions) != self._size or type(sides) is not tuple:
            strangers = [member for member in positions if member not in self.roll]
            if strangers:
                raise _stranger(strangers[0], self.roll)
        return sides

    def _as_counted(self, sides: Sides, kinds: set[Position]) -> Sides:
        """The sides of the members counted; what those barred from voting count as is added to ``kinds``."""
        if self._counted is not None:
            sides = self._counted(sides)
        if not self._restated:
            return sides
        restated = list(sides)
        for place, counts_as in self._restated:
            if restated[place] in BALLOTS:
                restated[place] = counts_as[restated[place]]
        kinds.update(restated)
        return restated

    # --- judging --------------------------------------------------------------------------------

    def _judge(self, tallies: list[Tally]) -> Judged:
        """The verdict with its reasons, remembered where all numbers count heads."""
        if self._heads is None:
            return self._new_judged(tallies)
        key = tuple([tallies[scope].get(position) for scope, position in self._heads])
        found = self._judged.get(key)
        if found is None:
            if len(self._judged) > REMEMBERED:
                self._judged.clear()
            found = self._judged[key] = self._new_judged(tallies)
        return found

    def _new_judged(self, tallies: list[Tally]) -> Judged:
        findings = self._reasons.findings(tallies)
        truths = [finding.holds for finding in findings]
        return self._verdict(truths, tallies), self._reasons.chain(findings)

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
        if len(self._verdicts) > REMEMBERED:
            self._verdicts.clear()
        found = self._verdicts[truths] = verdict(self.ready, truths[:number], levels)
        return found

    def _blocking(self, found: Verdict, sides: Sides) -> tuple[str, ...]:
        gauges = [self.ready.gauges[number] for number in found.failed]
        objecting = [(self._inside[gauge.scope], gauge.on_left) for gauge in gauges]
        return tuple(
            [
                member
                for member, side in zip(self.ready.counted, sides, strict=True)
                if any(side in on_left and member in inside for inside, on_left in objecting)
            ]
        )

    @cached_property
    def _inside(self) -> list[frozenset[str]]:
        return [frozenset(scope.members) for scope in self.ready.scopes]

    def _bound(self, sides: Sides) -> tuple[tuple[str, ...], tuple[str, ...]]:
        counted = self.ready.counted
        match self.rule.binds:
            case "members":
                return counted, ()
            case "those in favour":
                bound = [side == "in favour" for side in sides]
            case "members except objectors":
                bound = [side not in OBJECTING for side in sides]
        free = [not each for each in bound]
        return tuple(compress(counted, bound)), tuple(compress(counted, free))

    def _counts(self, tally: Tally, pending: int, unknown: int) -> dict[str, int]:
        counts = self._no_counts.copy()
        counts.update(tally)
        voting = counts["in favour"] + counts["against"] + counts["against without reasons"]
        counts["voting"] = voting
        counts["ballots"] = voting + counts["abstaining"] + counts["invalid"]
        counts["present"] -= counts["absent"]
        if pending or unknown:
            counts["absent"] -= pending + unknown
            counts["pending"], counts["unknown"] = pending, unknown
        return counts


def _no_counts(ready: Ready) -> dict[str, int]:
    """The counts of a ruling, nobody having a position; all are present, since none is absent."""
    counts: dict[str, int] = dict.fromkeys((*CLOSED, "unknown", "pending", "voting", "ballots"), 0)
    members = len(ready.counted)
    return {**counts, "present": members, "members": members, "entitled": ready.entitled}


def _outcome(found: Verdict, pending: tuple[str, ...], could_change: tuple[str, ...]) -> Outcome:
    if not could_change:
        return found.outcome
    return "undetermined" if set(pending).isdisjoint(could_change) else "open"


def _even(gauge: Gauge, tallies: list[Tally]) -> bool:
    voting = gauge.right(tallies)
    return voting > 0 and gauge.left(tallies) * 2 == voting


def _looked_at(ready: Ready) -> list[tuple[Position, ...]]:
    """The positions that the tally of each scope must tell."""
    looked_at: list[set[Position]] = [set() for _ in ready.scopes]
    for gauge in ready.gauges:
        looked_at[gauge.scope] |= gauge.looked_at
    return [tuple([p for p in CLOSED if p in positions]) for positions in looked_at]


def _count_all(sides: Sides, kinds: Kinds) -> Tally:
    tally: dict[str, int] = {}
    for kind in kinds:
        tally[kind] = sides.count(kind)
    return tally


def _take(ready: Ready, scope: Scope, wanted: tuple[Position, ...]) -> Take:
    """Makes the tally of a scope from the sides: how much of it stands on each of those wanted."""
    part = part_of(ready.counted, scope.members)
    count = _count(wanted) if scope.weights is None else _weigh(scope.weights, wanted)
    if part is None:
        return count
    inside = part
    return lambda sides, kinds: count(inside(sides), kinds)


def _count(wanted: tuple[Position, ...]) -> Take:
    if len(wanted) == 1:
        (only,) = wanted
        return lambda sides, kinds: {only: sides.count(only)}
    return lambda sides, kinds: {kind: sides.count(kind) for kind in wanted if kind in kinds}


def _weigh(weights: tuple[int, ...], wanted: tuple[Position, ...]) -> Take:
    is_on = {kind: frozenset({kind}).__contains__ for kind in wanted}
    if len(wanted) == 1:
        ((only, chosen),) = is_on.items()
        return lambda sides, kinds: {only: sum(compress(weights, map(chosen, sides)))}
    return lambda sides, kinds: {
        kind: sum(compress(weights, map(is_on[kind], sides))) for kind in wanted if kind in kinds
    }


def _check_words(positions: Positions, kinds: Kinds) -> None:
    if kinds <= _ALL_POSITIONS:
        return
    member, word = next((m, p) for m, p in positions.items() if p not in _ALL_POSITIONS)
    near = get_close_matches(str(word), POSITIONS, n=1)
    helps = (
        Message("Perhaps {near} is meant.", near=near[0])
        if near
        else Message("Give one of {positions}.", positions=POSITIONS)
    )
    raise bad_input("position.unknown_word", where=member, remedy=helps, word=str(word))


def _stranger(member: str, roll: frozenset[str]) -> BadInput:
    near = get_close_matches(member, sorted(roll), n=1)
    helps = (
        Message("Perhaps {near} is meant.", near=near[0])
        if near
        else Message("Give positions of members only.")
    )
    return bad_input("position.not_a_member", remedy=helps, member=member)
