"""One thing is provided as one sort of thing: what two steps take as two is a fault, at the second of the two."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from comity.charter.reading import read_charter_text
from comity.cli.main import comity
from comity.errors import Faulty

HEAD = """comity: 1
body: x
title: X
members: [{member: A}, {member: B}, {member: C}]
organs: [{organ: desk, powers: [record, propose, decide]}]
rotas: [{rota: turn, of: members, order: [A, B, C], starting with: A, passes: {by: decision}}]
offices: [{office: dean, filled by: p, when vacant: {acting: a deputy, limit: none}}]
rules: [{rule: half, cites: Pact 1, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: p
    opened by: any member
    steps:
      - {step: t, asks for: THING, from: any member}
"""
LINE = HEAD.count("\n") + 1
PUT = "question: q, put to: {to}, rule: half, closes: {{when: all have answered}}"
EACH = PUT.format(to="each member")
TAKEN = {
    "takes effect: {amends charter: yes, with: it}": "a charter",
    "takes effect: {fills: dean, with: it}": "a person",
    "takes effect: {grants: member, to: it}": "a party",
    "takes effect: {ends status: member, of: it}": "a party",
    "takes effect: {suspends: vote, of: it}": "a party",
    "takes effect: {restores: vote, of: it}": "a party",
    "takes effect: {passes: turn, to: it}": "a party",
    "takes effect: {issues: decision, number: it}": "a number",
    "takes effect: {issues: decision, date: it}": "a day",
    "takes effect: {issues: decision, from: it}": "a day",
    "takes effect: {sets measures: it}": "measures",
    "takes effect: {sets measures: yes, until: it}": "a day",
    "waits for: {date: it}": "a day",
    f"{EACH}, values as at: it": "a day",
    PUT.format(to="the it"): "a party",
    f"{EACH}, put by: the it": "a party",
    "asks for: more, from: {any of: [desk, the it]}": "a party",
}
"""Each place that takes a thing, and as what."""


def charter(*steps: str, thing: str) -> str:
    named = [f"      - {{{step.replace(' it', f' {thing}')}}}\n" for step in steps]
    return HEAD.replace("THING", thing) + "".join(named)


def faults(*steps: str, thing: str) -> list[tuple[str, int, str]]:
    try:
        read_charter_text(charter(*steps, thing=thing))
    except Faulty as faulty:
        return [(one.code, one.line, one.sentence) for one in faulty.faults]
    return []


@pytest.mark.parametrize("taken", TAKEN)
def test_a_text_that_is_voted_on_as_such_is_nothing_else(taken: str) -> None:
    asked = (f"step: d, {EACH}, on text: yes", f"step: e, {taken}")
    sentence = (
        f'The thing "text" is the text of the matter in the step "d", and {TAKEN[taken]} here.'
    )
    assert faults(*asked, thing="text") == [("thing.two-sorts", LINE + 1, sentence)]
    assert faults(*asked, thing="note") == []
    assert faults(f"step: e, {taken}", thing="text") == []


@pytest.mark.parametrize("taken", TAKEN)
@pytest.mark.parametrize("first", TAKEN)
def test_two_steps_take_a_thing_as_one_sort_alone(first: str, taken: str) -> None:
    steps = (f"step: d, {first}", f"step: e, {taken}")
    one, other = TAKEN[first], TAKEN[taken]
    sentence = f'The thing "note" is {one} in the step "d", and {other} here.'
    expected = [] if one == other else [("thing.two-sorts", LINE + 1, sentence)]
    assert faults(*steps, thing="note") == expected


def test_what_is_approved_or_issued_is_of_any_sort() -> None:
    effects = "takes effect: [{fills: dean, with: it}, {approves: it}, {issues: it}]"
    assert faults(f"step: e, {effects}", thing="note") == []
    voted = (
        f"step: d, {EACH}, on text: yes",
        "step: e, takes effect: [{approves: it}, {issues: it}]",
    )
    assert faults(*voted, thing="text") == []


def test_check_says_where_and_what_to_write(tmp_path: Path) -> None:
    path = tmp_path / "charter.yaml"
    steps = (
        f"step: d, {EACH}, on text: yes",
        "step: e, takes effect: {amends charter: yes, with: it}",
    )
    path.write_text(charter(*steps, thing="text"))
    done = CliRunner().invoke(comity, ["charter", "check", str(path)])
    said = " ".join(done.output.split())
    assert done.exit_code == 1
    assert f"charter.yaml:{LINE + 1}:61:" in said
    assert "and a charter here. Expected a thing of another name for one of the two" in said
    path.write_text(charter(*steps, thing="new"))
    assert CliRunner().invoke(comity, ["charter", "check", str(path)]).exit_code == 0
