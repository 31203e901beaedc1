"""Who is still waited for follows from today's rights; whoever is not counted is told with why."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.body.ballots import not_counted

CHARTER = """comity: 1
body: r
title: {en: Leaving}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}, {member: D, name: D}]
parameters: [concerned]
organs: [{organ: office, title: Office, powers: [record, propose]}]
rules:
  - {rule: half, adopted when: {in favour: more than 1/2 of voting}}
  - {rule: without, remove from count: concerned, adopted when: {objections: none}}
  - {rule: barred, may not vote: concerned, adopted when: {objections: none}}
procedures:
  - procedure: p
    opened by: any member
    steps:
      - step: v
        question: decide
        put to: each member
        put by: any member
        rule: half
        closes: {after: 30 days, when: all have answered}
        if not adopted: end
  - procedure: q
    opened by: any member
    steps: [{step: v, question: decide, put to: each member, put by: any member, rule: without}]
  - procedure: r
    opened by: any member
    steps: [{step: v, question: decide, put to: each member, put by: any member, rule: barred}]
  - procedure: leave
    opened by: any member
    steps: [{step: party, asks for: party, from: any member}, {step: e, takes effect: {ends status: member, of: party}}]
  - procedure: suspend
    opened by: any member
    steps: [{step: party, asks for: party, from: any member}, {step: e, takes effect: {suspends: vote, of: party}}]
"""


@pytest.fixture
def body(orchard: Callable[..., Any]) -> Any:
    found = orchard(CHARTER, body="r", organ="office", members=("A", "B", "C", "D"))
    yield found
    assert found.findings() == []


def put(body: Any, procedure: str = "p", **fields: Any) -> str:
    body.do("matter.open/1", by="a", matter="m", procedure=procedure, title="T")
    body.do("question.put/1", by="a", matter="m", **fields)
    return str(body.question("m").question)


def take(body: Any, procedure: str, member: str) -> None:
    """The procedure takes effect on the member."""
    body.do("matter.open/1", by="a", matter=procedure, procedure=procedure, title="T")
    body.do("matter.provide/1", by="a", matter=procedure, thing="party", value=member)


@pytest.mark.parametrize("procedure", ["leave", "suspend"])
def test_who_may_answer_no_more_is_waited_for_no_more(body: Any, procedure: str) -> None:
    put(body)
    body.at(3)
    take(body, procedure, "D")
    body.say("m", "in favour", "A", "B")
    assert body.matter("m").outcome == ""
    body.say("m", "in favour", "C")
    assert body.matter("m").outcome == "completed"


def test_the_office_closes_a_question_for_which_nobody_is_left_to_answer(body: Any) -> None:
    question = put(body)
    body.say("m", "in favour", "A", "B", "C")
    assert body.refused("question.close/1", question=question).code == "question.running"
    body.at(3)
    take(body, "leave", "D")
    body.do("question.close/1", question=question)
    assert body.question("m").outcome == "adopted"


def test_a_vote_suspended_on_the_day_of_the_question_is_not_counted_and_says_so(body: Any) -> None:
    """Whoever has looked at the question before finds the same as who reads the register afterwards."""
    put(body)
    body.say("m", "against", "D")
    assert not_counted(body.state, body.question("m")) == {}
    take(body, "suspend", "D")
    assert not_counted(body.state, body.question("m")) == {"D": "suspended"}
    body.say("m", "in favour", "A", "B", "C")
    assert body.question("m").outcome == "adopted"


@pytest.mark.parametrize(("procedure", "why"), [("q", "left out"), ("r", "may not vote")])
def test_whoever_the_rule_leaves_out_is_told(body: Any, procedure: str, why: str) -> None:
    put(body, procedure, groups={"concerned": ["B"]})
    assert not_counted(body.state, body.question("m")) == {"B": why}
