"""Rulings read by people, and by programs."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.rules.counting import Ballot
from comity.rules.phrases import read_test
from comity.rules.terms import AllOf, AnyOf, FirstOf, Roll, Rule
from comity.rules.wording import WIDTH, number, words

FIVE = ("CN", "FR", "RU", "UK", "US")
COUNCIL = (*FIVE, *(f"E{n}" for n in range(1, 11)))
SUBSTANTIVE = Rule(
    "unsc.substantive",
    "UN Charter 27(3)",
    adopted_when=AllOf(
        (read_test("in favour", "at least 9"), read_test("against among permanent", "none"))
    ),
)
ON = Roll(COUNCIL, {"permanent": frozenset(FIVE)}, {}, {})
WEIGHTS = {"w": {"A": Fraction(1, 3), "B": Fraction(1, 2), "C": Fraction(5)}}
THREE = Roll(("A", "B", "C"), {"g": frozenset("AB")}, WEIGHTS, {"w": Fraction(10)}, 3)


def told(rule, roll, positions):
    return words(Ballot(rule, roll).ruling(positions))


def test_a_veto_is_told_with_its_article_and_who_could_lift_it():
    sides = {member: "in favour" for member in COUNCIL if member != "RU"}
    assert told(SUBSTANTIVE, ON, sides | {"RU": "against"}) == [
        "Not adopted: blocked by RU. [UN Charter 27(3)]",
        "In favour 14 of 15; at least 9 needed: met, 5 more than needed.",
        "Against among permanent: 1; none allowed: not met, 1 too many.",
        "It would carry if RU changed to in favour.",
    ]


def test_open_positions_are_told_with_those_who_could_change_the_outcome():
    sides = dict.fromkeys(COUNCIL[5:], "in favour") | {"RU": "pending", "US": "pending"}
    assert told(SUBSTANTIVE, ON, sides) == [
        "Open: 2 positions are still to come. [UN Charter 27(3)]",
        "In favour 10 of 15; at least 9 needed: met, 1 more than needed.",
        "Against among permanent: 0; none allowed: met.",
        "Could still change the outcome: RU, US.",
    ]


def test_a_settled_question_says_so_while_positions_are_open():
    sides = dict.fromkeys(COUNCIL[:9], "in favour") | {"E5": "pending"}
    assert "Settled: 1 position is still open and cannot change the outcome." in told(
        SUBSTANTIVE, ON, sides
    )


def test_those_who_are_pending_and_those_who_are_unknown_are_open_together():
    sides = dict.fromkeys(COUNCIL[:9], "in favour") | {"E5": "pending", "E6": "unknown"}
    assert "Settled: 2 positions are still open and cannot change the outcome." in told(
        SUBSTANTIVE, ON, sides
    )


@pytest.mark.parametrize(
    ("rule", "positions", "line"),
    [
        (
            Rule(
                "r",
                quorum=read_test("present", "more than 1/2 of members"),
                adopted_when=read_test("against", "none"),
            ),
            {"A": "in favour"},
            "Quorum: present 1 of 3 members; at least 2 (more than 1/2) needed: not met, 1",
        ),
        (
            Rule("r", adopted_when=read_test("in favour by w", "at least 65% of world")),
            {"A": "in favour", "B": "in favour"},
            "In favour by w: 5/6 of 10 world; at least 6.5 (65%) needed: not met, 17/3 short.",
        ),
        (
            Rule("r", fails_when=read_test("objections", "more than 1/3 of members")),
            {"A": "against"},
            "Fails when: objections 1 of 3 members; at least 2 (more than 1/3): not met, 1",
        ),
        (
            Rule("r", adopted_when=read_test("in favour by w", "more than 5% of world")),
            {"B": "in favour"},
            "In favour by w: 0.5 of 10 world; more than 0.5 (5%) needed: not met, just short.",
        ),
        (
            Rule("r", adopted_when=read_test("against by w", "fewer than 5% of world")),
            {"B": "against"},
            "Against by w: 0.5 of 10 world; fewer than 0.5 (5%) allowed: not met, just too",
        ),
        (
            Rule("r", adopted_when=read_test("in favour", "at least 1")),
            {"A": "in favour"},
            "In favour 1 of 3; at least 1 needed: met.",
        ),
        (
            Rule(
                "r",
                adopted_when=FirstOf(
                    read_test("against", "none"), read_test("in favour", "at least 1")
                ),
            ),
            {"A": "in favour"},
            "Adopted.",
        ),
        (
            Rule("r", adopted_when=read_test("in favour among g", "all")),
            {"A": "in favour"},
            "In favour among g: 1; all 2 needed: not met, 1 short.",
        ),
        (
            Rule("r", adopted_when=read_test("against", "at most 1/4 of voting")),
            {"A": "in favour", "B": "against"},
            "Against 1 of 2 voting; at most 0 (1/4) allowed: not met, 1 too many.",
        ),
        (
            Rule("r", adopted_when=read_test("in favour", "more than 1/2 of voting"), tie="revote"),
            {"A": "in favour", "B": "against"},
            "Tied: 1 in favour, as many against. What follows: revote.",
        ),
        (
            Rule(
                "r",
                adopted_when=AllOf(
                    (
                        read_test("in favour", "more than 1/2 of voting"),
                        read_test("present", "at least 1"),
                    )
                ),
                tie="revote",
            ),
            {"A": "in favour", "B": "against"},
            "Tied: 1 in favour, as many against. What follows: revote.",
        ),
        (
            Rule(
                "r",
                void_unless=read_test("voting", "at least 1/2 of attending"),
                adopted_when=read_test("against", "none"),
            ),
            {"A": "in favour"},
            "No decision: the vote is void.",
        ),
        (
            Rule(
                "r",
                defer_when=read_test("abstaining", "more than 1/2 of ballots"),
                adopted_when=read_test("against", "none"),
            ),
            {"A": "abstaining"},
            "No decision now: the question is deferred.",
        ),
        (
            Rule("r", adopted_when=read_test("against", "none"), binds="members except objectors"),
            {"A": "against"},
            "Not adopted: blocked by A.",
        ),
        (
            Rule("r", adopted_when=read_test("in favour", "at least 1"), binds="those in favour"),
            {"A": "in favour"},
            "Binds A; not B, C.",
        ),
        (
            Rule(
                "r",
                adopted_when=FirstOf(
                    read_test("against", "none"), read_test("in favour", "at least 1")
                ),
            ),
            {"A": "in favour", "B": "against"},
            "Adopted, by what applies where the first way failed.",
        ),
        (
            Rule("r", adopted_when=read_test("in favour", "exactly 2"), may_not_vote="g"),
            {},
            "No number of members changing to in favour would carry it.",
        ),
        (
            Rule("r", "Charter 18", to_verify=True, adopted_when=read_test("against", "none")),
            {},
            "Adopted. [Charter 18] (this article is still to be verified)",
        ),
    ],
)
def test_each_clause_is_told_in_its_own_words(rule, positions, line):
    assert line in told(rule, THREE, positions)


def test_nested_conditions_are_told_as_parts():
    either = AnyOf(
        (
            AllOf((read_test("in favour", "at least 2"), read_test("against", "none"))),
            read_test("not in favour", "fewer than 1"),
        )
    )
    assert told(Rule("r", adopted_when=either), THREE, {"A": "in favour", "B": "against"}) == [
        "Not adopted.",
        "One of these is enough:",
        "  All of these together: not met.",
        "    In favour 1 of 3; at least 2 needed: not met, 1 short.",
        "    Against 1; none allowed: not met, 1 too many.",
        "  Not in favour 2 of 3; at most 0 allowed: not met, 2 too many.",
        "It would carry if B changed to in favour.",
    ]


def test_no_line_is_wider_than_eighty_columns_however_many_members():
    members = tuple(f"member-of-a-long-name-{n}" for n in range(193))
    rule = Rule(
        "r",
        "UN Charter 18(2); GA rules 83, 86",
        adopted_when=read_test("in favour", "at least 2/3 of voting"),
    )
    lines = told(rule, Roll(members, {}, {}, {}), dict.fromkeys(members[:90], "against"))
    assert max(map(len, lines)) <= WIDTH
    assert not any(line.endswith("-") for line in lines), "a name is not broken at its hyphens"
    # Sixty of the ninety against: whoever is absent adds too little to stand in for one of them.
    assert "60 more in favour" in lines[2]
    assert lines[-1].endswith("and 79 others.")


@given(st.fractions())
def test_a_number_is_told_exactly(amount):
    assert Fraction(number(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "said"),
    [(Fraction(-1, 2), "-0.5"), (Fraction(-3, 2), "-1.5"), (Fraction(-1, 3), "-1/3"), (-2, "-2"), (Fraction(7, 4), "1.75")],
)  # fmt: skip
def test_a_number_below_nothing_says_so(amount, said):
    assert number(amount) == said


def test_the_plain_form_holds_every_number_exactly_and_goes_through_json():
    rule = Rule("r", adopted_when=read_test("in favour by w", "at least 65% of world"))
    plain = Ballot(rule, THREE).ruling({"A": "in favour", "B": "pending"}).as_json()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["reasons"] == [
        {
            "clause": "adopted when",
            "phrase": "in favour by w: at least 65% of world",
            "holds": False,
            "counted": "1/3",
            "required": "13/2",
            "margin": "-37/6",
            "base": 10,
        }
    ]
    # Of 35/6 in all, 6.5 cannot be had.
    assert plain["needed"] is None
    assert plain["settled"] is True
    assert plain["pending"] == ["B"]
    assert (
        plain["counts"]["in favour"] == plain["counts"]["voting"] == plain["counts"]["pending"] == 1
    )
    assert plain["counts"]["absent"] == 1


def test_the_reasons_go_on_to_the_clause_that_decided_and_no_further():
    rule = Rule(
        "r",
        quorum=read_test("present", "at least 2"),
        void_unless=read_test("against", "none"),
        defer_when=read_test("abstaining", "at least 2"),
        adopted_when=read_test("in favour", "at least 2"),
    )
    clauses = {
        "no quorum": ({"A": "in favour"}, ["quorum"]),
        "void": (dict.fromkeys("ABC", "against"), ["quorum", "void unless"]),
        "deferred": (dict.fromkeys("ABC", "abstaining"), ["quorum", "void unless", "defer when"]),
        "adopted": (
            dict.fromkeys("ABC", "in favour"),
            ["quorum", "void unless", "defer when", "adopted when"],
        ),
    }
    for outcome, (positions, expected) in clauses.items():
        ruling = Ballot(rule, THREE).ruling(positions)
        assert (ruling.outcome, [one.clause for one in ruling.reasons]) == (outcome, expected)
