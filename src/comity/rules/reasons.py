"""The reason chain: what was found of each clause of a rule, with its arithmetic.

The clauses are taken in order until one ends it: a quorum not reached, a void vote, a deferral; else adoption is the last.
``margin`` is what was counted less what was required for ``at least``, ``more than``, ``exactly`` and ``all``; what
was allowed less what was counted for ``at most``, ``fewer than`` and ``none``. Below zero it is short, or too much.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import cast

from comity.rules.gauges import Clause, Gauge, Ready, Tally
from comity.rules.ruling import Amount, ClauseName, Finding, Reason

_PHRASES = {"all of": "all of", "any of": "any of", "first": "first, failing which"}


def reasons(ready: Ready, tallies: Sequence[Tally], truths: Sequence[bool]) -> tuple[Reason, ...]:
    """Every clause looked at, in order; ``truths`` says of each gauge, by number, whether it holds."""
    found: list[Reason] = []
    for name, clause, ends_when in (
        ("quorum", ready.quorum, False),
        ("void unless", ready.void_unless, False),
        ("defer when", ready.defer_when, True),
    ):
        if clause is not None:
            finding = _find(clause, tallies, truths)
            found.append(Reason(cast(ClauseName, name), finding))
            if finding.holds is ends_when:
                return tuple(found)
    decisive = _find(ready.decides, tallies, truths)
    found.append(Reason("fails when" if ready.tacit else "adopted when", decisive))
    return tuple(found)


def _find(clause: Clause, tallies: Sequence[Tally], truths: Sequence[bool]) -> Finding:
    if isinstance(clause, Gauge):
        return _measured(clause, tallies, truths[clause.number])
    parts = tuple([_find(part, tallies, truths) for part in clause.parts])
    held = [part.holds for part in parts]
    return Finding(
        _PHRASES[clause.kind], all(held) if clause.kind == "all of" else any(held), parts=parts
    )


def _measured(gauge: Gauge, tallies: Sequence[Tally], holds: bool) -> Finding:
    left = gauge.left(tallies)
    right = gauge.fixed if gauge.on_base is None else gauge.right(tallies)
    required = right * gauge.over
    margin = left * gauge.under - required
    if gauge.upwards is False:
        margin = -margin
    scale = gauge.scale
    whole = gauge.under * scale
    return Finding(
        gauge.phrase,
        holds,
        gauge.test,
        gauge.op,
        left if scale == 1 else _amount(left, scale),
        required if whole == 1 else _amount(required, whole),
        margin if whole == 1 else _amount(margin, whole),
        (right if scale == 1 else _amount(right, scale)) if gauge.of_base else None,
    )


def _amount(over: int, under: int) -> Amount:
    return Fraction(over, under) if over % under else over // under
