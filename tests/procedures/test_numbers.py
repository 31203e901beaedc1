"""Numbers of decisions: whatever a step, a source or the body itself numbers, no two have the same number.

One small body: A and B are members, an office keeps the record. A matter may be opened under each procedure as often as a
test needs it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.errors import Refused

CHARTER = """comity: 1
body: r
title: {en: Numbers}
members: [{member: A, name: A}, {member: B, name: B}]
organs: [{organ: office, title: Office, powers: [record, propose, convene]}]
rules: [{rule: agreed, adopted when: {objections: none}}]
procedures:
  - procedure: given
    opened by: office
    cites: Rules 1
    steps:
      - {step: say, asks for: number, from: office, cites: Rules 2}
      - {step: in, takes effect: {issues: decision, number: number}, cites: Rules 3}
  - procedure: dated
    opened by: office
    cites: Rules 1
    steps:
      - {step: when, asks for: day, from: office}
      - {step: say, asks for: number, from: office, cites: Rules 2}
      - {step: in, takes effect: {issues: opinion, number: number, date: day}, cites: Rules 3}
  - procedure: voted
    opened by: office
    cites: Rules 1
    steps:
      - {step: say, asks for: number, from: office, cites: Rules 2}
      - {step: v, question: agree, put to: each member, rule: agreed, closes: {after: 48 hours}, silence means: consent}
      - {step: in, takes effect: {issues: decision, number: number}, cites: Rules 3}
  - procedure: plain
    opened by: office
    steps:
      - {step: say, asks for: plan, from: office}
      - {step: in, takes effect: {approves: plan}}
  - procedure: twice
    opened by: office
    steps:
      - {step: say, asks for: plan, from: office}
      - {step: in, takes effect: [{approves: plan}, {issues: decision}]}
      - {step: on, takes effect: {issues: opinion}}
  - procedure: both
    opened by: office
    cites: Rules 1
    steps:
      - {step: say, asks for: number, from: office}
      - {step: in, takes effect: [{issues: decision, number: number}, {issues: opinion, number: number}], cites: Rules 3}
  - procedure: first
    opened by: office
    steps:
      - {step: say, asks for: number, from: office}
      - {step: in, takes effect: [{issues: opinion}, {issues: decision, number: number}], cites: Rules 3}
