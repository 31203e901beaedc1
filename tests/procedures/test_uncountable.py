"""What cannot be counted stops its own matter and nothing else, and every matter that stopped has a way on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from comity.body.hindering import why as reason
from comity.errors import BadInput

BY_WEIGHT = Path(__file__).with_name("by-weight.yaml").read_text(encoding="utf-8")


@pytest.fixture
def body(orchard: Callable[..., Any]) -> Any:
    """The body of the charter above, with somebody for each member."""
    found = orchard(BY_WEIGHT, body="league", organ="office", members=("A", "B", "C"))
    yield found
    assert found.findings() == []


def admit_d(body: Any) -> None:
    body.do("matter.open/1", matter="ad", procedure="admission", title="D")
    body.do("matter.provide/1", matter="ad", thing="applicant", value="D")


def days(body: Any, number: int) -> None:
    body.now += timedelta(days=number)


def test_what_cannot_be_counted_is_not_put_and_the_refusal_says_what_is_missing(body: Any) -> None:
    body.do("matter.open/1", by="a", matter="m", procedure="vote", title="T")
    admit_d(body)
    refusal = body.refused("question.put/1", by="a", matter="m")
    assert refusal.code == "question.uncountable"
    assert 'The weight "votes" has no value for D.' in refusal.sentence
    body.do("matter.withdraw/1", by="a", matter="m")
    assert body.matter("m").outcome == "withdrawn"


def test_a_question_that_would_be_put_at_once_waits_and_its_matter_says_why(body: Any) -> None:
    admit_d(body)
    body.do("matter.open/1", by="a", matter="m", procedure="at_once", title="T")
    matter = body.matter("m")
    assert (matter.step, matter.questions) == ("v", [])
    assert 'The weight "votes" has no value for D.' in str(reason(matter.hindered))
    refusal = body.refused("matter.resume/1", matter="m")
    assert refusal.code == "question.uncountable"


def test_a_silence_that_a_new_member_makes_uncountable_ends_without_a_ruling(body: Any) -> None:
    """Nobody may take it for consent: neither when the deadline passes nor when the matter is resumed."""
    body.do("matter.open/1", by="a", matter="m", procedure="silence", title="T")
    admit_d(body)
    assert body.question("m").population == ["A", "B", "C", "D"]
    days(body, 5)
    body.do("person.enter/1", person="z", name="Z")  # everything else goes on
    question = body.question("m")
    assert (question.outcome, question.closed) == ("stalled", "2026-03-05")
    assert 'The weight "votes" has no value for D.' in str(reason(body.matter("m").hindered))
    assert body.refused("matter.resume/1", matter="m").code == "question.uncountable"
    refusal = body.refused("question.put/1", by="a", matter="m")
    assert refusal.code == "question.uncountable"
    assert "session" not in refusal.remedy, "none would give D its votes"
    assert (body.matter("m").step, body.matter("m").decisions) == ("v", [])
    body.do("matter.withdraw/1", by="a", matter="m")


def test_it_is_put_again_and_decided_once_it_can_be_counted(body: Any) -> None:
    body.do("matter.open/1", by="a", matter="m", procedure="silence", title="T")
    admit_d(body)
    days(body, 5)
    body.registrar.pass_deadlines()
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    ended = {"kind": "status.ended/1", "party": "D", "status": "member", "on": "2026-03-07"}
    body.do("attest/1", cites=[{"source": "note"}], facts=[ended])
    days(body, 1)
    body.do("matter.resume/1", matter="m")
    assert body.matter("m").hindered is None
    assert body.question("m").population == ["A", "B", "C"]
    days(body, 5)
    body.registrar.pass_deadlines()
    assert [one.outcome for one in body.matter("m").questions] == ["stalled", "adopted"]
    assert body.matter("m").outcome == "completed"


def session(body: Any, *present: str) -> None:
    body.do("session.convene/1", session="s", organ="ga", on="2026-03-02")
    body.do("session.open/1", session="s", present=list(present))


def test_a_rule_on_those_attending_is_counted_in_the_room(body: Any) -> None:
    body.do("matter.open/1", by="a", matter="m", procedure="room", title="T")
    refusal = body.refused("question.put/1", matter="m")
    assert (refusal.code, refusal.remedy) == (
        "session.needed", "Open the session, and name it.",
    )  # fmt: skip
    session(body, "A", "B", "C")
    body.do("question.put/1", matter="m", session="s")
    body.say("m", "in favour", "A")
    body.do("question.close/1", question=body.question("m").question)
    assert body.question("m").outcome == "void"  # one ballot of three attending
    assert body.matter("m").outcome == "void"


def test_a_rule_on_those_attending_takes_those_who_are_there_at_the_close(body: Any) -> None:
    body.do("matter.open/1", by="a", matter="m", procedure="room", title="T")
    session(body, "A", "B", "C")
    body.do("question.put/1", matter="m", session="s")
    body.do("attendance.record/1", session="s", present=["A", "B"])
    body.say("m", "in favour", "A")
    body.do("question.close/1", question=body.question("m").question)
    assert body.question("m").outcome == "adopted"  # one ballot of two attending


def test_a_question_past_its_deadline_that_a_strange_entry_left_open_is_not_taken_for_adopted(
    body: Any,
) -> None:
    """``deadline.strange``: the matter is hindered, and resuming it gives no decision that nobody took."""
    body.do("matter.open/1", by="a", matter="m", procedure="at_once", title="T")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    words = {"words": "As a source reports it."}
    why = {
        "kind": "matter.hindered/1",
        "matter": "m",
        "code": "matter.as_reported",
        "values": words,
    }
    body.do("attest/1", cites=[{"source": "note"}], facts=[why])
    body.do("matter.resume/1", matter="m")
    assert body.question("m").outcome == "rejected"  # nobody has answered
    assert body.matter("m").decisions == []


@pytest.mark.parametrize(
    ("code", "values", "refused"),
    [
        ("never.heard_of", {}, "attest.unknown"),
        ("thing.missing", {}, "matter.hindrance_values"),
        ("thing.missing", {"thing": "plan", "more": "x"}, "matter.hindrance_values"),
        ("deadline.strange", {"words": "x"}, "matter.hindrance_values"),
    ],
)
def test_a_source_gives_a_reason_that_is_known_with_its_values(
    body: Any, code: str, values: dict[str, str], refused: str
) -> None:
    body.do("matter.open/1", by="a", matter="m", procedure="at_once", title="T")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    fact = {"kind": "matter.hindered/1", "matter": "m", "code": code, "values": values}
    refusal = body.refused("attest/1", cites=[{"source": "note"}], facts=[fact])
    assert refusal.code == refused
    assert body.matter("m").hindered is None


@pytest.mark.parametrize("words", ["", "\u202e", "\x07"])
def test_what_a_source_says_of_it_is_a_text(body: Any, words: str) -> None:
    body.do("matter.open/1", by="a", matter="m", procedure="at_once", title="T")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    said = {"code": "matter.as_reported", "values": {"words": words}}
    fact = {"kind": "matter.hindered/1", "matter": "m", **said}
    with pytest.raises(BadInput) as unfit:
        body.do("attest/1", cites=[{"source": "note"}], facts=[fact])
    assert unfit.value.where == "facts 1 (matter.hindered/1), values, words"


# --- what the charter says of each outcome ----------------------------------------------------------------------------

OUTCOMES = """comity: 1
body: r
title: {en: Outcomes}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}, {member: D, name: D}]
organs: [{organ: office, title: Office, powers: [record, propose]}]
rules:
  - rule: whole
    quorum: {present: at least 2}
    void unless: {abstaining: at most 2}
    defer when: {against: exactly 3}
    adopted when: {in favour: more than 1/2 of voting}
    tie: further discussion
