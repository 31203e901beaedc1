"""Decided without a vote: adopted at a session as nobody asks for one, where the charter says so; else the rule counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.body.ballots import has_ruling
from comity.charter.reading import read_charter_text
from comity.errors import Faulty

CHARTER = """comity: 1
body: r
title: {en: A room}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}, {member: D, name: D}]
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: floor, title: Floor, seats: {one for each: member}, cites: Pact 9, quorum: {present: at least 3}}
rules: [{rule: half, cites: Rules 3, adopted when: {in favour: more than 1/2 of members}}]
procedures:
  - procedure: p
    opened by: any member
    steps:
      - step: v
        question: decide
        put to: each member
        put by: office
        rule: half
        at: session
        CLAUSE
        if not adopted: end
        cites: Rules 2
      - {step: issue, takes effect: {issues: decision}}
"""
CLAUSE = "without a vote: yes"


def put_in_the_room(orchard: Callable[..., Any], clause: str, *present: str) -> Any:
    charter = CHARTER.replace("        CLAUSE\n", f"        {clause}\n" if clause else "")
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    body.do("session.convene/1", session="s", organ="floor", on="2026-03-02")
    body.do("session.open/1", session="s", present=list(present))
    body.do("question.put/1", matter="m", session="s")
    return body


def close(body: Any) -> Any:
    body.do("question.close/1", question=body.question("m").question)
    assert body.findings() == []
    return body.question("m")


@pytest.mark.parametrize(
    ("clause", "outcome", "decisions"), [(CLAUSE, "adopted", 1), ("", "rejected", 0)]
)
def test_nobody_answers(
    orchard: Callable[..., Any], clause: str, outcome: str, decisions: int
) -> None:
    body = put_in_the_room(orchard, clause, "A", "B", "C")
    question = close(body)
    assert (question.outcome, len(body.state.decisions)) == (outcome, decisions)
    assert question.without_a_vote is bool(clause)


def test_it_binds_all_who_are_asked_and_is_no_ruling_on_positions(
    orchard: Callable[..., Any],
) -> None:
    question = close(put_in_the_room(orchard, CLAUSE, "A", "B", "C"))
    assert (question.bound, question.article) == (["A", "B", "C", "D"], "Rules 2")
    assert question.counts == {}
    assert not has_ruling(question)


@pytest.mark.parametrize("said", ["against", "in favour", "abstaining"])
def test_as_soon_as_somebody_answers_the_rule_counts(
    orchard: Callable[..., Any], said: str
) -> None:
    body = put_in_the_room(orchard, CLAUSE, "A", "B", "C")
    body.say("m", said, "A")
    question = close(body)
    assert (question.outcome, question.without_a_vote) == ("rejected", False)


def test_without_a_quorum_in_the_room_nothing_is_decided(orchard: Callable[..., Any]) -> None:
    body = put_in_the_room(orchard, CLAUSE, "A", "B", "C")
    body.do("attendance.record/1", session="s", present=["A", "B"])
    question = close(body)
    assert (question.outcome, question.without_a_vote) == ("no quorum", False)


def test_in_an_empty_room_nothing_is_adopted_though_no_quorum_is_asked_for(
    orchard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    without = CHARTER.replace(", quorum: {present: at least 3}", "")
    monkeypatch.setitem(globals(), "CHARTER", without)
    body = put_in_the_room(orchard, CLAUSE, "A")
    body.do("attendance.record/1", session="s", present=[])
    question = close(body)
    assert (question.outcome, question.without_a_vote) == ("rejected", False)


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ("silence means: consent", "step.contradicts"),
        ("form: signature", "step.contradicts"),
        ("", "step.session"),
    ],
)
def test_a_charter_that_contradicts_itself_is_refused(more: str, code: str) -> None:
    text = CHARTER.replace("CLAUSE", f"{CLAUSE}\n        {more}" if more else CLAUSE)
    if not more:
        text = text.replace("        at: session\n", "")
    with pytest.raises(Faulty) as found:
        read_charter_text(text)
    assert [fault.code for fault in found.value.faults] == [code]


@pytest.mark.parametrize(
    ("quorum", "outcome"),
    [
        ("present: at least 3", "adopted"),
        ("present: all", "no quorum"),
        ("voting: at least 1", "no quorum"),
    ],
)
def test_those_in_the_room_are_a_quorum_by_the_rule_too(
    orchard: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, quorum: str, outcome: str
) -> None:
    rule = f"quorum: {{{quorum}}}, adopted when: {{in favour: more than 1/2 of members}}"
    text = CHARTER.replace("adopted when: {in favour: more than 1/2 of members}", rule)
    monkeypatch.setitem(globals(), "CHARTER", text)
    question = close(put_in_the_room(orchard, CLAUSE, "A", "B", "C"))
    assert (question.outcome, question.without_a_vote) == (outcome, outcome == "adopted")
