"""How many more in favour would carry, and who of them: over all the ways in which a rule can be met."""

import pytest

from comity.rules.counting import Ballot
from comity.rules.phrases import read_test
from comity.rules.terms import AllOf, AnyOf, Condition, Roll, Rule

MEMBERS = tuple("abcdef")
ROLL = Roll(MEMBERS, {"x": frozenset("ab"), "y": frozenset("cd"), "z": frozenset("ef")}, {}, {})


def any_of(*phrases: str) -> Condition:
    return AnyOf(tuple(read_test(*phrase.split(": ")) for phrase in phrases))


def all_of(*phrases: str) -> Condition:
    return AllOf(tuple(read_test(*phrase.split(": ")) for phrase in phrases))


X, Y, Z = (f"in favour among {group}: all" for group in "xyz")


@pytest.mark.parametrize(
    ("condition", "needed", "givers"),
    [
        (any_of("in favour among x: at least 1", "in favour among y: at least 1"), 1, "abcd"),
        (any_of("in favour among x: all", "in favour among y: at least 1"), 1, "cd"),
        (any_of("in favour among y: at least 1", "in favour among x: all"), 1, "cd"),
        (any_of("in favour: at least 3", "in favour among x: all", "in favour among z: all"), 2, "abef"),
        (AnyOf((all_of(X, Y), all_of(Z))), 2, "ef"),
        (AnyOf((all_of(X, Z), all_of(Y))), 2, "cd"),
        (AnyOf((all_of(Y, Z), all_of(X))), 2, "ab"),
    ],
)  # fmt: skip
def test_whoever_can_give_the_fewest_on_any_way_is_named(
    condition: Condition, needed: int, givers: str
) -> None:
    ruling = Ballot(Rule("r", adopted_when=condition), ROLL).ruling({})
    assert (ruling.needed, "".join(ruling.could_give)) == (needed, givers)


def test_those_who_give_alike_where_it_is_short_count_together() -> None:
    """What is met already, by f, is no reason to tell a, who would add to it, from b, who would not."""
    groups = {**ROLL.groups, "met": frozenset("af")}
    condition = all_of(X, Y, "in favour among met: at least 1")
    ballot = Ballot(Rule("r", adopted_when=condition), Roll(MEMBERS, groups, {}, {}))
    ruling = ballot.ruling({"f": "in favour"})
    assert (ruling.needed, "".join(ruling.could_give)) == (4, "abcd")
