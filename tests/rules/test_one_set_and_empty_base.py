"""A share is of one set, and of an empty set there is no share (docs/formats/charter.md, "Rules")."""

from fractions import Fraction
from typing import get_args

import pytest

from comity.rules.counting import Ballot
from comity.rules.phrases import OPS, SIDES, read_test
from comity.rules.terms import Op, Roll, Rule, Side
from comity.rules.wording import words

MEMBERS = ("m1", "m2", "m3", "m9")
ROLL = Roll(
    MEMBERS,
    {"chamber": frozenset({"m1", "m2", "m3"}), "declared": frozenset({"m3", "m9"})}
    | {"nobody": frozenset()},
    {"votes": dict.fromkeys(MEMBERS, Fraction(2)), "nothing": dict.fromkeys(MEMBERS, Fraction(0))},
    {"nothing": Fraction(0)},
    attending=0,
)
# Each base with nobody in it, all members being absent.
EMPTY = [
    ("", "voting"),
    ("", "ballots"),
    ("", "present"),
    ("", "attending"),
    ("", "nobody"),
    (" among nobody", "members"),
    (" among nobody", "entitled"),
    (" by votes", "voting"),
    (" by nothing", "members"),
    (" by nothing", "world"),
]


def adopted(rule, positions):
    return Ballot(rule, ROLL).outcome(positions) == "adopted"


@pytest.mark.parametrize("side", get_args(Side))
@pytest.mark.parametrize("op", get_args(Op))
@pytest.mark.parametrize(("scope", "base"), EMPTY)
def test_a_side_compared_with_a_fraction_of_an_empty_base_fails(side, op, scope, base):
    for fraction in ("0/1", "1/3", "50%", "1/1"):
        test = read_test(f"{side}{scope}", f"{op} {fraction} of {base}")
        assert not adopted(Rule("r", adopted_when=test), {})
        # What would make a tacit rule fail is not met either.
        assert adopted(Rule("r", fails_when=test), {})


@pytest.mark.parametrize("clause", ["quorum", "void_unless"])
def test_a_quorum_of_an_empty_base_is_not_reached(clause):
    test = read_test("absent", "at most 1/2 of ballots")
    rule = Rule("r", adopted_when=read_test("against", "none"), **{clause: test})
    assert Ballot(rule, ROLL).outcome({}) == {"quorum": "no quorum", "void_unless": "void"}[clause]


def test_nobody_voting_defers_nothing():
    test = read_test("not in favour", "more than 1/2 of voting")
    rule = Rule("r", defer_when=test, adopted_when=read_test("against", "none"))
    assert Ballot(rule, ROLL).outcome({}) == "adopted"


@pytest.mark.parametrize("side", SIDES)
@pytest.mark.parametrize("op", OPS)
def test_an_empty_base_is_said_to_be_empty_and_no_number_below_none_is_allowed(side, op):
    rule = Rule("r", adopted_when=read_test(side, f"{op} 1/2 of voting"))
    said = " ".join(words(Ballot(rule, ROLL).ruling({})))
    assert f"{op} 1/2 of voting, and that base is empty: not met." in " ".join(said.split())
    assert "-1" not in said


def test_a_group_as_base_counts_nobody_outside_it():
    rule = Rule("r", adopted_when=read_test("in favour", "at least 1/3 of chamber"))
    assert not adopted(rule, {"m9": "in favour"})
    assert adopted(rule, {"m1": "in favour"})
    by_weight = Rule("r", adopted_when=read_test("in favour by votes", "at least 1/3 of chamber"))
    assert not adopted(by_weight, {"m9": "in favour"})
    assert adopted(by_weight, {"m1": "in favour"})


