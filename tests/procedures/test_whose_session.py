"""In whose session a question is put: in that of the organ asked, or where all who are asked sit."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CHARTER = """comity: 1
body: r
title: {en: Two rooms}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}]
groups: {pair: [A, B]}
organs:
  - {organ: office, title: Office, powers: [record, propose, convene], cites: Rules 1}
  - {organ: floor, title: Floor, seats: {one for each: member}, cites: Rules 2, quorum: {present: at least 3}}
  - {organ: low, title: Low, seats: {one for each: member}, cites: Rules 3}
  - {organ: table, title: Table, seats: {one for each: pair}, cites: Rules 4}
rules: [{rule: half, cites: Rules 5, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: p
    opened by: any member
    cites: Rules 6
    steps:
      - {step: v, question: decide, put to: ASKED, rule: half, at: session, put by: office, if not adopted: end}
      - {step: e, takes effect: {issues: decision}}
"""


def sitting(orchard: Callable[..., Any], asked: str, organ: str, *present: str) -> Any:
    charter = CHARTER.replace("ASKED", asked)
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    body.do("session.convene/1", session="s", organ=organ, on="2026-03-02")
    body.do("session.open/1", session="s", present=list(present))
    return body


@pytest.mark.parametrize(
    ("asked", "organ", "article", "helps"),
    [
        ("floor", "low", "Rules 2", "Put it in an open session of floor."),
        ("floor", "office", "Rules 2", "Put it in an open session of floor."),
        ("{any of: [floor, low]}", "table", "Rules 2", "Put it in an open session of floor, low."),
        ("each member", "table", "Rules 6", "Put it in an open session of office, floor, low."),
    ],
)
def test_a_question_is_not_put_in_another_organs_session(
    orchard: Callable[..., Any], asked: str, organ: str, article: str, helps: str
) -> None:
    """The quorum of the organ asked is not evaded: one member in another room decides nothing for all."""
    body = sitting(orchard, asked, organ, "A")
    refusal = body.refused("question.put/1", matter="m", session="s")
    assert (refusal.code, refusal.article) == ("session.other_organ", article)
    assert refusal.remedy == helps
    assert organ in refusal.sentence


@pytest.mark.parametrize(
    ("asked", "organ"),
    [
        ("floor", "floor"),
        ("{any of: [floor, low]}", "low"),
        ("each member", "low"),
        ("the pair", "table"),
        ("the pair", "floor"),
        ("each member", "office"),
    ],
)
def test_it_is_put_where_those_asked_sit(
    orchard: Callable[..., Any], asked: str, organ: str
) -> None:
    body = sitting(orchard, asked, organ, "A", "B")
    body.do("question.put/1", matter="m", session="s")
    assert body.question("m").session == "s"
    assert body.findings() == []


@pytest.mark.parametrize("asked", ["floor", "each member"])
def test_a_question_put_in_no_session_is_decided_in_none_of_another_organ(
    orchard: Callable[..., Any], asked: str
) -> None:
    body = sitting(orchard, asked, "table", "A")
    body.do("question.put/1", matter="m")
    body.say("m", "in favour", "A")
    question = body.question("m").question
    assert body.refused("question.close/1", question=question).code == "session.none"
    body.do("session.convene/1", session="f", organ="floor", on="2026-03-02")
    body.do("session.open/1", session="f", present=["A", "B"])
    body.do("question.close/1", question=question)
    assert body.question("m").outcome == "no quorum"


def test_a_source_may_report_what_was_put_elsewhere(orchard: Callable[..., Any]) -> None:
    body = sitting(orchard, "floor", "low", "A")
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    put = {
        "kind": "question.put/1",
        "question": "m.q1",
        "matter": "m",
        "step": "v",
        "rule": "half",
        "charter": 0,
        "population": ["A", "B", "C"],
        "session": "s",
        "opened": "2026-03-02",
    }
    body.do("attest/1", cites=[{"source": "note"}], facts=[put])
    assert body.question("m").session == "s"
