"""What only the charter as a whole can show: thresholds above what there ever is, steps without a rule."""

from __future__ import annotations

import pytest

from comity.charter.reading import read_charter_text
from comity.errors import Faulty

CHARTER = """comity: 1
body: trio
title: Trio
members: [{{member: A}}, {{member: B}}, {{member: C}}]
groups: {{pair: [A, B]}}
weights: {{votes: {{values: {{A: 3, B: 4, C: 6}}}}}}
parameters: [shares]
organs: [{{organ: desk, powers: [record, propose]}}, {{organ: floor, seats: {{one for each: member}}{decides}}}]
rules: [{{rule: r, adopted when: {{{condition}}}}}]
procedures:
  - procedure: p
    opened by: desk
    steps: [{{step: v, question: q, put to: {to}, {rule}closes: {{after: 3 days}}}}]
"""


def codes(
    condition: str = "in favour: all",
    to: str = "each member",
    rule: str = "rule: r, ",
    decides: str = "",
) -> list[str]:
    text = CHARTER.format(condition=condition, to=to, rule=rule, decides=decides)
    try:
        read_charter_text(text)
    except Faulty as faulty:
        return [fault.code for fault in faulty.faults]
    return []


@pytest.mark.parametrize(
    ("condition", "possible"),
    [
        ("in favour: at least 3", True),
        ("against: fewer than 0% of voting", False),
        ("against: fewer than 0", False),
        ("against: fewer than 1% of voting", True),
        ("in favour: more than 100% of voting", False),
        ("in favour: more than 99% of voting", True),
        ("in favour: at least 4", False),
        ("in favour: more than 2", True),
        ("in favour: more than 3", False),
        ("in favour: exactly 4", False),
        ("against: at most 9", True),
        ("in favour among pair: at least 2", True),
        ("in favour among pair: at least 3", False),
        ("in favour by votes: at least 13", True),
        ("in favour by votes: at least 14", False),
        ("in favour among pair by votes: at least 7", True),
        ("in favour among pair by votes: more than 7", False),
        ("in favour by shares: at least 1000000", True),  # each question gives them anew
    ],
)
def test_a_threshold_that_nobody_can_meet_is_a_fault(condition: str, possible: bool) -> None:
    assert codes(condition) == ([] if possible else ["threshold.impossible"])


@pytest.mark.parametrize(
    ("to", "rule", "decides", "faults"),
    [
        ("floor", "rule: r, ", "", []),
        ("floor", "", ", decides by: r", []),
        ("the floor", "", ", decides by: r", []),
        ("floor", "", "", ["key.missing"]),
        ("each member", "", ", decides by: r", ["key.missing"]),
        ("desk", "", ", decides by: r", ["key.missing"]),
    ],
)
def test_a_step_names_a_rule_unless_the_organ_that_it_asks_decides_by_one(
    to: str, rule: str, decides: str, faults: list[str]
) -> None:
    assert codes(to=to, rule=rule, decides=decides) == faults
