"""The day whose weights and groups count: cases T117 of the survey, and tacit acceptance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from comity.charter.reading import read_charter_text
from comity.errors import BadInput, Faulty

CHARTER = """comity: 1
body: r
title: {en: Dated weights}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}]
weights:
  tonnage:
    source: x
    versions:
      - {from: 2026-01-01, world: 100, values: {A: 10, B: 20, C: 30}}
      - {from: 2026-03-04, world: 100, values: {A: 55, B: 20, C: 20}}
organs: [{organ: office, title: Office, powers: [record, propose]}]
rules:
  - {rule: tacit, cites: Art 1, fails when: {objections by tonnage: at least 50% of world}}
  - {rule: majority, cites: Art 2, adopted when: {in favour by tonnage: more than 1/2 of members}}
procedures:
  - procedure: p
    opened by: any member
    steps:
      - {step: day, asks for: certificate, from: any member}
      - step: v
        question: object
        put to: each member
        rule: RULE
        AS AT
        closes: {after: 3 days, when: all have answered}
        silence means: SILENCE
        if not adopted: end
      - {step: e, takes effect: {issues: decision}}
"""


def charter(rule: str, silence: str, as_at: str) -> str:
    said = f"values as at: {as_at}" if as_at else "confidential: no"
    return CHARTER.replace("RULE", rule).replace("SILENCE", silence).replace("AS AT", said)


def asked(orchard: Callable[..., Any], text: str, certificate: str = "2026-03-02") -> Any:
    """A question put on 2 March, when A holds 10 of 100; from 4 March it holds 55."""
    body = orchard(text, body="r", organ="office", members=("A", "B", "C"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    body.do("matter.provide/1", by="a", matter="m", thing="certificate", value=certificate)
    return body


@pytest.mark.parametrize(
    ("as_at", "outcome"),
    [
        ("", "rejected"),
        ("close", "rejected"),
        ("opening", "adopted"),
        ("the certificate", "adopted"),
    ],
)
def test_an_objection_weighs_what_it_weighs_on_the_day_that_the_charter_names(
    orchard: Callable[..., Any], as_at: str, outcome: str
) -> None:
    body = asked(orchard, charter("tacit", "consent", as_at))
    body.say("m", "against", "A")
    body.now += timedelta(days=6)
    body.registrar.pass_deadlines()
    assert body.question("m").outcome == outcome
    assert body.findings() == []


def test_a_named_day_may_be_a_later_one(orchard: Callable[..., Any]) -> None:
    body = asked(orchard, charter("tacit", "consent", "certificate"), certificate="2026-03-04")
    body.say("m", "against", "A")
    body.now += timedelta(days=6)
    body.registrar.pass_deadlines()
    assert body.question("m").outcome == "rejected"


@pytest.mark.parametrize(
    ("as_at", "days", "outcome"),
    [("", 3, "rejected"), ("opening", 3, "rejected"), ("close", 3, "adopted"), ("close", 1, "rejected")],
)  # fmt: skip
def test_a_vote_takes_the_weights_of_its_opening_unless_the_charter_says_otherwise(
    orchard: Callable[..., Any], as_at: str, days: int, outcome: str
) -> None:
    """Closed by the last answer, on the first day or on the fourth, well before its deadline."""
    body = asked(orchard, charter("majority", "no answer", as_at))
    body.now += timedelta(days=days)
    body.say("m", "in favour", "A")
    body.say("m", "against", "B", "C")
    assert body.question("m").outcome == outcome
    assert body.findings() == []


def test_a_day_that_nobody_provides_is_a_fault() -> None:
    with pytest.raises(Faulty) as found:
        read_charter_text(charter("tacit", "consent", "the moon"))
    assert [one.code for one in found.value.faults] == ["thing.unknown"]


@pytest.mark.parametrize("value", ["soon", "2026-03", "2026-02-30"])
def test_the_day_that_is_named_is_one_day(orchard: Callable[..., Any], value: str) -> None:
    body = orchard(
        charter("tacit", "consent", "certificate"), body="r", organ="office", members=("A",)
    )
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    with pytest.raises(BadInput):
        body.do("matter.provide/1", by="a", matter="m", thing="certificate", value=value)


def test_what_a_source_reports_as_the_day_stops_its_own_matter_alone(
    orchard: Callable[..., Any],
) -> None:
    """A source may know the month alone: the question is not put on that, and nothing else stops."""
    text = charter("tacit", "consent", "certificate").replace(
        "put to:", "put by: any member\n        put to:"
    )
    body = asked(orchard, text)
    body.do("source.file/1", source="note", title="Note", sha256="1" * 64)
    fact = {
        "kind": "thing.provided/1",
        "matter": "m",
        "thing": "certificate",
        "value": "2026-03",
        "by": "A",
        "step": "day",
    }
    body.do("attest/1", cites=[{"source": "note"}], facts=[fact])
    refusal = body.refused("question.put/1", by="a", matter="m")
    assert (refusal.code, refusal.sentence) == (
        "question.uncountable", "It cannot be counted: The day certificate is not given.",
    )  # fmt: skip


@pytest.mark.parametrize(("certificate", "as_at"), [("2026-03-04", "certificate"), ("", "close")])
def test_the_rule_is_that_of_the_opening_whatever_day_the_weights_are_of(
    orchard: Callable[..., Any], certificate: str, as_at: str
) -> None:
    """From 4 March nobody could carry it; on 2 March, when it is put, one member does."""
    versions = """{rule: majority, cites: Art 2, versions: [
      {from: 2020-01-01, adopted when: {in favour by tonnage: at least 1}},
      {from: 2026-03-04, adopted when: {in favour by tonnage: at least 95}}]}"""
    text = charter("majority", "no answer", as_at)
    start = text.index("{rule: majority, cites")
    text = text[:start] + versions + text[text.index("\n", start) :]
    body = asked(orchard, text, certificate or "2026-03-02")
    body.say("m", "in favour", "A")
    body.now += timedelta(days=6)
    body.registrar.pass_deadlines()
    assert body.question("m").outcome == "adopted"
    # Put once the other version is in force, the same question is not carried by one.
    body.do("matter.open/1", by="a", matter="n", procedure="p", title="T")
    body.do("matter.provide/1", by="a", matter="n", thing="certificate", value="2026-03-04")
    body.say("n", "in favour", "A")
    body.now += timedelta(days=6)
    body.registrar.pass_deadlines()
    assert body.question("n").outcome == "rejected"
    assert body.findings() == []


def test_the_total_of_one_version_of_a_weight_is_not_that_of_the_next() -> None:
    text = charter("tacit", "consent", "close")
    first, second = "world: 100, values: {A: 10", "world: 100, values: {A: 55"
    for one in (first, second):
        with pytest.raises(Faulty, match='"tonnage" has no total outside the membership'):
            read_charter_text(text.replace(one, one.removeprefix("world: 100, ")))
    beside = text.replace("world: 100, ", "").replace(
        "    source: x\n", "    source: x\n    world: 100\n"
    )
    assert read_charter_text(beside).weights["tonnage"].world is not None


GROUPED = """comity: 1
body: r
title: {en: A dated group}
members: [{member: A}, {member: B}, {member: C}]
groups: {pair: {versions: [{from: 2026-03-10, members: [A, B]}]}}
weights: {votes: {source: x, versions: [{from: 2026-03-10, values: {A: 1, B: 1, C: 1}}]}}
organs: [{organ: office, title: Office, powers: [record, propose]}]
rules:
  - {rule: paired, cites: Art 1, adopted when: {in favour among pair: all}}
  - {rule: weighed, cites: Art 2, adopted when: {in favour by votes: at least 2}}
