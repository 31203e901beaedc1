"""A question is put to somebody, decided by somebody, and on one set of members: numerator and base are of the same."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.body.hindering import why
from comity.charter.reading import read_charter_text
from comity.errors import Faulty

CHARTER = """comity: 1
body: r
title: {en: Who counts}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}]
groups: {g: [A], o: [B], empty: []}
parameters: [x]
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: floor, title: Floor, seats: {one for each: member}}
rules:
  - {rule: r1, cites: Rules 1, RULE}
procedures:
  - procedure: p
    opened by: any member
    cites: Rules 2
    steps:
      - {step: v, question: decide, put to: ASKED, rule: r1, CLOSES, if not adopted: end}
      - {step: e, takes effect: {issues: decision}}
  - procedure: ending
    opened by: office
    steps:
      - {step: who, asks for: who, from: office}
      - {step: e, takes effect: {VERB, of: who}}
"""
AGREED = "adopted when: {objections: none}"
TACIT = "fails when: {objections: at least 1}"


def opened(
    orchard: Callable[..., Any],
    rule: str,
    asked: str = "each member",
    closes: str = "closes: {after: 3 days}",
    verb: str = "ends status: member",
) -> Any:
    charter = CHARTER.replace("RULE", rule).replace("ASKED", asked).replace("CLOSES", closes)
    charter = charter.replace("VERB", verb)
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    return body


def days(body: Any, number: int) -> None:
    body.now += timedelta(days=number)
    body.do("person.enter/1", name="Z")


@pytest.mark.parametrize("rule", [AGREED, TACIT])
def test_a_question_that_asks_nobody_is_not_put_at_once(
    orchard: Callable[..., Any], rule: str
) -> None:
    """Those asked and those whom the rule counts have nobody in common."""
    body = opened(orchard, f"among: g, {rule}", "the o")
    matter = body.matter("m")
    assert (matter.step, matter.questions) == ("v", [])
    assert (matter.hindered.code, matter.hindered.values) == ("count.nobody", {"name": "r1"})
    assert "Nobody is left whose answer the rule r1 could count." in str(why(matter.hindered))
    days(body, 9)
    assert body.matter("m").decisions == []
    body.do("matter.withdraw/1", by="a", matter="m")
    assert body.findings() == []


@pytest.mark.parametrize(
    ("rule", "given"),
    [
        ("among: x", []),
        ("among: x", ["office"]),
        ("remove from count: x", ["A", "B", "C"]),
        ("may not vote: x", ["A", "B", "C"]),
    ],
)
def test_whoever_puts_it_cannot_leave_nobody(
    orchard: Callable[..., Any], rule: str, given: list[str]
) -> None:
    closes = "put by: office, closes: {after: 3 days}"
    body = opened(orchard, f"{rule}, {AGREED}", closes=closes)
    refusal = body.refused("question.put/1", matter="m", groups={"x": given})
    assert (refusal.code, refusal.article) == ("question.uncountable", "Rules 2")
    assert "Nobody is left whose answer the rule r1 could count." in refusal.sentence
    body.do("question.put/1", matter="m", groups={"x": ["A"]})


def test_a_group_without_members_is_asked_nothing(orchard: Callable[..., Any]) -> None:
    body = opened(orchard, AGREED, "the empty", "put by: office, closes: {after: 3 days}")
    assert body.refused("question.put/1", matter="m").code == "role.nobody"


@pytest.mark.parametrize("verb", ["ends status: member", "suspends: vote"])
def test_nobody_is_left_at_the_close(orchard: Callable[..., Any], verb: str) -> None:
    body = opened(orchard, f"among: g, {AGREED}", verb=verb)
    assert body.question("m").population == ["A"]
    body.do("matter.open/1", matter="x", procedure="ending", title="A")
    body.do("matter.provide/1", matter="x", thing="who", value="A")
    days(body, 5)
    question = body.question("m")
    assert (question.outcome, question.bound) == ("stalled", [])
    assert body.matter("m").hindered.code == "count.nobody"
    assert body.findings() == []


def test_an_answer_given_in_time_counts_though_its_member_has_left(
    orchard: Callable[..., Any],
) -> None:
    body = opened(orchard, f"among: g, {AGREED}")
    body.say("m", "in favour", "A")
    body.do("matter.open/1", matter="x", procedure="ending", title="A")
    body.do("matter.provide/1", matter="x", thing="who", value="A")
    days(body, 5)
    assert body.question("m").outcome == "adopted"


@pytest.mark.parametrize(("asked", "said"), [(["B"], "B"), ([], "nobody")])
def test_a_refusal_says_who_is_asked_or_that_nobody_is(
    orchard: Callable[..., Any], asked: list[str], said: str
) -> None:
    """A question that asks nobody is put no more; one can stand in a record from before."""
    body = opened(orchard, AGREED, "the o")
    body.question("m").population[:] = asked
    fields = {"question": body.question("m").question, "choice": "against"}
    assert body.refused("position.state/1", by="a", **fields).remedy == f"Asked are: {said}."


# --- of one set -------------------------------------------------------------------------------------------------------

ATTENDING = "adopted when: {in favour: more than 1/2 of attending}"
ROOM = "at: session, put by: office, who votes: those present"


def in_the_room(body: Any, *present: str) -> None:
    body.do("session.convene/1", session="s", organ="floor", on="2026-03-02")
    body.do("session.open/1", session="s", present=list(present))
    body.do("question.put/1", matter="m", session="s")


def test_a_rule_on_those_attending_needs_that_they_alone_vote() -> None:
    charter = CHARTER.replace("RULE", ATTENDING).replace("ASKED", "each member")
    charter = charter.replace("VERB", "suspends: vote")
    read_charter_text(charter.replace("CLOSES", ROOM))
    with pytest.raises(Faulty) as caught:
        read_charter_text(charter.replace("CLOSES", "at: session, put by: office"))
    (fault,) = caught.value.faults
    assert (fault.code, fault.line, fault.column) == ("attending.away", 17, 9)
    assert "those present" in str(fault)


def test_whoever_answered_in_the_room_and_left_attends(orchard: Callable[..., Any]) -> None:
    """One of two who were there is not more than one half, though one alone is there at the close."""
    body = opened(orchard, ATTENDING, closes=ROOM)
    in_the_room(body, "A", "B")
    body.say("m", "against", "B")
    body.do("attendance.record/1", session="s", present=["A"])
    body.say("m", "in favour", "A")
    body.do("question.close/1", question=body.question("m").question)
    assert body.question("m").outcome == "rejected"
    assert body.findings() == []


@pytest.mark.parametrize(
    ("conditions", "present", "outcome"),
    [
        ("", "A", "adopted"),
        ("quorum: {present: at least 3}, ", "A", "no quorum"),
        ("quorum: {present: at least 3}, ", "ABC", "adopted"),
        ("quorum: {voting: at least 2}, ", "A", "no quorum"),
        ("quorum: {absent: at most 1}, ", "A", "no quorum"),
        ("void unless: {absent: at most 1}, ", "A", "void"),
        ("void unless: {absent: at most 1}, ", "AB", "adopted"),
    ],
)
def test_without_a_vote_those_present_are_enough_for_the_rule(
    orchard: Callable[..., Any], conditions: str, present: str, outcome: str
) -> None:
    """What the rule asks of who is there binds where nobody votes, too."""
    closes = "at: session, put by: office, without a vote: yes, if void: end"
    rule = f"{conditions}adopted when: {{in favour: more than 1/2 of voting}}"
    body = opened(orchard, rule, closes=closes if "void" in conditions else closes[:-14])
    in_the_room(body, *present)
    body.do("question.close/1", question=body.question("m").question)
    assert (body.question("m").outcome, len(body.state.decisions)) == (
        outcome,
        int(outcome == "adopted"),
    )
    assert body.findings() == []
