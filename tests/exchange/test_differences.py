from __future__ import annotations

from datetime import date

from comity.charter.law import law
from comity.charter.reading import read_charter_text
from comity.exchange.differences import explanation
from comity.rules.counting import Ballot
from comity.rules.terms import Outcome, Position

COUNCIL = law(
    read_charter_text(
        """
comity: 1
body: four
title: Four
members: [{member: A}, {member: B}, {member: C}, {member: D}]
groups: {great: [A, B]}
parameters: [parties]
rules:
  - {rule: substance, cites: Art. 3, adopted when: {all of: [{in favour: at least 2}, {against among great: none}]}}
  - {rule: procedure, cites: Art. 2, adopted when: {in favour: at least 2}}
  - {rule: dispute, cites: Art. 4, must abstain: parties, adopted when: {in favour: at least 1}}
  - {rule: unnamed, adopted when: {in favour: at least 1}}
  - {rule: unanimity, cites: Art. 5, adopted when: {in favour: all}}
"""
    ),
    date(2026, 1, 1),
)


def explained(positions: dict[str, Position], reported: Outcome) -> str:
    ruling = Ballot(COUNCIL.rules["substance"], COUNCIL.roll()).ruling(positions)
    return explanation(ruling, COUNCIL, positions, reported)


def test_those_who_block_are_named_with_the_articles_that_would_allow_it() -> None:
    positions: dict[str, Position] = {
        "A": "against",
        "B": "against",
        "C": "in favour",
        "D": "in favour",
    }
    assert explained(positions, "adopted") == (
        "Blocked under Art. 3 (substance): in favour: at least 2 (2 counted), against among great: none (2 counted); "
        "against it: A and B. Adopted is what these positions give under Art. 2 (procedure) or unnamed."
    )


def test_a_rule_that_asks_for_a_group_nobody_named_is_left_out() -> None:
    positions: dict[str, Position] = {**dict.fromkeys("ABD", "absent"), "C": "in favour"}
    said = explained(positions, "adopted")
    assert said.startswith("Rejected under Art. 3 (substance): in favour: at least 2 (1 counted)")
    assert said.endswith("Adopted is what these positions give under unnamed.")


def test_an_outcome_that_no_rule_gives_is_said_to_be_one() -> None:
    positions: dict[str, Position] = dict.fromkeys("ABCD", "in favour")
    assert explained(positions, "rejected").endswith(
        "No other rule that could apply gives rejected on these positions."
    )


def test_positions_not_reported_are_counted_and_nothing_more_is_claimed() -> None:
    positions: dict[str, Position] = {
        "A": "unknown",
        "B": "unknown",
        "C": "in favour",
        "D": "abstaining",
    }
    assert explained(positions, "adopted") == (
        "Undetermined under Art. 3 (substance): of 4 members the positions of 2 are not reported."
    )


def test_rules_by_which_only_others_are_asked_are_not_suggested() -> None:
    on = law(
        read_charter_text(
            "comity: 1\nbody: x\ntitle: X\nmembers: [{member: A}, {member: B}, {member: C}]\n"
            "groups: {board: [A, B]}\n"
            "rules:\n"
            "  - {rule: substance, adopted when: {in favour: all}}\n"
            "  - {rule: procedure, adopted when: {in favour: at least 2}}\n"
            "  - {rule: boards, adopted when: {in favour: at least 1}}\n"
            "  - {rule: unused, adopted when: {in favour: at least 1}}\n"
            "procedures:\n"
            "  - procedure: p\n    opened by: any member\n    steps:\n"
            "      - {step: a, question: q, put to: each member, rule: substance, at: session}\n"
            "      - {step: b, question: q, put to: each member, rule: procedure, at: session}\n"
            "      - {step: c, question: q, put to: the board, rule: boards, at: session}\n"
        ),
        date.min,
    )
    positions: dict[str, Position] = {"A": "in favour", "B": "in favour", "C": "against"}
    ruled = Ballot(on.rules["substance"], on.roll()).ruling(positions)
    said = explanation(ruled, on, positions, "adopted")
    assert said.endswith("Adopted is what these positions give under procedure or unused.")
