"""Counting held to a slow twin: the section on rules of the notation, read out member by member, in fractions.

The twin knows nothing of scopes, rows or closures. What is open is answered by trying every completion, what is needed by
trying every set of members.
"""

from fractions import Fraction
from itertools import combinations, product

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from comity.errors import BadInput
from comity.rules.counting import Ballot
from comity.rules.phrases import read_test
from comity.rules.terms import (
    AllOf,
    AnyOf,
    Count,
    Everybody,
    FirstOf,
    Nobody,
    Roll,
    Rule,
    Share,
    SmallestGroup,
    Test,
)

FOR, AGAINST, UNREASONED = "in favour", "against", "against without reasons"
CAST = [FOR, AGAINST, UNREASONED, "abstaining", "invalid"]
CASTABLE = [*CAST, "present not voting", "does not object", "absent"]
MEMBERS = ("A", "B", "C", "D", "E", "F", "G", "H")


# --- the twin -------------------------------------------------------------------------------------


def counted_by(rule, roll):
    chosen = [m for m in roll.members if rule.among is None or m in roll.groups[rule.among]]
    return [
        m
        for m in chosen
        if rule.remove_from_count is None or m not in roll.groups[rule.remove_from_count]
    ]


def as_counted(rule, roll, positions):
    """Each counted member's position, after `must abstain` and `may not vote`."""
    found = {}
    for m in counted_by(rule, roll):
        p = positions.get(m, "absent")
        if rule.may_not_vote and m in roll.groups[rule.may_not_vote] and p in CAST:
            p = "present not voting"
        elif rule.must_abstain and m in roll.groups[rule.must_abstain] and p in CAST:
            p = "abstaining"
        found[m] = p
    return found


def on_side(side, p, discard):
    gone = ("abstentions" in discard and p == "abstaining") or (
        "negatives without reasons" in discard and p == UNREASONED
    )
    voting = p in (FOR, AGAINST, UNREASONED) and not gone
    match side:
        case "in favour":
            return p == FOR
        case "against" | "objections":
            return p in (AGAINST, UNREASONED) and not gone
        case "abstaining":
            return p == "abstaining" and not gone
        case "absent":
            return p == "absent"
        case "not in favour":
            return p != FOR
        case "voting":
            return voting
        case "ballots":
            return voting or (p in ("abstaining", "invalid") and not gone)
        case "present":
            return p != "absent"
    raise AssertionError(side)


def weigh(roll, by, members):
    return sum((roll.weights[by][m] if by else Fraction(1) for m in members), Fraction(0))


def base_of(test, rule, roll, held, inside, discard):
    match test.quantity.base:
        case "attending":
            return Fraction(roll.attending)
        case "world":
            return roll.world[test.by]
        case "present" | "voting" | "ballots" as side:
            return weigh(roll, test.by, [m for m in inside if on_side(side, held[m], discard)])
        case _:
            return weigh(roll, test.by, inside)


def in_one_set(test, rule, roll, members):
    """Those within which both the side and the base are counted."""
    inside = [m for m in members if test.among is None or m in roll.groups[test.among]]
    if not isinstance(test.quantity, Share):
        return inside
    base = test.quantity.base
    if base == "entitled":
        return [
            m for m in inside if not rule.may_not_vote or m not in roll.groups[rule.may_not_vote]
        ]
    return [m for m in inside if m in roll.groups[base]] if base in roll.groups else inside