"""
TAKEN = "decision.number_taken"


class Numbers:
    """The body, and what its decisions are numbered."""

    def __init__(self, orchard: Callable[..., Any]) -> None:
        self.body = orchard(CHARTER, body="r", organ="office", members=("A", "B"))
        self.body.do("source.file/1", source="note", title="Note", sha256="0" * 64)
        self.matters = 0

    def open(self, procedure: str, **things: str) -> str:
        """A matter, with the things provided in turn."""
        self.matters += 1
        matter = f"m{self.matters}"
        self.body.do("matter.open/1", matter=matter, procedure=procedure, title="T")
        for thing, value in things.items():
            self.body.do("matter.provide/1", matter=matter, thing=thing, value=value)
        return matter

    def refused(self, procedure: str, **things: str) -> Refused:
        with pytest.raises(Refused) as refusal:
            self.open(procedure, **things)
        return refusal.value

    def attest(self, number: str, dated: str = "2026-02-01", **more: str) -> None:
        """A source reports a decision of that number on a matter of its own."""
        self.matters += 1
        matter = f"m{self.matters}"
        facts = [
            {"kind": "matter.opened/1", "matter": matter, "procedure": "plain", "title": "T", "by": "A",
             "on": "2026-02-01"},
            {"kind": "decision.issued/1", "decision": f"d{matter}", "matter": matter, "title": "T", "dated": dated,
             "effective": dated, "number": number, **more},
        ]  # fmt: skip
        self.body.do("attest/1", held="2026-02-01", cites=[{"source": "note"}], facts=facts)

    @property
    def all(self) -> list[str]:
        named = [
            (int(matter[1:]), one.number)
            for matter in {**self.body.state.matters, **self.body.state.cards}
            for one in self.body.matter(matter).decisions
        ]
        return [number for _, number in sorted(named, key=lambda one: one[0])]


@pytest.fixture
def numbers(orchard: Callable[..., Any]) -> Any:
    made = Numbers(orchard)
    yield made
    assert made.body.findings() == []


def test_a_number_that_is_provided_and_taken_is_refused(numbers: Numbers) -> None:
    numbers.open("given", number="7")
    refusal = numbers.refused("given", number="7")
    assert (refusal.code, refusal.article) == (TAKEN, "Rules 3")
    numbers.open("given", number="8")
    assert numbers.all == ["7", "8"]


def test_a_number_that_the_body_gave_is_provided_by_nobody(numbers: Numbers) -> None:
    numbers.open("plain", plan="x")
    assert numbers.refused("given", number="1/2026").code == TAKEN
    assert numbers.refused("dated", day="2027-01-05", number="1/2026").code == TAKEN
    assert numbers.all == ["1/2026"]


def test_the_body_passes_over_a_number_that_was_provided(numbers: Numbers) -> None:
    for number in ("2/2026", "4/2026"):
        numbers.open("given", number=number)
    for _ in range(3):
        numbers.open("plain", plan="x")
    assert numbers.all == ["2/2026", "4/2026", "3/2026", "5/2026", "6/2026"]


def test_decisions_of_one_act_have_numbers_of_their_own(numbers: Numbers) -> None:
    numbers.open("plain", plan="x")
    numbers.open("twice", plan="x")
    assert numbers.all == ["1/2026", "2/2026", "3/2026", "4/2026"]
    assert numbers.refused("both", number="9").code == TAKEN
    numbers.open("first", number="5/2026")
    assert numbers.all[4:] == ["6/2026", "5/2026"]


def test_a_body_may_begin_again_from_one_each_year(numbers: Numbers) -> None:
    numbers.open("dated", day="2025-12-30", number="1")
    numbers.open("dated", day="2026-01-12", number="1")
    refusal = numbers.refused("dated", day="2025-02-03", number="1")
    assert (refusal.code, refusal.article) == (TAKEN, "Rules 2"), "refused when it is provided"
    assert numbers.all == ["1", "1"]


def test_a_number_that_is_taken_before_the_decision_stops_the_matter_until_another_is_attested(
    numbers: Numbers,
) -> None:
    matter = numbers.open("voted", number="7")
    numbers.open("given", number="7")
    body = numbers.body
    body.at(9)
    body.registrar.pass_deadlines()
    assert body.matter(matter).hindered.code == TAKEN
    assert body.refused("matter.resume/1", matter=matter).code == TAKEN
    fact = {
        "kind": "thing.provided/1", "matter": matter, "thing": "number", "value": "8", "by": "office", "step": "say",
    }  # fmt: skip
    body.do("attest/1", held="2026-03-09", cites=[{"source": "note"}], facts=[fact])
    body.do("matter.resume/1", matter=matter)
    assert numbers.all == ["8", "7"]


@pytest.mark.parametrize(
    ("one", "other", "taken"),
    [
        ({"number": "7"}, {"number": "7"}, True),
        ({"number": "7"}, {"number": "7", "thing": "opinion"}, True),
        ({"number": "7", "organ": "office"}, {"number": "7"}, True),
        ({"number": "7"}, {"number": "07"}, False),
        ({"number": "7", "dated": "2025-02-01"}, {"number": "7"}, False),
        ({"number": "7/2026", "dated": "2025-02-01"}, {"number": "7/2026"}, True),
        ({"number": "7", "dated": "2026-01"}, {"number": "7"}, True),
        ({"number": "7", "dated": "2025/2026"}, {"number": "7"}, False),
        ({"number": ""}, {"number": ""}, False),
    ],
)
def test_a_source_reports_no_number_that_another_decision_has(
    numbers: Numbers, one: dict[str, str], other: dict[str, str], taken: bool
) -> None:
    numbers.attest(**one)
    if taken:
        with pytest.raises(Refused) as refusal:
            numbers.attest(**other)
        assert refusal.value.code == TAKEN
    else:
        numbers.attest(**other)
    assert len(numbers.all) == (1 if taken else 2)


def test_a_number_of_a_decision_that_is_taken_back_is_free_for_another_and_is_not_given_again(
    numbers: Numbers,
) -> None:
    numbers.attest("1/2026")
    numbers.attest("2/2026")
    entry = numbers.body.state.size - 2
    correct = {"entry": entry, "reason": "A misprint", "cites": [{"source": "note"}]}
    fact = {
        "kind": "decision.issued/1", "decision": "dm1", "matter": "m1", "title": "T", "dated": "2026-02-01",
        "effective": "2026-02-01", "number": "9",
    }  # fmt: skip
    with pytest.raises(Refused) as refusal:
        numbers.body.do("correct/1", **correct, facts=[{**fact, "number": "2/2026"}])
    assert refusal.value.code == TAKEN
    numbers.body.do("correct/1", **correct, facts=[fact])
    assert numbers.all == ["9", "2/2026"]
    numbers.attest("1/2026")
    numbers.open("plain", plan="x")
    assert numbers.all[:3] == ["9", "2/2026", "1/2026"]
    assert numbers.all[3] not in numbers.all[:3]
