"""Phrases: what a lawyer may write is read and printed back unchanged; everything else is refused with a way out."""

from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.rules.phrases import PhraseFault, print_test, read_test
from comity.rules.terms import Count, Everybody, Nobody, Op, Share, Side, SmallestGroup, Test

# Every phrase of the decision rules of 2.4 of the survey, as (key, value): canonical already.
CANONICAL = [
    ("present", "more than 1/2 of members"),
    ("in favour", "at least 2/3 of voting"),
    ("in favour among permanent", "all"),
    ("against among permanent", "none"),
    ("in favour", "at least 9"),
    ("in favour", "at least 55% of members"),
    ("in favour by population", "at least 65% of members"),
    ("not in favour", "fewer than 4"),
    ("not in favour", "fewer than smallest group with more than 35% of population plus 1"),
    ("objections by tonnage", "at least 50% of world"),
    ("voting", "at least 1/2 of attending"),
    ("abstaining", "more than 1/2 of ballots"),
    ("present", "at least 2/3 of entitled"),
    ("against among chamber_a", "at most 1/2 of members"),
    ("in favour among exporters by votes", "at least 2/3 of voting"),
    ("absent", "none"),
    ("in favour", "exactly 3"),
    ("in favour", "at least 3/5 of permanent"),
]


@pytest.mark.parametrize(("key", "phrase"), CANONICAL)
def test_a_canonical_phrase_is_printed_back_as_it_was_written(key, phrase):
    assert print_test(read_test(key, phrase)) == (key, phrase)


def test_a_phrase_is_read_for_what_it_says():
    assert read_test("in favour among g by w", "more than 55% of voting") == Test(
        "in favour", Share(Fraction(11, 20), "voting", percent=True), "more than", "g", "w"
    )
    assert read_test("against", "none") == Test("against", Nobody())
    assert read_test("in favour", "all") == Test("in favour", Everybody())
    assert read_test("in favour", "at least 9").quantity == Count(9)
    assert read_test(
        "not in favour", "fewer than smallest group with more than 35% of population plus 1"
    ).quantity == SmallestGroup(Fraction(7, 20), "population", 1)


names = st.from_regex(r"[a-z][a-z_0-9.]{0,12}", fullmatch=True).filter(
    lambda name: name not in ("among", "by", "of", "all", "none")
)
parts = st.fractions(min_value=0, max_value=1, max_denominator=10**6)
quantities = st.one_of(
    st.integers(0, 10**18 - 1).map(Count),
    st.builds(Share, parts, names),
    st.integers(0, 100).flatmap(
        lambda n: names.map(lambda name: Share(Fraction(n, 100), name, percent=True))
    ),
    st.builds(
        SmallestGroup, st.integers(0, 99).map(lambda n: Fraction(n, 100)), names, st.integers(0, 99)
    ),
)
maybe = st.none() | names


@st.composite
def single_tests(draw):
    side = draw(st.sampled_from(get_args(Side)))
    among, by = draw(maybe), draw(maybe)
    if draw(st.booleans()):
        return Test(side, draw(st.sampled_from([Nobody(), Everybody()])), None, among, by)
    quantity = draw(quantities)
    by = None if isinstance(quantity, SmallestGroup) else by
    return Test(side, quantity, draw(st.sampled_from(get_args(Op))), among, by)


@given(single_tests())
def test_reading_undoes_printing(test):
    assert read_test(*print_test(test)) == test


@pytest.mark.parametrize(
    ("key", "phrase", "at", "expected", "nearest"),
    [
        ("in favor", "at least 9", "key", "in favour, against", "in favour"),
        ("abstain", "none", "key", "one of", "abstaining"),
        ("in favour among", "none", "key", "among GROUP", ""),
        ("in favour by two words", "none", "key", "in one word", ""),
        ("", "none", "key", "one of", ""),
        ("in favour", "atleast 9", "value", "none, all, or one of at least", "at least"),
        ("in favour", "", "value", "none, all", ""),
        ("in favour", "at least", "value", "none, all", "at least"),
        ("in favour", "at least 0.6667 of voting", "value", "write an exact fraction", "2/3"),
        ("in favour", "at least 66.7% of voting", "value", "write an exact fraction", "2/3"),
        ("in favour", "at least 0,5 of voting", "value", "write an exact fraction", "1/2"),
        ("in favour", "at least 2/3", "value", "2/3 of members", ""),
        ("in favour", "at least 55%", "value", "55% of members", ""),
        ("in favour", "at least 15 members", "value", "an integer alone", ""),
        ("in favour", "at least 3/0 of voting", "value", "a fraction such as 2/3", ""),
        ("in favour", "at least 4/3 of voting", "value", "a fraction up to 1/1", ""),
        ("in favour", "at least 101% of voting", "value", "up to 1/1 or 100%", ""),
        ("in favour", "at least -1", "value", "an integer such as 9", ""),
        ("in favour", "at least 09", "value", "an integer such as 9", ""),
        ("in favour", "at least ٩", "value", "an integer such as 9", ""),
        ("in favour", "at least all", "value", "an integer such as 9", ""),
        ("in favour", f"at least {'9' * 30}", "value", "up to 18 digits", ""),
        ("in favour", f"at least {'9' * 5000}", "value", "at most 300 characters", ""),
        (
            "not in favour",
            "fewer than smallest group with more than 100% of w plus 1",
            "value",
            "a percentage below 100%",
            "",
        ),
        (
            "not in favour by w",
            "fewer than smallest group with more than 35% of w plus 1",
            "value",
            "no by w",
            "",
        ),
    ],
)
def test_a_wrong_phrase_is_refused_with_what_was_expected(key, phrase, at, expected, nearest):
    with pytest.raises(PhraseFault) as caught:
        read_test(key, phrase)
    assert caught.value.at == at
    assert expected in caught.value.expected
    assert caught.value.nearest == nearest


def test_no_decimal_stands_for_two_thirds():
    # T08: of a base of 3, 0.6667 would ask for 3 and 66% of 50 for 33; two thirds are 2 and 34.
    two_thirds = read_test("in favour", "at least 2/3 of voting").quantity
    assert isinstance(two_thirds, Share)
    assert two_thirds.fraction * 3 == 2
    assert -(-two_thirds.fraction * 50 // 1) == 34
