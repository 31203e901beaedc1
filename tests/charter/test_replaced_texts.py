"""Whether what takes effect is the text that was adopted, on every way through a procedure."""

from __future__ import annotations

import pytest

from comity.charter.analysis import analyse
from comity.charter.reading import read_charter_text

CHARTER = """comity: 1
body: duo
title: Duo
members: [{member: A}, {member: B}]
organs: [{organ: desk, powers: [record, propose, decide]}]
rules: [{rule: half, adopted when: {in favour: more than 1/2 of members}}]
procedures:
  - procedure: p
    opened by: any member
    cites: Pact 1
    steps:
"""
DRAFT = "{step: draft, asks for: text, from: any member}"
ISSUE = "{step: issue, takes effect: {issues: decision}, cites: Pact 2}"


def vote(step: str, clauses: str = "", then: str = "if not adopted: end") -> str:
    on_text = f", {clauses}" if clauses else ""
    return (
        f"{{step: {step}, question: agree, put to: each member, put by: desk, rule: half, {then}{on_text}, "
        "closes: {after: 3 days, extended: no}}"
    )


def told(*steps: str) -> list[tuple[str, tuple[str, ...]]]:
    """The steps that may record another text than was adopted, each with the questions that are not about a version."""
    text = CHARTER + "".join(f"      - {step}\n" for step in steps)
    found = [one for one in analyse(read_charter_text(text)) if one.code == "text.replaced"]
    assert all(one.article == "Pact 2" for one in found)
    return [(str(one.values["step"]), tuple(one.values["steps"])) for one in found]


ON = "on text: yes"
APPROVES = "{step: issue, takes effect: {approves: text}, cites: Pact 2}"
MEASURES = "{step: issue, takes effect: {sets measures: text}}"
AGAIN = "{step: polish, asks for: text, from: desk}"
WAIT = "{step: wait, waits for: {event: the festival}}"


@pytest.mark.parametrize(
    ("steps", "votes"),
    [
        ((DRAFT, vote("v"), ISSUE), ["v"]),
        ((DRAFT, vote("v"), APPROVES), ["v"]),
        ((DRAFT, vote("v"), WAIT, ISSUE), ["v"]),
        ((DRAFT, vote("v", ON), ISSUE), []),
        ((DRAFT, vote("v", ON), WAIT, ISSUE), []),
        # what was adopted on the text stays so whatever else is asked afterwards
        ((DRAFT, vote("v", ON), vote("w"), ISSUE), []),
        ((DRAFT, vote("v"), vote("w", ON), ISSUE), []),
        ((DRAFT, vote("v"), vote("w"), ISSUE), ["w"]),
        # a text that is asked for anew is another
        ((DRAFT, vote("v", ON), AGAIN, vote("w"), ISSUE), ["w"]),
        ((DRAFT, vote("v", ON), AGAIN, ISSUE), []),
        # nobody has adopted anything, or there is no text
        ((DRAFT, ISSUE), []),
        ((vote("v"), ISSUE), []),
        ((vote("v"), DRAFT, ISSUE), []),
        # nothing that takes effect keeps the text
        ((DRAFT, vote("v"), MEASURES), []),
        # on one of two ways alone
        ((DRAFT, vote("v", ON, "if not adopted: w, if adopted: issue"), vote("w"), ISSUE), ["w"]),
    ],
)
def test_a_text_that_may_be_replaced_after_its_vote_is_told(
    steps: tuple[str, ...], votes: list[str]
) -> None:
    assert told(*steps) == ([("issue", tuple(votes))] if votes else [])


def test_the_question_whose_own_step_records_the_text_is_told() -> None:
    both = vote("v", "takes effect: {issues: decision}, cites: Pact 2")
    assert told(DRAFT, both) == [("v", ("v",))]
