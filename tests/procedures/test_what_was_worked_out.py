"""What was worked out once is worked out again when its ground changes: an amendment, a day, a member, a right, a power.

Each test does the same thing twice, so that the first time fills what is remembered, and then changes the ground.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from comity.body.course import procedure_of
from comity.body.numbering import forget_number, note_number
from comity.body.state import Matter, State, folded, unpacked
from comity.errors import Refused
from comity.grammar import REMEMBERED, _Remembered, is_id, is_id_or_none, unfit_id, unfit_label

CHARTER = """comity: 1
body: r
title: {en: Remembered}
statuses:
  - {status: member, rights: [propose, circulate, vote, speak, be elected]}
  - {status: guest, rights: [speak]}
members:
  - {member: A, name: A}
  - {member: B, name: B}
  - {member: C, name: C}
organs:
  - {organ: office, title: Office, powers: [record, propose]}
  - {organ: desk, title: Desk, powers: [propose]}
rules:
  - {rule: half, adopted when: {in favour: more than 1/2 of members}}
procedures:
  - procedure: p
    opened by: any member
    versions:
      - from: 2020-01-01
        steps:
          - {step: n, asks for: note, from: any member}
          - {step: v, question: q, put to: each member, rule: half, closes: {when: all have answered}, if not adopted: end}
          - {step: e, takes effect: {issues: decision}}
      - from: 2026-03-10
        steps:
          - {step: n, asks for: map, from: any member}
          - {step: v, question: q, put to: office, rule: half, closes: {when: all have answered}, if not adopted: end}
          - {step: e, takes effect: {issues: decision}}
  - procedure: suspend
    opened by: any member
    steps:
      - {step: w, asks for: who, from: any member}
      - {step: e, takes effect: [{suspends: propose, of: who}, {suspends: vote, of: who}]}
  - procedure: admit
    opened by: any member
    steps:
      - {step: w, asks for: applicant, from: any member}
      - {step: e, takes effect: {grants: member, to: applicant}}
  - procedure: amend
    opened by: any member
    steps:
      - {step: t, asks for: text, from: any member}
      - {step: e, takes effect: {amends charter: yes, with: text}}