def test_members_who_may_not_vote_are_neither_in_a_side_of_the_entitled_nor_in_the_base():
    quorum = read_test("present", "at least 2/3 of entitled")
    rule = Rule(
        "r", may_not_vote="declared", quorum=quorum, adopted_when=read_test("against", "none")
    )
    # m3 and m9 may not vote: two thirds of m1 and m2 are both of them.
    assert Ballot(rule, ROLL).outcome(dict.fromkeys(("m1", "m3", "m9"), "in favour")) == "no quorum"
    assert Ballot(rule, ROLL).outcome(dict.fromkeys(("m1", "m2"), "in favour")) == "adopted"


def test_among_and_a_group_as_base_meet_in_the_members_of_both():
    test = read_test("abstaining among declared", "fewer than 1/2 of chamber")
    # Of chamber and declared alike there is m3 alone.
    assert adopted(Rule("r", adopted_when=test), {"m9": "abstaining"})
    assert not adopted(Rule("r", adopted_when=test), {"m3": "abstaining"})


@pytest.mark.parametrize(
    ("among", "said"),
    [
        ("", "Tied: 8 in favour by votes, as many against. What follows: revote."),
        (" among two", "Tied: 8 in favour among two by votes, as many against."),
    ],
)
def test_a_weighted_tie_is_told_by_weight(among, said):
    weights = {"votes": {"a": Fraction(8), "b": Fraction(8), "c": Fraction(0)}}
    roll = Roll(("a", "b", "c"), {"two": frozenset("ab")}, weights, {})
    test = read_test(f"in favour{among} by votes", "more than 1/2 of voting")
    positions = {"a": "in favour", "b": "against", "c": "against"}
    told = words(Ballot(Rule("r", adopted_when=test, tie="revote"), roll).ruling(positions))
    assert " ".join(told[:2]).startswith(said)


def test_whoever_may_not_vote_and_is_no_member_changes_no_base():
    """The rule bars m3 and somebody from outside: two of four are entitled no longer three, and nobody is added."""
    roll = Roll(MEMBERS, {"barred": frozenset({"m3", "guest"})}, {}, {})
    rule = Rule(
        "r", may_not_vote="barred", adopted_when=read_test("in favour", "at least 2/3 of entitled")
    )
    two, one = dict.fromkeys(MEMBERS[:2], "in favour"), {"m1": "in favour"}
    assert Ballot(rule, roll).outcome(two) == "adopted"
    assert Ballot(rule, roll).outcome(one) == "rejected"
    assert Ballot(rule, roll).ruling(two).counts["entitled"] == 3


@pytest.mark.parametrize("scope", [" among nobody", " by nothing", " among nobody by votes"])
@pytest.mark.parametrize("side", get_args(Side))
def test_all_of_an_empty_set_is_not_reached_and_none_of_it_is(side, scope):
    """`all` asks for the whole of a base, as 100% of members does; `none` is the number 0, and of nobody there is none."""
    every = read_test(f"{side}{scope}", "all")
    assert not adopted(Rule("r", adopted_when=every), {})
    assert adopted(Rule("r", fails_when=every), {})
    assert adopted(Rule("r", adopted_when=read_test(f"{side}{scope}", "none")), {})


@pytest.mark.parametrize(
    "keys",
    [{"remove_from_count": "everyone"}, {"among": "nobody"}],
    ids=lambda keys: next(iter(keys)),
)
def test_where_nobody_is_counted_all_are_not_in_favour_whatever_is_asked(keys):
    roll = Roll(MEMBERS, {"everyone": frozenset(MEMBERS), "nobody": frozenset()}, {}, {})
    ballot = Ballot(Rule("r", adopted_when=read_test("in favour", "all"), **keys), roll)
    ruling = ballot.ruling(dict.fromkeys(MEMBERS, "in favour"))
    assert (ruling.outcome, ruling.needed, ruling.bound) == ("rejected", None, ())
    assert ruling.needed_why == "no number of members changing to in favour would carry it"
    assert "all, and that base is empty: not met." in " ".join(words(ruling))
    still = ballot.ruling(dict.fromkeys(MEMBERS, "pending"))
    assert (still.settled, still.outcome) == (True, "rejected")
