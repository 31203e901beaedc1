"""How many more in favour would carry, and who of them: over all the ways in which a rule can be met."""

import pytest

from comity.rules.counting import Ballot
from comity.rules.phrases import read_test
from comity.rules.terms import AnyOf, Condition, Roll, Rule

MEMBERS = tuple("abcdef")
ROLL = Roll(MEMBERS, {"x": frozenset("ab"), "y": frozenset("cd"), "z": frozenset("ef")}, {}, {})


def any_of(*phrases: str) -> Condition:
    return AnyOf(tuple(read_test(*phrase.split(": ")) for phrase in phrases))


@pytest.mark.parametrize(
    ("condition", "needed", "givers"),
    [
        (any_of("in favour among x: at least 1", "in favour among y: at least 1"), 1, "abcd"),
        (any_of("in favour among x: all", "in favour among y: at least 1"), 1, "cd"),
        (any_of("in favour among y: at least 1", "in favour among x: all"), 1, "cd"),
        (any_of("in favour: at least 3", "in favour among x: all", "in favour among z: all"), 2, "abef"),
    ],
)  # fmt: skip
def test_whoever_can_give_the_fewest_on_any_way_is_named(
    condition: Condition, needed: int, givers: str
) -> None:
    ruling = Ballot(Rule("r", adopted_when=condition), ROLL).ruling({})
    assert (ruling.needed, "".join(ruling.could_give)) == (needed, givers)
