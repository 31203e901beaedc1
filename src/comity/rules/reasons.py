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
from comity.rules.terms import Nobody, Share

_PHRASES = {"all of": "all of", "any of": "any of", "first": "first, failing which"}


def reasons(ready: Ready, tallies: Sequence[Tally]) -> tuple[Reason, ...]:
    """Every clause looked at, in order."""
    found: list[Reason] = []
    early: tuple[tuple[ClauseName, Clause | None, bool], ...] = (
        ("quorum", ready.quorum, False),
        ("void unless", ready.void_unless, False),
        ("defer when", ready.defer_when, True),
    )
    for name, clause, ends_when in early:
        if clause is not None:
            finding = find(clause, tallies)
            found.append(Reason(name, finding))
            if finding.holds is ends_when:
                return tuple(found)
    last: ClauseName = "fails when" if ready.tacit else "adopted when"
    return (*found, Reason(last, find(ready.decides, tallies)))


def find(clause: Clause, tallies: Sequence[Tally]) -> Finding:
    """What the clause comes to."""
    if isinstance(clause, Gauge):
        return _measured(clause, tallies)
    parts = tuple([find(part, tallies) for part in clause.parts])
    together = all if clause.kind == "all of" else any
    return Finding(_PHRASES[clause.kind], together([part.holds for part in parts]), parts=parts)


def _measured(gauge: Gauge, tallies: Sequence[Tally]) -> Finding:
    left, right = gauge.left(tallies), gauge.right(tallies)
    required = right * gauge.over
    margin = left * gauge.under - required
    if gauge.op in ("at most", "fewer than") or isinstance(gauge.test.quantity, Nobody):
        margin = -margin
    whole = gauge.under * gauge.scale
    return Finding(
        gauge.phrase,
        gauge.holds(tallies),
        gauge.test,
        gauge.op,
        amount(left, gauge.scale),
        amount(required, whole),
        amount(margin, whole),
        amount(right, gauge.scale) if isinstance(gauge.test.quantity, Share) else None,
    )


def amount(over: int, under: int) -> Amount:
    """``over / under``: an int where it is one."""
    return over // under if under == 1 or not over % under else Fraction(over, under)
