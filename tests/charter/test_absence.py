"""How few members prevent a decision by staying away: the number is that of trying every set of members."""

from __future__ import annotations

from fractions import Fraction
from itertools import chain, combinations, product

import pytest
from hypothesis import HealthCheck, given, settings
from tests.rules.test_counting import rolls, rules

from comity.charter.absence import ANSWERS, NotWorkedOut, Together
from comity.charter.analysis import analyse
from comity.charter.reading import read_charter_text
from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.phrases import read_test
from comity.rules.terms import AllOf, AnyOf, Roll, Rule

MEMBERS = tuple(f"m{number}" for number in range(1, 11))
ROLL = Roll(
    MEMBERS,
    {"council": frozenset(MEMBERS[:5]), "permanent": frozenset(MEMBERS[:2])},
    {"votes": {m: Fraction(weight) for m, weight in zip(MEMBERS, range(1, 11), strict=True)}},
    {},
)
BOTH = AllOf(
    (
        read_test("in favour", "at least 4"),
        read_test("in favour by votes", "at least 60% of members"),
    )
)


def prevented(ballot, roll, away, how="absent"):
    """Whether nothing is adopted while those are away, however the others answer. Of ten members too many ways would have
    to be tried, and there each rule is one under which nothing helps more than that all of them answer alike."""
    free = [m for m in ballot.ready.counted if m not in away]
    here = {**dict.fromkeys(roll.members, "absent"), **dict.fromkeys(away, how)}
    alike = ([answer] * len(free) for answer in ANSWERS)
    each = product(ANSWERS, repeat=len(free)) if len(roll.members) < 6 else ()
    ways = chain(alike, each)
    return not any(
        ballot.outcome({**here, **dict(zip(free, way, strict=True))}) == "adopted" for way in ways
    )


def by_trying(ballot, roll):
    """The smallest number of members counted without whom nothing is adopted; 0 if none are."""
    counted = ballot.ready.counted
    if prevented(ballot, roll, ()):
        return 0
    for number in range(1, len(counted) + 1):
        if any(prevented(ballot, roll, away) for away in combinations(counted, number)):
            return number
    return 0


def check(rule, roll):
    ballot = Ballot(rule, roll)
    together = Together(ballot)
    away = together.fewest_away()
    assert len(away) == by_trying(ballot, roll)
    if away:
        assert prevented(ballot, roll, away)
    for how in ("absent", "against"):
        carried = not prevented(ballot, roll, ())
        turning = [
            m for m in ballot.ready.counted if carried and prevented(ballot, roll, (m,), how)
        ]
        assert list(together.alone(how)) == turning


# A council of five among ten: three of the five, and nobody outside it (found as "8 members").
@pytest.mark.parametrize(
    ("keys", "fewest"),
    [
        ({"among": "council", "adopted_when": read_test("in favour", "more than 1/2 of members")}, 3),
        ({"adopted_when": read_test("in favour among council", "more than 1/2 of members")}, 3),
        ({"adopted_when": read_test("in favour by votes", "at least 2/3 of members")}, 2),
        ({"adopted_when": BOTH}, 3),
        ({"adopted_when": AnyOf((BOTH, read_test("in favour among permanent", "all")))}, 4),
        ({"adopted_when": AllOf((read_test("in favour", "all"), read_test("in favour", "at least 1")))}, 1),
        ({"adopted_when": AllOf((read_test("in favour", "at least 1"), read_test("in favour", "all")))}, 1),
        ({"may_not_vote": "council", "adopted_when": read_test("in favour", "at least 1/2 of members")}, 1),
        ({"quorum": read_test("present", "at least 7"), "adopted_when": read_test("against", "none")}, 4),
        ({"fails_when": read_test("objections", "at least 1")}, 0),
        ({"fails_when": read_test("absent", "at least 4")}, 4),
    ],
)  # fmt: skip
def test_the_fewest_who_prevent_a_decision_by_staying_away(keys, fewest):
    rule = Rule("r", **keys)
    assert len(Together(Ballot(rule, ROLL)).fewest_away()) == fewest
    check(rule, ROLL)


# Fewer in favour adopt what more do not: with one away the others still can, by abstaining.
@pytest.mark.parametrize(
    ("keys", "fewest", "alone"),
    [
        ({"adopted_when": AnyOf((read_test("in favour", "all"), read_test("in favour", "exactly 2")))}, 4, 0),
        ({"adopted_when": read_test("in favour", "exactly 3")}, 3, 0),
        ({"adopted_when": read_test("in favour", "at most 2")}, 0, 0),
        ({"adopted_when": AllOf((read_test("in favour", "exactly 5"), read_test("against", "none")))}, 1, 5),
        ({"adopted_when": AllOf((read_test("absent", "at least 1"), read_test("in favour", "at least 3")))}, 3, 0),
    ],
)  # fmt: skip
def test_of_a_rule_that_more_in_favour_can_defeat_the_number_is_true(keys, fewest, alone):
    roll = Roll(MEMBERS[:5], {}, {}, {})
    rule = Rule("r", **keys)
    together = Together(Ballot(rule, roll))
    assert (len(together.fewest_away()), len(together.alone("absent"))) == (fewest, alone)
    check(rule, roll)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(), rolls(4))
def test_any_rule_gives_what_trying_every_set_of_members_gives(rule, roll):
    try:
        check(rule, roll)
    except (BadInput, NotWorkedOut):
        return


def test_what_would_take_too_long_is_said_not_to_have_been_worked_out(monkeypatch):
    monkeypatch.setattr("comity.charter.absence.MOST_KINDS", 2)
    text = (
        "comity: 1\nbody: x\ntitle: X\nmembers: [{member: A}, {member: B}, {member: C}]\n"
        "weights: {v: {values: {A: 1, B: 2, C: 4}}, w: {values: {A: 4, B: 2, C: 1}}}\n"
        "rules: [{rule: r, adopted when: {any of: [{in favour by v: at least 1/2 of members},"
        " {in favour by w: at least 1/2 of members}]}}]\n"
        "procedures: [{procedure: p, opened by: any member, steps: [{step: who, asks for: debtor, from: any member},"
        " {step: q, question: q, put to: each member, rule: r, at: session},"
        " {step: e, takes effect: {suspends: vote, of: debtor}}]}]\n"
    )
    found = {each.code: each.sentence for each in analyse(read_charter_text(text))}
    assert "was not worked out" in found["reach.unknown"]
    assert "reach.lost" not in found
