"""The base "members less those abstaining": whoever abstains is out of it, whoever stays away is not."""

from fractions import Fraction

import pytest

from comity.charter.legal_phrases import in_notation
from comity.rules.counting import Ballot
from comity.rules.phrases import print_test, read_test
from comity.rules.terms import LESS_ABSTAINING, Roll, Rule
from comity.rules.wording import words

MEMBERS = tuple(f"m{n}" for n in range(1, 11))
WEIGHTS = {"votes": {m: Fraction(5 if m == "m1" else 1) for m in MEMBERS}}
ROLL = Roll(MEMBERS, {"parties": frozenset({"m1", "m2", "m3"})}, WEIGHTS, {})


def positions(yes: int = 0, no: int = 0, abstaining: int = 0) -> dict[str, str]:
    """The first members in favour, then those against, then those abstaining; the others are absent."""
    said = ["in favour"] * yes + ["against"] * no + ["abstaining"] * abstaining
    return dict(zip(MEMBERS, said, strict=False))


def outcome(base: str, cast: dict[str, str], by: str = "", **clauses: object) -> str:
    test = read_test(f"in favour{by}", f"at least 2/3 of {base}")
    return Ballot(Rule("r", adopted_when=test, **clauses), ROLL).outcome(cast)


@pytest.mark.parametrize(
    ("cast", "members", "less_abstaining", "voting"),
    [
        (positions(yes=4, abstaining=4), "rejected", "adopted", "adopted"),  # 4 of 10, of 6, of 4
        (positions(yes=4, no=1, abstaining=3), "rejected", "rejected", "adopted"),  # 4 of 10, of 7, of 5
        (positions(yes=4), "rejected", "rejected", "adopted"),  # who is absent stays in the base
        (positions(yes=7), "adopted", "adopted", "adopted"),
    ],
)  # fmt: skip
def test_who_abstains_is_out_of_the_base(
    cast: dict[str, str], members: str, less_abstaining: str, voting: str
) -> None:
    assert outcome("members", cast) == members
    assert outcome(LESS_ABSTAINING, cast) == less_abstaining
    assert outcome("voting", cast) == voting


def test_where_all_abstain_nothing_is_adopted() -> None:
    rule = Rule("r", adopted_when=read_test("against", f"at most 1/3 of {LESS_ABSTAINING}"))
    cast = positions(abstaining=10)
    assert Ballot(rule, ROLL).outcome(cast) == "rejected"
    assert Ballot(rule, ROLL).outcome(positions(abstaining=9)) == "adopted"


def test_it_is_weighed_where_the_side_is() -> None:
    """Of 14 votes: m1 with 5 abstains, and 6 of the 9 others are two thirds."""
    cast = {"m1": "abstaining", **dict.fromkeys(MEMBERS[1:7], "in favour")}
    assert outcome(LESS_ABSTAINING, cast, " by votes") == "adopted"
    assert outcome("members", cast, " by votes") == "rejected"


def test_whoever_must_abstain_is_out_and_a_discarded_abstention_too() -> None:
    """Seven of ten would not be asked: the three parties vote in favour, which counts as abstaining."""
    cast = dict.fromkeys(MEMBERS[:8], "in favour")  # five of the seven others
    assert outcome(LESS_ABSTAINING, cast, must_abstain="parties") == "adopted"
    assert outcome("members", cast, must_abstain="parties") == "rejected"
    cast = positions(yes=4, abstaining=4)
    assert outcome(LESS_ABSTAINING, cast, discard=("abstentions",)) == "adopted"


def test_it_is_printed_and_told_as_it_is_written() -> None:
    test = read_test("in favour", f"at least 2/3  of {LESS_ABSTAINING}")
    assert print_test(test) == ("in favour", f"at least 2/3 of {LESS_ABSTAINING}")
    said = words(Ballot(Rule("r", adopted_when=test), ROLL).ruling(positions(yes=4, abstaining=4)))
    assert any(f"4 of 6 {LESS_ABSTAINING}" in line for line in said)


@pytest.mark.parametrize(
    "phrase", ["two thirds of the members not abstaining", "two thirds of members excluding those who abstain"]
)  # fmt: skip
def test_a_lawyers_words_are_given_back_in_the_notation(phrase: str) -> None:
    assert in_notation("adopted when", phrase).startswith(
        f'"in favour: at least 2/3 of {LESS_ABSTAINING}"'
    )
