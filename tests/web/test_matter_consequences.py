"""Whether an answer blocks, beside a slow twin that tries everything that the others could say."""

from __future__ import annotations

from datetime import date
from itertools import product
from pathlib import Path

import pytest

from comity.charter.law import law
from comity.charter.reading import read_charter
from comity.rules.counting import Ballot
from comity.rules.terms import Position, Roll
from comity.web.readmodel.consequences import agreeing, blocking, blocks

CHARTER = read_charter(Path(__file__).parents[2] / "charters/six-rivers/charter.yaml")
RULES = law(CHARTER, date(2026, 1, 1)).rules
SAID: tuple[Position, ...] = ("in favour", "against", "abstaining", "does not object", "absent")
MEMBERS = ("AR", "BE", "CO", "DA")


def ballot(rule: str) -> Ballot:
    groups = {"upper": frozenset({"AR", "CO", "DA"}), "lower": frozenset({"BE"})}
    return Ballot(RULES[rule], Roll(MEMBERS, groups, {}, {}))


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("side", SAID)
@pytest.mark.parametrize("member", ["AR", "BE"])
def test_an_answer_blocks_when_nothing_that_the_others_say_can_carry_it(
    rule: str, side: Position, member: str
) -> None:
    ready = ballot(rule)
    others = [m for m in MEMBERS if m != member]
    carried = any(
        ready.outcome({member: side, **dict(zip(others, sides, strict=True))}) == "adopted"
        for sides in product(SAID, repeat=len(others))
    )
    assert blocks(ready, MEMBERS, member, side) is not carried


def test_who_has_not_answered_blocks_nothing() -> None:
    stood: dict[str, Position] = {
        "AR": "pending",
        "BE": "against",
        "CO": "in favour",
        "DA": "unknown",
    }
    assert blocking(ballot("consensus"), stood) == ["BE"]


def test_agreeing_leaves_what_was_said() -> None:
    assert agreeing({"AR": "pending", "BE": "against"}) == {"AR": "in favour", "BE": "against"}
    assert agreeing({"AR": "pending"}, "absent") == {"AR": "absent"}
