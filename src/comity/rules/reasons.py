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
Assemble = Callable[[Sequence[Finding]], Finding]


class Reasons:
    """Gives the findings of the tests of one rule, and the reasons made of them."""

    def __init__(self, ready: Ready) -> None:
        self.finds = [_find(gauge) for gauge in ready.gauges]
        last: ClauseName = "fails when" if ready.tacit else "adopted when"
        clauses: tuple[tuple[ClauseName, Clause | None, bool | None], ...] = (
            ("quorum", ready.quorum, False),
            ("void unless", ready.void_unless, False),
            ("defer when", ready.defer_when, True),
            (last, ready.decides, None),
        )
        self.clauses = [
            (name, _assemble(clause), ends_when)
            for name, clause, ends_when in clauses
            if clause is not None
        ]

    def findings(self, tallies: Tallies) -> list[Finding]:
        """What is found of each test, by number."""
        return [find(tallies) for find in self.finds]

    def chain(self, findings: Sequence[Finding]) -> tuple[Reason, ...]:
        """Every clause looked at, in order."""
        found: list[Reason] = []
        for name, assemble, ends_when in self.clauses:
            finding = assemble(findings)
            found.append(Reason(name, finding))
            if finding.holds is ends_when:
                break
        return tuple(found)


def _assemble(clause: Clause) -> Assemble:
    """Makes the finding of a clause out of those of its tests."""
    if isinstance(clause, Gauge):
        return itemgetter(clause.number)
    phrase = _PHRASES[clause.kind]
    decisive = clause.kind != "all of"
    parts_of = _parts_of(clause.parts)

    def assemble(findings: Sequence[Finding]) -> Finding:
        parts = parts_of(findings)
        decided = decisive in [part.holds for part in parts]
        return Finding(phrase, decided is decisive, parts=parts)

    return assemble


def _parts_of(parts: Sequence[Clause]) -> Callable[[Sequence[Finding]], tuple[Finding, ...]]:
    numbers = [part.number for part in parts if isinstance(part, Gauge)]
    if len(numbers) == len(parts) > 1:
        return itemgetter(*numbers)
    makers = [_assemble(part) for part in parts]
    return lambda findings: tuple([make(findings) for make in makers])


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
