"""How much depends on single members: who can prevent a decision alone, and how few can by staying away.

All members carry a decision together; then some of them are moved to another position, and the arithmetic of the rule says
whether it is still adopted. Where a rule may adopt with fewer in favour what it does not with more (``in favour: exactly
3``), it is asked instead whether the others can carry anything, however they answer. The answers are exact. Where they
cannot be found within a bounded search, that is said.

>>> from comity.rules.terms import Count, Roll, Rule, Test
>>> rule = Rule("r", among="council", adopted_when=Test("in favour", Count(2), "at least"))
>>> roll = Roll(("A", "B", "C", "D"), {"council": frozenset("ABC")}, {}, {})
>>> together = Together(Ballot(rule, roll))
>>> together.alone("absent"), together.fewest_away()
((), ('A', 'B'))
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import repeat

from comity.rules.alternatives import Alternative, alternatives
from comity.rules.counting import Ballot
from comity.rules.inequalities import Inequalities, Vector
from comity.rules.outcomes import Held, outlook
from comity.rules.searching import TOO_MANY, Offer, fewest
from comity.rules.terms import Position

MOST_KINDS = 100  # of members that differ, before a search over several requirements is given up
MOST_SETS = (
    200  # of requirements that may be broken together, or of members tried one after the other
)
ANSWERS: tuple[Position, ...] = (
    "in favour",
    "against",
    "against without reasons",
    "abstaining",
    "present not voting",
    "does not object",
    "absent",
)
Broken = frozenset[int]


class NotWorkedOut(Exception):
    """There are too many combinations to say."""


class Together:
    """A rule with every member carrying a decision: in favour, or, in the tacit form, not objecting."""

    def __init__(
        self, ballot: Ballot, silent: Collection[str] = (), away: Position = "absent"
    ) -> None:
        """``silent``: those who have no vote, and count as ``away`` whatever comes."""
        ready = ballot.ready
        found = alternatives(ready)
        self.ways: Sequence[Alternative] | None = found
        rows = sorted({row for way in found or () for row in way})
        number = {row: place for place, row in enumerate(rows)}
        self.wanted = [frozenset(number[row] for row in way) for way in found or ()]
        self.members = tuple(one for one in ready.counted if one not in silent)
        self.inequalities = Inequalities(ready, rows)
        self.carried: Position = "does not object" if ready.tacit else "in favour"
        self.sizes = Counter(self.inequalities.kind_of[member] for member in self.members)
        mute = [one for one in ready.counted if one in silent]
        self.sums = self._sums([self.inequalities.kind_of[one] for one in mute], away)
        self.changing = ballot.changing
        kind_of = self.changing.inequalities.kind_of
        self.held: Counter[tuple[int, Position]] = Counter((kind_of[one], away) for one in mute)

    @property
    def is_best(self) -> bool:
        """Whether nothing that a member could do helps a decision more than to carry it with the others."""
        return all(
            mine >= other
            for kind in self.inequalities.kinds
            for answer in ANSWERS
            for mine, other in zip(kind[self.carried], kind[answer], strict=True)
        )

    @property
    def carries(self) -> bool:
        """Whether all members together carry a decision. Raises ``NotWorkedOut``."""
        if self.ways is None:
            raise NotWorkedOut
        return self._adopted(self.sums)

    def alone(self, how: Position) -> tuple[str, ...]:
        """The members each of whom, alone ``how``, prevents every decision of the others. Raises ``NotWorkedOut``."""
        if not self.is_best:
            self._require_few_kinds()
            kinds = self.changing.inequalities.kind_of
            alone = {k for k in set(kinds.values()) if self._prevented({(k, how): 1})}
            # Where nothing is ever adopted, nobody prevents it.
            return (
                () if self._prevented({}) else tuple(m for m in self.members if kinds[m] in alone)
            )
        if not self.carries:
            return ()
        turning = {
            kind
            for kind in self.sizes
            if not self._adopted(_less(self.sums, self._loss(kind, how)))
        }
        return tuple(m for m in self.members if self.inequalities.kind_of[m] in turning)

    def fewest_away(self, away: Position = "absent") -> tuple[str, ...]:
        """Some smallest set of members without whom the others cannot carry a decision, when they count as ``away``; empty
        if there is none, or if all together cannot. Raises ``NotWorkedOut``."""
        if not self.is_best:
            return self._fewest_tried(away)
        if not self.carries:
            return ()
        losses = {kind: self._loss(kind, away) for kind in self.sizes}
        least: tuple[int, ...] | None = None
        for broken in self._to_break():
            kinds = self._kinds_away(sorted(broken), losses)
            if kinds is not None and (least is None or len(kinds) < len(least)):
                least = kinds
        return self._some(least or ())

    # --- where to be in favour is not always best -----------------------------------------------

    def _fewest_tried(self, as_away: Position) -> tuple[str, ...]:
        """The same by trying, since whom the others can do without they can do without still when fewer are away."""
        kind_of = self.changing.inequalities.kind_of
        tried = 0
        self._require_few_kinds()
        if self._prevented({}):
            return ()
        for number in range(1, len(self.members) + 1):
            for away in _multisets(Counter(kind_of[one] for one in self.members), number):
                tried += 1
                if tried > MOST_SETS:
                    raise NotWorkedOut
                if self._prevented({(kind, as_away): some for kind, some in away.items()}):
                    return _of_kinds(self.members, kind_of, away.elements())
        return ()

    def _require_few_kinds(self) -> None:
        if len(self.changing.inequalities.kinds) > MOST_KINDS:
            raise NotWorkedOut

    def _prevented(self, held: Held) -> bool:
        """Whether nothing can be adopted, however the others answer, while those have these positions."""
        held = self.held + Counter(held)
        can = outlook(self.changing, ANSWERS, held, until="adopted").can_come("adopted")
        if can is None:
            raise NotWorkedOut
        return not can

    # --- arithmetic -----------------------------------------------------------------------------

    def _sums(self, mute: Iterable[int], away: Position) -> Vector:
        sums = tuple(row.constant for row in self.inequalities.rows)
        for kind in mute:
            each = self.inequalities.kinds[kind][away]
            sums = tuple(value + gain for value, gain in zip(sums, each, strict=True))
        for kind, size in self.sizes.items():
            each = self.inequalities.kinds[kind][self.carried]
            sums = tuple(value + size * gain for value, gain in zip(sums, each, strict=True))
        return sums

    def _loss(self, kind: int, how: Position) -> Vector:
        by_position = self.inequalities.kinds[kind]
        return _less(by_position[self.carried], by_position[how])

    def _adopted(self, sums: Vector) -> bool:
        return any(all(sums[row] >= 0 for row in way) for way in self.wanted)

    def _to_break(self) -> list[Broken]:
        """The sets of rows, none within another, of which each way to be adopted has at least one."""
        found: list[Broken] = [frozenset()]
        for way in self.wanted:
            more = (each if each & way else each | {row} for each in found for row in sorted(way))
            found = _smallest(more)
        return found

    def _kinds_away(self, rows: Sequence[int], losses: dict[int, Vector]) -> tuple[int, ...] | None:
        """The kinds of the fewest members whose loss takes each of the rows below zero; None where all are too few."""
        if len(rows) == 1:
            return self._heaviest(rows[0], losses)
        if len(losses) > MOST_KINDS:
            raise NotWorkedOut
        short = [-self.sums[row] - 1 for row in rows]
        sizes = dict(self.sizes)
        taken: list[int] = []
        while any(value < 0 for value in short):
            offers: list[Offer] = [
                (tuple(losses[kind][row] for row in rows), size, (kind,))
                for kind, size in sizes.items()
                if size
            ]
            found = fewest(short, offers)
            if found == TOO_MANY:
                raise NotWorkedOut
            if not isinstance(found, tuple):
                return None
            kind = min(found[1])
            taken.append(kind)
            sizes[kind] -= 1
            short = [value + losses[kind][row] for value, row in zip(short, rows, strict=True)]
        return tuple(taken)

    def _heaviest(self, row: int, losses: dict[int, Vector]) -> tuple[int, ...] | None:
        short, taken = -self.sums[row] - 1, list[int]()
        for kind in sorted(losses, key=lambda kind: losses[kind][row], reverse=True):
            loss = losses[kind][row]
            if short >= 0 or loss <= 0:
                break
            number = min(self.sizes[kind], -(short // loss))
            taken.extend(repeat(kind, number))
            short += number * loss
        return tuple(taken) if short >= 0 else None

    def _some(self, kinds: Iterable[int]) -> tuple[str, ...]:
        return _of_kinds(self.members, self.inequalities.kind_of, kinds)


def _of_kinds(
    members: Iterable[str], kind_of: Mapping[str, int], kinds: Iterable[int]
) -> tuple[str, ...]:
    """Members of these kinds, as many of each as are named."""
    left = Counter(kinds)
    found = []
    for member in members:
        kind = kind_of[member]
        if left[kind]:
            left[kind] -= 1
            found.append(member)
    return tuple(found)


def _multisets(sizes: Counter[int], number: int) -> Iterator[Counter[int]]:
    """Each choice of so many members, by the number of each kind."""
    kinds = sorted(sizes)

    def chosen(place: int, left: int) -> Iterator[Counter[int]]:
        if place == len(kinds):
            if not left:
                yield Counter()
            return
        for some in range(min(left, sizes[kinds[place]]) + 1):
            for rest in chosen(place + 1, left - some):
                yield rest + Counter({kinds[place]: some})

    return chosen(0, number)


def _smallest(sets: Iterable[Broken]) -> list[Broken]:
    found: list[Broken] = []
    for each in sorted(set(sets), key=lambda some: (len(some), sorted(some))):
        if not any(other <= each for other in found):
            found.append(each)
        if len(found) > MOST_SETS:
            raise NotWorkedOut
    return found


def _less(first: Vector, second: Vector) -> Vector:
    return tuple(a - b for a, b in zip(first, second, strict=True))
