"""What `check` says of whom a question asks: who blocks, what is out of reach, and words that bind nothing."""

# ruff: noqa: E501 - a table reads better with a case on a line

from __future__ import annotations

import pytest

from comity.charter.analysis import analyse
from comity.charter.legal_phrases import in_notation, tie_meant
from comity.charter.reading import read_charter_text
from comity.errors import Faulty

CHARTER = """comity: 1
body: ten
title: Ten
SEAT
members: [{member: A}, {member: B}, {member: C}, {member: D}, {member: E}]
parameters: [accused]
groups: {core: [A, B, C], other: [D]}
weights: {votes: {values: {A: 1, B: 2, C: 3, D: 4, E: 5}}}
organs: [{organ: desk, powers: [all] DESK}, {organ: council, seats: {one for each: core} COUNCIL}]
rotas: [{rota: gavel, of: members, order: [A, B, C, D, E], from: 2026-01-01, passes: {every: calendar year}}]
offices: [{office: treasurer, powers: [all], holds over: yes}]
rules: [{rule: r, RULE}]
procedures:
  - procedure: p
    opened by: desk
    steps:
      - {step: v, question: q, put to: TO, rule: r, closes: {after: 3 days}, if not adopted: end EXTRA}
      - {step: e, takes effect: {issues: decision}}
      - {step: t, question: q, put to: treasurer, rule: r, closes: {after: 3 days}, if not adopted: end}
"""


def told(
    to: str,
    rule: str,
    *,
    extra: str = "",
    council: str = "",
    desk: str = "",
    seat: str = "",
    old: str = "",
    new: str = "",
) -> list[str]:
    text = charter(to, rule, extra=extra, council=council, desk=desk, seat=seat)
    return [
        one.sentence for one in analyse(read_charter_text(text.replace(old, new) if old else text))
    ]


def charter(
    to: str, rule: str, *, extra: str = "", council: str = "", desk: str = "", seat: str = ""
) -> str:
    text = CHARTER.replace("TO,", f"{to},", 1).replace("RULE", rule)
    text = text.replace("EXTRA", extra and f", {extra}")
    text = text.replace("COUNCIL", council and f", {council}").replace("DESK", desk and f", {desk}")
    text = text.replace("SEAT\n", seat and f"{seat}\n")
    if "if tied: t" not in extra:
        text = text[: text.index("      - {step: t")]
    return text


NONE, TWO, HALF = (
    "adopted when: {objections: none}",
    "adopted when: {in favour: at least 2}",
    "adopted when: {in favour: more than 1/2 of voting}",
)
DEAD = "With the members that the charter names, the question of v in p can never be adopted under r, however they answer."
OF_THREE = "Each of A, B, C can block r alone, by voting against."


@pytest.mark.parametrize(
    ("to", "rule", "said"),
    [
        ("each member", NONE, "Any member can block r alone, by voting against."),
        ("council", NONE, OF_THREE),
        ("the core", "adopted when: {in favour: at least 3}", OF_THREE),
        ("each member", f"remove from count: accused, {NONE}", "Any member but the accused can block r alone, by voting against."),
        ("treasurer", TWO, DEAD),
        ("desk", TWO, DEAD),
        ("gavel", TWO, DEAD),
        ("the applicant", TWO, DEAD),
        ("desk", "adopted when: {in favour by votes: more than 1/2 of members}", "In v of p r counts by the weight votes, which gives no value to desk: the question can never be put."),
        ("the other", f"among: core, {NONE}", "In v of p nobody who is asked is counted by r."),
        ("each member", "adopted when: {in favour: at least 0}", "With the members that the charter names, everything is adopted under r, whatever they answer."),
        ("each member", f"among: core, remove from count: other, {NONE}", "r counts only core, and remove from count names other, of whom nobody is in it."),
        ("at least 2 members", HALF, "In v of p the question is put to every member, whatever number stands after put to: how many must agree is for the rule."),
        ("{treasurer through: head}", HALF, "Nobody can answer the question of v in p: whoever holds the office treasurer acts by no credential, and so under no title. Leave through and the title out."),
    ],
)  # fmt: skip
def test_of_those_who_are_asked(to: str, rule: str, said: str) -> None:
    assert said in told(to, rule)


def test_of_a_council_nobody_else_blocks() -> None:
    assert not [one for one in told("council", NONE) if one.startswith("Any member can block")]
    assert not [one for one in told("desk", NONE) if "can block" in one]


def test_silence_under_a_rule_with_a_parameter() -> None:
    rule = "remove from count: accused, adopted when: {in favour: more than 1/2 of members}"
    said = told("each member", rule, extra="silence means: consent")
    assert (
        "In v of p silence means consent, and under r the question is not adopted if all are silent."
        in said
    )


