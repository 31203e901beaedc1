"""The reason chain: what was found of each clause of a rule, with its arithmetic.

The clauses are taken in order until one ends it: a quorum not reached, a void vote, a deferral; else adoption is the last.
``margin`` is what was counted less what was required for ``at least``, ``more than``, ``exactly`` and ``all``; what
was allowed less what was counted for ``at most``, ``fewer than`` and ``none``. Below zero it is short, or too much.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from operator import itemgetter

from comity.rules.gauges import Clause, Gauge, Ready, Tallies
from comity.rules.ruling import Amount, ClauseName, Finding, Reason

REMEMBERED = 4096
_PHRASES = {"all of": "all of", "any of": "any of", "first": "first, failing which"}

Find = Callable[[Tallies], Finding]
Pick = Callable[[Sequence[Finding]], tuple[Finding, ...]]


class Reasons:
    """Gives the findings of the tests of one rule, and the reasons made of them."""

    def __init__(self, ready: Ready) -> None:
        self.finds = [_find(gauge) for gauge in ready.gauges]
        # Clauses made of parts have their places after the tests, and after their own parts.
        self.made: list[tuple[str, bool, Pick]] = []
        last: ClauseName = "fails when" if ready.tacit else "adopted when"
        clauses: tuple[tuple[ClauseName, Clause | None, bool | None], ...] = (
            ("quorum", ready.quorum, False),
            ("void unless", ready.void_unless, False),
            ("defer when", ready.defer_when, True),
            (last, ready.decides, None),
        )
        self.clauses = [
            (name, self._place(clause), ends_when)
            for name, clause, ends_when in clauses
            if clause is not None
        ]

    def findings(self, tallies: Tallies) -> list[Finding]:
        """What is found of each test, by number."""
        return [find(tallies) for find in self.finds]

    def chain(self, findings: Sequence[Finding]) -> tuple[Reason, ...]:
        """Every clause looked at, in order."""
        every = [*findings]
        for phrase, decisive, pick in self.made:
            parts = pick(every)
            decided = decisive in [part.holds for part in parts]
            every.append(Finding(phrase, decided is decisive, parts=parts))
        found: list[Reason] = []
        for name, place, ends_when in self.clauses:
            finding = every[place]
            found.append(Reason(name, finding))
            if finding.holds is ends_when:
                break
        return tuple(found)

    def _place(self, clause: Clause) -> int:
        if isinstance(clause, Gauge):
            return clause.number
        places = [self._place(part) for part in clause.parts]
        self.made.append((_PHRASES[clause.kind], clause.kind != "all of", _pick(places)))
        return len(self.finds) + len(self.made) - 1


def _pick(places: Sequence[int]) -> Pick:
    if len(places) > 1:
        return itemgetter(*places)
    return lambda findings: tuple([findings[place] for place in places])


def _find(gauge: Gauge) -> Find:
    """Finds what a test gives, and remembers it by the heads that it compares."""
    left, right = gauge.left, gauge.right
    moving = gauge.on_base is not None
    remembered: dict[int | tuple[int, int], Finding] = {}
    measured = _measured(gauge)
    if gauge.test.by is not None:
        # Weights add up to too many amounts for any of them to come again soon.
        return lambda tallies: measured(left(tallies), tallies)

    def find(tallies: Tallies) -> Finding:
        counted = left(tallies)
        key = (counted, right(tallies)) if moving else counted
        found = remembered.get(key)
        if found is None:
            if len(remembered) > REMEMBERED:
                remembered.clear()
            found = remembered[key] = measured(counted, tallies)
        return found

    return find


def _measured(gauge: Gauge) -> Callable[[int, Tallies], Finding]:
    over, under, scale = gauge.over, gauge.under, gauge.scale
    whole, upwards, moving = under * scale, gauge.upwards, gauge.on_base is not None
    bar = _amount(gauge.fixed * over, whole)
    base = _amount(gauge.fixed, scale) if gauge.of_base else None

    def measured(left: int, tallies: Tallies) -> Finding:
        right = gauge.right(tallies) if moving else gauge.fixed
        margin = left * under - right * over
        return Finding(
            gauge.phrase,
            gauge.holds(tallies),
            gauge.test,
            gauge.op,
            _amount(left, scale),
            _amount(right * over, whole) if moving else bar,
            _amount(margin if upwards else -margin, whole),
            _amount(right, scale) if moving else base,
        )

    return measured


def _amount(over: int, under: int) -> Amount:
    if under == 1:
        return over
    return Fraction(over, under) if over % under else over // under
