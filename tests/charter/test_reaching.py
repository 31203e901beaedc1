"""A question that nobody can carry, and a procedure that needs more members than there are, are told as that."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.charter.analysis import analyse
from comity.charter.reading import read_charter, read_charter_text

HEAD = """comity: 1
body: x
title: X
members: [{member: A}, {member: B}, {member: C}]
groups: {duo: [A, B], everybody: [A, B, C]}
organs:
  - {organ: office, powers: [record, propose]}
  - {organ: ga, seats: {one for each: member}}
"""


def found(rule: str, step: str = "put to: each member", opened: str = "any member") -> list[str]:
    text = (
        f"{HEAD}rules: [{{rule: r, {rule}}}]\nprocedures:\n  - procedure: p\n    opened by: {opened}\n    steps:\n"
        f"      - {{step: v, question: q, {step}, rule: r, closes: {{after: 3 days}}}}\n"
    )
    return [one.code for one in analyse(read_charter_text(text)) if one.code.startswith("reach.")]


@pytest.mark.parametrize(
    "rule",
    [
        "void unless: {against: at least 1}, adopted when: {against: none}",
        "adopted when: {all of: [{in favour: at least 2}, {in favour: fewer than 2}]}",
        "must abstain: everybody, adopted when: {in favour: at least 1}",
        "may not vote: everybody, adopted when: {in favour: at least 1}",
        "defer when: {in favour: at least 1}, adopted when: {in favour: at least 1}",
    ],
)
def test_a_rule_that_nobody_can_meet_is_told_of_its_question(rule: str) -> None:
    assert found(rule) == ["reach.never"]


@pytest.mark.parametrize(
    ("rule", "step", "told"),
    [
        ("adopted when: {in favour: at least 3}", "put to: duo", ["reach.never"]),
        ("adopted when: {in favour: at least 2}", "put to: duo", []),
        ("adopted when: {in favour: at least 3}", "put to: duo, put by: office, at: session, without a vote: yes", []),
        ("adopted when: {in favour: at least 3}", "put to: ga", []),
        ("adopted when: {in favour: exactly 2}", "put to: each member", []),
        ("quorum: {present: at least 3}, adopted when: {against: none}", "put to: duo", ["reach.never"]),
        ("adopted when: {in favour: all}", "put to: each member, positions: [abstaining, against]", ["reach.never"]),
        ("adopted when: {against: none}", "put to: each member, positions: [abstaining, against]", []),
        # Whoever is silent consents: the question is carried by nobody in favour.
        (
            "fails when: {objections: at least 1}",
            "put to: each member, positions: [against], silence means: consent",
            [],
        ),
    ],
)  # fmt: skip
def test_who_is_asked_and_what_may_be_answered_count(rule: str, step: str, told: list[str]) -> None:
    assert found(rule, step) == told


@pytest.mark.parametrize(("number", "told"), [(3, []), (4, ["reach.few"])])
def test_more_members_together_than_there_are(number: int, told: list[str]) -> None:
    assert found("adopted when: {against: none}", opened=f"at least {number} members") == told


@pytest.mark.parametrize(("number", "told"), [(1, []), (2, ["reach.few"])])
def test_members_together_who_may_not_propose_are_not_counted(number: int, told: list[str]) -> None:
    held = "{member: B, status: [{is: silent}]}, {member: C, status: [{is: silent}]}"
    text = f"""{HEAD.replace("{member: B}, {member: C}", held)}
statuses: [{{status: member, rights: [propose, vote]}}, {{status: silent, rights: [vote], counted: yes}}]
rules: [{{rule: r, adopted when: {{against: none}}}}]
procedures:
  - {{procedure: p, opened by: at least {number} members, steps: [{{step: e, takes effect: {{issues: decision}}}}]}}
"""
    codes = [one.code for one in analyse(read_charter_text(text)) if one.code.startswith("reach.")]
    assert codes == told


def test_no_question_of_a_shipped_charter_is_out_of_reach() -> None:
    for file in sorted(Path(__file__).parents[2].glob("charters/*/charter.yaml")):
        codes = [one.code for one in analyse(read_charter(file))]
        assert {"reach.never", "reach.few"} & {*codes} == set(), file


def test_a_question_that_can_be_carried_no_more_is_told_with_its_day() -> None:
    """A charter that keeps the members of other years: whoever takes it for a living body is told, and the vetoes are those
    of the years in which there was somebody to decide."""
    ended = "status: [{from: 2001-01-01, is: member, until: 2010-12-31}]"
    members = (
        f"members: [{{member: A}}, {{member: B, {ended}}}, {{member: C, {ended}}}]\n"
        "statuses: [{status: member, rights: [propose, vote]}]"
    )
    text = f"""{HEAD.replace("members: [{member: A}, {member: B}, {member: C}]", members)}
rules:
  - {{rule: r, adopted when: {{all of: [{{in favour: at least 2}}, {{against among duo: none}}]}}}}
procedures:
  - procedure: p
    opened by: any member
    steps: [{{step: v, question: q, put to: each member, rule: r, closes: {{after: 3 days}}}}]