def test_holds(test, rule, roll, held, discard):
    inside = in_one_set(test, rule, roll, held)
    left = weigh(roll, test.by, [m for m in inside if on_side(test.side, held[m], discard)])
    match test.quantity:
        case Nobody():
            return left == 0
        case Everybody():
            everybody = weigh(roll, test.by, inside)
            return everybody > 0 and left == everybody
        case Count(number=number):
            right = Fraction(number)
        case SmallestGroup(more_than=share, weight=weight, plus=plus):
            total = weigh(roll, weight, inside)
            sizes = (
                size
                for size in range(len(inside) + 1)
                if any(
                    weigh(roll, weight, some) > share * total for some in combinations(inside, size)
                )
            )
            right = Fraction(next(sizes) + plus)
        case Share(fraction=fraction):
            base = base_of(test, rule, roll, held, inside, discard)
            if base == 0:
                return False
            right = fraction * base
    return {
        "at least": left >= right,
        "more than": left > right,
        "at most": left <= right,
        "fewer than": left < right,
        "exactly": left == right,
    }[test.op]


test_holds.__test__ = False


def holds(condition, *where):
    match condition:
        case Test():
            return test_holds(condition, *where)
        case AllOf(conditions=parts):
            return all(holds(part, *where) for part in parts)
        case AnyOf(conditions=parts):
            return any(holds(part, *where) for part in parts)
        case FirstOf(first=first, failing_which=fallback):
            return holds(first, *where) or holds(fallback, *where)


def to_blame(condition, value, *where):
    """The single tests that made the condition come out `value`; None among them where a fallback was tried."""
    if holds(condition, *where) is not value:
        return []
    match condition:
        case Test():
            return [condition]
        case AllOf(conditions=parts) | AnyOf(conditions=parts):
            return [test for part in parts for test in to_blame(part, value, *where)]
        case FirstOf(first=first, failing_which=fallback):
            tried = [] if holds(first, *where) else [None]
            return [
                *tried,
                *to_blame(first, value, *where),
                *to_blame(fallback, value, *where),
            ]


def is_veto(test, tacit):
    if test is None or test.side not in ("against", "objections"):
        return False
    if tacit:
        return test.op == "at least" and test.quantity == Count(1) and test.by is None
    return test.quantity == Nobody()


def is_even(test, roll, held, discard):
    if test is None or (test.side, test.op) != (FOR, "more than"):
        return False
    if not isinstance(test.quantity, Share) or test.quantity.base != "voting":
        return False
    inside = [m for m in held if test.among is None or m in roll.groups[test.among]]
    pro = weigh(roll, test.by, [m for m in inside if held[m] == FOR])
    con = weigh(roll, test.by, [m for m in inside if on_side("against", held[m], discard)])
    return test.quantity.fraction == Fraction(1, 2) and pro == con > 0


def twin(rule, roll, positions):
    """The outcome and who blocks, every position being known."""
    held = as_counted(rule, roll, positions)
    early = (rule, roll, held, ())
    if rule.quorum is not None and not holds(rule.quorum, *early):
        return "no quorum", []
    if rule.void_unless is not None and not holds(rule.void_unless, *early):
        return "void", []
    if rule.defer_when is not None and holds(rule.defer_when, *early):
        return "deferred", []
    where = (rule, roll, held, rule.discard)
    tacit = rule.fails_when is not None
    condition = rule.fails_when if tacit else rule.adopted_when
    if holds(condition, *where) is not tacit:
        return "adopted", []
    blame = to_blame(condition, tacit, *where)
    if blame and all(is_veto(test, tacit) for test in blame):
        return "blocked", [
            m
            for m in held
            if on_side("against", held[m], rule.discard)
            and any(test.among is None or m in roll.groups[test.among] for test in blame)
        ]
    further = not tacit and rule.tie not in (None, "rejected")
    if further and blame and all(is_even(test, roll, held, rule.discard) for test in blame):
        return "tied", []
    return "rejected", []


def completions(positions, open_members):
    known = {m: p for m, p in positions.items() if m not in open_members}
    for choice in product(CASTABLE, repeat=len(open_members)):
        yield {**known, **dict(zip(open_members, choice, strict=True))}


