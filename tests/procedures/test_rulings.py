"""The ruling that a question has now, as pages and the command line ask for it: before its close, after, and where there
is none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from comity.body.ballots import (
    in_the_room,
    is_unvoted,
    not_counted,
    positions,
    ruling_on_record,
    step_of,
    uncountable,
)

CHARTER = """comity: 1
body: r
title: {en: Rulings}
seat: {place: Vienna, zone: Europe/Vienna}
statuses: [{status: applicant, title: Applicant, rights: [attend, speak]}]
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}, {member: D, name: D}]
parameters: [concerned]
weights:
  votes:
    versions:
      - {from: 2026-01-01, values: {A: 1, B: 1, C: 1, D: 1}}
      - {from: 2026-03-04, values: {A: 5, B: 1, C: 1, D: 1}}
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: floor, title: Floor, seats: {one for each: member}, cites: Pact 9}
rules:
  - {rule: half, cites: Art 1, adopted when: {in favour: more than 1/2 of members}}
  - {rule: weighed, cites: Art 2, adopted when: {in favour by votes: more than 1/2 of members}}
  - {rule: without, cites: Art 3, remove from count: concerned, adopted when: {against: none}}
procedures:
  - procedure: admission
    opened by: office
    steps:
      - {step: who, asks for: applicant, from: office}
      - {step: e, takes effect: {grants: member, to: applicant}}
  - procedure: p
    opened by: any member
    steps:
      - {step: v, question: decide, put to: each member, put by: any member, rule: half, silence means: MEANS,
         if not adopted: end}
  - procedure: weighing
    opened by: any member
    steps:
      - {step: v, question: decide, put to: each member, put by: any member, rule: weighed, values as at: close,
         closes: {set by: opener}, if not adopted: end}
  - procedure: leaving_out
    opened by: any member
    steps:
      - {step: v, question: decide, put to: each member, put by: any member, rule: without, if not adopted: end}
  - procedure: here
    opened by: any member
    steps:
      - {step: v, question: decide, put to: each member, put by: office, rule: half, at: session, without a vote: yes,
         who votes: those present, if not adopted: end}
