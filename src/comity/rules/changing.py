"""What may still happen: which open positions could change the outcome.

A member whose position is pending or unknown may yet turn out to stand on any side, or to stay away. Some completion of
all open positions differs from another exactly when there is one open member that, in some completion of the others,
tips the outcome alone (walk from the one to the other a member at a time). So the members that could tip are looked
for, a kind at a time, by exact search: branch on how many of each kind take each position, keep for every row the least
and the most it may still reach, and leave a branch where the outcome is the same whatever the member does. Where one
member tips, others who tip in the same place are found with it.

The search is exact up to ``STEPS`` branches. Beyond that a member is said to be able to change the outcome: the ruling may
then be ``open`` a little too long, and is never settled too early.

>>> from comity.rules.readying import make_ready
>>> from comity.rules.terms import Count, Roll, Rule, Test
>>> rule = Rule("r", adopted_when=Test("in favour", Count(2), "at least"))
>>> changing = Changing(make_ready(rule, Roll(("A", "B", "C"), {}, {}, {})))
>>> changing.who([{"in favour": 1, "absent": 2}], ["B", "C"])
('B', 'C')
>>> changing.who([{"in favour": 2, "absent": 1}], ["C"])
()
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from comity.rules.gauges import Ready, Tallies
from comity.rules.inequalities import Inequalities, Vector, rows_of
from comity.rules.judging import Truth, majorities, possible
from comity.rules.terms import Outcome

STEPS = 10_000

# Where the rows stand without the member looked at, and which choices the others have made, by kind.
Completion = tuple[Vector, list[tuple[int, int]]]
# How far a search has come: with which kind and choice, how many of the kind are left, and where the rows stand.
Reached = tuple[int, int, int, Vector]


class Changing:
    """What open positions could do under one rule; made once, asked often."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        rows = [rows_of(gauge) for gauge in ready.gauges]
        self.inequalities = Inequalities(ready, [row for some in rows for row in some])
        starts = [sum(map(len, rows[:number])) for number in range(len(rows))]
        self.spans = [(start, start + len(some)) for start, some in zip(starts, rows, strict=True)]
        self.majorities = frozenset(majorities(ready))
        self.choices = [tuple(dict.fromkeys(k.values())) for k in self.inequalities.kinds]

    def who(self, tallies: Tallies, open_members: Sequence[str]) -> tuple[str, ...]:
        """Of the open members, counted as absent in the tallies, those who could change the outcome."""
        kind_of = self.inequalities.kind_of
        kinds = Counter(kind_of[member] for member in open_members)
        start = self.inequalities.sums(tallies)
        for kind, number in kinds.items():
            away = self.inequalities.kinds[kind]["absent"]
            start = [value - number * each for value, each in zip(start, away, strict=True)]
        if len(self.between(*self._reach(start, kinds.items()))) == 1:
            return ()
        tipping = self._tipping(kinds, tuple(start))
        return tuple(member for member in open_members if kind_of[member] in tipping)

    def _tipping(self, kinds: Counter[int], start: Vector) -> set[int]:
        tipping: set[int] = set()
        *lighter, heaviest = sorted(kinds, key=self._weight)
        heavier = [heaviest, *reversed(lighter)]
        steps = STEPS
        # The heaviest is the likeliest to tip; where the lightest tips, the others do as well.
        for kind in (heaviest, *lighter):
            if kind in tipping or len(self.choices[kind]) == 1:
                continue
            others = [(each, kinds[each] - (each == kind)) for each in heavier]
            search = _Search(self, kind, [(each, n) for each, n in others if n], steps)
            if search.finds(start):
                tipping.add(kind)
                tipping |= self._beside(kind, search.found, kinds.keys() - tipping)
            steps -= len(search.seen)
        return tipping

    def _weight(self, kind: int) -> int:
        return sum(max(values) - min(values) for values in zip(*self.choices[kind], strict=True))

    def _beside(self, kind: int, found: Completion | None, kinds: set[int]) -> set[int]:
        """The kinds that tip the outcome in the completion in which ``kind`` was found to."""
        if found is None:
            return set()
        sums, standing = found
        tipping: set[int] = set()
        for own in self.choices[kind]:
            here = _sum(sums, own)
            (outcome,) = self.between(here, here)
            for other, choice in standing:
                if other in kinds - tipping and self._moves(here, outcome, other, choice):
                    tipping.add(other)
        return tipping

    def _moves(self, here: Sequence[int], outcome: Outcome, kind: int, choice: int) -> bool:
        """Whether one of a kind, leaving the choice it made, changes the outcome."""
        left = [value - each for value, each in zip(here, self.choices[kind][choice], strict=True)]
        there = (_sum(left, other) for other in self.choices[kind])
        return any(self.between(sums, sums) != {outcome} for sums in there)

    def between(self, low: Sequence[int], high: Sequence[int]) -> set[Outcome]:
        """Every outcome not excluded while each row stands between its ``low`` and its ``high``."""
        truths = [_truth(low[a:b], high[a:b]) for a, b in self.spans]
        levels: list[Truth] = [
            self._level(low, high, *span) if number in self.majorities else False
            for number, span in enumerate(self.spans)
        ]
        return possible(self.ready, truths, levels)

    def _level(self, low: Sequence[int], high: Sequence[int], row: int, stop: int) -> Truth:
        # The row says twice those in favour, less those voting, less one; the next, that somebody votes.
        assert stop == row + 2, "a majority of those voting fails on an empty base"
        if not low[row] <= -1 <= high[row] or high[row + 1] < 0:
            return False
        return True if low[row] == high[row] and low[row + 1] >= 0 else None

    def _reach(
        self, start: Sequence[int], kinds: Iterable[tuple[int, int]]
    ) -> tuple[list[int], list[int]]:
        """The least and the most that each row may come to, these many of these kinds being open."""
        low, high = list(start), list(start)
        for kind, number in kinds:
            for row, values in enumerate(zip(*self.choices[kind], strict=True)):
                low[row] += number * min(values)
                high[row] += number * max(values)
        return low, high


