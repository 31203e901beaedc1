"""What a step needs before anybody is asked for it: on every way a fault, on some ways a finding with the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from comity.charter.analysis import analyse
from comity.charter.findings import Finding
from comity.charter.reading import read_charter, read_charter_text
from comity.errors import Faulty

HEAD = """comity: 1
body: x
title: X
members: [{member: A}, {member: B}, {member: C}]
groups: {pair: [A, B]}
parameters: [concerned]
organs: [{organ: desk, powers: [record, propose, decide]}]
rotas: [{rota: turn, of: members, order: [A, B, C], starting with: A, passes: {by: decision}}]
offices: [{office: dean, filled by: p, when vacant: {acting: a deputy, limit: none}}]
rules: [{rule: half, cites: Pact 1, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: p
    opened by: OPENED
    cites: Pact 9
    steps:
"""
FIRST = HEAD.count("\n") + 1
"""The line of the first step."""
PUT = "question: q, put to: {to}, rule: half, closes: {{when: all have answered}}"
ASK = "step: later, asks for: it, from: any member"


def text(*steps: str, opened: str = "any member") -> str:
    return HEAD.replace("OPENED", opened) + "".join(f"      - {{{step}}}\n" for step in steps)


def faults(*steps: str, opened: str = "any member") -> list[tuple[str, int, str]]:
    try:
        read_charter_text(text(*steps, opened=opened))
    except Faulty as faulty:
        return [(one.code, one.line, one.sentence) for one in faulty.faults]
    return []


def found(*steps: str) -> list[Finding]:
    codes = ("thing.perhaps", "text.unasked")
    return [one for one in analyse(read_charter_text(text(*steps))) if one.code in codes]


def put(to: str = "each member") -> str:
    return PUT.format(to=to)


NEEDS = [
    "takes effect: {amends charter: yes, with: it}",
    "takes effect: {fills: dean, with: it}",
    "asks for: dean, from: desk, takes effect: {fills: dean, with: dean, from: it}",
    "asks for: dean, from: desk, takes effect: {fills: dean, with: dean, until: it}",
    "takes effect: {grants: member, to: it}",
    "takes effect: {ends status: member, of: it}",
    "takes effect: {suspends: vote, of: it}",
    "takes effect: {restores: vote, of: it}",
    "takes effect: {passes: turn, to: it}",
    "takes effect: {issues: decision, number: it}",
    "takes effect: {issues: decision, date: it}",
    "takes effect: {issues: decision, from: it}",
    "takes effect: {approves: it}",
    "takes effect: {sets measures: it}",
    "takes effect: {sets measures: yes, until: it}",
    "takes effect: [{approves: plan}, {grants: member, to: it}]",
    "waits for: {date: it}",
    "waits for: it",
    f"{put()}, values as at: it",
    f"{put('the it')}",
    f"{put()}, put by: the it",
    "asks for: other, from: the it",
    "asks for: other, from: {any of: [the it]}",
]


@pytest.mark.parametrize("need", NEEDS)
def test_what_no_step_before_asks_for_is_a_fault_at_its_place(need: str) -> None:
    sentence = 'No step asks for "it" before the step "e", which needs it.'
    assert faults(f"step: e, {need}", ASK) == [("thing.early", FIRST, sentence)]
    assert faults(ASK, f"step: e, {need}") == []


@pytest.mark.parametrize("need", NEEDS)
def test_what_is_asked_for_on_some_ways_alone_is_told_with_the_way(need: str) -> None:
    haste = f"step: haste, {put()}, if adopted: e, if not adopted: later"
    (told,) = found(haste, ASK, f"step: e, {need}")
    assert (told.code, told.line, told.article) == ("thing.perhaps", FIRST + 2, "Pact 9")
    assert told.values["steps"] == ("haste", "e")
    assert "which nobody is asked for on the way haste, e: " in str(told)
    assert found(haste.replace("adopted: e", "adopted: later"), ASK, f"step: e, {need}") == []


@pytest.mark.parametrize(
    "need",
    [
        "takes effect: {suspends: vote, of: pair}",
        "takes effect: {suspends: vote, of: C}",
        "takes effect: {suspends: vote, of: concerned}",
        "takes effect: {grants: member, to: applicant}",
        "takes effect: {approves: plan}",
        put("the applicant"),
        put("the concerned"),
        "asks for: other, from: {any of: [the it, desk]}",
    ],
)
def test_what_is_there_without_any_step_is_no_fault(need: str) -> None:
    assert faults(f"step: e, {need}", ASK) == []
    assert found(f"step: e, {need}", ASK) == []


@pytest.mark.parametrize("who", ["applicant", "appellant", "proposer", "concerned", "pair", "A"])
def test_an_office_is_filled_with_a_person_whom_a_step_asks_for_and_no_party(who: str) -> None:
    """Whoever opens a matter, or is in a group, is a party: nobody could ever hold the office."""
    codes = [code for code, _, _ in faults(f"step: e, takes effect: {{fills: dean, with: {who}}}")]
    assert codes == ["thing.unknown"]
    asked = f"step: who, asks for: {who}, from: desk"
    if who not in ("pair", "A"):
        assert faults(asked, f"step: e, takes effect: {{fills: dean, with: {who}}}") == []


def test_what_the_step_itself_asks_for_is_there_for_its_effects_and_not_for_whom_it_asks() -> None:
    assert faults("step: e, asks for: it, from: desk, takes effect: {grants: member, to: it}") == []
    assert [one[0] for one in faults("step: e, asks for: it, from: the it")] == ["thing.early"]


def test_a_round_brings_what_was_asked_for_in_it() -> None:
    """On the first way round nobody has been asked, on the second somebody has: it is lacking on some way alone."""
    steps = (f"step: e, {put()}, values as at: it, if not adopted: later", f"{ASK}, then: e")
    assert faults(*steps) == []
    assert [one.values["steps"] for one in found(*steps)] == [("e",)]


def test_nobody_was_provided_when_the_matter_is_opened() -> None:
    sentence = 'Nobody is "it" when the matter is opened: no step has asked for it yet.'
    assert faults(ASK, opened="the it") == [("thing.early", FIRST - 3, sentence)]
    assert faults(ASK, opened="{any of: [the it, desk]}") == []
    assert faults(ASK, opened="the applicant") == []


def test_measures_are_ended_once_they_are_set() -> None:
    sets, ends = "takes effect: {sets measures: it}", "takes effect: {ends measures: it}"
    wait = "step: w, waits for: {event: thaw}"
    assert faults(ASK, f"step: s, {sets}", f"{wait}, {ends}") == []
    sentence = 'No step sets the measures "it" before the step "w" ends them.'
    early = faults(ASK, f"{wait}, {ends}", f"step: s, {sets}")
    assert early == [("thing.early", FIRST + 1, sentence)]
    # Whose question is not carried sets none.
    voted = f"step: s, {put()}, {sets}, if adopted: end, if not adopted: w"
    assert [one[0] for one in faults(ASK, voted, f"{wait}, {ends}")] == ["thing.early"]


def test_each_version_of_a_procedure_is_looked_at() -> None:
    versions = """    versions:
      - from: 2020-01-01
        steps: [{step: later, asks for: it, from: desk}, {step: e, takes effect: {grants: member, to: it}}]
      - from: 2022-01-01
        steps: [{step: e, takes effect: {grants: member, to: it}}, {step: later, asks for: it, from: desk}]
"""
    head = HEAD.replace("OPENED", "desk").replace("    steps:\n", versions)
    with pytest.raises(Faulty) as faulty:
        read_charter_text(head)
    assert [(one.code, one.line) for one in faulty.value.faults] == [("thing.early", FIRST + 3)]


def test_a_text_that_no_step_asks_for_may_come_unasked_and_is_told() -> None:
    vote = f"step: v, {put()}, on text: yes"
    asks = "step: d, asks for: text, from: desk"
    (told,) = found(vote)
    assert (told.code, told.line) == ("text.unasked", FIRST)
    assert found(asks, vote) == []
    haste = f"step: haste, {put()}, if adopted: v, if not adopted: d"
    (told,) = found(haste, asks, vote)
    assert (told.code, told.case) == ("thing.perhaps", "text")


@pytest.mark.parametrize(
    "path",
    sorted(Path(__file__).parents[2].glob("charters/*/charter.yaml")),
    ids=lambda p: p.parent.name,
)
def test_no_shipped_charter_lacks_what_its_steps_need(path: Path) -> None:
    codes = {one.code for one in analyse(read_charter(path))}
    assert not {"thing.perhaps", "text.unasked", "slot.unnamed", "answer.no-power"} & codes
    assert not [code for code in codes if code.startswith("nobody.")]