"""


@pytest.fixture
def body(orchard: Callable[..., Any]) -> Iterator[Any]:
    found = orchard(CHARTER, body="r", organ="office", members=("A", "B", "C"))
    found.do("source.file/1", source="minute", title="Minute", sha256="0" * 64)
    yield found
    assert found.findings() == []


def begin(body: Any, matter: str, procedure: str = "p", by: str = "a") -> None:
    body.do("matter.open/1", by=by, matter=matter, procedure=procedure, title="T")


def give(body: Any, matter: str, thing: str, value: str) -> None:
    body.do("matter.provide/1", by="a", matter=matter, thing=thing, value=value)


def put(body: Any, matter: str) -> list[str]:
    """Whom the question of a new matter is put to."""
    begin(body, matter)
    give(body, matter, "note", "N")
    return list(body.question(matter).population)


def roll(body: Any, matter: str, *members: str) -> dict[str, Any]:
    asked = body.question(matter).question
    positions = {"in favour": list(members)}
    return {"question": asked, "positions": positions, "cites": [{"source": "minute"}]}


def amended(body: Any, *changes: tuple[str, str]) -> None:
    text = CHARTER
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    begin(body, "amendment", "amend")
    give(body, "amendment", "text", text)


def test_a_step_is_as_the_procedure_of_the_day_has_it(body: Any) -> None:
    begin(body, "before")
    begin(body, "over")
    give(body, "before", "note", "N")
    body.at(10)
    refusal = body.refused("matter.provide/1", by="a", matter="over", thing="note", value="N")
    assert refusal.code == "step.wrong"
    give(body, "over", "map", "M")
    assert body.question("over").population == ["office"]
    # What was put before goes on as it was put.
    body.do("roll.call/1", **roll(body, "before", "A", "B", "C"))
    assert body.matter("before").outcome == "completed"


def test_the_steps_of_a_procedure_are_found_once_a_day_and_anew_after_an_amendment(
    body: Any,
) -> None:
    begin(body, "m")
    matter: Matter = body.matter("m")
    first = procedure_of(body.state, matter, "2026-03-02")
    assert procedure_of(body.state, matter, "2026-03-02") is first
    assert procedure_of(body.state, matter, "2026-03-10") is not first
    amended(body, ("asks for: note", "asks for: paper"))
    begin(body, "after")
    assert procedure_of(body.state, body.matter("after"), "2026-03-02").steps[0].asks is not None
    give(body, "after", "paper", "P")
    give(body, "m", "note", "N")  # under the charter that it was opened under


def test_the_record_is_kept_by_whom_the_charter_in_force_names(body: Any) -> None:
    assert put(body, "first") == ["A", "B", "C"]
    body.do("roll.call/1", **roll(body, "first", "A", "B", "C"))
    assert put(body, "second") == ["A", "B", "C"]
    amended(
        body,
        ("title: Office, powers: [record, propose]", "title: Office, powers: [propose]"),
        ("title: Desk, powers: [propose]", "title: Desk, powers: [record, propose]"),
    )
    assert body.refused("roll.call/1", **roll(body, "second", "A", "B")).code == "record.not_keeper"
    body.do("roll.call/1", for_="desk", **roll(body, "second", "A", "B", "C"))
    assert body.matter("second").outcome == "completed"


def test_a_new_member_is_asked_the_next_time(body: Any) -> None:
    assert put(body, "first") == ["A", "B", "C"]
    begin(body, "admission", "admit")
    give(body, "admission", "applicant", "D")
    assert put(body, "second") == ["A", "B", "C", "D"]
    assert body.question("first").population == ["A", "B", "C"]
    body.do("roll.call/1", **roll(body, "first", "A", "B", "C"))
    body.do("roll.call/1", **roll(body, "second", "A", "B", "C"))
    assert not body.question("second").closed, "D has not answered"


def test_a_right_that_is_suspended_is_gone_the_next_time(body: Any) -> None:
    begin(body, "first", by="c")
    put(body, "asked")
    body.do("roll.call/1", **roll(body, "asked", "A"))
    begin(body, "penalty", "suspend")
    give(body, "penalty", "who", "C")
    refusal = body.refused("matter.open/1", by="c", matter="x", procedure="p", title="T")
    assert refusal.code == "right.suspended"
    assert body.refused("roll.call/1", **roll(body, "asked", "B", "C")).code == "right.suspended"


@pytest.mark.parametrize("way", ["lapsed", "revoked"])
def test_a_credential_that_is_over_carries_no_power(body: Any, way: str) -> None:
    body.do("person.enter/1", person="guest", name="Guest")
    body.do(
        "credential.issue/1",
        person="guest",
        party="A",
        powers=["all"],
        credential="short",
        until="2026-03-03",
    )
    body.do("matter.open/1", by="guest", for_="A", matter="m", procedure="p", title="T")
    if way == "lapsed":
        body.at(4)
    else:
        body.do("credential.revoke/1", credential="short")
        body.at(3)
    with pytest.raises(Refused) as refusal:
        body.do("matter.open/1", by="guest", for_="A", matter="n", procedure="p", title="T")
    assert refusal.value.code == "credential.expired"


def test_words_that_were_found_fit_are_remembered_up_to_a_bound() -> None:
    words = _Remembered(unfit_id, "")
    for number in range(REMEMBERED + 10):
        assert words[f"m{number}"]
        assert not words[f"m/{number}"]
    assert 0 < len(words) <= REMEMBERED
    assert words[""], "what is fit whatever is asked stays so"
    assert not _Remembered(unfit_id)[""]
    assert not _Remembered(unfit_label)["\u200b"]


@pytest.mark.parametrize(
    "text", ["", "a", "m30.q41", "a.", ".a", "a..b", "a/b", "a\n", "é", "x" * 160, "x" * 161]
)
def test_the_quick_look_at_an_id_says_what_the_grammar_says(text: str) -> None:
    assert bool(is_id(text)) == (unfit_id(text) is None)
    assert bool(is_id_or_none(text)) == (text == "" or unfit_id(text) is None)


def test_a_matter_that_has_ended_is_unpacked_as_it_was(body: Any) -> None:
    """What a card leaves out, because it follows from the rest, is there again when the matter is looked at."""
    put(body, "even")
    put(body, "odd")
    body.do("roll.call/1", **roll(body, "odd", "A"))
    body.say("odd", "against", "B")
    body.do("roll.call/1", **roll(body, "even", "A", "B", "C"))
    body.say("odd", "in favour", "C")
    for name in ("even", "odd"):
        ended = body.matter(name)
        assert ended.outcome == "completed"
        assert name not in body.state.matters
        assert ended.things == {"note": "N"}
    assert body.question("even").choices == dict.fromkeys(("A", "B", "C"), "in favour")
    assert body.question("odd").choices == {"A": "in favour", "B": "against", "C": "in favour"}
    assert body.question("odd").bound == body.question("even").bound == ["A", "B", "C"]
    again = folded(body.matter("odd"))
    assert again == body.state.cards["odd"]
    assert unpacked(again) == body.matter("odd")


def test_two_decisions_of_one_number_are_both_found() -> None:
    state = State()
    for name in ("b1", "an old id", "b2"):
        note_number(state, "5", name)
    forget_number(state, "5", "an old id")
    assert state.number_of == {"5": "b1\nb2"}
    forget_number(state, "5", "b1")
    forget_number(state, "5", "b2")
    assert state.number_of == {}


def test_what_is_added_to_a_card_stands_in_the_order_of_what_was_packed(body: Any) -> None:
    put(body, "m")
    body.do("roll.call/1", **roll(body, "m", "C", "A", "B"))
    assert list(body.question("m").choices) == ["A", "B", "C"]
