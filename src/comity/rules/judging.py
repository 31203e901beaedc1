"""From what holds to what follows: the outcomes of a rule, in their order.

``verdict`` takes, for each gauge of a rule by number, whether it holds; ``possible`` does with less: a gauge may also be
None, it may turn out either way, and every outcome that is not excluded is returned. The order is quorum, void, defer,
adoption; a rule that is not adopted is then

=========  ============================================================================================
tied       all that fails is ``in favour: more than 1/2 of voting``, with as many in favour as against and
           more than none, and the tie clause asks for something further
blocked    all that fails is ``none`` on against or objections (under ``fails when``: all that holds is
           ``objections: at least 1``), and no ``failing which`` was tried
rejected   otherwise
=========  ============================================================================================

What fails are the tests that do not hold within the parts that do not hold; of ``fails when``, likewise, those that hold.

>>> from comity.rules.readying import make_ready
>>> from comity.rules.terms import AllOf, Roll, Rule, Test
>>> two = Test("in favour", Count(2), "at least")
>>> ready = make_ready(Rule("r", adopted_when=AllOf((two, Test("against", Nobody())))), Roll(("A", "B"), {}, {}, {}))
>>> verdict(ready, (True, False)).outcome, verdict(ready, (False, False)).outcome
('blocked', 'rejected')
>>> sorted(possible(ready, (None, False), (None, None)))
['blocked', 'rejected']
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from comity.rules.gauges import Clause, Gauge, Junction, Ready
from comity.rules.ruling import Limb
from comity.rules.terms import Count, Nobody, Outcome, Share, Test

Truth = bool | None
Truths = Sequence[Truth]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The outcome; the limb that carried; the gauges (by number) that failed adoption, when it was reached."""

    outcome: Outcome
    limb: Limb
    failed: tuple[int, ...]


def verdict(ready: Ready, truths: Sequence[bool], levels: Sequence[bool] | None = None) -> Verdict:
    """The verdict, everything being known. ``levels``: whether each gauge's two sides are equal and not empty."""
    (outcome,) = possible(ready, truths, levels or [False] * len(truths))
    carried = _limb(ready.decides, truths) if outcome == "adopted" and not ready.tacit else ""
    gauges, _ = _responsible(ready.decides, ready.tacit, truths)
    return Verdict(outcome, carried, tuple(gauge.number for gauge in gauges))


def possible(ready: Ready, truths: Truths, levels: Truths) -> set[Outcome]:
    """Every outcome not excluded by what is known."""
    found: set[Outcome] = set()
    early: tuple[tuple[Clause | None, bool, Outcome], ...] = (
        (ready.quorum, False, "no quorum"),
        (ready.void_unless, False, "void"),
        (ready.defer_when, True, "deferred"),
    )
    for clause, ends_when, outcome in early:
        if clause is not None:
            held = holds(clause, truths)
            if held is ends_when:
                return found | {outcome}
            if held is None:
                found.add(outcome)
    held = holds(ready.decides, truths)
    if held is not ready.tacit:
        found.add("adopted")
    if held is None or held is ready.tacit:
        found |= _not_adopted(ready, truths, levels)
    return found


def holds(clause: Clause, truths: Truths) -> Truth:
    """Whether the clause holds, as far as is known of its tests."""
    if isinstance(clause, Gauge):
        return truths[clause.number]
    decisive = clause.kind != "all of"
    found: Truth = not decisive
    for part in clause.parts:
        held = holds(part, truths)
        if held is decisive:
            return decisive
        if held is None:
            found = None
    return found


def is_objection(test: Test, tacit: bool) -> bool:
    """``against: none`` or ``objections: none``; under ``fails when``, ``objections: at least 1``."""
    if test.side not in ("against", "objections"):
        return False
    if tacit:
        return test.op == "at least" and test.quantity == Count(1) and test.by is None
    return isinstance(test.quantity, Nobody)


def majorities(ready: Ready) -> tuple[int, ...]:
    """The gauges that ask for ``in favour: more than 1/2 of voting``, where the rule asks for more upon a tie."""
    if ready.tacit or ready.rule.tie in (None, "rejected"):
        return ()
    return tuple(gauge.number for gauge in _gauges(ready.decides) if is_majority(gauge.test))


def is_majority(test: Test) -> bool:
    """``in favour: more than 1/2 of voting``, which as many on either side fail by nothing."""
    share = test.quantity
    half = isinstance(share, Share) and share.base == "voting" and share.fraction == Fraction(1, 2)
    return half and test.side == "in favour" and test.op == "more than"


def _not_adopted(ready: Ready, truths: Truths, levels: Truths) -> set[Outcome]:
    gauges, fell_back = _responsible(ready.decides, ready.tacit, truths)
    if not gauges:
        # Nothing is known to fail yet, or an `any of` is empty.
        return _any_failure(ready, truths)
    all_known = all(truths[gauge.number] is not None for gauge in _gauges(ready.decides))
    ties = majorities(ready)
    even = [levels[gauge.number] if gauge.number in ties else False for gauge in gauges]
    blocks = not fell_back and all(is_objection(gauge.test, ready.tacit) for gauge in gauges)
    if all_known and blocks:
        return {"blocked"}
    if all_known and all(even):
        return {"tied"}
    found: set[Outcome] = {"rejected"}
    if not any(each is False for each in even):
        found.add("tied")
    if blocks:
        found.add("blocked")
    return found


def _any_failure(ready: Ready, truths: Truths) -> set[Outcome]:
    gauges = _gauges(ready.decides)
    if all(truths[gauge.number] is not None for gauge in gauges):
        return {"rejected"}
    found: set[Outcome] = {"rejected"}
    if majorities(ready):
        found.add("tied")
    if any(is_objection(gauge.test, ready.tacit) for gauge in gauges):
        found.add("blocked")
    return found


def _limb(clause: Clause, truths: Truths) -> Limb:
    if isinstance(clause, Gauge) or not holds(clause, truths):
        return ""
    if clause.kind == "first":
        return "first" if holds(clause.parts[0], truths) else "failing which"
    found = (_limb(part, truths) for part in clause.parts)
    return next((each for each in found if each), "")


def _gauges(clause: Clause) -> list[Gauge]:
    if isinstance(clause, Junction):
        return [gauge for part in clause.parts for gauge in _gauges(part)]
    return [clause]


def _responsible(clause: Clause, value: bool, truths: Truths) -> tuple[list[Gauge], bool]:
    """The tests known to be ``value`` within parts known to be ``value``, and whether a fallback was tried."""
    if holds(clause, truths) is not value:
        return [], False
    if isinstance(clause, Gauge):
        return [clause], False
    gauges: list[Gauge] = []
    fell_back = clause.kind == "first" and holds(clause.parts[0], truths) is False
    for part in clause.parts:
        more, deeper = _responsible(part, value, truths)
        gauges += more
        fell_back = fell_back or deeper
    return gauges, fell_back
