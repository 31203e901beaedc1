"""A ruling: what a rule gives for the positions, and why. Never a bare word.

``reasons`` holds a ``Finding`` for every clause that was looked at, in order (quorum, void, defer, then adoption), each
with what was counted, what was required, of which base, and the margin: what is left over, or, below zero, what is
short. Amounts are exact: an int, or a ``Fraction``. Positions still open count as absent in counts and findings, until
they are in.

>>> from comity.rules.counting import Ballot
>>> from comity.rules.terms import Count, Roll, Rule, Test
>>> rule = Rule("two", "Charter 1", adopted_when=Test("in favour", Count(2), "at least"))
>>> ruling = Ballot(rule, Roll(("A", "B", "C"), {}, {}, {})).ruling({"A": "in favour", "B": "against"})
>>> ruling.outcome, ruling.needed, ruling.could_give
('rejected', 1, ('B', 'C'))
>>> ruling.as_json()["reasons"][0]["margin"]
-1
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any, Literal

import msgspec

from comity.rules.terms import Everybody, Op, Outcome, Test, Tie

Amount = int | Fraction
ClauseName = Literal["quorum", "void unless", "defer when", "adopted when", "fails when"]
Limb = Literal["", "first", "failing which"]


class Finding(msgspec.Struct, frozen=True, gc=False):
    """What was found of one condition. A single test has ``test``, ``op`` (``exactly`` for none and all), ``counted``,
    ``required`` and ``margin``, and ``base`` where it asks for a share of one; a condition made of ``parts`` has these."""

    phrase: str
    holds: bool
    test: Test | None = None
    op: Op = "exactly"
    counted: Amount = 0
    required: Amount = 0
    margin: Amount = 0
    base: Amount | None = None
    parts: tuple[Finding, ...] = ()

    @property
    def of_nothing(self) -> bool:
        """Whether it asks for a share of an empty base, or for all of nobody: such a test fails, whatever is counted."""
        asks_for_all = self.test is not None and isinstance(self.test.quantity, Everybody)
        return self.base == 0 or (asks_for_all and self.required == 0)

    def as_json(self) -> dict[str, Any]:
        """Plain values; fractions as ``"2/3"``."""
        if self.test is None:
            parts = [part.as_json() for part in self.parts]
            return {"phrase": self.phrase, "holds": self.holds, "parts": parts}
        return {
            "phrase": self.phrase,
            "holds": self.holds,
            "counted": _plain(self.counted),
            "required": _plain(self.required),
            "margin": _plain(self.margin),
            **({} if self.base is None else {"base": _plain(self.base)}),
        }


class Reason(msgspec.Struct, frozen=True, gc=False):
    """A clause of the rule that was looked at, with what was found."""

    clause: ClauseName
    finding: Finding

    def as_json(self) -> dict[str, Any]:
        return {"clause": self.clause, **self.finding.as_json()}


class Ruling(msgspec.Struct, frozen=True, gc=False):
    """What the rule gives.

    ``counts``       members on each position, with voting, ballots, present, members and entitled
    ``limb``         of ``first ... failing which``, the one that carried; else empty
    ``blocked_by``   the members whose objection blocks, when ``outcome`` is ``blocked``
    ``needed``       the fewest members changing to in favour that would carry it, those still open staying silent; 0
                     when it carries; None when no number can, or it is not known: ``needed_why`` says which
    ``could_give``   the members who belong to some such fewest
    ``pending``, ``unknown``   members whose position is still to come, or is not reported
    ``could_change`` those of them who could still change the outcome
    ``settled``      whatever the open positions turn out to be, the outcome is this
    ``bound``, ``not_bound``   of the members counted, when adopted, by the rule's ``binds``
    """

    outcome: Outcome
    rule: str
    article: str
    to_verify: bool
    counts: Mapping[str, int]
    reasons: tuple[Reason, ...]
    limb: Limb
    tie: Tie | None
    blocked_by: tuple[str, ...]
    needed: int | None
    needed_why: str
    could_give: tuple[str, ...]
    pending: tuple[str, ...]
    unknown: tuple[str, ...]
    could_change: tuple[str, ...]
    settled: bool
    bound: tuple[str, ...]
    not_bound: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """Plain values for ``json``: ints, strings, lists; fractions as ``"2/3"``."""
        plain = {field: getattr(self, field) for field in self.__struct_fields__}
        for field, value in plain.items():
            if isinstance(value, tuple):
                plain[field] = list(value)
        plain["counts"] = dict(self.counts)
        plain["reasons"] = [reason.as_json() for reason in self.reasons]
        return plain


def _plain(amount: Amount) -> int | str:
    return amount if isinstance(amount, int) else f"{amount.numerator}/{amount.denominator}"
