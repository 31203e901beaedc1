"""What may still happen: which open positions could change the outcome.

A member whose position is pending or unknown may yet turn out to stand on any side, or to stay away. Some completion of
all open positions differs from another exactly when there is one open member that, in some completion of the others,
tips the outcome alone (walk from the one to the other a member at a time). So the members that could tip are looked
for, a kind at a time, by exact search: branch on how many of each kind take each position, keep for every row the least
and the most it may still reach, and leave a branch where the outcome is the same whatever the member does.

The search is exact up to ``STEPS`` branches for each kind. Beyond that the member is said to be able to change the
outcome: the ruling may then be ``open`` a little too long, and is never settled too early.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from comity.rules.gauges import Ready, Tallies
from comity.rules.inequalities import Inequalities, Vector, rows_of
from comity.rules.judging import Truth, majorities, possible
from comity.rules.terms import Outcome

STEPS = 4000


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
        if len(self._outcomes(*self._reach(start, kinds.items()))) == 1:
            return ()
        tipping = {kind for kind in kinds if self._tips(kind, kinds, tuple(start))}
        return tuple(member for member in open_members if kind_of[member] in tipping)

    def _tips(self, kind: int, kinds: Counter[int], start: Vector) -> bool:
        others = [(each, n - (each == kind)) for each, n in kinds.items() if n - (each == kind)]
        return len(self.choices[kind]) > 1 and _Search(self, kind, others).finds(start)

    def _outcomes(self, low: Sequence[int], high: Sequence[int]) -> set[Outcome]:
        truths = [_truth(low[a:b], high[a:b]) for a, b in self.spans]
        levels: list[Truth] = [
            self._level(low, high, *span) if number in self.majorities else False
            for number, span in enumerate(self.spans)
        ]
        return possible(self.ready, truths, levels)

    def _level(self, low: Sequence[int], high: Sequence[int], row: int, stop: int) -> Truth:
        # The row says twice those in favour, less those voting, less one; the next, that somebody votes.
        assert stop == row + 2, "a majority of those voting is guarded"
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
    """For a completion of ``others`` in which one member of ``kind`` tips the outcome."""

    def __init__(self, changing: Changing, kind: int, others: Sequence[tuple[int, int]]) -> None:
        self.changing = changing
        self.own = changing.choices[kind]
        self.others = others
        zero = (0,) * len(changing.inequalities.rows)
        self.still = (zero, zero)
        self.after = [changing._reach(zero, others[number + 1 :]) for number in range(len(others))]
        self.seen: set[tuple[int, int, int, Vector]] = set()

    def finds(self, start: Vector) -> bool:
        if not self.others:
            return bool(self._tips(start, *self.still))
        return self._branch(0, 0, self.others[0][1], start)

    def _branch(self, number: int, choice: int, left: int, sums: Vector) -> bool:
        state = (number, choice, left, sums)
        if state in self.seen:
            return False
        if len(self.seen) >= STEPS:
            return True
        self.seen.add(state)
        tips = self._tips(sums, *self._bounds(number, choice, left))
        if tips is not None:
            return tips
        choices = self.changing.choices[self.others[number][0]]
        last = choice == len(choices) - 1
        for taken in (left,) if last else range(left, -1, -1):
            reached = _moved(sums, choices[choice], taken)
            if self._next(number, choice, left - taken, reached):
                return True
        return False

    def _next(self, number: int, choice: int, left: int, sums: Vector) -> bool:
        if left:
            return self._branch(number, choice + 1, left, sums)
        if number + 1 < len(self.others):
            return self._branch(number + 1, 0, self.others[number + 1][1], sums)
        return bool(self._tips(sums, *self.still))

    def _bounds(self, number: int, choice: int, left: int) -> tuple[Vector, Vector]:
        low, high = self.after[number]
        values = list(zip(*self.changing.choices[self.others[number][0]][choice:], strict=True))
        return (
            tuple(each + left * min(value) for each, value in zip(low, values, strict=True)),
            tuple(each + left * max(value) for each, value in zip(high, values, strict=True)),
        )

    def _tips(self, sums: Vector, low: Sequence[int], high: Sequence[int]) -> bool | None:
        """True when the member tips here, False when it cannot further on, None when that must be looked at."""
        found: set[Outcome] = set()
        certain: set[Outcome] = set()
        for own in self.own:
            outcomes = self.changing._outcomes(_sum(sums, own, low), _sum(sums, own, high))
            found |= outcomes
            if len(outcomes) == 1:
                certain |= outcomes
        if len(certain) > 1:
            return True
        return False if len(found) == 1 else None


def _truth(low: Sequence[int], high: Sequence[int]) -> Truth:
    if all(value >= 0 for value in low):
        return True
    return False if any(value < 0 for value in high) else None


def _sum(*vectors: Sequence[int]) -> list[int]:
    return [sum(values) for values in zip(*vectors, strict=True)]


def _moved(sums: Vector, step: Vector, times: int) -> Vector:
    return tuple(value + times * each for value, each in zip(sums, step, strict=True))