"""
    told = {one.code: str(one) for one in analyse(read_charter_text(text))}
    assert told["reach.no-more"].startswith("From 2011-01-01 on, ")
    assert "never be adopted, however they are answered: v of p. Name who" in told["reach.no-more"]
    assert told["veto.vote"] == (
        "With the members of 2010-12-31: Each of A, B can block r alone, by voting against."
    )
    assert "reach.never" not in told


def test_who_can_block_the_security_council_is_told() -> None:
    """Charter of the United Nations, 27(3): the concurring votes of the permanent members."""
    charter = read_charter(
        Path(__file__).parents[2] / "charters" / "security-council" / "charter.yaml"
    )
    told = [str(one) for one in analyse(charter) if one.code == "veto.vote"]
    assert (
        "With the members of 1989-12-31: Each of CN, FR, RU, UK, US can block unsc.substantive alone, by voting against. "
        "[UN Charter 27(3)]"
    ) in told


TWELVE = "ABCDEFGHIJKL"
NEVER = "adopted when: {all of: [{in favour: exactly 3}, {against: exactly 10}]}"
BARELY = "adopted when: {all of: [{in favour: exactly 3}, {against: exactly 9}]}"


@pytest.mark.parametrize(("rule", "told"), [(NEVER, {"reach.never"}), (BARELY, set())])
@pytest.mark.parametrize("apart", [False, True])
def test_members_are_told_apart_by_what_the_rule_counts_alone(
    rule: str, told: set[str], apart: bool
) -> None:
    """Groups and weights that the rule does not count make no question look as if it could be adopted."""
    groups = ", ".join(f"g{at}: [{', '.join(TWELVE[:at])}]" for at in range(1, 12))
    values = ", ".join(f"{one}: {at}" for at, one in enumerate(TWELVE, 1))
    more = f"groups: {{{groups}}}\nweights: {{tons: {{values: {{{values}}}}}}}" if apart else ""
    text = f"""comity: 1
body: x
title: X
members: [{", ".join(f"{{member: {one}}}" for one in TWELVE)}]
{more}
organs: [{{organ: office, powers: [record, propose]}}]
rules: [{{rule: r, {rule}}}]
procedures:
  - procedure: p
    opened by: office
    steps:
      - {{step: v, question: q, put to: each member, rule: r, closes: {{after: 3 days}}}}
"""
    codes = {one.code for one in analyse(read_charter_text(text))}
    assert {one for one in codes if one in ("reach.never", "reach.unknown")} == told


def test_members_without_the_vote_are_counted_as_the_question_counts_the_silent() -> None:
    held = "{member: B, status: [{is: mute}]}, {member: C, status: [{is: mute}]}"
    text = f"""{HEAD.replace("{member: B}, {member: C}", held)}
statuses: [{{status: member, rights: [propose, vote]}}, {{status: mute, rights: [propose], counted: yes}}]
rules: [{{rule: r, adopted when: {{in favour: at least NUMBER}}}}]
procedures:
  - procedure: p
    opened by: office
    steps: [{{step: v, question: q, put to: each member, rule: r, closes: {{after: 3 days}}}}]
"""
    told = [
        [one.code for one in analyse(read_charter_text(text.replace("NUMBER", number)))]
        for number in "12"
    ]
    assert ["reach.never" in codes for codes in told] == [False, True]


def test_what_can_never_be_adopted_cites_its_rule_else_its_step() -> None:
    told = []
    for cites in ("cites: Pact 7, ", ""):
        text = (
            f"{HEAD}rules: [{{rule: r, {cites}adopted when: {{in favour: at least 3}}}}]\nprocedures:\n  - procedure: p\n"
            "    opened by: any member\n    steps:\n      - {step: v, question: q, put to: duo, rule: r,"
            " closes: {after: 3 days}, cites: Pact 8}\n"
        )
        found = analyse(read_charter_text(text))
        told += [one.article for one in found if one.code == "reach.never"]
    assert told == ["Pact 7", "Pact 8"]


@pytest.mark.parametrize(
    ("voting", "told"), [("those present", []), ("all who are asked", ["reach.never"])]
)
def test_whoever_is_in_the_room_without_a_vote_is_there_for_the_quorum(
    voting: str, told: list[str]
) -> None:
    """Of those present who vote one alone may: the others are in the room, or are not. Elsewhere they are absent."""
    held = "{member: B, status: [{is: mute}]}, {member: C, status: [{is: mute}]}"
    text = f"""{HEAD.replace("{member: B}, {member: C}", held)}
statuses:
  - {{status: member, rights: [attend, propose, vote]}}
  - {{status: mute, rights: [attend, propose], counted: yes}}
rules: [{{rule: r, quorum: {{present: at least 2}}, adopted when: {{in favour: at least 1}}}}]
procedures:
  - procedure: p
    opened by: office
    steps:
      - step: v
        question: q
        put to: each member
        put by: office
        at: session
        who votes: {voting}
        rule: r
"""
    codes = [one.code for one in analyse(read_charter_text(text))]
    assert [one for one in codes if one == "reach.never"] == told


def test_of_a_body_whose_members_are_all_reported_nothing_is_out_of_reach() -> None:
    text = (
        "comity: 1\nbody: x\ntitle: X\norgans: [{organ: office, powers: [record, propose]}]\n"
        "rules: [{rule: r, adopted when: {in favour: at least 3}}]\nprocedures:\n  - procedure: p\n    opened by: office\n"
        "    steps: [{step: v, question: q, put to: each member, rule: r, closes: {after: 3 days}}]\n"
    )
    codes = {one.code for one in analyse(read_charter_text(text))}
    assert not {one for one in codes if one.startswith("reach.")}
