"""What a charter has on another day only: told by ``check``, refused to whoever needs it, and never a crash."""

from __future__ import annotations

import re
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
groups: {pair: {versions: [{from: 2027-01-01, members: [A, B]}]}}
weights: {votes: {source: x, versions: [{from: 2027-01-01, values: {A: 1, B: 1}}]}}
rotas:
  - {rota: ch, of: members, order: [A, B], starting with: A, versions: [{from: 2027-01-01, passes: {by: decision}}]}
rules:
  - {rule: later, versions: [{from: 2027-01-01, cites: Rules 1, adopted when: {in favour: more than 1/2 of members}}]}
  - {rule: paired, cites: Rules 3, adopted when: {in favour among pair: all}}
  - {rule: weighed, cites: Rules 4, adopted when: {in favour by votes: at least 2}}
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
    "group": "      - {step: v, question: q, put to: each member, rule: paired, closes: {after: 3 days}}\n",
    "weight": "      - {step: v, question: q, put to: each member, rule: weighed, closes: {after: 3 days}}\n",
}
NAMES = {"rule": "later", "organ": "ga", "office": "sg", "rota": "ch", "group": "pair", "weight": "votes"}  # fmt: skip


@pytest.mark.parametrize("kind", EARLY)
def test_a_procedure_that_needs_what_is_not_in_force_yet_is_told(kind: str) -> None:
    found = analyse(read_charter_text(HEAD + ASKS + EARLY[kind], "early.yaml"))
    early = [one for one in found if one.code == "procedure.early"]
    assert [one.case for one in early] == [kind]
    assert early[0].values == {"day": "2027-01-01", kind: NAMES[kind], "procedures": ("p",)}


@pytest.mark.parametrize("kind", EARLY)
def test_what_is_told_of_it_is_put_right_as_it_says(kind: str) -> None:
    """The procedure has versions, from that day on, or what it needs has none."""
    text = HEAD + ASKS + EARLY[kind]
    item = f"{kind}: {NAMES[kind]}" if kind in ("rule", "organ", "office", "rota") else NAMES[kind]
    line = next(one for one in text.splitlines() if item in one and "2027-01-01" in one)
    earlier = text.replace(line, re.sub(r"versions: \[\{from: 2027-01-01, (.*?)\}\]", r"\1", line))
    later = text.replace(
        "opened by: any member\n    steps:\n",
        "opened by: any member\n    versions:\n    - from: 2027-01-01\n      steps:\n",
    )
    for mended in (earlier, later):
        found = analyse(read_charter_text(mended, "mended.yaml"))
        assert [one for one in found if one.code == "procedure.early"] == []


def test_of_a_day_that_somebody_provides_nothing_is_known() -> None:
    """It may be one on which the group has members; whoever provides an earlier one is told (``group.not_in_force``)."""
    steps = EARLY["group"].replace("closes:", "values as at: note, closes:")
    found = analyse(read_charter_text(HEAD + ASKS + steps, "early.yaml"))
    assert [one for one in found if one.code == "procedure.early"] == []


def test_a_group_that_asks_nobody_yet_is_told_as_well() -> None:
    step = "      - {step: v, question: q, put to: the pair, rule: half, closes: {after: 3 days}}\n"
    found = analyse(read_charter_text(HEAD + ASKS + step, "early.yaml"))
    assert [one.case for one in found if one.code == "procedure.early"] == ["group"]


@pytest.mark.parametrize(
    ("versions", "told"),
    [
        ("[{from: 2020-01-01, RULE: pair}, {from: 2027-01-01, among: pair, RULE: pair}]", True),
        ("[{from: 2020-01-01, HALF}, {from: 2027-01-01, RULE: pair}]", False),
        ("[{from: 2020-01-01, HALF}, {from: 2026-06-01, RULE: pair}]", True),
        ("[{from: 2020-01-01, RULE: pair}, {from: 2026-06-01, HALF}]", False),
    ],
)
def test_a_rule_needs_the_group_on_the_day_before_it_is_there(versions: str, told: bool) -> None:
    versions = versions.replace("RULE: pair", "adopted when: {in favour among pair: all}")
    versions = versions.replace("HALF", "adopted when: {in favour: more than 1/2 of members}")
    text = HEAD.replace(
        "paired, cites: Rules 3, adopted when: {in favour among pair: all}",
        f"paired, cites: Rules 3, versions: {versions}",
    )
    found = analyse(read_charter_text(text + ASKS + EARLY["group"], "early.yaml"))
    assert any(one.case == "group" for one in found if one.code == "procedure.early") is told


@pytest.mark.parametrize("kind", EARLY)
def test_whoever_needs_it_before_is_refused_with_its_name(
    orchard: Callable[..., Any], kind: str
) -> None:
    body = orchard(HEAD + ASKS + EARLY[kind], "r", "office", ("A", "B"))
    body.do("matter.open/1", by="a", for_="A", matter="m", procedure="p", title="T")
    if kind in ("group", "weight"):  # the question cannot be counted: its matter is stopped
        body.do("matter.provide/1", by="a", for_="A", matter="m", thing="note", value="a")
        assert body.matter("m").hindered.code == f"{kind}.not_in_force"
        assert body.matter("m").hindered.values == {"name": NAMES[kind]}
        return
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
