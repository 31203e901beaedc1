"""What is provided is tried when it is provided; what turns out unfit later is attested anew, and the matter goes on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

CHARTER = """comity: 1
body: r
title: {en: What is provided}
statuses:
  - {status: member, rights: [attend, propose, circulate, vote, chair, be elected]}
  - {status: guest, rights: [attend]}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}]
organs: [{organ: office, title: Office, powers: [record, propose]}]
offices: [{office: dean, powers: [propose], holds over: yes}]
rotas: [{rota: turn, of: members, order: [A, B, C], starting with: A, passes: {by: decision}}]
parameters: [concerned]
rules: [{rule: half, cites: Pact 1, adopted when: {in favour: more than 1/2 of voting}}]
procedures:
  - procedure: p
    opened by: any member
    cites: Pact 2
    steps:
      - {step: first, asks for: first, from: any member, cites: Pact 3}
      - {step: last, asks for: last, from: any member, cites: Pact 4}
      - {step: who, asks for: WHO, from: any member, cites: Pact 5}
      - {step: v, question: agree, put to: TO, rule: half, closes: {when: all have answered}, if not adopted: end}
      - {step: e, takes effect: {EFFECT}, cites: Pact 6}
"""
DATED = {
    "fills": "fills: dean, with: who, from: first, until: last",
    "grants": "grants: guest, to: who, from: first, until: last",
    "suspends": "suspends: vote, of: who, from: first, until: last",
}
UNTIL = {
    "fills": "fills: dean, with: who, until: last",
    "sets measures": "sets measures: who, until: last",
    "suspends": "suspends: vote, of: who, until: last",
}
Founding = Callable[..., Any]


def opened(orchard: Founding, effect: str, to: str = "each member", who: str = "who") -> Any:
    charter = CHARTER.replace("EFFECT", effect).replace("TO", to).replace("WHO", who)
    body = orchard(charter, body="r", organ="office", members=("A", "B", "C"))
    body.do("source.file/1", source="d", title="Letter", sha256="0" * 64)
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    return body


def provide(body: Any, thing: str, value: str) -> None:
    body.do("matter.provide/1", by="a", matter="m", thing=thing, value=value)


def attest(body: Any, thing: str, value: str) -> None:
    fact = {"kind": "thing.provided/1", "matter": "m", "thing": thing, "value": value, "by": "A"}
    body.do("attest/1", facts=[fact], cites=[{"source": "d"}])


def not_taken(body: Any, thing: str, value: str) -> tuple[str, str]:
    """The code and the article with which what is provided is refused, nothing having been recorded."""
    before = body.state.size
    refusal = body.refused("matter.provide/1", by="a", matter="m", thing=thing, value=value)
    assert body.state.size == before
    return refusal.code, refusal.article


def adopted(body: Any) -> None:
    body.say("m", "in favour", "A", "B", "C")
    assert body.matter("m").questions[-1].outcome == "adopted"


# --- days -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", DATED)
def test_a_last_day_before_the_first_is_not_taken(orchard: Founding, verb: str) -> None:
    body = opened(orchard, DATED[verb])
    provide(body, "first", "2026-05-01")
    assert not_taken(body, "last", "2026-04-30") == ("dates.backwards", "Pact 4")
    provide(body, "last", "2026-05-01")
    provide(body, "who", "b" if verb == "fills" else "B")
    adopted(body)
    assert body.matter("m").outcome == "completed"


@pytest.mark.parametrize("verb", UNTIL)
def test_a_last_day_that_is_over_is_not_taken_of_what_begins_when_it_is_decided(
    orchard: Founding, verb: str
) -> None:
    body = opened(orchard, UNTIL[verb])
    provide(body, "first", "2026-05-01")
    assert not_taken(body, "last", "2026-03-01") == ("dates.backwards", "Pact 4")
    provide(body, "last", "2026-03-02")


def test_what_is_over_is_taken_where_its_first_day_is_still_to_be_given(orchard: Founding) -> None:
    """A paper of last month: the last day is asked for before the first."""
    swapped = DATED["grants"].replace("first", "FIRST").replace("last", "first")
    body = opened(orchard, swapped.replace("FIRST", "last"))
    provide(body, "first", "2026-02-20")
    assert not_taken(body, "last", "2026-02-21") == ("dates.backwards", "Pact 4")
    provide(body, "last", "2026-02-01")
    provide(body, "who", "B")
    adopted(body)
    assert body.matter("m").outcome == "completed"


def test_days_given_when_the_matter_is_opened_are_tried_as_well(orchard: Founding) -> None:
    body = opened(orchard, DATED["grants"])
    things = {"first": "2026-05-01", "last": "2026-04-30"}
    fields = {"procedure": "p", "title": "T", "things": things}
    refusal = body.refused("matter.open/1", by="a", **fields)
    assert (refusal.code, refusal.article) == ("dates.backwards", "Pact 6")


# --- parties ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("to", "who"), [("the who", "who"), ("the concerned", "concerned")])
def test_whom_a_question_is_put_to_is_somebody_whom_the_body_knows(
    orchard: Founding, to: str, who: str
) -> None:
    body = opened(orchard, "issues: decision", to, who)
    provide(body, "first", "x")
    provide(body, "last", "x")
    assert not_taken(body, who, "Q") == ("thing.no_party", "Pact 5")
    if who == "concerned":  # a rule counts parties
        assert not_taken(body, who, "B office") == ("thing.no_party", "Pact 5")
    provide(body, who, "B")
    assert body.question("m").population == ["B"]


def test_several_have_no_turn_together(orchard: Founding) -> None:
    body = opened(orchard, "passes: turn, to: who")
    provide(body, "first", "x")
    provide(body, "last", "x")
    assert not_taken(body, "who", "B C") == ("thing.several", "Pact 5")
    provide(body, "who", "B")


# --- what turns out unfit once it is decided --------------------------------------------------------------------------

UNFIT = {
    "dates.backwards": (DATED["grants"], "last", "2026-04-30", "2026-06-01"),
    "thing.no_party": ("suspends: vote, of: who", "who", "Q", "B"),
    "thing.no_new_party": ("grants: guest, to: who", "who", "office", "Q"),
    "thing.several_new": ("grants: guest, to: who", "who", "B Q", "B"),
    "thing.several": ("passes: turn, to: who", "who", "B C", "B"),
    "candidate.unknown": ("fills: dean, with: who", "who", "nobody", "b"),
}
"""By the code with which the matter stops: the effect, the thing, what a source says of it, and what it says next."""


@pytest.mark.parametrize("code", UNFIT)
def test_the_record_keeper_attests_another_and_the_matter_goes_on(
    orchard: Founding, code: str
) -> None:
    effect, thing, unfit, fit = UNFIT[code]
    body = opened(orchard, effect)
    provide(body, "first", "2026-05-01")
    provide(body, "last", "2026-06-01")
    provide(body, "who", "b" if code == "candidate.unknown" else "B")
    attest(body, thing, unfit)
    adopted(body)
    assert body.matter("m").hindered.code == code
    assert body.refused("matter.provide/1", by="a", matter="m", thing=thing, value=fit).code == (
        "step.wrong"
    )
    assert body.refused("matter.resume/1", matter="m").code == code
    attest(body, thing, fit)
    body.do("matter.resume/1", matter="m")
    assert body.matter("m").outcome == "completed"


def test_a_candidate_may_be_entered_after_the_election(orchard: Founding) -> None:
    body = opened(orchard, "fills: dean, with: who")
    provide(body, "first", "x")
    provide(body, "last", "x")
    provide(body, "who", "hanne")
    adopted(body)
    assert body.matter("m").hindered.code == "candidate.unknown"
    body.do("person.enter/1", person="hanne", name="Hanne")
    body.do("matter.resume/1", matter="m")
    assert body.matter("m").outcome == "completed"


# --- a charter --------------------------------------------------------------------------------------------------------

AMENDS = "amends charter: yes, with: WHO, from: first"


def charter(**parts: str) -> str:
    text = CHARTER.replace("EFFECT", "issues: decision").replace("TO", "each member")
    text = text.replace("WHO", "who")
    for old, new in parts.items():
        text = text.replace(PARTS[old], new)
    return text


PARTS = {"record": "powers: [record, propose]", "office": "organ: office, title: Office"}
FAULTS = {
    "charter.faulty": "comity: 1\nbody: r\n",
    "charter.no_keeper": charter(record="powers: [propose]"),
    "charter.party_code": charter(office="organ: A2, title: Office"),
}


@pytest.mark.parametrize("code", FAULTS)
@pytest.mark.parametrize("door", ["provided", "opening"])
def test_a_charter_is_tried_before_anybody_votes_on_it(
    orchard: Founding, code: str, door: str
) -> None:
    body = opened(orchard, AMENDS.replace("WHO", "who"))
    body.do("party.name/1", party="A2", name="Another")
    things = {"first": "2026-05-01", "who": FAULTS[code]}
    if door == "opening":
        fields = {"procedure": "p", "title": "T", "things": things}
        assert body.refused("matter.open/1", by="a", **fields).code == code
        return
    provide(body, "first", "2026-05-01")
    provide(body, "last", "x")
    assert not_taken(body, "who", FAULTS[code]) == (code, "Pact 5")
    provide(body, "who", charter())


def test_a_charter_does_not_govern_from_before_the_one_in_force(orchard: Founding) -> None:
    body = opened(orchard, AMENDS.replace("WHO", "who"))
    provide(body, "first", "2026-03-01")
    provide(body, "last", "x")
    assert not_taken(body, "who", charter()) == ("charter.superseded", "Pact 5")


def test_one_that_another_has_overtaken_stops_and_governs_from_another_day(
    orchard: Founding,
) -> None:
    body = opened(orchard, AMENDS.replace("WHO", "who"))
    body.do("matter.open/1", by="a", matter="n", procedure="p", title="T")
    for matter, first in (("m", "2026-05-01"), ("n", "2026-06-01")):
        for thing, value in (("first", first), ("last", "x"), ("who", charter())):
            body.do("matter.provide/1", by="a", matter=matter, thing=thing, value=value)
    body.say("n", "in favour", "A", "B", "C")
    body.at(2, month=6)
    adopted(body)
    hindered = body.matter("m").hindered
    assert (hindered.code, hindered.values["since"]) == ("charter.superseded", "2026-06-01")
    attest(body, "first", "2026-06-02")
    body.do("matter.resume/1", matter="m")
    assert [one.since for one in body.state.charters][-1] == "2026-06-02"


def test_a_text_that_becomes_measures_is_provided_whole(orchard: Founding) -> None:
    body = opened(orchard, "sets measures: text, until: last", who="text")
    provide(body, "first", "x")
    provide(body, "last", "2026-06-01")
    paragraphs = [{"id": "a", "number": "1", "text": {"en": "No trade."}}]
    refusal = body.refused("text.submit/1", by="a", matter="m", paragraphs=paragraphs)
    assert (refusal.code, refusal.article) == ("text.whole", "Pact 5")
    provide(body, "text", "No trade.")
    adopted(body)
    assert [one.what for one in body.state.measures.values()] == ["No trade."]


def test_a_text_that_becomes_the_charter_is_provided_whole(orchard: Founding) -> None:
    body = opened(orchard, AMENDS.replace("WHO", "text"), who="text")
    provide(body, "first", "2026-05-01")
    provide(body, "last", "x")
    paragraphs = [{"id": "a", "number": "1", "text": {"en": "Forty crowns."}}]
    refusal = body.refused("text.submit/1", by="a", matter="m", paragraphs=paragraphs)
    assert (refusal.code, refusal.article) == ("text.whole", "Pact 5")
    provide(body, "text", charter())
    adopted(body)
    assert body.matter("m").outcome == "completed"