def twin_could_change(rule, roll, positions):
    open_members = [m for m in counted_by(rule, roll) if positions.get(m) in ("pending", "unknown")]
    outcomes = {
        tuple(each.get(m) for m in open_members): twin(rule, roll, each)[0]
        for each in completions(positions, open_members)
    }
    tipping = []
    for place, member in enumerate(open_members):
        lines = {}
        for choice, outcome in outcomes.items():
            lines.setdefault(choice[:place] + choice[place + 1 :], set()).add(outcome)
        if any(len(line) > 1 for line in lines.values()):
            tipping.append(member)
    return tipping, next(iter(outcomes.values()))


def twin_needed(rule, roll, positions):
    """Every smallest set of members whose change to in favour carries it."""
    barred = {
        m for name in (rule.may_not_vote, rule.must_abstain) if name for m in roll.groups[name]
    }
    able = [
        m for m in counted_by(rule, roll) if positions.get(m, "absent") != FOR and m not in barred
    ]
    for number in range(len(able) + 1):
        sets = [
            some
            for some in combinations(able, number)
            if twin(rule, roll, {**positions, **dict.fromkeys(some, FOR)})[0] == "adopted"
        ]
        if sets:
            return number, {m for some in sets for m in some}
    return None, set()


# --- rules and rolls ------------------------------------------------------------------------------

SIDES = [
    "in_favour",
    "against",
    "objections",
    "abstaining",
    "absent",
    "not_in_favour",
    "voting",
    "ballots",
    "present",
]
BASES = ["members", "entitled", "present", "voting", "ballots", "voting", "members", "g", "h"]


@st.composite
def single_tests(draw):
    side = draw(st.sampled_from(["in favour"] * 4 + SIDES)).replace("_", " ")
    among = draw(st.sampled_from([None, None, "g", "h"]))
    by = draw(st.sampled_from([None, None, "w"]))
    kind = draw(
        st.sampled_from(
            ["share", "share", "share", "count", "none", "all", "smallest", "world", "attending"]
        )
    )
    op = draw(st.sampled_from(["at least", "more than", "at most", "fewer than", "exactly"]))
    if kind == "none":
        return Test(side, Nobody(), None, among, by)
    if kind == "all":
        return Test(side, Everybody(), None, among, by)
    if kind == "count":
        return Test(side, Count(draw(st.integers(0, 4))), op, among, by)
    if kind == "smallest":
        smallest = SmallestGroup(
            Fraction(draw(st.integers(0, 99)), 100), "w", draw(st.integers(0, 2))
        )
        return Test(side, smallest, op, among, None)
    under = draw(st.integers(1, 5))
    fraction = Fraction(draw(st.integers(0, under)), under)
    if kind == "world":
        return Test(side, Share(fraction, "world"), op, among, "w")
    if kind == "attending":
        return Test(side, Share(fraction, "attending"), op, among, None)
    return Test(side, Share(fraction, draw(st.sampled_from(BASES))), op, among, by)


VETO = st.sampled_from(
    [
        Test("against", Nobody(), among="g"),
        Test("objections", Nobody()),
        Test("objections", Count(1), "at least"),
        Test("in favour", Share(Fraction(1, 2), "voting"), "more than"),
        Test("in favour", Share(Fraction(2, 3), "voting"), "at least"),
    ]
)
CONDITIONS = st.recursive(
    single_tests() | VETO,
    lambda inner: (
        st.lists(inner, min_size=1, max_size=3).map(lambda some: AllOf(tuple(some)))
        | st.lists(inner, min_size=1, max_size=3).map(lambda some: AnyOf(tuple(some)))
        | st.builds(FirstOf, inner, inner)
    ),
    max_leaves=4,
)
RARELY = st.none() | st.none() | CONDITIONS
GROUP = st.sampled_from([None, None, None, "g", "h"])