procedures:
  - procedure: p
    opened by: any member
    cites: Art 3
    steps:
      - {step: day, asks for: certificate, from: any member}
      - step: v
        question: q
        put to: each member
        rule: RULE
        values as at: certificate
        closes: {after: 3 days}
        if not adopted: end
      - {step: e, takes effect: {issues: decision}}
"""


@pytest.mark.parametrize(("rule", "code"), [("paired", "group"), ("weighed", "weight")])
def test_a_group_or_weight_that_the_charter_has_not_on_that_day_is_told_and_the_day_put_right(
    orchard: Callable[..., Any], rule: str, code: str
) -> None:
    body = asked(orchard, GROUPED.replace("RULE", rule), "2026-03-09")
    hindered = body.matter("m").hindered
    assert hindered.code == f"{code}.not_in_force"
    body.do("source.file/1", source="d", title="A slip of the pen", sha256="0" * 64)
    fact = {"kind": "thing.provided/1", "matter": "m", "step": "day", "by": "A"}
    fact |= {"thing": "certificate", "value": "2026-03-10"}
    body.do("attest/1", facts=[fact], cites=[{"source": "d"}])
    body.do("matter.resume/1", matter="m")
    assert body.matter("m").hindered is None
    assert not body.question("m").closed
    assert body.findings() == []


@pytest.mark.parametrize("given", [{"pair": ["C"]}, {"pair": ["A", "B"]}])
def test_whoever_puts_a_question_names_no_group_of_the_charter(
    orchard: Callable[..., Any], given: dict[str, list[str]]
) -> None:
    """Also on a day on which the charter has none of that name."""
    body = asked(orchard, GROUPED.replace("RULE", "paired"), "2026-03-09")
    refusal = body.refused("question.put/1", by="a", matter="m", groups=given)
    assert refusal.code == "group.not_asked"
