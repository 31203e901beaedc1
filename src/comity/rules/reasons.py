"""The reason chain: what was found of each clause of a rule, with its arithmetic.

The clauses are taken in order until one ends it: a quorum not reached, a void vote, a deferral; else adoption is the last.
``margin`` is what was counted less what was required for ``at least``, ``more than``, ``exactly`` and ``all``; what
was allowed less what was counted for ``at most``, ``fewer than`` and ``none``. Below zero it is short, or too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from comity.rules.gauges import Clause, Gauge, Ready, Tally
from comity.rules.ruling import Amount, ClauseName, Finding, Reason

REMEMBERED = 4096
_PHRASES = {"all of": "all of", "any of": "any of", "first": "first, failing which"}


class Reasons:
    """Gives the reasons of one rule, and remembers what it found of a test by its two numbers; of the rule as a whole,
    where all numbers count heads."""

    def __init__(self, ready: Ready) -> None:
        self.ready = ready
        self.found: list[dict[tuple[int, int], Finding]] = [{} for _ in ready.gauges]
        self.by_heads = not any(scope.weights for scope in ready.scopes)
        self.whole: dict[tuple[int, ...], tuple[Reason, ...]] = {}

    def __call__(self, tallies: Sequence[Tally], truths: Sequence[bool]) -> tuple[Reason, ...]:
        """Every clause looked at, in order; ``truths`` says of each gauge, by number, whether it holds."""
        if not self.by_heads:
            return self._reasons(tallies, truths)
        numbers = [gauge.left(tallies) for gauge in self.ready.gauges]
        numbers += [gauge.right(tallies) for gauge in self.ready.gauges if gauge.on_base]
        key = tuple(numbers)
        found = self.whole.get(key)
        if found is None:
            if len(self.whole) > REMEMBERED:
                self.whole.clear()
            found = self.whole[key] = self._reasons(tallies, truths)
        return found

    def _reasons(self, tallies: Sequence[Tally], truths: Sequence[bool]) -> tuple[Reason, ...]:
        ready = self.ready
        found: list[Reason] = []
        if ready.quorum is not None:
            found.append(Reason("quorum", self._find(ready.quorum, tallies, truths)))
            if not found[-1].finding.holds:
                return tuple(found)
        if ready.void_unless is not None:
            found.append(Reason("void unless", self._find(ready.void_unless, tallies, truths)))
            if not found[-1].finding.holds:
                return tuple(found)
        if ready.defer_when is not None:
            found.append(Reason("defer when", self._find(ready.defer_when, tallies, truths)))
            if found[-1].finding.holds:
                return tuple(found)
        last: ClauseName = "fails when" if ready.tacit else "adopted when"
        found.append(Reason(last, self._find(ready.decides, tallies, truths)))
        return tuple(found)

    def _find(self, clause: Clause, tallies: Sequence[Tally], truths: Sequence[bool]) -> Finding:
        if isinstance(clause, Gauge):
            left = clause.left(tallies)
            right = clause.fixed if clause.on_base is None else clause.right(tallies)
            remembered = self.found[clause.number]
            finding = remembered.get((left, right))
            if finding is None:
                if len(remembered) > REMEMBERED:
                    remembered.clear()
                finding = _measured(clause, left, right, truths[clause.number])
                remembered[left, right] = finding
            return finding
        parts = tuple([self._find(part, tallies, truths) for part in clause.parts])
        together = all if clause.kind == "all of" else any
        return Finding(_PHRASES[clause.kind], together([part.holds for part in parts]), parts=parts)


def _measured(gauge: Gauge, left: int, right: int, holds: bool) -> Finding:
    required = right * gauge.over
    margin = left * gauge.under - required
    scale, whole = gauge.scale, gauge.under * gauge.scale
    return Finding(
        gauge.phrase,
        holds,
        gauge.test,
        gauge.op,
        counted=_amount(left, scale),
        required=_amount(required, whole),
        margin=_amount(margin if gauge.upwards else -margin, whole),
        base=_amount(right, scale) if gauge.of_base else None,
    )


def _amount(over: int, under: int) -> Amount:
    return Fraction(over, under) if over % under else over // under