class _Search:
    """For a completion of ``others`` in which one member of ``kind`` tips the outcome. ``found`` is that completion; None
    where the search was given up."""

    def __init__(
        self, changing: Changing, kind: int, others: Sequence[tuple[int, int]], steps: int
    ) -> None:
        self.steps = steps
        self.changing = changing
        self.own = changing.choices[kind]
        self.others = others
        zero = (0,) * len(changing.inequalities.rows)
        self.still = (zero, zero)
        self.after = self._after(zero)
        self.ahead = [_extremes(changing.choices[each]) for each, _ in others]
        self.seen: set[Reached] = set()
        self.taken: list[tuple[int, int, int]] = []
        self.found: Completion | None = None

    def _after(self, zero: Vector) -> list[tuple[Sequence[int], Sequence[int]]]:
        """For each of the others, the least and the most that those behind it may add to each row."""
        low: Sequence[int] = zero
        high: Sequence[int] = zero
        found = []
        for kind in reversed(self.others):
            found.append((low, high))
            low, high = self.changing._reach(low, [kind])[0], self.changing._reach(high, [kind])[1]
        return found[::-1]

    def finds(self, start: Vector) -> bool:
        """True when there is one, or when the search was given up."""
        # Not by recursion: in an assembly in which everybody weighs otherwise there are as many kinds as members.
        under_way: list[Iterator[Reached]] = [iter([(-1, 0, 0, start)])]
        while under_way:
            reached = next(under_way[-1], None)
            if reached is None:
                under_way.pop()
                continue
            number, choice, left, sums = reached
            if left:
                state = (number, choice + 1, left, sums)
            elif number + 1 < len(self.others):
                state = (number + 1, 0, self.others[number + 1][1], sums)
            elif self._tips(sums, *self.still):
                standing = [(self.others[n][0], choice) for n, choice, taken in self.taken if taken]
                self.found = (sums, standing)
                return True
            else:
                continue
            if state in self.seen:
                continue
            if len(self.seen) >= self.steps:
                return True
            self.seen.add(state)
            under_way.append(self._branch(*state))
        return False

    def _branch(self, number: int, choice: int, left: int, sums: Vector) -> Iterator[Reached]:
        tips = self._tips(sums, *self._bounds(number, choice, left))
        if tips is False:
            return
        choices = self.changing.choices[self.others[number][0]]
        # Where it tips whatever the others do, the first completion will do.
        last = choice == len(choices) - 1
        for taken in (left,) if last or tips else range(left, -1, -1):
            self.taken.append((number, choice, taken))
            yield number, choice, left - taken, _moved(sums, choices[choice], taken)
            self.taken.pop()

    def _bounds(self, number: int, choice: int, left: int) -> tuple[Vector, Vector]:
        (low, high), (least, most) = self.after[number], self.ahead[number][choice]
        return _moved(low, least, left), _moved(high, most, left)

    def _tips(self, sums: Vector, low: Sequence[int], high: Sequence[int]) -> bool | None:
        """True when the member tips here, False when it cannot further on, None when that must be looked at."""
        found: set[Outcome] = set()
        certain: set[Outcome] = set()
        for own in self.own:
            outcomes = self.changing.between(_sum(sums, own, low), _sum(sums, own, high))
            found |= outcomes
            if len(outcomes) == 1:
                certain |= outcomes
        if len(certain) > 1:
            return True
        return False if len(found) == 1 else None


def _extremes(choices: Sequence[Vector]) -> list[tuple[Vector, Vector]]:
    """For each choice, the least and the most that it or a later one adds to each row."""
    found = []
    for choice in range(len(choices)):
        values = list(zip(*choices[choice:], strict=True))
        found.append((tuple(map(min, values)), tuple(map(max, values))))
    return found


def _truth(low: Sequence[int], high: Sequence[int]) -> Truth:
    if all(value >= 0 for value in low):
        return True
    return False if any(value < 0 for value in high) else None


def _sum(*vectors: Sequence[int]) -> list[int]:
    return [sum(values) for values in zip(*vectors, strict=True)]


def _moved(sums: Sequence[int], step: Vector, times: int) -> Vector:
    return tuple(value + times * each for value, each in zip(sums, step, strict=True))