procedures:
  - procedure: p
    opened by: any member
    steps:
      - {step: v, question: decide, put to: each member, rule: whole, closes: {when: all have answered}FOLLOWS}
      - {step: e, takes effect: {issues: decision}}
      - {step: again, question: think again, put to: each member, rule: whole}
"""
ANSWERS = {
    "tied": ("in favour", "against", "in favour", "against"),
    "no quorum": ("in favour", "absent", "absent", "absent"),
    "void": ("abstaining", "abstaining", "abstaining", "in favour"),
    "deferred": ("against", "against", "against", "in favour"),
}


@pytest.mark.parametrize("outcome", ANSWERS)
@pytest.mark.parametrize(
    ("clause", "step", "ended"),
    [
        ("", "v", ""),
        ("if {}: end", "v", "{}"),
        ("if {}: again", "again", ""),
        ("if not adopted: end", "v", ""),
        ("if not adopted: again", "again", ""),
        ("if not adopted: end, if {}: again", "again", ""),
    ],
)
def test_what_the_charter_says_of_an_outcome_happens(
    orchard: Callable[..., Any], outcome: str, clause: str, step: str, ended: str
) -> None:
    """charter.md: ``if not adopted`` holds for the outcomes not named; one that decides nothing ends no matter by it."""
    charter = OUTCOMES.replace("FOLLOWS", f", {clause.format(outcome)}" if clause else "")
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    question = body.question("m").question
    for member, choice in zip("ABCD", ANSWERS[outcome], strict=True):
        body.do("position.state/1", by=member.lower(), question=question, choice=choice)
    first = body.matter("m").questions[0]
    assert first.outcome == outcome
    assert (body.matter("m").step, body.matter("m").outcome) == (step, ended.format(outcome))
    if not ended and step == "v":
        body.do("question.put/1", by="a", matter="m")


def test_the_last_answer_is_not_refused_for_what_should_follow_it(
    orchard: Callable[..., Any],
) -> None:
    """The member has no part in it that nobody is there to be asked next."""
    charter = OUTCOMES.replace("FOLLOWS", "")
    empty = "organs: [{organ: empty, title: Empty, seats: {one for each: observer}}, "
    charter = charter.replace("organs: [", empty)
    observer = "statuses: [{status: observer, title: Observer, rights: [attend]}]\nmembers:"
    charter = charter.replace("members:", observer, 1)
    asks = "{step: ask, question: agree, put to: empty, rule: whole}"
    charter = charter.replace("- {step: e, ", f"- {asks}\n      - {{step: e, ", 1)
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    body.say("m", "in favour", "A", "B", "C", "D")
    assert body.question("m").outcome == "adopted"
    assert (body.matter("m").step, bool(body.matter("m").hindered)) == ("v", True)
    assert body.refused("matter.resume/1", matter="m").code == "role.nobody"
