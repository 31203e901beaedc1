"""The terms of a decision rule: what a charter may say of *when enough is enough*.

A rule is a value: frozen, comparable, free of code. ``phrases`` reads and prints conditions, ``counting`` evaluates
them. The grammar is section "Rules" of ``docs/formats/charter.md``; every quantity is an integer or an exact
fraction, never a float.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Position = Literal[
    "in favour",
    "against",
    "against without reasons",
    "abstaining",
    "invalid",
    "present not voting",
    "does not object",
    "absent",
    "unknown",
    "pending",
]
Side = Literal[
    "in favour",
    "against",
    "objections",
    "abstaining",
    "absent",
    "not in favour",
    "voting",
    "ballots",
    "present",
]
ENTITLED = "entitled"
LESS_ABSTAINING = "members less those abstaining"
BASES = ("members", LESS_ABSTAINING, ENTITLED, "present", "voting", "ballots", "attending", "world")
"""The words of the notation for what a fraction is of; any other word is the name of a group."""
Op = Literal["at least", "more than", "at most", "fewer than", "exactly"]
Discard = Literal["abstentions", "negatives without reasons"]
Tie = Literal["rejected", "revote", "chair decides", "lot", "further discussion"]
Binds = Literal["members", "those in favour", "members except objectors"]
Outcome = Literal[
    "no quorum",
    "void",
    "deferred",
    "adopted",
    "tied",
    "blocked",
    "rejected",
    "open",
    "undetermined",
]


@dataclass(frozen=True, slots=True)
class Count:
    """A number of members, or of the weight counted: ``at least 9``."""

    number: int


@dataclass(frozen=True, slots=True)
class Share:
    """A fraction of a base: ``at least 2/3 of voting``, ``at least 55% of members``. ``base`` is a word of the
    notation (one of ``BASES``) or the name of a group. ``percent``
    keeps how it was written, so that printing gives the lawyer's own phrase back."""

    fraction: Fraction
    base: str
    percent: bool = False


@dataclass(frozen=True, slots=True)
class SmallestGroup:
    """``smallest group with more than 35% of population plus 1``: a number of members derived from a weight
    (TFEU 238(3)(a))."""

    more_than: Fraction
    weight: str
    plus: int


@dataclass(frozen=True, slots=True)
class Nobody:
    """``none``"""


@dataclass(frozen=True, slots=True)
class Everybody:
    """``all``: as many as there are in the group named by ``among``, or in the membership."""


Quantity = Count | Share | SmallestGroup | Nobody | Everybody


@dataclass(frozen=True, slots=True)
class Test:
    """``SIDE [among GROUP] [by WEIGHT]: OP QUANTITY``. ``op`` is None exactly for ``none`` and ``all``."""

    side: Side
    quantity: Quantity
    op: Op | None = None
    among: str | None = None
    by: str | None = None

    __test__ = False  # not a pytest class


@dataclass(frozen=True, slots=True)
class AllOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class FirstOf:
    """``first: ... failing which: ...``: the limbs in order, on one set of positions."""

    first: Condition
    failing_which: Condition


Condition = Test | AllOf | AnyOf | FirstOf


@dataclass(frozen=True, slots=True)
class Rule:
    """One decision rule, with its title in each language. ``compared_with`` is where its text was read.
    Exactly one of ``adopted_when`` and ``fails_when`` is given."""

    name: str
    cites: str = ""
    to_verify: bool = False
    compared_with: str = ""
    title: Mapping[str, str] = field(default_factory=dict)
    among: str | None = None
    remove_from_count: str | None = None
    must_abstain: str | None = None
    may_not_vote: str | None = None
    discard: tuple[Discard, ...] = ()
    quorum: Condition | None = None
    void_unless: Condition | None = None
    defer_when: Condition | None = None
    adopted_when: Condition | None = None
    fails_when: Condition | None = None
    tie: Tie | None = None
    binds: Binds = "members"


@dataclass(frozen=True, slots=True)
class Roll:
    """Who is asked, and what they weigh, at one instant: the values a rule is applied to.

    ``members`` in the order of the charter; ``groups`` by name (every parameter of the rule given); ``weights`` by
    name, a missing member being a fault; ``world`` the external total of a weight; ``attending`` a head count.
    """

    members: tuple[str, ...]
    groups: Mapping[str, frozenset[str]]
    weights: Mapping[str, Mapping[str, Fraction]]
    world: Mapping[str, Fraction]
    attending: int | None = None