"""
MEMBERS = ("A", "B", "C", "D")


@pytest.fixture
def body(orchard: Callable[..., Any]) -> Any:
    return founded(orchard)


def founded(orchard: Callable[..., Any], means: str = "no answer") -> Any:
    return orchard(CHARTER.replace("MEANS", means), body="r", organ="office", members=MEMBERS)


def put(body: Any, procedure: str, **fields: Any) -> Any:
    body.do("matter.open/1", by="a", matter="m", procedure=procedure, title="T")
    by = "clerk" if procedure == "here" else "a"
    body.do("question.put/1", by=by, matter="m", **fields)
    return body.question("m")


def on_record(body: Any) -> Any:
    return ruling_on_record(body.state, body.matter("m"), body.question("m"))


def close(body: Any) -> None:
    body.do("question.close/1", by="a", question=body.question("m").question)


@pytest.mark.parametrize(
    ("means", "in_favour", "outcome"),
    [
        ("no answer", ("A", "B"), "rejected"),
        ("no answer", ("A", "B", "C"), "adopted"),
        ("objection", ("A", "B"), "rejected"),
    ],
)
def test_while_it_is_open_the_silent_may_still_answer_and_at_its_close_they_have(
    orchard: Callable[..., Any], means: str, in_favour: tuple[str, ...], outcome: str
) -> None:
    body = founded(orchard, means)
    put(body, "p")
    body.say("m", "in favour", "A", "B")
    assert (on_record(body).outcome, on_record(body).pending) == ("open", ("C", "D"))
    body.say("m", "in favour", *in_favour[2:])
    close(body)
    ruling = on_record(body)
    assert (ruling.outcome, ruling.pending) == (outcome, ())
    assert ruling.counts["against"] == (2 if means == "objection" else 0)
    assert ruling.counts["absent"] == (4 - len(in_favour) if means == "no answer" else 0)


ALL = dict.fromkeys(("voting", "ballots", "present", "members", "entitled"), 4)
AS_COUNTED = {
    "outcome": "adopted",
    "article": "Art 1",
    "counts": {"in favour": 3, "against": 1, **ALL},
}


@pytest.mark.parametrize(
    ("said", "has_ruling"),
    [
        ({}, True),
        ({"counts": {"in favour": 4, **ALL}}, False),
        ({"article": "Art 2"}, False),
        ({"outcome": "rejected"}, False),
        ({"outcome": "tied"}, False),
        ({"outcome": "superseded"}, False),
        ({"outcome": "stalled"}, False),
    ],
)
def test_what_a_source_reports_and_the_rule_does_not_give_has_no_ruling(
    body: Any, said: dict[str, Any], has_ruling: bool
) -> None:
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    put = {
        "kind": "question.put/1",
        "question": "m.q1",
        "matter": "m",
        "step": "v",
        "rule": "half",
        "charter": 0,
    }
    facts = [
        {"kind": "matter.opened/1", "matter": "m", "procedure": "p", "title": "T", "by": "A", "on": "2026-03-01"},
        {**put, "population": list(MEMBERS), "opened": "2026-03-01"},
        {"kind": "roll.called/1", "question": "m.q1", "positions": {"in favour": ["A", "B", "C"], "against": ["D"]},
         "on": "2026-03-01"},
        {"kind": "question.closed/1", "question": "m.q1", "on": "2026-03-01", **AS_COUNTED, **said},
    ]  # fmt: skip
    body.do("attest/1", cites=[{"source": "note"}], facts=facts)
    assert (on_record(body) is not None) is has_ruling


def test_what_can_no_longer_be_counted_says_what_is_missing_and_counts_nobody(body: Any) -> None:
    put(body, "weighing", deadline="2026-03-09T12:00")
    assert uncountable(body.state, body.question("m")) is None
    assert on_record(body) is not None
    body.do("matter.open/1", matter="ad", procedure="admission", title="E")
    body.do("matter.provide/1", matter="ad", thing="applicant", value="E")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    joined = {"kind": "population.joined/1", "question": body.question("m").question, "member": "E"}
    body.do("attest/1", cites=[{"source": "note"}], facts=[joined])
    assert (
        str(uncountable(body.state, body.question("m"))) == 'The weight "votes" has no value for E.'
    )
    assert on_record(body) is None
    assert not_counted(body.state, body.question("m")) == {}


@pytest.mark.parametrize(
    ("deadline", "enough"),
    [
        ("2026-03-04T00:00", False),  # its last day is the third
        ("2026-03-04T00:01", True),
        ("2026-03-09T12:00", True),
    ],
)
def test_until_it_closes_the_values_are_those_of_the_last_day_on_which_it_is_open(
    body: Any, deadline: str, enough: bool
) -> None:
    """From 4 March A alone has five votes of eight; until then one of four."""
    put(body, "weighing", deadline=deadline)
    body.say("m", "in favour", "A")
    assert (on_record(body).needed == 0) is enough


def test_who_is_left_out_of_one_question_is_counted_in_another(body: Any) -> None:
    """Two questions under one rule, to the same members: each leaves out its own."""
    put(body, "leaving_out", groups={"concerned": ["A"]})
    assert not_counted(body.state, body.question("m")) == {"A": "left out"}
    body.do("matter.open/1", by="a", matter="n", procedure="leaving_out", title="N")
    body.do("question.put/1", by="a", matter="n", groups={"concerned": ["B"]})
    assert not_counted(body.state, body.question("n")) == {"B": "left out"}


def sitting(body: Any, *present: str) -> Any:
    body.do("session.convene/1", session="s", organ="floor", on="2026-03-02")
    body.do("session.open/1", session="s", present=list(present))
    return put(body, "here", session="s")


def unvoted(body: Any) -> bool:
    matter, question = body.matter("m"), body.question("m")
    step = step_of(body.state, matter, question)
    return is_unvoted(body.state, matter, question, step)


def test_nobody_has_asked_for_a_vote_until_somebody_answers_or_it_closes(body: Any) -> None:
    sitting(body, "A", "B", "C")
    assert unvoted(body)
    body.say("m", "in favour", "A")
    assert not unvoted(body)
    body.do("matter.open/1", by="a", matter="n", procedure="p", title="N")
    body.do("question.put/1", by="a", matter="n")
    matter, question = body.matter("n"), body.question("n")
    step = step_of(body.state, matter, question)
    assert not is_unvoted(body.state, matter, question, step), "the charter does not say so of it"


def test_what_was_adopted_without_a_vote_has_no_ruling_and_waits_for_none(body: Any) -> None:
    sitting(body, "A", "B", "C")
    body.do("question.close/1", question=body.question("m").question)
    assert body.question("m").without_a_vote
    assert not unvoted(body)
    assert on_record(body) is None


def test_where_those_present_vote_who_is_there_and_silent_does_not_vote_and_the_others_are_absent(
    body: Any,
) -> None:
    sitting(body, "A", "B", "C")
    body.say("m", "in favour", "A")
    matter, question = body.matter("m"), body.question("m")
    assert positions(body.state, matter, question) == dict.fromkeys("BCD", "pending") | {
        "A": "in favour"
    }
    assert positions(body.state, matter, question, "absent") == {
        "A": "in favour", "B": "present not voting", "C": "present not voting", "D": "absent",
    }  # fmt: skip
    assert positions(body.state, matter, question, "unknown")["D"] == "unknown"


@pytest.mark.parametrize(
    ("present", "known"), [([], None), (["A", "B"], ["A", "B"])], ids=["nobody named", "named"]
)
def test_of_a_reported_session_that_names_nobody_it_is_not_known_who_was_there(
    body: Any, present: list[str], known: list[str] | None
) -> None:
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    held: dict[str, Any] = {
        "kind": "session.convened/1",
        "session": "t",
        "organ": "floor",
        "on": "2026-03-02",
    }
    facts = [held, {"kind": "session.opened/1", "session": "t", "quorum": True, "on": "2026-03-02"}]
    if present:
        facts.insert(1, {"kind": "attendance.recorded/1", "session": "t", "present": present})
    body.do("attest/1", cites=[{"source": "note"}], facts=facts)
    put(body, "here", session="t")
    assert in_the_room(body.state, body.question("m")) == known


def test_in_a_room_of_its_own_record_that_is_empty_nobody_was_there(body: Any) -> None:
    sitting(body)
    assert in_the_room(body.state, body.question("m")) == []
    body.now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    body.do("attendance.record/1", session="s", present=["B"])
    assert in_the_room(body.state, body.question("m")) == ["B"]


def test_a_roll_call_on_what_no_session_decides_needs_its_paper_though_one_sits(body: Any) -> None:
    body.do("session.convene/1", session="s", organ="floor", on="2026-03-02")
    body.do("session.open/1", session="s", present=list(MEMBERS))
    question = put(body, "p").question
    refusal = body.refused("roll.call/1", question=question, positions={"against": ["A"]})
    assert refusal.code == "position.no_paper"