@st.composite
def rules(draw):
    tacit = draw(st.booleans())
    condition = draw(CONDITIONS)
    return Rule(
        name="r",
        among=draw(GROUP),
        remove_from_count=draw(GROUP),
        must_abstain=draw(GROUP),
        may_not_vote=draw(GROUP),
        discard=draw(
            st.sampled_from(
                [(), (), ("abstentions",), ("abstentions", "negatives without reasons")]
            )
        ),
        quorum=draw(RARELY),
        void_unless=draw(RARELY),
        defer_when=draw(RARELY),
        adopted_when=None if tacit else condition,
        fails_when=condition if tacit else None,
        tie=draw(st.sampled_from([None, "rejected", "revote", "lot"])),
        binds=draw(st.sampled_from(["members", "those in favour", "members except objectors"])),
    )


@st.composite
def rolls(draw, most=6):
    members = MEMBERS[: draw(st.integers(1, most))]
    group = st.frozensets(st.sampled_from(MEMBERS))
    weight = st.sampled_from(
        [Fraction(1), Fraction(2), Fraction(5), Fraction(1, 3), Fraction(7, 2)]
    )
    return Roll(
        members=members,
        groups={"g": draw(group), "h": draw(group)},
        weights={"w": {m: draw(weight) for m in members}},
        world={"w": draw(st.sampled_from([Fraction(20), Fraction(7, 5)]))},
        attending=draw(st.integers(0, 8)),
    )


@st.composite
def questions(draw, words, most=6):
    """A rule, a roll it can be applied to, and positions."""
    rule, roll = draw(rules()), draw(rolls(most))
    stated = st.dictionaries(st.sampled_from(roll.members), st.sampled_from(words))
    return rule, roll, draw(stated)


def made_ready(rule, roll):
    """The ballot, or None where it is refused since the random roll leaves nobody to make a smallest group of."""
    inside = counted_by(rule, roll)
    for condition in (
        rule.quorum,
        rule.void_unless,
        rule.defer_when,
        rule.adopted_when,
        rule.fails_when,
    ):
        for test in single(condition):
            chosen = [m for m in inside if test.among is None or m in roll.groups[test.among]]
            if isinstance(test.quantity, SmallestGroup) and not chosen:
                with pytest.raises(BadInput, match="No group of members holds more"):
                    Ballot(rule, roll)
                return None
    return Ballot(rule, roll)


def single(condition):
    match condition:
        case None:
            return []
        case Test():
            return [condition]
        case FirstOf(first=first, failing_which=fallback):
            return single(first) + single(fallback)
        case AllOf(conditions=parts) | AnyOf(conditions=parts):
            return [test for part in parts for test in single(part)]


THOROUGH = settings(
    max_examples=400,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.filter_too_much,
        HealthCheck.data_too_large,
    ],
)


@pytest.mark.slow
@THOROUGH
@given(questions(CASTABLE))
def test_the_outcome_is_that_of_the_slow_twin(question):
    rule, roll, positions = question
    ballot = made_ready(rule, roll)
    if ballot is None:
        return
    outcome, blockers = twin(rule, roll, positions)
    ruling = ballot.ruling(positions)
    assert ballot.outcome(positions) == outcome
    assert ruling.outcome == outcome
    assert list(ruling.blocked_by) == blockers
    assert ruling.settled


@pytest.mark.slow
@settings(THOROUGH, max_examples=250)
@given(questions(CASTABLE, most=8))
def test_needed_is_the_size_of_the_smallest_set_that_carries(question):
    rule, roll, positions = question
    ballot = made_ready(rule, roll)
    if ballot is None:
        return
    number, givers = twin_needed(rule, roll, positions)
    ruling = ballot.ruling(positions)
    assert ruling.needed == number
    assert set(ruling.could_give) == givers
    assert (ruling.needed_why == "") is (number is not None)


SOME_OPEN = [*CASTABLE, *["pending"] * 4, *["unknown"] * 3]


def open_members_of(rule, roll, positions):
    return [m for m in counted_by(rule, roll) if positions.get(m) in ("pending", "unknown")]


