"""What a charter has on another day only: told by ``check``, refused to whoever needs it, and never a crash."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from comity.charter.analysis import analyse
from comity.charter.reading import read_charter_text
from comity.errors import BadInput

HEAD = """comity: 1
body: r
title: {en: Early}
members: [{member: A, name: A}, {member: B, name: B}]
organs:
  - {organ: office, title: Office, powers: [record, propose]}
  - {organ: ga, versions: [{from: 2027-01-01, title: GA, seats: {one for each: member}}]}
offices: [{office: sg, versions: [{from: 2027-01-01, title: SG, filled by: p, term: 1 year}]}]
rotas:
  - {rota: ch, of: members, order: [A, B], starting with: A, versions: [{from: 2027-01-01, passes: {by: decision}}]}
rules:
  - {rule: later, versions: [{from: 2027-01-01, cites: Rules 1, adopted when: {in favour: more than 1/2 of members}}]}
  - {rule: half, cites: Rules 2, adopted when: {in favour: more than 1/2 of members}}
procedures:
  - procedure: p
    opened by: any member
    steps:
"""
ASKS = "      - {step: a, asks for: note, from: any member}\n"
EARLY = {
    "rule": "      - {step: v, question: q, put to: each member, rule: later, closes: {after: 3 days}}\n",
    "organ": "      - {step: v, question: q, put to: ga, rule: half, closes: {after: 3 days}}\n",
    "office": "      - {step: f, takes effect: {fills: sg, with: note}}\n",
    "rota": "      - {step: f, takes effect: {passes: ch}}\n",
}
NAMES = {"rule": "later", "organ": "ga", "office": "sg", "rota": "ch"}


@pytest.mark.parametrize("kind", EARLY)
def test_a_procedure_that_needs_what_is_not_in_force_yet_is_told(kind: str) -> None:
    found = analyse(read_charter_text(HEAD + ASKS + EARLY[kind], "early.yaml"))
    early = [one for one in found if one.code == "procedure.early"]
    assert [one.case for one in early] == [kind]
    assert early[0].values == {"day": "2027-01-01", kind: NAMES[kind], "procedures": ("p",)}


@pytest.mark.parametrize("kind", EARLY)
def test_whoever_needs_it_before_is_refused_with_its_name(
    orchard: Callable[..., Any], kind: str
) -> None:
    body = orchard(HEAD + ASKS + EARLY[kind], "r", "office", ("A", "B"))
    body.do("matter.open/1", by="a", for_="A", matter="m", procedure="p", title="T")
    with pytest.raises(BadInput) as refused:
        body.do("matter.provide/1", by="a", for_="A", matter="m", thing="note", value="a")
    assert refused.value.code == f"{kind}.not_in_force"
    assert repr(NAMES[kind]) in refused.value.sentence
    assert body.findings() == []


def test_before_anybody_is_a_member_nothing_is_early() -> None:
    text = HEAD.replace(
        "member: A, name: A", "member: A, name: A, status: [{is: member, from: 2027-01-01}]"
    )
    text = text.replace(
        "member: B, name: B", "member: B, name: B, status: [{is: member, from: 2027-01-01}]"
    )
    found = analyse(read_charter_text(text + ASKS + EARLY["rule"], "early.yaml"))
    assert [one for one in found if one.code == "procedure.early"] == []


def test_of_several_who_may_one_who_is_there_is_enough() -> None:
    step = "      - {step: v, question: q, put to: each member, put by: {any of: [ga, office]}, rule: half, at: session}\n"
    found = analyse(read_charter_text(HEAD + ASKS + step, "early.yaml"))
    assert [one for one in found if one.code == "procedure.early"] == []


def test_steps_that_come_round_by_a_day_that_has_passed_are_refused(
    orchard: Callable[..., Any],
) -> None:
    steps = (
        "      - {step: q, asks for: day, from: any member}\n"
        "      - {step: w, waits for: {date: day}}\n"
        "      - {step: e, takes effect: {issues: decision}, then: w}\n"
    )
    body = orchard(HEAD + steps, "r", "office", ("A", "B"))
    body.do("matter.open/1", by="a", for_="A", matter="m", procedure="p", title="T")
    fields = {"matter": "m", "thing": "day"}
    refusal = body.refused("matter.provide/1", by="a", for_="A", value="2026-01-01", **fields)
    assert refusal.code == "steps.circle"
    body.do("matter.provide/1", by="a", for_="A", value="2026-03-04", **fields)
    body.at(6)
    body.registrar.pass_deadlines()
    assert body.matter("m").hindered.code == "steps.circle"


ENDS = {
    "fills": "{fills: aide, with: who, from: first, until: last}",
    "suspends": "{suspends: vote, of: who, from: first, until: last}",
    "grants": "{grants: member, to: who, from: first, until: last}",
    "sets measures": "{sets measures: note, until: last}",
}
DATED = (
    HEAD.replace(
        "offices: [", "offices: [{office: aide, title: Aide, filled by: p, term: 1 year}, "
    )
    + ASKS
    + "".join(
        f"      - {{step: s{thing}, asks for: {thing}, from: any member}}\n"
        for thing in ("who", "first", "last")
    )
)


@pytest.mark.parametrize(("last", "told"), [("2026-05-31", "dates.backwards"), ("2026-06-01", "")])
@pytest.mark.parametrize("effect", ENDS)
def test_nothing_takes_effect_that_would_end_before_it_begins(
    orchard: Callable[..., Any], effect: str, last: str, told: str
) -> None:
    text = f"{DATED}      - {{step: e, takes effect: {ENDS[effect]}}}\n"
    body = orchard(text, "r", "office", ("A", "B"))
    body.at(1, month=6)
    who = "a" if effect == "fills" else "B"
    body.do("matter.open/1", by="a", for_="A", matter="m", procedure="p", title="T")
    for thing, value in (("note", "x"), ("who", who), ("first", "2026-06-01")):
        body.do("matter.provide/1", by="a", for_="A", matter="m", thing=thing, value=value)
    fields = {"matter": "m", "thing": "last", "value": last}
    if told:
        assert body.refused("matter.provide/1", by="a", for_="A", **fields).code == told
    else:
        body.do("matter.provide/1", by="a", for_="A", **fields)
        assert body.matter("m").outcome == "completed"