@pytest.mark.parametrize(
    ("quorum", "said"),
    [
        ("in favour: at least 2", "counts in favour, and it is asked who is in the room"),
        ("ballots: at least 2", "counts ballots, and it is asked who is in the room"),
        ("present: at least 4", "is never there, even with all 3 in the room who have seats."),
        ("present: at least 3", ""),
        ("present: at least 0", "is never lacking, whoever is in the room."),
        ("present: more than 1/2 of attending", "compares a number with itself."),
        ("present: at least 2/3 of present", "compares a number with itself."),
        ("present: more than 1/2 of members", ""),
    ],
)
def test_a_quorum_of_the_room(quorum: str, said: str) -> None:
    found = [
        one
        for one in told("council", HALF, council=f"quorum: {{{quorum}}}")
        if "quorum of council" in one
    ]
    assert bool(found) is bool(said)
    assert all(said in one for one in found)


def test_a_quorum_without_seats_and_a_seat_without_a_working_day() -> None:
    assert any(
        "quorum of desk counts those who have seats" in one
        for one in told("council", HALF, desk="quorum: {present: at least 2}")
    )
    week = "seat: {weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]}"
    assert any(
        one.startswith("The weekend has every day") for one in told("council", HALF, seat=week)
    )


def test_ties_that_nobody_breaks() -> None:
    lot = told("each member", f"{HALF}, tie: lot", extra="if tied: e")
    assert any("the step e records no lot" in one for one in lot)
    chair = told("each member", f"{HALF}, tie: chair decides", extra="if tied: t")
    assert any(
        "the step t is put to the treasurer, who does not chair an organ." in one for one in chair
    )


def test_an_order_that_leaves_somebody_out() -> None:
    found = told("each member", HALF, old="[A, B, C, D, E]", new="[A, B]")
    assert (
        "The order of the rota gavel leaves out C, D, E, of members: the order never comes to them."
        in found
    )


def test_a_conflict_about_nothing_of_which_another_text_prevails() -> None:
    text = "comity: 1\nbody: x\ntitle: X\nrules: [{rule: r, adopted when: {objections: none}}]\nconflicts: [{conflict: c, about: nosuch, texts: [{cites: Art 1, says: a}], prevails: Art 9}]\n"
    with pytest.raises(Faulty) as caught:
        read_charter_text(text)
    assert [one.code for one in caught.value.faults] == ["conflict.about", "conflict.prevails"]


@pytest.mark.parametrize("character", ["\x7f", "\x9b", "\x01"])
def test_a_control_character_is_told_at_its_place(character: str) -> None:
    with pytest.raises(Faulty) as caught:
        read_charter_text(f"comity: 1\nbody: x\ntitle: R{character}\n")
    (fault,) = caught.value.faults
    assert (fault.code, fault.line, fault.column) == ("text.control", 3, 9)


@pytest.mark.parametrize(
    ("phrase", "said"),
    [
        ("no member opposing", '"objections: none"'),
        ("none of the members objecting", '"objections: none"'),
        ("by common accord", '"objections: none"'),
        ("a two thirds majority of members casting an affirmative or negative vote", '"in favour: at least 2/3 of voting"'),
        ("two thirds of the total voting power", '"in favour by WEIGHT: at least 2/3 of members"'),
        ("50%+1", '"in favour: more than 1/2 of voting"'),
        ("no more than one member opposing", '"against: at most 1"'),
        ("all members present and voting", '"in favour: at least 100% of voting"'),
        ("majority of both groups", "a condition for each part"),
        ("reverse consensus", ""),
        ("two thirds of the members not opposing", ""),
        ("a blocking minority of four", ""),
    ],
)  # fmt: skip
def test_usual_phrases_are_never_turned_round(phrase: str, said: str) -> None:
    found = in_notation("", phrase)
    assert found.startswith(said) if said else found == ""


def test_what_follows_a_tie_in_the_usual_words() -> None:
    assert [tie_meant(one) for one in ("second ballot", "drawing of lots", "no casting vote")] == [
        "revote",
        "lot",
        "",
    ]


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("the accused", True),
        ("{any of: [each member, the accused]}", True),
        ("each member", False),
        ("council", False),
    ],
)
def test_of_a_question_to_whom_a_matter_names_it_is_said_that_nothing_is_said(
    to: str, said: bool
) -> None:
    found = [one for one in told(to, HALF) if "as each matter names whom it asks" in one]
    assert bool(found) is said
    assert all(one.startswith("In v of p: Who can block r ") for one in found)
