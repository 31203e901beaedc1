"""Who votes at a session: those asked, or of them those in the room, where the charter says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.body.contesting import is_contested
from comity.charter.reading import read_charter_text
from comity.errors import Faulty

CHARTER = """comity: 1
body: r
title: {en: A room}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}, {member: D, name: D}]
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: floor, title: Floor, seats: {one for each: member}}
rules: [{rule: half, quorum: {present: at least 3}, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: p
    opened by: any member
    cites: Rules 1
    steps:
      - step: v
        question: decide
        put to: each member
        put by: office
        rule: half
        at: session
        WHO
        closes: {when: all have answered}
        if not adopted: end
        cites: Rules 2
"""
PRESENT = "who votes: those present"


def sitting(orchard: Callable[..., Any], who: str, *present: str) -> Any:
    """A question put in a session with those members in the room."""
    charter = CHARTER.replace("WHO", who or "confidential: no")
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    body.do("session.convene/1", session="s", organ="floor", on="2026-03-02")
    body.do("session.open/1", session="s", present=list(present))
    body.do("question.put/1", matter="m", session="s")
    return body


def close(body: Any) -> str:
    body.do("question.close/1", question=body.question("m").question)
    assert body.findings() == []
    return str(body.question("m").outcome)


@pytest.mark.parametrize(
    ("who", "outcome"), [("", "no quorum"), ("who votes: all who are asked", "no quorum"), (PRESENT, "adopted")]
)  # fmt: skip
def test_whoever_is_in_the_room_and_says_nothing_is_there(
    orchard: Callable[..., Any], who: str, outcome: str
) -> None:
    """Three in the room, two in favour: a quorum of three is there where those present vote."""
    body = sitting(orchard, who, "A", "B", "C")
    body.say("m", "in favour", "A", "B")
    assert close(body) == outcome


@pytest.mark.parametrize(("who", "refused"), [("", False), (PRESENT, True)])
def test_whoever_is_not_in_the_room_does_not_vote(
    orchard: Callable[..., Any], who: str, refused: bool
) -> None:
    body = sitting(orchard, who, "A", "B", "C")
    question = body.question("m").question
    if not refused:
        body.say("m", "against", "D")
        return
    refusal = body.refused("position.state/1", by="d", question=question, choice="against")
    assert (refusal.code, refusal.article) == ("position.not_present", "Rules 2")
    called = {"question": question, "positions": {"against": ["D"]}}
    assert body.refused("roll.call/1", **called).code == "position.not_present"
    body.do("attendance.record/1", session="s", present=["A", "B", "C", "D"])
    body.say("m", "against", "D")


def test_all_who_are_there_have_answered(orchard: Callable[..., Any]) -> None:
    body = sitting(orchard, PRESENT, "A", "B", "C")
    body.say("m", "in favour", "A", "B", "C")
    assert body.question("m").outcome == "adopted"


def test_a_roll_call_hears_those_in_the_room_and_cites_a_paper_for_others(
    orchard: Callable[..., Any],
) -> None:
    body = sitting(orchard, "", "A", "B", "C")
    called = {"question": body.question("m").question, "positions": {"does not object": ["D"]}}
    refusal = body.refused("roll.call/1", **called)
    assert (refusal.code, refusal.article) == ("position.no_paper", "Rules 2")
    body.do("source.file/1", source="note", title="Note of D", sha256="1" * 64)
    body.do("roll.call/1", **called, cites=[{"source": "note"}])
    assert body.question("m").choices == {"D": "does not object"}


def test_outside_a_session_a_roll_call_cites_its_paper(orchard: Callable[..., Any]) -> None:
    """As an answer recorded on a member's behalf does: two doors, one rule."""
    charter = CHARTER.replace("        at: session\n", "").replace("WHO", "confidential: no")
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    body.do("question.put/1", matter="m")
    called = {"question": body.question("m").question, "positions": {"in favour": ["A", "B"]}}
    refusal = body.refused("roll.call/1", **called)
    assert (refusal.code, refusal.article) == ("position.no_paper", "Rules 2")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    body.do("roll.call/1", **called, cites=[{"source": "note"}])
    assert body.question("m").choices == {"A": "in favour", "B": "in favour"}


def test_it_is_put_at_a_session(orchard: Callable[..., Any]) -> None:
    charter = CHARTER.replace("WHO", PRESENT)
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    assert body.refused("question.put/1", matter="m").code == "session.needed"


@pytest.mark.parametrize("left_out", ["        at: session\n", "        put by: office\n"])
def test_a_charter_in_which_nobody_could_be_in_a_room_is_at_fault(left_out: str) -> None:
    with pytest.raises(Faulty) as found:
        read_charter_text(CHARTER.replace("WHO", PRESENT).replace(left_out, ""))
    assert [fault.code for fault in found.value.faults] == ["step.session"]
    assert "at: session, and put by: ROLE" in found.value.faults[0].expected


def test_a_member_contests_what_a_roll_call_says_of_it(orchard: Callable[..., Any]) -> None:
    """As what was recorded on its behalf from a note: two doors, one rule."""
    body = sitting(orchard, "", "A", "B", "C")
    question = body.question("m").question
    contest = {"question": question, "reason": "I was against."}
    assert body.refused("position.contest/1", by="b", **contest).code == "position.not_recorded"
    body.do("roll.call/1", question=question, positions={"does not object": ["A", "B"]})
    body.do("position.contest/1", by="b", **contest)
    assert [is_contested(body.question("m"), one) for one in "ABC"] == [False, True, False]
    body.do("roll.call/1", question=question, positions={"against": ["B"]})
    assert not is_contested(body.question("m"), "B")
    assert body.findings() == []


def test_a_ruling_made_again_counts_those_who_were_there_at_the_close(
    orchard: Callable[..., Any],
) -> None:
    """Who comes and goes afterwards changes nothing of it: the register has who was in the room."""
    body = sitting(orchard, PRESENT, "A", "B", "C")
    question = body.question("m").question
    body.do("roll.call/1", question=question, positions={"in favour": ["A"]})
    roll = body.state.size - 1
    close(body)
    assert body.question("m").present == ["A", "B", "C"]
    body.do("attendance.record/1", session="s", present=["A"])
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    called = {
        "kind": "roll.called/1",
        "question": question,
        "on": "2026-03-02",
        "positions": {"in favour": ["B"]},
    }
    body.do("correct/1", entry=roll, reason="misheard", facts=[called], cites=[{"source": "note"}])
    assert body.question("m").outcome == "adopted"  # three were there: a quorum of three
    assert body.findings() == []