@pytest.mark.slow
@settings(THOROUGH, max_examples=300)
@given(questions(SOME_OPEN, most=6))
def test_open_positions_are_answered_as_trying_every_completion_answers(question):
    rule, roll, positions = question
    assume(len(open_members_of(rule, roll, positions)) <= 4)
    ballot = made_ready(rule, roll)
    if ballot is None:
        return
    tipping, settled = twin_could_change(rule, roll, positions)
    ruling = ballot.ruling(positions)
    assert set(ruling.could_change) == set(tipping)
    assert ruling.settled is (not tipping)
    if not tipping:
        assert ruling.outcome == settled
    elif any(positions[m] == "pending" for m in tipping):
        assert ruling.outcome == "open"
    else:
        assert ruling.outcome == "undetermined"
    assert ballot.outcome(positions) == ruling.outcome


@settings(THOROUGH, max_examples=100)
@given(questions(SOME_OPEN, most=4), st.integers(0, 5))
def test_a_search_given_up_leaves_a_question_open_and_never_settles_it_too_early(question, steps):
    rule, roll, positions = question
    ballot = made_ready(rule, roll)
    if ballot is None:
        return
    tipping, _ = twin_could_change(rule, roll, positions)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("comity.rules.changing.STEPS", steps)
        assert set(ballot.ruling(positions).could_change) >= set(tipping)


# --- bodies in which several kinds of member are open at once --------------------------------------------------------

BODY = Roll(
    members=MEMBERS,
    groups={"g": frozenset("ABC"), "h": frozenset("CDEFGH"), "i": frozenset("AE")},
    weights={"w": dict(zip(MEMBERS, map(Fraction, (9, 7, 5, 3, 3, 1, 1, 1)), strict=True))},
    world={"w": Fraction(40)},
    attending=6,
)


def rule_of(adopted="", fails="", **more):
    return Rule(
        "r",
        adopted_when=condition_of(adopted) if adopted else None,
        fails_when=condition_of(fails) if fails else None,
        **{
            clause: condition_of(text) if clause in CLAUSES else text
            for clause, text in more.items()
        },
    )


CLAUSES = ("quorum", "void_unless", "defer_when")


def condition_of(text):
    """``a | b``: any of; ``a & b``: all of; ``a / b``: first, failing which; the loosest first."""
    for mark, build in ((" / ", lambda some: FirstOf(*some)), (" | ", AnyOf), (" & ", AllOf)):
        parts = text.split(mark)
        if len(parts) > 1:
            return build(tuple(condition_of(part) for part in parts))
    return read_test(*text.split(": "))


SEVERAL_KINDS = {
    "two majorities": rule_of("in favour: at least 5 & in favour by w: at least 65% of members"),
    "two chambers": rule_of(
        "in favour among g: more than 1/2 of voting & in favour among h: at least 2/3 of voting"
    ),
    "a veto of some": rule_of("in favour: at least 5 & against among i: none"),
    "a minority that blocks": rule_of(
        "in favour: at least 55% of members & in favour by w: at least 65% of members | not in favour: fewer than 3"
    ),
    "consensus, failing which a vote": rule_of("objections: none / in favour by w: at least 2/3 of voting"),
    "tacit, by heads or by weight": rule_of(
        fails="objections: more than 1/3 of members | objections by w: at least 50% of world"
    ),
    "a tie is voted on again": rule_of("in favour: more than 1/2 of voting", tie="revote"),
    "a tie by weight and a veto": rule_of(
        "in favour by w: more than 1/2 of voting & against among g: none", tie="lot"
    ),
    "quorum and deferral": rule_of(
        "in favour: more than 1/2 of voting",
        quorum="present: at least 2/3 of members",
        defer_when="abstaining: more than 1/2 of ballots",
        tie="revote",
    ),
    "void, and no more than so many against": rule_of(
        "in favour by w: more than 1/2 of members & against: at most 1/4 of ballots",
        void_unless="ballots: at least 1/2 of attending",
    ),
    "exactly so many": rule_of("in favour among h: exactly 2 & abstaining: fewer than 3"),
    "some may not vote": rule_of(
        "in favour: at least 1/2 of entitled & in favour by w: more than 1/2 of voting", may_not_vote="i"
    ),
    "some must abstain": rule_of("in favour: at least 4 & abstaining: at most 1/2 of present", must_abstain="g"),
}  # fmt: skip
PROFILES = [
    {},
    {"A": FOR, "B": AGAINST, "H": "abstaining"},
    {"C": FOR, "D": FOR, "E": AGAINST},
    {"A": FOR, "D": FOR, "F": FOR, "G": "abstaining"},
    {"B": FOR, "E": AGAINST, "F": "present not voting"},
]
STANDS = (FOR, AGAINST, "abstaining", "absent")
OPENED = {"ABCDE": "pending", "ADEFG": "unknown", "BCFGH": "pending"}


