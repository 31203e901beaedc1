"""How few members prevent a decision by staying away: the number is that of trying every set of members."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from tests.rules.test_counting import rolls, rules

from comity.charter.absence import NotWorkedOut, Together
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


def outcomes(ballot, roll, carried, away, how="absent"):
    positions = {m: how if m in away else carried for m in roll.members}
    return ballot.outcome(positions)


def by_trying(ballot, roll, carried):
    """The smallest number of members counted whose absence turns the outcome; 0 if none does."""
    counted = ballot.ready.counted
    if outcomes(ballot, roll, carried, ()) != "adopted":
        return 0
    for number in range(1, len(counted) + 1):
        if any(
            outcomes(ballot, roll, carried, away) != "adopted"
            for away in combinations(counted, number)
        ):
            return number
    return 0


def check(rule, roll):
    ballot = Ballot(rule, roll)
    together = Together(ballot)
    away = together.fewest_away()
    assert len(away) == by_trying(ballot, roll, together.carried)
    if away:
        assert outcomes(ballot, roll, together.carried, away) != "adopted"
    for how in ("absent", "against"):
        carried = outcomes(ballot, roll, together.carried, ()) == "adopted"
        turning = [
            m
            for m in ballot.ready.counted
            if carried and outcomes(ballot, roll, together.carried, (m,), how) != "adopted"
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


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(rules(), rolls(6))
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
