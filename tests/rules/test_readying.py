"""Whatever a rule names and the roll lacks is refused by name; so are strangers and words that are no position."""

from collections import defaultdict
from fractions import Fraction

import pytest

from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.gauges import names_needed
from comity.rules.phrases import read_test
from comity.rules.terms import AllOf, AnyOf, FirstOf, Roll, Rule

MEMBERS = ("AM", "BY", "KZ")


def rule(key="in favour", phrase="at least 1", **more):
    return Rule("r", adopted_when=read_test(key, phrase), **more)


def roll(groups=None, weights=None, world=None, attending=None, members=MEMBERS):
    return Roll(members, groups or {}, weights or {}, world or {}, attending)


@pytest.mark.parametrize(
    ("given", "on", "code", "named"),
    [
        (rule(among="g"), roll(), "group.missing", '"g"'),
        (rule(must_abstain="g"), roll(), "group.missing", '"g"'),
        (rule(may_not_vote="g"), roll(), "group.missing", '"g"'),
        (rule(remove_from_count="g"), roll(), "group.missing", '"g"'),
        (rule("in favour among g"), roll(), "group.missing", '"g"'),
        (rule("in favour", "at least 1/2 of g"), roll(), "group.missing", '"g"'),
        (rule("in favour by w"), roll(), "weight.not_given", '"w"'),
        (
            rule("in favour by w"),
            roll(weights={"w": {"AM": Fraction(1)}}),
            "weight.missing",
            "BY, KZ",
        ),
        (
            rule("not in favour", "fewer than smallest group with more than 35% of w plus 1"),
            roll(),
            "weight.not_given",
            '"w"',
        ),
        (
            rule("in favour by w"),
            roll(weights={"w": dict.fromkeys(MEMBERS, Fraction(-1))}),
            "weight.negative",
            '"w"',
        ),
        (
            rule("objections by w", "at least 1/2 of world"),
            roll(weights={"w": dict.fromkeys(MEMBERS, Fraction(1))}),
            "world.missing",
            '"w"',
        ),
        (rule("objections", "at least 1/2 of world"), roll(), "base.world", "names no weight"),
        (rule("voting", "at least 1/2 of attending"), roll(), "attending.missing", "r needs"),
        (
            rule("voting by w", "at least 1/2 of attending"),
            roll(weights={"w": dict.fromkeys(MEMBERS, Fraction(1))}, attending=3),
            "base.attending",
            "counts heads",
        ),
        (rule(), roll(members=("AM", "AM")), "roll.twice", "twice"),
        (Rule("r"), roll(), "rule.polarity", "either adopted when or fails when"),
        (
            Rule(
                "r",
                adopted_when=read_test("against", "none"),
                fails_when=read_test("against", "none"),
            ),
            roll(),
            "rule.polarity",
            "either adopted when or fails when",
        ),
    ],
)
def test_what_the_roll_lacks_is_named(given, on, code, named):
    with pytest.raises(BadInput) as caught:
        Ballot(given, on)
    assert caught.value.code == code
    assert named in caught.value.sentence


def test_a_weight_is_asked_of_those_counted_only():
    weights = {"w": {"AM": Fraction(1), "BY": Fraction(3)}}
    on = roll({"g": frozenset({"AM", "BY"})}, weights)
    only = rule("in favour by w", "at least 3/4 of members", among="g")
    assert Ballot(only, on).outcome({"BY": "in favour"}) == "adopted"


def test_a_stranger_is_refused_with_the_nearest_member():
    ballot = Ballot(rule(), roll())
    for ask in (ballot.outcome, ballot.ruling):
        with pytest.raises(BadInput, match=r'"BYE" is not a member here\. Perhaps BY is meant'):
            ask({"BYE": "in favour"})


def test_a_stranger_is_refused_though_there_are_as_many_positions_as_members():
    on = roll()
    ballot = Ballot(rule(), on)
    rest = dict.fromkeys(on.members[1:], "in favour")
    for given in ({**rest, "BYE": "against"}, defaultdict(lambda: "absent", rest, BYE="against")):
        for ask in (ballot.outcome, ballot.ruling):
            with pytest.raises(BadInput, match=r'"BYE" is not a member here'):
                ask(given.copy())


def test_a_word_that_is_no_position_is_refused_with_the_member_and_the_nearest_word():
    ballot = Ballot(rule(), roll())
    for ask in (ballot.outcome, ballot.ruling):
        with pytest.raises(BadInput) as caught:
            ask({"BY": "in favor"})
        assert caught.value.where == "BY"
        assert caught.value.remedy == "Perhaps in favour is meant."


def test_a_member_outside_the_population_of_the_rule_changes_nothing():
    ballot = Ballot(rule("objections", "none", among="g"), roll({"g": frozenset({"AM"})}))
    ruling = ballot.ruling({"BY": "against", "KZ": "pending"})
    assert ruling.outcome == "adopted"
    assert ruling.pending == ()
    assert ruling.counts["members"] == 1


@pytest.mark.parametrize(
    ("share", "members"), [("49%", 2), ("50%", 3), ("74%", 3), ("75%", 4), ("99%", 4)]
)
def test_the_smallest_group_has_more_than_the_share_and_not_as_much(share, members):
    """Of four with one quarter each."""
    phrase = f"at least smallest group with more than {share} of w plus 0"
    weights = {"w": dict.fromkeys("ABCD", Fraction(5, 4))}
    on = Roll(tuple("ABCD"), {}, weights, {})
    ruling = Ballot(Rule("r", adopted_when=read_test("in favour", phrase)), on).ruling({})
    assert (ruling.needed, ruling.reasons[0].finding.required) == (members, members)


@pytest.mark.parametrize(
    ("phrase", "world"),
    [("at least 50% of world", {"w"}), ("at least 50% of members", set()), ("at least 5", set())],
)
def test_a_total_of_the_world_is_asked_for_where_a_share_is_of_it(phrase, world):
    assert names_needed(rule("in favour by w", phrase)).worlds == world


def test_every_name_that_a_rule_uses_is_known_beforehand():
    used = Rule(
        "r",
        among="a",
        may_not_vote="b",
        quorum=read_test("voting", "at least 1/2 of attending"),
        fails_when=FirstOf(
            AnyOf((read_test("objections by tonnage", "at least 50% of world"),)),
            AllOf(
                (
                    read_test("in favour among c", "at least 1/3 of d"),
                    read_test(
                        "not in favour",
                        "fewer than smallest group with more than 35% of people plus 1",
                    ),
                )
            ),
        ),
    )
    names = names_needed(used)
    assert names.groups == {"a", "b", "c", "d"}
    assert names.weights == {"tonnage", "people"}
    assert names.worlds == {"tonnage"}
    assert names.attending