@pytest.mark.parametrize("steps", [0, 1, 2, 5, 20])
@pytest.mark.parametrize("name", SEVERAL_KINDS)
def test_a_search_given_up_among_several_kinds_leaves_out_nobody_who_could_tip(name, steps):
    ballot = Ballot(SEVERAL_KINDS[name], BODY)
    for opened in OPENED:
        positions = dict.fromkeys(opened, "pending")
        exact = ballot.ruling(positions).could_change
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("comity.rules.changing.STEPS", steps)
            found = Ballot(SEVERAL_KINDS[name], BODY).ruling(positions).could_change
        assert set(exact) <= set(found) <= set(opened)


@pytest.mark.parametrize("alike", [2, 3, 4])
@pytest.mark.parametrize(
    "text", ["in favour by w: at least {} & abstaining: none", "against by w: fewer than {}"]
)
def test_members_who_weigh_the_same_count_each_for_as_much(text, alike):
    """All of them are needed to reach seven each, so that each could still prevent it."""
    members = MEMBERS[:alike]
    roll = Roll(members, {}, {"w": dict.fromkeys(members, Fraction(7))}, {})
    ballot = Ballot(rule_of(text.format(7 * alike)), roll)
    assert ballot.ruling(dict.fromkeys(members, "pending")).could_change == members


@pytest.mark.parametrize("name", SEVERAL_KINDS)
def test_open_members_of_several_kinds_are_answered_as_trying_every_completion_answers(name):
    rule = SEVERAL_KINDS[name]
    ballot = Ballot(rule, BODY)
    for profile, opened in product(PROFILES, OPENED):
        known = {m: p for m, p in profile.items() if m not in opened}
        lines = [{} for _ in opened]
        outcomes = set()
        for choice in product(STANDS, repeat=len(opened)):
            outcome = twin(rule, BODY, {**known, **dict(zip(opened, choice, strict=True))})[0]
            outcomes.add(outcome)
            for place, line in enumerate(lines):
                line.setdefault(choice[:place] + choice[place + 1 :], set()).add(outcome)
        tipping = [
            member
            for member, line in zip(opened, lines, strict=True)
            if any(len(found) > 1 for found in line.values())
        ]
        ruling = ballot.ruling({**known, **dict.fromkeys(opened, OPENED[opened])})
        assert sorted(ruling.could_change) == tipping, (profile, opened)
        if not tipping:
            assert {ruling.outcome} == outcomes, (profile, opened)


@pytest.mark.parametrize("name", SEVERAL_KINDS)
def test_the_fewest_who_carry_it_are_those_of_trying_every_set(name):
    rule = SEVERAL_KINDS[name]
    ballot = Ballot(rule, BODY)
    for profile in (
        *PROFILES,
        dict.fromkeys("ABCDEFGH", AGAINST),
        dict.fromkeys("ABC", "abstaining"),
    ):
        number, givers = twin_needed(rule, BODY, profile)
        ruling = ballot.ruling(profile)
        assert (ruling.needed, set(ruling.could_give)) == (number, givers), profile
        assert ruling.outcome == twin(rule, BODY, profile)[0]
