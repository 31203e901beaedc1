"""Who answers for a member: whoever the step asks it through, and for an organ whoever holds its seats."""

from __future__ import annotations

from typing import Any

import pytest

EVERYBODY = "question: agree the date\n        put to: each member\n"
THROUGH = "question: agree the date\n        put to: {each member through: first grower}\n"


@pytest.fixture
def voting(union: Any) -> Any:
    """A question before the grove, whose seats first growers hold; Plum has a deputy as well."""
    union.do("person.enter/1", person="deputy", name="Deputy")
    deputy = {"person": "deputy", "party": "PLUM", "powers": ["all"], "as": "deputy"}
    union.do("credential.issue/1", **deputy)
    union.do("matter.open/1", matter="m", procedure="hush_at_a_meeting", title="T")
    union.do("session.convene/1", session="s", organ="grove", on="2026-03-02", format="hedge")
    members = ["APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE"]
    union.do("session.open/1", session="s", present=members)
    union.do("question.put/1", by="apple", for_="gavel", matter="m", session="s")
    return union


def answer(union: Any, by: str, choice: str = "in favour") -> None:
    question = union.question("m").question
    union.do("position.state/1", by=by, for_="PLUM", question=question, choice=choice)


def test_only_who_holds_the_seat_answers_in_an_organ(voting: Any) -> None:
    question = voting.question("m").question
    given = {"by": "deputy", "for_": "PLUM", "question": question, "choice": "in favour"}
    refusal = voting.refused("position.state/1", **given)
    assert (refusal.code, refusal.article) == ("credential.narrow", "Rules 35(1)")
    assert "first grower" in refusal.sentence
    answer(voting, "plum")


def test_of_several_credentials_the_one_with_the_title_counts(voting: Any) -> None:
    seat = {"person": "deputy", "party": "PLUM", "powers": ["decide"], "as": "first grower"}
    voting.do("credential.issue/1", **seat)
    answer(voting, "deputy")
    assert voting.question("m").choices == {"PLUM": "in favour"}


def test_a_credential_for_that_organ_is_a_seat_in_it(voting: Any) -> None:
    seat = {"person": "deputy", "party": "PLUM", "powers": ["decide"], "organ": "grove"}
    voting.do("credential.issue/1", **seat, **{"as": "envoy"})
    voting.do("credential.revoke/1", credential=first_credential(voting, "deputy"))
    answer(voting, "deputy")
    assert voting.question("m").choices == {"PLUM": "in favour"}


def first_credential(union: Any, person: str) -> str:
    return str(union.state.credentials_of[person][0])


ANY_OF = """comity: 1
body: r
title: R
members: [{member: A, name: A}, {member: B, name: B}]
groups: {pair: [A]}
organs: [{organ: office, title: Office, powers: [all]}]
rules: [{rule: all_agree, adopted when: {objections: none}}]
procedures:
  - procedure: p
    opened by: any member
    steps:
      - step: v
        question: agree
        put to: {any of: [{each member through: head of state}, {the pair through: envoy}]}
        rule: all_agree
        cites: Rules 2
"""


@pytest.mark.parametrize(
    ("party", "title", "may"),
    [
        ("A", "head of state", True),
        ("A", "envoy", True),
        ("A", "clerk", False),
        ("B", "head of state", True),
        ("B", "envoy", False),
    ],
)
def test_a_member_asked_in_several_ways_answers_through_any_of_them(
    orchard: Any, party: str, title: str, may: bool
) -> None:
    body = orchard(ANY_OF, body="r", organ="office", members=())
    body.accredit("A", as_="first")
    body.do("person.enter/1", person="p", name="P")
    body.do("credential.issue/1", person="p", party=party, powers=["all"], **{"as": title})
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    said = {
        "by": "p",
        "for_": party,
        "question": body.question("m").question,
        "choice": "in favour",
    }
    if may:
        body.do("position.state/1", **said)
        return
    refusal = body.refused("position.state/1", **said)
    assert (refusal.code, refusal.article) == ("credential.narrow", "Rules 2")


def test_a_silence_is_broken_by_those_through_whom_the_member_is_asked(orchard: Any) -> None:
    """A clause that says who answers holds for every way of answering."""
    union = orchard()
    asked = union.charter.replace(EVERYBODY, THROUGH)
    assert asked != union.charter
    union = orchard(asked)
    union.do("person.enter/1", person="deputy", name="Deputy")
    deputy = {"person": "deputy", "party": "PLUM", "powers": ["all"], "as": "deputy"}
    union.do("credential.issue/1", **deputy)
    union.do("matter.open/1", matter="m", procedure="long_hush", title="T")
    question = union.question("m").question
    given = {"by": "deputy", "for_": "PLUM", "question": question}
    breaks = {**given, "form": "objection", "reason": "no"}
    assert union.refused("silence.break/1", **breaks).code == "credential.narrow"
    union.do("silence.break/1", **{**breaks, "by": "plum"})
    assert union.refused("silence.withdraw_break/1", **given).code == "credential.narrow"
    union.do("silence.withdraw_break/1", **{**given, "by": "plum"})
